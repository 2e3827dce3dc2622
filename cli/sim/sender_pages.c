/* --list-senders: the table of senders, as a spec would have it. */
#include "simulate.h"

#include <mxtrap/simulate.h>

#include "tool/output.h"

enum cli_exit cli_list_senders(const struct cli_tool *tool, const char *unused) {
    static const char head[] = "senders:\n";
    int failed = cli_sink(&cli_standard_output, head, sizeof head - 1);
    enum mxtrap_status status = failed != 0 ? MXTRAP_ERR_OUTPUT : MXTRAP_OK;
    const mxtrap_sender *sender;

    (void)unused;
    for (size_t i = 0; (sender = mxtrap_sender_at(i)) != NULL && status == MXTRAP_OK; i++) {
        status = mxtrap_sender_write(sender, cli_sink, &cli_standard_output);
    }
    return cli_finish(tool->name, status);
}
