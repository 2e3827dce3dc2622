/* The formats of everything that the library writes: one table. */
#ifndef MXTRAP_FORMAT_H
#define MXTRAP_FORMAT_H

#include <stddef.h>

#include <mxtrap/export.h>

MXTRAP_BEGIN_DECLS

/* What a format is for. A function that is given a format of another kind than its own returns
 * MXTRAP_ERR_ARGUMENT. */
enum mxtrap_format_kind {
    MXTRAP_FORMAT_FINDINGS,    /* text, gcc, json ...: mxtrap_findings_write */
    MXTRAP_FORMAT_RESULTS,     /* text, json, ndjson, nagios ...: mxtrap_check_writer_begin */
    MXTRAP_FORMAT_SIMULATIONS, /* text, json, svg: mxtrap_simulation_writer_begin */
    MXTRAP_FORMAT_ZONES,       /* bind, zone, nsupdate, nftables ...: mxtrap_write */
    MXTRAP_FORMAT_PLANS,       /* text, json: mxtrap_plan_write; nsupdate: see below */
    MXTRAP_FORMAT_WATCH        /* text, json, ndjson, prometheus: mxtrap_watch_write */
};

/* What programs have to know of a format, besides its name. */
enum mxtrap_format_trait {
    /* Each result is a line of its own: what a run that was cut has written is of use. */
    MXTRAP_FORMAT_IS_STREAM = 1,
    /* For monitoring plugins, which have exit statuses of their own. */
    MXTRAP_FORMAT_IS_MONITORING = 2,
    /* A script that changes what a server has: mxtrap_write, mxtrap_change_write, and of plans only
     * mxtrap_plan_write_step. */
    MXTRAP_FORMAT_IS_UPDATE = 4,
    /* A complete zone: rules then know that a record that is not there does not exist. */
    MXTRAP_FORMAT_IS_COMPLETE_ZONE = 8,
    /* One file has one zone. */
    MXTRAP_FORMAT_HAS_ONE_ZONE = 16,
    /* A spec: what is written is what there is, and not judged. */
    MXTRAP_FORMAT_IS_SPEC = 32,
    /* Firewall rules that can log the first packets of connections: mxtrap_write_logging. */
    MXTRAP_FORMAT_CAN_LOG = 64
};

/* A row of the table. It is never freed. */
typedef struct mxtrap_format mxtrap_format;

/* The format at INDEX of those of KIND, NULL past the end; the first is the default. */
MXTRAP_API const mxtrap_format *mxtrap_format_at(enum mxtrap_format_kind kind, size_t index);

/* The format of KIND that has this NAME, in lower case; NULL where there is none. */
MXTRAP_API const mxtrap_format *mxtrap_format_find(enum mxtrap_format_kind kind, const char *name);

/* Its name, and a few words that describe it; constants. */
MXTRAP_API const char *mxtrap_format_name(const mxtrap_format *format);
MXTRAP_API const char *mxtrap_format_description(const mxtrap_format *format);

/* Whether the format has TRAIT: 1 or 0. */
MXTRAP_API int mxtrap_format_has(const mxtrap_format *format, enum mxtrap_format_trait trait);

MXTRAP_END_DECLS

#endif
