/* Shows domains done and under way, the rate, and the time left if the number of domains is known.
 */
#include "progress.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tool/output.h"

enum { LINE_MAX_BYTES = 300 };

static struct {
    bool on, is_terminal;
    time_t began;
    const struct cli_names *names;
    struct mxtrap_check_progress last;
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

/* What fits into a line of the terminal: of one that is wrapped, only the end could be cleared. */
static size_t room(void) {
    struct winsize window = {0};

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col - 1U
                                                                               : 79;
}

/* JSON's results have no line end after them: the terminal gets one, which standard output does
 * not. */
static void begin_line(void) {
    char last = cli_standard_output.last;

    if (progress.is_terminal && last != '\0' && last != '\n' && isatty(STDOUT_FILENO)) {
        cli_standard_output.last = '\n';
        cli_sink(&cli_standard_error, "\n", 1);
    }
}

static void show(void *context, const struct mxtrap_check_progress *now) {
    char line[LINE_MAX_BYTES];
    struct mx_text text = mx_text_within(line, sizeof line);
    time_t now_s = time(NULL);
    size_t seconds = now_s > progress.began ? (size_t)(now_s - progress.began) : 0;
    (void)context;

    progress.last = *now;
    mx_text_format(&text, "%zu", now->done);
    if (progress.names->total != CLI_NAMES_UNKNOWN) {
        mx_text_format(&text, " of %zu", progress.names->total);
    }
    mx_text_format(&text, " done, %zu in flight, %zu connections, %zu waiting, %zu/s",
                   now->in_flight, now->connections, now->waiting,
                   seconds > 0 ? now->done / seconds : now->done);
    write_rest(&text, now->done, seconds);
    size_t length = text.length, most = progress.is_terminal ? room() : length;
    begin_line();
    cli_shows_progress = progress.is_terminal; /* what is there is cleared first */
    cli_sink(&cli_standard_error, line, length < most ? length : most);
    cli_shows_progress = progress.is_terminal;
    if (!progress.is_terminal) {
        cli_sink(&cli_standard_error, "\n", 1);
    }
}

void cli_progress_again(void) {
    if (progress.on && progress.is_terminal && !cli_shows_progress) {
        show(NULL, &progress.last);
    }
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
    if (cli_shows_progress) {
        cli_sink(&cli_standard_error, "", 0);
    }
}
