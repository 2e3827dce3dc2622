/* The table of senders on standard output, as a spec has them: --list-senders. */
#include "sender_pages.h"

#include <mxtrap/simulate.h>

#include "model/text.h"
#include "output.h"

enum cli_exit cli_list_senders(const struct cli_tool *tool, const char *unused) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    const mxtrap_sender *sender;
    enum mxtrap_status status;
    (void)unused;

    mx_text_string(&text, "senders:\n");
    status = mx_text_finish(&text);
    for (size_t i = 0; (sender = mxtrap_sender_at(i)) != NULL && status == MXTRAP_OK; i++) {
        status = mxtrap_sender_write(sender, cli_sink, &cli_standard_output);
    }
    mx_text_free(&text);
    return cli_finish(tool->name, status);
}
