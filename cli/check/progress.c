/* Shows domains done and under way, the rate, and the time left if the number of domains is known.
 */
#include "progress.h"

#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tool/output.h"

static struct {
    bool on, is_terminal;
    time_t began;
    const struct cli_names *names;
} progress;

/* ", N s left", by the rate so far. */
static void write_rest(struct mx_text *text, size_t done, size_t seconds) {
    size_t total = progress.names->total;
    size_t skipped = progress.names->left_out;

    if (total == CLI_NAMES_UNKNOWN) {
        mx_text_string(text, ", ETA unknown: the list's length is not known");
    } else if (done == 0 || seconds == 0) {
        mx_text_string(text, ", ETA not yet known");
    } else {
        size_t rest = total > done + skipped ? total - done - skipped : 0;
        mx_text_format(text, ", ETA %zu s", (rest * seconds + done - 1) / done);
    }
}

static void show(void *context, const struct mxtrap_check_progress *now) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);
    time_t now_s = time(NULL);
    size_t seconds = now_s > progress.began ? (size_t)(now_s - progress.began) : 0;
    (void)context;

    mx_text_string(&text, progress.is_terminal ? "\r\033[K" : "");
    mx_text_format(&text, "%zu", now->done);
    if (progress.names->total != CLI_NAMES_UNKNOWN) {
        mx_text_format(&text, " of %zu", progress.names->total);
    }
    mx_text_format(&text, " done, %zu in flight, %zu connections, %zu waiting, %zu/s",
                   now->in_flight, now->connections, now->waiting,
                   seconds > 0 ? now->done / seconds : now->done);
    write_rest(&text, now->done, seconds);
    mx_text_string(&text, progress.is_terminal ? "" : "\n");
    mx_text_end(&text);
}

void cli_progress_begin(mxtrap_check *check, struct cli_names *names, bool forced, bool quiet) {
    progress.is_terminal = isatty(STDERR_FILENO) != 0;
    progress.on = forced || (progress.is_terminal && !quiet);
    progress.began = time(NULL);
    progress.names = names;
    if (progress.on) {
        cli_names_count(names);
        show(NULL, &(struct mxtrap_check_progress){0});
        mxtrap_check_on_progress(check, show, NULL);
    }
}

void cli_progress_end(void) {
    if (progress.on && progress.is_terminal) {
        cli_sink(&cli_standard_error, "\r\033[K", 4);
    }
}
