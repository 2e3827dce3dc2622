/* Done, in flight, rate. How much is left is not known: a list is read as it goes. */
#include "progress.h"

#include <time.h>
#include <unistd.h>

#include "model/text.h"
#include "output.h"

static struct {
    bool on, is_terminal;
    time_t began;
} progress;

static void show(void *context, const struct mxtrap_check_progress *now) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);
    time_t seconds = time(NULL) - progress.began;
    (void)context;

    mx_text_string(&text, progress.is_terminal ? "\r\033[K" : "");
    mx_text_format(&text, "%zu done, %zu in flight, %zu connections, %zu waiting, %zu/s", now->done,
                   now->in_flight, now->connections, now->waiting,
                   seconds > 0 ? now->done / (size_t)seconds : now->done);
    mx_text_string(&text, progress.is_terminal ? "" : "\n");
    mx_text_finish(&text);
    mx_text_free(&text);
}

void cli_progress_begin(mxtrap_check *check, bool forced, bool quiet) {
    progress.is_terminal = isatty(STDERR_FILENO) != 0;
    progress.on = forced || (progress.is_terminal && !quiet);
    progress.began = time(NULL);
    if (progress.on) {
        mxtrap_check_on_tick(check, show, NULL);
    }
}

void cli_progress_end(void) {
    if (progress.on && progress.is_terminal) {
        cli_sink(&cli_standard_error, "\r\033[K", 4);
    }
}
