/* The parts of mxtrap-gen. */
#ifndef CLI_GEN_GEN_H
#define CLI_GEN_GEN_H

#include <stddef.h>

#include <mxtrap/change.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/write.h>
#include <mxtrap/zone_file.h>

#include "base/text.h"
#include "tool/options.h"

struct generation {
    const struct cli_tool *tool;
    const char *format_name;     /* NULL: the first */
    const mxtrap_format *format; /* of this name, unless it is of --diff */
    const mxtrap_format *plan_format;
    unsigned step; /* --step; 0: none */
    int is_diff;
    const char *output;       /* NULL: standard output */
    const char *checked;      /* --check: what would be the output; set as OUTPUT too. NULL: none */
    struct cli_list zones;    /* the chosen ones; none: all */
    const char *const *specs; /* the operands; set by cli_generate_settle */
    size_t spec_count;
    struct cli_list states;               /* --from: what DNS has */
    struct mxtrap_zone_file_options zone; /* how these and --diff's zone files are read */
    struct cli_list dummies;
    const char *key_file;       /* for those that are transfers; NULL: none */
    const mxtrap_zones *before; /* set by cli_generate: the zones of the states; NULL: none */
    int strict, quiet;
    enum cli_colour colour;
};

/* Reads the specs, runs the rules and, where they allow it, writes. What is wrong is reported. */
enum cli_exit cli_generate(const struct generation *settings);

/* Prints what was found on standard error, as the options want it. */
void cli_generate_report(const struct generation *settings, const mxtrap_findings *findings);

/* Finds the format that was named, and looks at what the options say of each other and of the
 * operands; a mistake is reported. */
enum cli_exit cli_generate_settle(struct generation *settings, const struct cli_given *given);

/* Prints the steps from the state STATES[0] to the spec or zone file STATES[1], if the rules have
 * nothing against that one. What is wrong is reported. */
enum cli_exit cli_diff(const struct generation *settings, const char *const *states);

/* Lets OPTIONS, which has the rest, have the DUMMIES and room to see them in, to be freed by the
 * caller (OPTIONS->seen). */
enum cli_exit cli_states_begin(const struct cli_tool *tool, const struct cli_list *dummies,
                               struct mxtrap_zone_file_options *options);

/* Adds the zones of STATE to ZONES: of axfr:ZONE@SERVER[@PORT], signed by the key in KEY_FILE
 * (NULL: none), else of a spec or a zone file by its name ("-": a zone file). CLI_HOLDS also where
 * it cannot be read: FINDINGS then has an input error. ROLES are for zone files and transfers. */
enum cli_exit cli_state_read(const struct cli_tool *tool, const char *state, const char *key_file,
                             const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                             mxtrap_findings *findings);

/* Writes every chosen zone to FOLDER/db.ZONE, or what FORMAT calls its files. All are written
 * before the first takes its name: a failure up to then, which is reported, changes nothing. That
 * one of the COUNT SPECS would be overwritten is such a failure, of CLI_USAGE. */
enum cli_exit cli_write_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder,
                               const char *const *specs, size_t count);

/* The same files as cli_write_folder writes, compared with those that are there: the worst of all.
 */
enum cli_exit cli_check_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder);

/* Compares the file at PATH with WANTED; CLI_FINDINGS and a unified diff on standard output where
 * they differ or there is no such file. What keeps it from being read is reported. */
enum cli_exit cli_stale(const struct cli_tool *tool, const char *path, struct mx_text *wanted);

/* A sink into a struct mx_text. */
int cli_stale_gather(void *context, const char *bytes, size_t length);

#endif
