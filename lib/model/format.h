/* A row of the table of formats. Each room that writes gives its own part a type; the table itself
 * is in report/, the room that knows all others. */
#ifndef MX_MODEL_FORMAT_H
#define MX_MODEL_FORMAT_H

#include <mxtrap/format.h>

struct mx_findings_format;
struct mx_results_format;
struct mx_simulations_format;
struct mx_zones_format;
struct mx_plan_format;
struct mx_watch_format;

struct mxtrap_format {
    enum mxtrap_format_kind kind;
    const char *name, *description;
    unsigned traits; /* of enum mxtrap_format_trait */
    /* What writes it: the one of its kind, the others are NULL. */
    const struct mx_findings_format *findings;
    const struct mx_results_format *results;
    const struct mx_simulations_format *simulations;
    const struct mx_zones_format *zones;
    const struct mx_plan_format *plan; /* NULL: only steps are written, by mxtrap_plan_write_step */
    const struct mx_watch_format *watch;
};

#endif
