/* A watch as metrics (Prometheus text exposition format): counters that grow while it listens. */
#include "report/watch_writer.h"

static void head(struct mx_text *text, const char *name, const char *type, const char *help) {
    mx_text_format(text, "# HELP mxtrap_watch_%s %s\n# TYPE mxtrap_watch_%s %s\n", name, help, name,
                   type);
}

/* A name has no character that a label's value must escape but the backslash. */
static void owner_label(struct mx_text *text, const char *name, const struct mx_watched *set) {
    char owner[MXTRAP_NAME_TEXT_MAX];

    mx_text_format(text, "mxtrap_watch_%s{owner=\"", name);
    for (const char *at = mxtrap_layout_owner(owner, set->layout); *at != '\0'; at++) {
        if (*at == '\\' || *at == '"') {
            mx_text_char(text, '\\');
        }
        mx_text_char(text, *at);
    }
    mx_text_char(text, '"');
}

static uint64_t visits_of(const struct mx_behaviour_count *count) {
    return count->visits;
}

static uint64_t reached_of(const struct mx_behaviour_count *count) {
    return count->reached;
}

static uint64_t attempts_of(const struct mx_behaviour_count *count) {
    return count->attempts;
}

static void write_behaviours(struct mx_watch_writer *writer) {
    static const struct {
        const char *name, *help;
        uint64_t (*of)(const struct mx_behaviour_count *count);
    } rows[] = {
        {"visits_total", "Visits that have ended, by behaviour.", visits_of},
        {"visits_reached_total", "Visits that met a real host, by behaviour.", reached_of},
        {"attempts_total", "Attempts to connect, by the behaviour of the visit.", attempts_of},
    };
    const struct mx_watched_sets *sets = &writer->watch->sets;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        head(&writer->text, rows[i].name, "counter", rows[i].help);
        for (size_t j = 0; j < sets->count; j++) {
            for (size_t k = 0; k < MX_BEHAVIOURS; k++) {
                owner_label(&writer->text, rows[i].name, &sets->list[j]);
                mx_text_format(&writer->text, ",behaviour=\"%s\"} %llu\n",
                               mx_behaviour_name((enum mx_behaviour)k),
                               (unsigned long long)rows[i].of(&sets->list[j].tally.behaviours[k]));
            }
        }
    }
}

static void write_losses(struct mx_watch_writer *writer) {
    const struct mx_watched_sets *sets = &writer->watch->sets;
    struct mx_text *text = &writer->text;

    head(text, "lost_sources", "gauge", "Sources that met a dummy and never a real host.");
    for (size_t i = 0; i < sets->count; i++) {
        size_t queues = 0;
        while (queues < writer->sets[i].lost_count &&
               mx_source_is_queue(writer->sets[i].lost[queues])) {
            queues++;
        }
        owner_label(text, "lost_sources", &sets->list[i]);
        mx_text_format(text, ",retries=\"yes\"} %zu\n", queues);
        owner_label(text, "lost_sources", &sets->list[i]);
        mx_text_format(text, ",retries=\"no\"} %zu\n", writer->sets[i].lost_count - queues);
    }
    head(text, "unresolved_sources", "gauge",
         "Sources without a real host, for which another source may have delivered.");
    for (size_t i = 0; i < sets->count; i++) {
        owner_label(text, "unresolved_sources", &sets->list[i]);
        mx_text_format(text, "} %llu\n", (unsigned long long)writer->sets[i].unresolved);
    }
}

static void write_delays(struct mx_watch_writer *writer) {
    static const struct {
        const char *name;
        double part;
    } quantiles[] = {{"0.5", 0.5}, {"0.9", 0.9}, {"0.99", 0.99}, {"1", 1}};
    const struct mx_watched_sets *sets = &writer->watch->sets;
    struct mx_text *text = &writer->text;

    head(text, "delay_seconds", "gauge",
         "Quantiles of the time from the first dummy to the first real host of a visit.");
    for (size_t i = 0; i < sets->count; i++) {
        const struct mx_delays *delays = &sets->list[i].tally.delays;
        for (size_t j = 0; delays->count > 0 && j < sizeof quantiles / sizeof quantiles[0]; j++) {
            uint64_t ms = mx_delays_at(delays, quantiles[j].part);
            owner_label(text, "delay_seconds", &sets->list[i]);
            mx_text_format(text, ",quantile=\"%s\"} %llu.%03llu\n", quantiles[j].name,
                           (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
        }
    }
}

void mx_watch_prometheus(struct mx_watch_writer *writer) {
    const mxtrap_watch *watch = writer->watch;
    const struct {
        const char *name, *help;
        uint64_t value;
    } rows[] = {
        {"packets_total", "Packets that were looked at.", watch->packets},
        {"cut_packets_total", "Packets without their TCP header.", watch->cut},
        {"missed_packets_total", "Packets, or groups of them, that the kernel dropped.",
         watch->missed},
        {"sources_total", "Sources that were seen.", watch->source_count},
        {"dropped_sources_total", "Sources that were given up for --max-sources.",
         watch->dropped_sources},
    };

    write_behaviours(writer);
    write_losses(writer);
    write_delays(writer);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        head(&writer->text, rows[i].name, "counter", rows[i].help);
        mx_text_format(&writer->text, "mxtrap_watch_%s %llu\n", rows[i].name,
                       (unsigned long long)rows[i].value);
    }
    head(&writer->text, "last_packet_timestamp_seconds", "gauge", "When the last packet was seen.");
    mx_text_format(&writer->text, "mxtrap_watch_last_packet_timestamp_seconds %lld\n",
                   (long long)(watch->last / 1000));
}
