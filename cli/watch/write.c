/* The report, to standard output or to a file that is replaced as a whole, and what it cannot know.
 */
#include "write.h"

#include "tool/output.h"
#include "tool/output_file.h"

enum { TOP_OF_TEXT = 20 };

/* A line of each thing that the report cannot know. */
void cli_watch_warn(const struct cli_watch *settings, const mxtrap_watch *watch) {
    static const struct {
        uint64_t (*count)(const mxtrap_watch *watch);
        const char *what;
    } rows[] = {
        {mxtrap_watch_cut_count,
         "packets were captured without their TCP header: capture at least 128 octets of each"},
        {mxtrap_watch_untimed_count, "packets without a time were not counted"},
        {mxtrap_watch_early_count,
         "packets are older than the state: a capture was read before, or out of order, and visits "
         "are counted wrongly"},
        {mxtrap_watch_missed_count,
         "times the kernel dropped packets, because they came too fast: counts are too low"},
        {mxtrap_watch_dropped_count,
         "sources were given up for --max-sources, the quiet ones first"},
    };

    if (mxtrap_watch_attempt_count(watch) == 0 && !settings->quiet) {
        cli_complain_of(settings->tool->name,
                        "warning: no attempt at an exchanger was seen: nothing "
                        "is known of any sender");
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && !settings->quiet; i++) {
        unsigned long long count = rows[i].count(watch);
        if (count > 0) {
            cli_complain_of(settings->tool->name, "warning: %llu %s", count, rows[i].what);
        }
    }
}

static enum mxtrap_status write_to(const struct cli_watch *settings, const mxtrap_watch *watch,
                                   struct cli_stream *stream) {
    bool is_text = settings->format == mxtrap_format_at(MXTRAP_FORMAT_WATCH, 0);
    struct mxtrap_watch_writer_options options = {
        .size = sizeof options,
        .colour = cli_colour_on(settings->colour, stream->fd),
        .anonymize = settings->anonymize,
        .top = settings->top > 0 || !is_text ? settings->top : TOP_OF_TEXT};

    return mxtrap_watch_write(watch, settings->format, &options, cli_sink, stream);
}

enum cli_exit cli_watch_write(const struct cli_watch *settings, const mxtrap_watch *watch) {
    struct cli_file file;
    enum mxtrap_status status = MXTRAP_ERR_OUTPUT;

    if (settings->output == NULL) {
        return cli_finish(settings->tool->name, write_to(settings, watch, &cli_standard_output));
    }
    if (cli_file_open(&file, settings->output)) {
        status = write_to(settings, watch, &file.stream);
    }
    return cli_file_finish(settings->tool->name, &file, settings->output, status);
}
