/* The domains to check, one after another: operands, lines of a file, or all owner names of the
 * specs, without those that an earlier output has. */
#ifndef CLI_CHECK_NAMES_H
#define CLI_CHECK_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include <mxtrap/check.h>
#include <mxtrap/layout.h>

#include "lines.h"
#include "tool/options.h"

#define CLI_NAMES_UNKNOWN SIZE_MAX

struct cli_names {
    const char *tool;
    const char *const *operands; /* NULL-terminated */
    const char *path;            /* of the list, for messages; NULL: no list */
    struct cli_lines lines;      /* of the list */
    const mxtrap_zones *spec;    /* used without operands and list; NULL: none */
    void *known;                 /* a tree of names with results in an earlier output */
    size_t total;                /* including those left out, or CLI_NAMES_UNKNOWN */
    size_t given, left_out;      /* so far */
    size_t zone, layout;
    char owner[MXTRAP_NAME_TEXT_MAX];
    bool has_bad_line; /* a line was reported on standard error and skipped */
    int error;         /* errno of reading the list, or 0 */
};

/* Opens the list at PATH ("-": standard input); CLI_USAGE after a reported failure. */
enum cli_exit cli_names_open(struct cli_names *names, const char *path);

/* Leaves out the domains that have a result in the ndjson at PATH ("-": standard input); an object
 * without a verdict, or of a run that was cut, is not a result. An unfinished last line is skipped,
 * and cut off if standard output appends to the same file. CLI_USAGE as above, CLI_SYSTEM when
 * memory is out or the file cannot be cut. */
enum cli_exit cli_names_resume(struct cli_names *names, const char *path);

/* Counts the names, before the first is read, unless the list is a pipe or a terminal. */
void cli_names_count(struct cli_names *names);

/* An mxtrap_check_next_fn; CONTEXT is a struct cli_names. */
enum mxtrap_check_next cli_names_next(const char **out, void *context);

/* The run is over: stops reading a stream. */
void cli_names_stop(struct cli_names *names);

/* Reports the `error`; CLI_USAGE, or CLI_SYSTEM if memory is out. */
enum cli_exit cli_names_failed(const struct cli_names *names);

void cli_names_free(struct cli_names *names);

#endif
