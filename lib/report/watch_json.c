/* A watch as JSON, mxtrap.watch/1: one object, or one for each MX set. */
#include "base/json_text.h"
#include "report/watch_writer.h"

static json_t *behaviours_json(const struct mx_tally *tally, const struct mx_watch_set *set) {
    json_t *list = json_array();

    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        const struct mx_behaviour_count *count = &tally->behaviours[i];
        json_t *one = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I}", "behaviour",
                                mx_behaviour_name((enum mx_behaviour)i), "sources",
                                (json_int_t)count->sources, "visits", (json_int_t)count->visits,
                                "attempts", (json_int_t)count->attempts, "reached",
                                (json_int_t)count->reached, "lost", (json_int_t)set->lost_by[i]);
        list = mx_json_append(list, one);
    }
    return list;
}

/* Seconds; null where there is no visit to measure. */
static json_t *delay_json(const struct mx_delays *delays, double part) {
    return delays->count > 0 ? json_real((double)mx_delays_at(delays, part) / 1000) : json_null();
}

static json_t *delays_json(const struct mx_delays *delays) {
    return json_pack("{s:I, s:o, s:o, s:o, s:o}", "visits", (json_int_t)delays->count, "median",
                     delay_json(delays, 0.5), "p90", delay_json(delays, 0.9), "p99",
                     delay_json(delays, 0.99), "most", delay_json(delays, 1));
}

/* The pauses before sources that had met no real host came again, by length. */
static json_t *retries_json(const struct mx_tally *tally) {
    json_t *list = json_array();

    for (size_t i = 0; i < MX_RETRY_BUCKETS; i++) {
        if (tally->retries[i] > 0) {
            json_t *to =
                i + 1 < MX_RETRY_BUCKETS ? json_integer(mx_retry_from(i + 1)) : json_null();
            list = mx_json_append(list,
                                  json_pack("{s:I, s:o, s:I}", "from", (json_int_t)mx_retry_from(i),
                                            "to", to, "count", (json_int_t)tally->retries[i]));
        }
    }
    return list;
}

static json_t *days_json(const struct mx_tally *tally) {
    json_t *list = json_array();

    for (size_t i = 0; i < tally->day_count; i++) {
        char time[MX_TIME_TEXT_MAX];
        json_t *visits = json_object();
        for (size_t j = 0; j < MX_BEHAVIOURS; j++) {
            if (tally->days[i].visits[j] > 0) {
                visits = mx_json_with(visits, mx_behaviour_name((enum mx_behaviour)j),
                                      json_integer(tally->days[i].visits[j]));
            }
        }
        mx_watch_time(tally->days[i].day * 86400000, time);
        list = mx_json_append(
            list, json_pack("{s:s%, s:o}", "day", time, strcspn(time, "T"), "visits", visits));
    }
    return list;
}

static void write_lost(struct mx_watch_writer *writer, const struct mx_watch_set *set,
                       const char *between) {
    struct mx_text *text = &writer->text;

    mx_text_string(text, "[");
    for (size_t i = 0; i < mx_watch_top(writer, set) && text->status == MXTRAP_OK; i++) {
        char source[MX_SOURCE_TEXT_MAX], first[MX_TIME_TEXT_MAX], last[MX_TIME_TEXT_MAX];
        char name[MXTRAP_NAME_TEXT_MAX];
        const struct mx_source *one = set->lost[i];
        mx_text_string(text, i > 0 ? "," : "");
        mx_text_string(text, between);
        mx_json_write(text,
                      json_pack("{s:s, s:s?, s:s, s:I, s:I, s:s, s:s, s:b}", "source",
                                mx_watch_source(writer, one, source), "name",
                                mx_watch_name(writer, one, name), "behaviour",
                                mx_behaviour_name((enum mx_behaviour)one->behaviour), "visits",
                                (json_int_t)one->visits, "attempts", (json_int_t)one->attempts,
                                "first", mx_watch_time(one->first, first), "last",
                                mx_watch_time(one->last, last), "retries_as_a_queue",
                                mx_source_is_queue(one)));
    }
    mx_text_string(text, "]");
}

/* The members of a set's object, after its brace. */
static void write_set(struct mx_watch_writer *writer, size_t index, const char *between) {
    const struct mx_watched *watched = &writer->watch->sets.list[index];
    const struct mx_watch_set *set = &writer->sets[index];
    char owner[MXTRAP_NAME_TEXT_MAX];
    struct mx_text *text = &writer->text;

    mx_text_string(text, "\"owner\": ");
    mx_json_write(text, json_string(mxtrap_layout_owner(owner, watched->layout)));
    mx_text_format(text, ", \"owners\": %u,%s\"behaviours\": ", watched->owner_count, between);
    mx_json_write(text, behaviours_json(&watched->tally, set));
    mx_text_format(text, ",%s\"delay\": ", between);
    mx_json_write(text, delays_json(&watched->tally.delays));
    mx_text_format(text, ",%s\"retries\": ", between);
    mx_json_write(text, retries_json(&watched->tally));
    mx_text_format(text, ",%s\"days\": ", between);
    mx_json_write(text, days_json(&watched->tally));
    mx_text_format(text, ",%s\"unfinished\": %llu, \"unresolved\": %llu, \"lost_count\": %zu, ",
                   between, (unsigned long long)watched->tally.unfinished,
                   (unsigned long long)set->unresolved, set->lost_count);
    mx_text_string(text, "\"lost\": ");
    write_lost(writer, set, between);
}

static json_t *signatures_json(const struct mx_signatures *signatures) {
    json_t *list = json_array();

    for (size_t i = 0; i < signatures->count; i++) {
        const struct mx_signature_count *one = &signatures->list[i];
        json_t *seconds = json_array();
        for (size_t j = 0; j < one->signature.count; j++) {
            seconds = mx_json_append(seconds, json_integer(one->signature.seconds[j]));
        }
        list = mx_json_append(list, json_pack("{s:o, s:I}", "seconds", seconds, "attempts",
                                              (json_int_t)one->attempts));
    }
    return list;
}

static json_t *time_json(const mxtrap_watch *watch, int64_t ms) {
    char time[MX_TIME_TEXT_MAX];
    return watch->packets > 0 ? json_string(mx_watch_time(ms, time)) : json_null();
}

static json_t *summary_json(const mxtrap_watch *watch) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "packets",
                     (json_int_t)watch->packets, "attempts", (json_int_t)watch->attempts, "visits",
                     (json_int_t)watch->visits, "sources", (json_int_t)watch->source_count,
                     "dropped_sources", (json_int_t)watch->dropped_sources, "cut_packets",
                     (json_int_t)watch->cut, "untimed_packets", (json_int_t)watch->untimed,
                     "missed_packets", (json_int_t)watch->missed, "begin",
                     time_json(watch, watch->begin), "end", time_json(watch, watch->last));
}

void mx_watch_json(struct mx_watch_writer *writer) {
    struct mx_text *text = &writer->text;

    mx_text_string(text, "{\"schema\": \"mxtrap.watch/1\", \"layouts\": [");
    for (size_t i = 0; i < writer->watch->sets.count; i++) {
        mx_text_string(text, i > 0 ? ",\n {" : "\n {");
        write_set(writer, i, "\n  ");
        mx_text_char(text, '}');
    }
    mx_text_string(text, "],\n \"signatures\": ");
    mx_json_write(text, signatures_json(&writer->watch->signatures));
    mx_text_string(text, ",\n \"summary\": ");
    mx_json_write(text, summary_json(writer->watch));
    mx_text_string(text, "}\n");
}

void mx_watch_ndjson(struct mx_watch_writer *writer) {
    struct mx_text *text = &writer->text;

    for (size_t i = 0; i < writer->watch->sets.count; i++) {
        mx_text_string(text, "{\"schema\": \"mxtrap.watch/1\", ");
        write_set(writer, i, " ");
        mx_text_string(text, ", \"summary\": ");
        mx_json_write(text, summary_json(writer->watch));
        mx_text_string(text, "}\n");
    }
}
