/* --axfr ZONE@SERVER[@PORT]: zones transferred from name servers. */
#ifndef CLI_TOOL_TRANSFERS_H
#define CLI_TOOL_TRANSFERS_H

#include <stdint.h>

#include <mxtrap/axfr.h>
#include <mxtrap/mta_sts.h>

#include "options.h"

struct cli_transfer {
    char *name; /* axfr:ZONE@SERVER[@PORT], for findings */
    char *zone, *server;
    uint16_t port; /* 0: the default */
};

/* The transfers of a run. Begin with zeroes. */
struct cli_transfers {
    struct cli_transfer *list;
    size_t count;
    const char *key_file;         /* NULL: no TSIG */
    unsigned timeout, deadline;   /* 0: the default */
    const mxtrap_mta_sts *policy; /* to compare each zone with; NULL: none */
};

/* Adds the argument of --axfr; a mistake is reported. */
enum cli_exit cli_transfers_add(const struct cli_tool *tool, const char *argument,
                                struct cli_transfers *transfers);

/* Checks that options of transfers have a transfer, or HAS_JOURNAL for the deadline. */
enum cli_exit cli_transfers_check(const struct cli_tool *tool,
                                  const struct cli_transfers *transfers, bool has_journal);

/* Makes the transfers, if their key can be read, and runs the rules over each. ZONE_FILE has the
 * roles. Errors of the input are in FINDINGS. */
enum cli_exit cli_transfers_lint(const struct cli_tool *tool, const struct cli_transfers *transfers,
                                 const struct mxtrap_zone_file_options *zone_file,
                                 mxtrap_findings *findings);

/* FILES and the names of the transfers, in a list for the caller to free; NULL when memory is out.
 */
const char **cli_transfers_names(const struct cli_transfers *transfers, const char *const *files,
                                 size_t count, size_t *name_count);

void cli_transfers_free(struct cli_transfers *transfers);

#endif
