/* --journal: a zone file with the changes of BIND's journal beside it. */
#ifndef CLI_LINT_JOURNAL_H
#define CLI_LINT_JOURNAL_H

#include <mxtrap/zone_file.h>

#include "tool/options.h"

/* Whether PATH is a zone file that has a journal beside it. */
bool cli_has_journal(const char *path);

struct cli_journal {
    const char *path, *zone; /* the zone's name; NULL: that of the file's SOA record */
    unsigned deadline;       /* in seconds; 0: 600 */
    bool is_quiet;           /* the program's diagnostics only if it fails */
};

/* Reads the zone as named-compilezone (BIND) makes it of the file and its journal: *BYTES is then
 * LENGTH bytes of text, a record a line, for the caller to free. A failure is reported on standard
 * error. */
enum cli_exit cli_journal_read(const struct cli_tool *tool, const struct cli_journal *journal,
                               char **bytes, size_t *length);

#endif
