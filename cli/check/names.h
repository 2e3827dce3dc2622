/* The domains that mxtrap-check is to check, one after the other: operands, lines of a file, or all
 * owner names of the specs; without those that an earlier output holds. */
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
    const char *path;            /* of the list, for messages; NULL: there is none */
    struct cli_lines lines;      /* of it */
    const mxtrap_zones *spec;    /* asked when there is neither; NULL: there is none */
    void *known;                 /* a tree of what is to be left out */
    size_t total; /* as counted, those left out too; CLI_NAMES_UNKNOWN where they cannot be */
    size_t given, left_out; /* up to now */
    size_t zone, layout;
    char owner[MXTRAP_NAME_TEXT_MAX];
    bool has_bad_line; /* one was reported on standard error, and passed over */
    int error;         /* errno of reading the list; 0 where there was none */
};

/* Opens the list at PATH ("-": standard input); CLI_USAGE where that fails, which is reported. */
enum cli_exit cli_names_open(struct cli_names *names, const char *path);

/* Leaves out the domains of which the ndjson at PATH ("-": standard input) has a result: an object
 * without a verdict is none, nor is what a run had no time for. A last line that is not whole
 * is passed over: the run that wrote it was cut; it is cut off where standard output appends to the
 * same file. CLI_USAGE as above, CLI_SYSTEM when memory is out or the file cannot be cut. */
enum cli_exit cli_names_resume(struct cli_names *names, const char *path);

/* Counts what is to come, before the first one is taken. A list that can be read but once, a pipe
 * or a terminal, is left alone. */
void cli_names_count(struct cli_names *names);

/* An mxtrap_check_next_fn; CONTEXT is a struct cli_names. */
enum mxtrap_check_next cli_names_next(const char **out, void *context);

/* No more of a stream is read: the run is over. */
void cli_names_stop(struct cli_names *names);

/* Reports the `error`; CLI_USAGE, or CLI_SYSTEM where memory is out. */
enum cli_exit cli_names_failed(const struct cli_names *names);

void cli_names_free(struct cli_names *names);

#endif
