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
    const mxtrap_format *format; /* with this name, unless it is of --diff */
    const mxtrap_format *plan_format;
    unsigned step;      /* --step; 0: none */
    unsigned log_group; /* --log; 0: none */
    int is_diff;
    const char *output;       /* NULL: standard output */
    const char *checked;      /* --check: the file to compare; OUTPUT has it, too. NULL: none */
    struct cli_list zones;    /* the chosen ones; empty: all */
    const char *const *specs; /* the operands; set by cli_generate_options */
    size_t spec_count;
    struct cli_list states;               /* --from: what DNS has */
    struct mxtrap_zone_file_options zone; /* for these, and for zone files of --diff */
    struct cli_list dummies;
    struct cli_list role_specs; /* --spec: the roles of what is imported */
    const char *key_file;       /* for transfers; NULL: none */
    const mxtrap_zones *before; /* set by cli_generate: the zones of the states; NULL: none */
    int strict, quiet;
    enum cli_colour colour;
};

/* Reads the specs, runs the rules and, if they allow it, writes. Errors are reported. */
enum cli_exit cli_generate(const struct generation *settings);

/* Prints FINDINGS on standard error, by the options. */
void cli_generate_report(const struct generation *settings, const mxtrap_findings *findings);

/* Finds the named format, and checks that the options and operands fit together; a mistake is
 * reported. */
enum cli_exit cli_generate_options(struct generation *settings, const struct cli_given *given);

/* Prints the steps from the state STATES[0] to the spec or zone file STATES[1], if the rules find
 * no error in that. Errors are reported. */
enum cli_exit cli_diff(const struct generation *settings, const char *const *states);

/* Sets DUMMIES in OPTIONS, and OPTIONS->seen, which the caller frees. */
enum cli_exit cli_states_begin(const struct cli_tool *tool, const struct cli_list *dummies,
                               struct mxtrap_zone_file_options *options);

/* Adds the zones of STATE to ZONES: axfr:ZONE@SERVER[@PORT], signed by the key in KEY_FILE (NULL:
 * none), else a spec or a zone file by its name ("-": a zone file). Returns CLI_HOLDS also if it
 * cannot be read: FINDINGS then has an input error. ROLES are for zone files and transfers. */
enum cli_exit cli_state_read(const struct cli_tool *tool, const char *state, const char *key_file,
                             const struct mxtrap_zone_file_options *roles, mxtrap_zones *zones,
                             mxtrap_findings *findings);

/* Reads the operands, each a zone file, a transfer or a spec, into ZONES. FINDINGS has their
 * errors. */
enum cli_exit cli_import_read(const struct generation *settings, mxtrap_zones *zones,
                              mxtrap_findings *findings);

/* Writes every chosen zone to FOLDER/db.ZONE, or FORMAT's own file names. All are written before
 * the first is renamed: a failure up to then, which is reported, changes nothing. It fails with
 * CLI_USAGE if one of the COUNT SPECS would be overwritten. */
enum cli_exit cli_write_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder,
                               const char *const *specs, size_t count);

/* Compares the files that cli_write_folder would write with the existing ones; returns the worst
 * status. */
enum cli_exit cli_check_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder);

/* Compares the file at PATH with WANTED; CLI_FINDINGS and a unified diff on standard output if they
 * differ or the file is missing. A failure to read it is reported. */
enum cli_exit cli_stale(const struct cli_tool *tool, const char *path, struct mx_text *wanted);

/* A sink that appends to a struct mx_text. */
int cli_stale_gather(void *context, const char *bytes, size_t length);

#endif
