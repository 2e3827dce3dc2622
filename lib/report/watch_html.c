/* A watch as one page for people: for each MX set what the text format has, and plots of behaviours
 * by day, of delays and of the pauses between retries. */
#include "report/page.h"
#include "report/plot.h"
#include "report/svg.h"
#include "report/watch_writer.h"

#include <stdlib.h>

/* A list of this length is for programs; --top asks for another one. */
enum { ROWS_MAX = 1000 };

static const char tool[] = "mxtrap-watch";

static const char rules[] = ".number{text-align:right;white-space:nowrap}\n"
                            ".summary{margin:0 0 1rem}figcaption{max-width:45rem}\n";

static void cell(struct mx_text *text, uint64_t number) {
    mx_text_format(text, "<td class=\"number\">%llu</td>", (unsigned long long)number);
}

static void write_behaviours(struct mx_watch_writer *writer, size_t index) {
    const struct mx_tally *tally = &writer->watch->sets.list[index].tally;
    struct mx_text *text = &writer->text;

    mx_text_string(text, "<div class=\"wide\"><table>\n<thead><tr><th>Behaviour</th><th>Exchangers"
                         "</th><th class=\"number\">Sources</th><th class=\"number\">Visits</th>"
                         "<th class=\"number\">Attempts</th><th class=\"number\">Reached</th>"
                         "<th class=\"number\">Lost</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        const struct mx_behaviour_count *count = &tally->behaviours[i];
        if (count->visits == 0) {
            continue;
        }
        mx_page_between(text, "<tr><th>", mx_behaviour_name((enum mx_behaviour)i), "</th>");
        mx_page_between(text, "<td class=\"faint\">", mx_behaviour_what((enum mx_behaviour)i),
                        "</td>");
        cell(text, count->sources);
        cell(text, count->visits);
        cell(text, count->attempts);
        cell(text, count->reached);
        cell(text, writer->sets[index].lost_by[i]);
        mx_text_string(text, "</tr>\n");
    }
    mx_text_string(text, "</tbody></table></div>\n");
}

static const char *day_text(int64_t day, char buffer[MX_TIME_TEXT_MAX]) {
    mx_watch_time(day * 86400000, buffer);
    buffer[strcspn(buffer, "T")] = '\0';
    return buffer;
}

/* Bars of STEP days each, for the behaviours that occurred. */
static size_t fill_days(const struct mx_tally *tally, int64_t step, struct mx_plot_series *series) {
    size_t count = 0;

    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        bool is_seen = false;
        series[count] = (struct mx_plot_series){.name = mx_behaviour_name((enum mx_behaviour)i)};
        for (size_t j = 0; j < tally->day_count; j++) {
            const struct mx_day *day = &tally->days[j];
            series[count].bars[(day->day - tally->days[0].day) / step] += day->visits[i];
            is_seen |= day->visits[i] > 0;
        }
        count += is_seen;
    }
    return count;
}

static void plot_days(struct mx_text *text, const struct mx_tally *tally) {
    char first[MX_TIME_TEXT_MAX], last[MX_TIME_TEXT_MAX];
    struct mx_plot_series *series = calloc(MX_BEHAVIOURS, sizeof *series);

    if (series == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
        return;
    }
    const struct mx_day *end = &tally->days[tally->day_count - 1];
    int64_t days = end->day - tally->days[0].day + 1;
    int64_t step = (days + MX_PLOT_BARS_MAX - 1) / MX_PLOT_BARS_MAX;
    struct mx_plot_days plot = {.title = "Visits by day and behaviour",
                                .first = day_text(tally->days[0].day, first),
                                .last = day_text(end->day, last),
                                .series = series,
                                .count = fill_days(tally, step, series),
                                .bars = (size_t)((days + step - 1) / step)};
    mx_text_string(text, "<figure>\n");
    mx_plot_days(text, &plot);
    mx_text_string(text, "<figcaption>Visits by day (UTC), each behaviour on a scale of its own.");
    if (step > 1) {
        mx_text_format(text, " A bar is %lld days.", (long long)step);
    }
    mx_text_string(text, "</figcaption>\n</figure>\n");
    free(series);
}

/* "30 s", "4 min", "12 h": seconds that are round in their unit. */
static void write_time(struct mx_text *text, unsigned seconds) {
    bool is_hours = seconds >= 7200 && seconds % 3600 == 0;

    if (seconds < 120) {
        mx_text_format(text, "%u s", seconds);
    } else {
        mx_text_format(text, is_hours ? "%u h" : "%u min", seconds / (is_hours ? 3600 : 60));
    }
}

/* The classes that begin at EDGES, in seconds; the last one has no end. */
static void plot_times(struct mx_text *text, const char *title, const char *caption,
                       const unsigned *edges, const uint64_t *counts, size_t count) {
    enum { CLASSES_MAX = 16, NAME_MAX = 32 };
    struct mx_plot_class classes[CLASSES_MAX];
    char names[CLASSES_MAX][NAME_MAX];
    uint64_t all = 0;

    for (size_t i = 0; i < count && i < CLASSES_MAX; i++) {
        struct mx_text name = mx_text_within(names[i], NAME_MAX);
        mx_text_string(&name, i + 1 < count ? "" : "from ");
        write_time(&name, edges[i]);
        if (i + 1 < count) {
            mx_text_string(&name, " to ");
            write_time(&name, edges[i + 1]);
        }
        classes[i] = (struct mx_plot_class){mx_text_string_of(&name), counts[i]};
        all += counts[i];
    }
    if (all > 0) {
        mx_text_string(text, "<figure>\n");
        mx_plot_classes(text, title, classes, count);
        mx_page_between(text, "<figcaption>", caption, "</figcaption>\n</figure>\n");
    }
}

/* Edges that are not the usual time-outs: 30, 60 and 131 s. */
static void plot_delays(struct mx_text *text, const struct mx_delays *delays) {
    static const unsigned edges[] = {0, 1, 5, 10, 25, 45, 90, 180, 300, 600};
    enum { EDGES = sizeof edges / sizeof edges[0] };
    uint64_t counts[EDGES];

    for (size_t i = 0; i < EDGES; i++) {
        uint64_t to = i + 1 < EDGES ? (uint64_t)edges[i + 1] * 1000 : UINT64_MAX;
        counts[i] = mx_delays_between(delays, (uint64_t)edges[i] * 1000, to);
    }
    plot_times(text, "Delays",
               "Visits by their delay, from the first dummy to the first real host.", edges, counts,
               EDGES);
}

static void plot_retries(struct mx_text *text, const struct mx_tally *tally) {
    unsigned edges[MX_RETRY_BUCKETS];

    for (size_t i = 0; i < MX_RETRY_BUCKETS; i++) {
        edges[i] = mx_retry_from(i);
    }
    plot_times(
        text, "Pauses before another try",
        "Pauses of sources that had not met a real host, until they tried again. Mail queues "
        "return after 5 to 60 minutes, again and again.",
        edges, tally->retries, MX_RETRY_BUCKETS);
}

static void write_delay(struct mx_text *text, const struct mx_delays *delays) {
    static const struct {
        const char *name;
        double part;
    } rows[] = {{"median", 0.5}, {"90 % within", 0.9}, {"99 % within", 0.99}, {"at most", 1}};

    mx_text_format(text, "<p>Delay of %llu visit%s from a dummy to a real host:",
                   (unsigned long long)delays->count, delays->count == 1 ? "" : "s");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t ms = mx_delays_at(delays, rows[i].part);
        mx_text_format(text, "%s %s %llu.%llu&#160;s", i > 0 ? "," : "", rows[i].name,
                       (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000 / 100));
    }
    mx_text_string(text, ".</p>\n");
}

static void write_source(struct mx_watch_writer *writer, const struct mx_source *one) {
    char source[MX_SOURCE_TEXT_MAX], time[MX_TIME_TEXT_MAX], buffer[MXTRAP_NAME_TEXT_MAX];
    const char *name = mx_watch_name(writer, one, buffer);
    struct mx_text *text = &writer->text;
    bool is_queue = mx_source_is_queue(one);

    mx_page_between(text, "<tr><th>", mx_watch_source(writer, one, source), "");
    if (name != NULL) {
        mx_page_between(text, "<br><span class=\"faint\">", name, "</span>");
    }
    mx_text_string(text, "</th>");
    cell(text, one->visits);
    cell(text, one->attempts);
    mx_page_between(text, "<td>", mx_watch_time(one->first, time), "</td>");
    mx_page_between(text, "<td>", mx_watch_time(one->last, time), "</td>");
    mx_page_between(text, "<td>", mx_behaviour_name((enum mx_behaviour)one->behaviour), "</td>");
    mx_text_format(text, "<td>%s</td></tr>\n",
                   is_queue ? "<strong class=\"bad\">as a queue</strong>" : "no");
}

static void write_lost(struct mx_watch_writer *writer, const struct mx_watch_set *set) {
    struct mx_text *text = &writer->text;
    size_t top = mx_watch_top(writer, set);

    top = writer->options.top == 0 && top > ROWS_MAX ? ROWS_MAX : top;
    mx_text_format(text,
                   "<h3>%zu source%s met a dummy and never a real host</h3>\n"
                   "<p class=\"faint\">The most persistent first. One that retries as a queue does "
                   "may have mail that is lost; one that came once is most likely a bot.</p>\n",
                   set->lost_count, set->lost_count == 1 ? "" : "s");
    mx_text_string(text, "<div class=\"wide\"><table>\n<thead><tr><th>Source</th>"
                         "<th class=\"number\">Visits</th><th class=\"number\">Attempts</th>"
                         "<th>First</th><th>Last</th><th>Behaviour</th><th>Retries</th></tr>"
                         "</thead>\n<tbody>\n");
    for (size_t i = 0; i < top && text->status == MXTRAP_OK; i++) {
        write_source(writer, set->lost[i]);
    }
    mx_text_string(text, "</tbody></table></div>\n");
    if (top < set->lost_count) {
        mx_text_format(text, "<p>And %zu more (--top).</p>\n", set->lost_count - top);
    }
}

static void count_of(struct mx_text *text, uint64_t count, const char *what) {
    if (count > 0) {
        mx_text_format(text, "<p>%llu %s</p>\n", (unsigned long long)count, what);
    }
}

static void write_set(struct mx_watch_writer *writer, size_t index) {
    const struct mx_watched *watched = &writer->watch->sets.list[index];
    const struct mx_tally *tally = &watched->tally;
    char owner[MXTRAP_NAME_TEXT_MAX];
    struct mx_text *text = &writer->text;
    uint64_t reached, visits = mx_watch_visits(tally, &reached);

    mx_page_between(text, "<article>\n<h2>", mxtrap_layout_owner(owner, watched->layout),
                    "</h2>\n");
    count_of(text, watched->owner_count - 1, "more owners have the same exchangers.");
    if (visits > 0) {
        mx_text_format(text,
                       "<p><strong>%llu of %llu visits (%llu %%) never reached a real "
                       "host.</strong></p>\n",
                       (unsigned long long)(visits - reached), (unsigned long long)visits,
                       (unsigned long long)((visits - reached) * 100 / visits));
        write_behaviours(writer, index);
        plot_days(text, tally);
    }
    if (tally->delays.count > 0) {
        write_delay(text, &tally->delays);
        plot_delays(text, &tally->delays);
    }
    if (writer->sets[index].lost_count > 0) {
        write_lost(writer, &writer->sets[index]);
    }
    plot_retries(text, tally);
    count_of(text, writer->sets[index].unresolved,
             "sources met a dummy and no real host, and another source may have delivered for "
             "them: not known.");
    count_of(text, tally->unfinished,
             "visits that the end of the captures cut short are not counted.");
    mx_text_string(text, "</article>\n");
}

static void write_signatures(struct mx_text *text, const struct mx_signatures *signatures) {
    const struct mx_signature_count *one = NULL;

    if (signatures->count == 0) {
        return;
    }
    mx_text_string(text,
                   "<article>\n<h2>Packets that were sent again</h2>\n<p>The seconds at which "
                   "unanswered attempts were sent again, by frequency.</p>\n<ul>\n");
    for (size_t i = 0;
         i < MX_SIGNATURES_SHOWN && (one = mx_watch_signature(signatures, one)) != NULL; i++) {
        mx_text_format(text, "<li>%llu:", (unsigned long long)one->attempts);
        for (size_t j = 1; j < one->signature.count; j++) {
            mx_text_format(text, " %u", one->signature.seconds[j]);
        }
        mx_text_string(text, "</li>\n");
    }
    mx_text_string(text, "</ul>\n</article>\n");
}

static void write_summary(struct mx_text *text, const mxtrap_watch *watch, size_t quiet) {
    char first[MX_TIME_TEXT_MAX], last[MX_TIME_TEXT_MAX];

    mx_text_format(text,
                   "<div class=\"summary\"><p>%llu packets, %llu attempts, %llu visits, %llu "
                   "sources",
                   (unsigned long long)watch->packets, (unsigned long long)watch->attempts,
                   (unsigned long long)watch->visits, (unsigned long long)watch->source_count);
    if (watch->packets > 0) {
        mx_text_format(text, ", %s to %s", mx_watch_time(watch->begin, first),
                       mx_watch_time(watch->last, last));
    }
    mx_text_string(text, "</p>\n");
    count_of(text, quiet, "MX sets had no visit.");
    count_of(text, watch->cut, "packets were captured without their TCP header.");
    count_of(text, watch->untimed, "packets without a time were not counted.");
    count_of(text, watch->missed, "times the kernel dropped packets: counts are too low.");
    count_of(text, watch->dropped_sources, "sources were given up for --max-sources.");
    mx_text_string(text, "</div>\n");
}

void mx_watch_html(struct mx_watch_writer *writer) {
    const mxtrap_watch *watch = writer->watch;
    struct mx_text *text = &writer->text;
    size_t quiet = 0;

    mx_page_begin(text, tool);
    mx_svg_rules(text);
    mx_text_string(text, rules);
    mx_page_body(text, tool);
    for (size_t i = 0; i < watch->sets.count && text->status == MXTRAP_OK; i++) {
        if (mx_watch_was_visited(writer, i)) {
            write_set(writer, i);
        } else {
            quiet++;
        }
    }
    write_signatures(text, &watch->signatures);
    write_summary(text, watch, quiet);
    mx_page_end(text);
}
