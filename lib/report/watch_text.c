/* A watch for people: a table of behaviours for each MX set, the delays, and whose mail may be
 * lost. */
#include "report/watch_writer.h"

enum { NAME = 17, NUMBER = 10, SOURCE = 17, VISITS = 7, TRIES = 6, YEAR = 5 /* "2026-" */ };

static void number_in(struct mx_text *text, uint64_t value, size_t width) {
    char digits[24];
    struct mx_text own = mx_text_within(digits, sizeof digits);

    mx_text_unsigned(&own, value);
    const char *string = mx_text_string_of(&own);
    for (size_t length = strlen(string); length < width; length++) {
        mx_text_char(text, ' ');
    }
    mx_text_string(text, string);
}

static void number(struct mx_text *text, uint64_t value) {
    number_in(text, value, NUMBER);
}

static void row(struct mx_text *text, const char *name, const struct mx_behaviour_count *count,
                uint64_t lost) {
    size_t mark = mx_text_position(text);

    mx_text_string(text, name);
    mx_text_pad(text, mark, NAME);
    number(text, count->sources);
    number(text, count->visits);
    number(text, count->attempts);
    number(text, count->reached);
    number(text, lost);
    mx_text_char(text, '\n');
}

static void write_behaviours(struct mx_watch_writer *writer, const struct mx_tally *tally,
                             const struct mx_watch_set *set) {
    struct mx_text *text = &writer->text;
    uint64_t reached;

    if (mx_watch_visits(tally, &reached) > 0) {
        mx_text_string(text,
                       "behaviour           sources    visits  attempts   reached      lost\n");
    }
    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        if (tally->behaviours[i].visits > 0) {
            row(text, mx_behaviour_name((enum mx_behaviour)i), &tally->behaviours[i],
                set->lost_by[i]);
        }
    }
}

static void seconds(struct mx_text *text, uint64_t ms) {
    mx_text_format(text, "%llu.%llu s", (unsigned long long)(ms / 1000),
                   (unsigned long long)(ms % 1000 / 100));
}

static void write_totals(struct mx_text *text, const struct mx_tally *tally) {
    uint64_t reached, visits = mx_watch_visits(tally, &reached);
    const struct mx_delays *delays = &tally->delays;

    if (visits > 0) {
        mx_text_format(text, "%llu of %llu visits (%llu %%) never reached a real host\n",
                       (unsigned long long)(visits - reached), (unsigned long long)visits,
                       (unsigned long long)((visits - reached) * 100 / visits));
    }
    if (delays->count > 0) {
        mx_text_format(text, "delay of %llu visit%s from a dummy to a real host:\n  median ",
                       (unsigned long long)delays->count, delays->count == 1 ? "" : "s");
        seconds(text, mx_delays_at(delays, 0.5));
        mx_text_string(text, ", 90 % within ");
        seconds(text, mx_delays_at(delays, 0.9));
        mx_text_string(text, ", 99 % within ");
        seconds(text, mx_delays_at(delays, 0.99));
        mx_text_string(text, ", at most ");
        seconds(text, delays->most);
        mx_text_char(text, '\n');
    }
}

/* The last line of the report says the year, and that times are UTC: the rows fit 80 columns. */
static void write_source(struct mx_watch_writer *writer, const struct mx_source *one,
                         size_t width) {
    char source[MX_SOURCE_TEXT_MAX], buffer[MXTRAP_NAME_TEXT_MAX];
    char first[MX_TIME_TEXT_MAX] = "", last[MX_TIME_TEXT_MAX] = "";
    const char *name = mx_watch_name(writer, one, buffer);
    struct mx_text *text = &writer->text;
    size_t mark = mx_text_position(text);

    mx_watch_time(one->first, first);
    mx_watch_time(one->last, last);
    mx_text_string(text, "  ");
    mx_text_string(text, mx_watch_source(writer, one, source));
    mx_text_pad(text, mark, width);
    number_in(text, one->visits, VISITS);
    number_in(text, one->attempts, TRIES);
    mx_text_format(text, "  %.11s %.11s %s%s%s%s\n", first + YEAR, last + YEAR,
                   mx_behaviour_name((enum mx_behaviour)one->behaviour),
                   mx_source_is_queue(one) ? ", retries" : "", name != NULL ? ", " : "",
                   name != NULL ? name : "");
}

static size_t widest(struct mx_watch_writer *writer, const struct mx_watch_set *set, size_t top) {
    char source[MX_SOURCE_TEXT_MAX];
    size_t width = SOURCE;

    for (size_t i = 0; i < top; i++) {
        size_t length = strlen("  ") + strlen(mx_watch_source(writer, set->lost[i], source));
        width = length > width ? length : width;
    }
    return width;
}

static void write_lost(struct mx_watch_writer *writer, const struct mx_watch_set *set) {
    struct mx_text *text = &writer->text;
    size_t top = mx_watch_top(writer, set), queues = 0;

    if (set->lost_count == 0) {
        return;
    }
    mx_text_format(text, "%zu source%s met a dummy and never a real host\n", set->lost_count,
                   set->lost_count == 1 ? "" : "s");
    for (size_t i = 0; i < set->lost_count && mx_source_is_queue(set->lost[i]); i++) {
        queues++;
    }
    if (queues > 0) {
        mx_text_format(text, "  %zu of them retr%s as a queue does: %smail may be lost%s\n", queues,
                       queues == 1 ? "ies" : "y", writer->options.colour ? "\033[1;31m" : "",
                       writer->options.colour ? "\033[0m" : "");
    }
    size_t width = widest(writer, set, top), mark = mx_text_position(text);
    mx_text_string(text, "  source");
    mx_text_pad(text, mark, width);
    mx_text_string(text, " visits tries  first       last        behaviour\n");
    for (size_t i = 0; i < top; i++) {
        write_source(writer, set->lost[i], width);
    }
    if (top < set->lost_count) {
        mx_text_format(text, "  and %zu more (--top)\n", set->lost_count - top);
    }
}

static void write_rest(struct mx_text *text, const struct mx_tally *tally,
                       const struct mx_watch_set *set) {
    if (set->unresolved > 0) {
        mx_text_format(text,
                       "not known: %llu source%s met a dummy and no real host, and another source "
                       "may have delivered\n",
                       (unsigned long long)set->unresolved, set->unresolved == 1 ? "" : "s");
    }
    if (tally->unfinished > 0) {
        mx_text_format(text, "not counted: %llu visit%s that the end of the captures cut short\n",
                       (unsigned long long)tally->unfinished, tally->unfinished == 1 ? "" : "s");
    }
}

static void write_set(struct mx_watch_writer *writer, size_t index) {
    const struct mx_watched *watched = &writer->watch->sets.list[index];
    const struct mx_watch_set *set = &writer->sets[index];
    char owner[MXTRAP_NAME_TEXT_MAX];
    struct mx_text *text = &writer->text;

    mx_text_string(text, mxtrap_layout_owner(owner, watched->layout));
    if (watched->owner_count > 1) {
        mx_text_format(text, " and %u other%s with the same exchangers", watched->owner_count - 1,
                       watched->owner_count == 2 ? "" : "s");
    }
    mx_text_string(text, ":\n");
    write_behaviours(writer, &watched->tally, set);
    write_totals(text, &watched->tally);
    write_lost(writer, set);
    write_rest(text, &watched->tally, set);
}

static void write_signatures(struct mx_watch_writer *writer) {
    const struct mx_signatures *signatures = &writer->watch->signatures;
    const struct mx_signature_count *one = NULL;
    struct mx_text *text = &writer->text;

    if (signatures->count > 0) {
        mx_text_string(text,
                       "seconds at which unanswered attempts were sent again, by frequency:\n");
    }
    for (size_t i = 0;
         i < MX_SIGNATURES_SHOWN && (one = mx_watch_signature(signatures, one)) != NULL; i++) {
        mx_text_format(text, "  %llu:", (unsigned long long)one->attempts);
        for (size_t j = 1; j < one->signature.count; j++) {
            mx_text_format(text, " %u", one->signature.seconds[j]);
        }
        mx_text_char(text, '\n');
    }
}

void mx_watch_text(struct mx_watch_writer *writer) {
    const mxtrap_watch *watch = writer->watch;
    char first[MX_TIME_TEXT_MAX], last[MX_TIME_TEXT_MAX];
    struct mx_text *text = &writer->text;
    size_t quiet = 0;

    for (size_t i = 0; i < watch->sets.count; i++) {
        if (mx_watch_was_visited(writer, i)) {
            write_set(writer, i);
        } else {
            quiet++;
        }
    }
    if (quiet > 0) {
        mx_text_format(text, "%zu MX set%s had no visit\n", quiet, quiet == 1 ? "" : "s");
    }
    write_signatures(writer);
    mx_text_format(text, "%llu packets, %llu attempts, %llu visits, %llu sources",
                   (unsigned long long)watch->packets, (unsigned long long)watch->attempts,
                   (unsigned long long)watch->visits, (unsigned long long)watch->source_count);
    if (watch->packets > 0) {
        mx_text_format(text, ",\n  %s to %s", mx_watch_time(watch->begin, first),
                       mx_watch_time(watch->last, last));
    }
    mx_text_char(text, '\n');
}
