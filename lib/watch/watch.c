/* Packets to sources, closed visits to counts. Time is that of the packets: nothing here asks a
 * clock, so that a capture gives the same report at any speed. */
#include "watch/watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"

enum {
    SMTP = 25,
    GAP = 600,
    MAX_SOURCES = 1000000,
    AWAY_MS = 43200000 /* a queue tries again within half a day: its longest pauses are hours */
};

static int64_t gap_of(const mxtrap_watch *watch) {
    return (int64_t)watch->options.gap * 1000;
}

/* How long a visit stays open: a partner's has to be known when it is judged. */
static int64_t quiet_of(const mxtrap_watch *watch) {
    return gap_of(watch) > MX_PARTNER_MS ? gap_of(watch) : MX_PARTNER_MS;
}

static void set_defaults(struct mxtrap_watch_options *options) {
    options->port = options->port != 0 ? options->port : SMTP;
    options->gap = options->gap != 0 ? options->gap : GAP;
    options->ipv4_bits = options->ipv4_bits != 0 ? options->ipv4_bits : 32;
    options->ipv6_bits = options->ipv6_bits != 0 ? options->ipv6_bits : 64;
    options->max_sources = options->max_sources != 0 ? options->max_sources : MAX_SOURCES;
}

enum mxtrap_status mxtrap_watch_new(mxtrap_watch **out, const mxtrap_zones *zones,
                                    const struct mxtrap_watch_options *options) {
    mxtrap_watch *watch = calloc(1, sizeof *watch);
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    if (watch == NULL) {
        return status;
    }
    status = mx_options_read(&watch->options, sizeof watch->options, options);
    set_defaults(&watch->options);
    if (status == MXTRAP_OK && (watch->options.ipv4_bits > 32 || watch->options.ipv6_bits > 128)) {
        status = MXTRAP_ERR_ARGUMENT;
    }
    if (status == MXTRAP_OK && !mx_watched_make(&watch->sets, zones)) {
        status = MXTRAP_ERR_MEMORY;
    }
    if (status != MXTRAP_OK) {
        mxtrap_watch_free(watch);
        return status;
    }
    watch->sources.bits[0] = (uint8_t)watch->options.ipv4_bits;
    watch->sources.bits[1] = (uint8_t)watch->options.ipv6_bits;
    *out = watch;
    return MXTRAP_OK;
}

void mxtrap_watch_free(mxtrap_watch *watch) {
    if (watch != NULL) {
        mx_watched_free(&watch->sets);
        mx_source_table_free(&watch->sources);
        mx_signatures_free(&watch->signatures);
        free(watch->names.list);
        free(watch->reached[0].ring);
        free(watch->reached[1].ring);
        free(watch);
    }
}

static bool count_visit(mxtrap_watch *watch, struct mx_source *source,
                        const struct mx_visit *visit) {
    struct mx_tally *tally = &watch->sets.list[visit->set].tally;
    struct mx_behaviour_count *count = &tally->behaviours[visit->behaviour];
    uint16_t bit = (uint16_t)(1U << visit->behaviour);

    count->sources += (source->behaviours & bit) == 0;
    source->behaviours |= bit;
    count->visits++;
    count->attempts += visit->attempts;
    count->reached += visit->met_real;
    return (visit->delay < 0 || mx_delays_add(&tally->delays, (uint64_t)visit->delay)) &&
           mx_tally_day(tally, source->begin, visit->behaviour, 1);
}

/* The pauses within a visit of a source that had met no real host before it. */
static void count_retries(mxtrap_watch *watch, const struct mx_visit *visit) {
    for (size_t i = 0; i < MX_RETRY_BUCKETS; i++) {
        watch->sets.list[visit->set].tally.retries[i] += visit->retries[i];
    }
}

/* What a source is known by from now on. */
static void remember(struct mx_source *source, const struct mx_visit *visit) {
    unsigned returns = source->returns + visit->tries - 1;

    source->returns = (uint16_t)(returns < UINT16_MAX ? returns : UINT16_MAX);
    source->attempts += visit->attempts;
    source->visits++;
    source->set = visit->set;
    source->behaviour = (uint8_t)visit->behaviour;
    source->met_real |= visit->met_real || source->is_logged;
}

/* Closes the open visit. IS_END: the capture ends, and the visit may have gone on. */
static bool close_visit(mxtrap_watch *watch, struct mx_source *source, bool is_end) {
    struct mx_signature signatures[MX_SYNS_MAX];
    size_t signature_count;
    struct mx_visit visit;
    int64_t time = gap_of(watch) < MX_PARTNER_MS ? gap_of(watch) : MX_PARTNER_MS;
    bool is_kept = true;

    mx_visit_read(&visit, &watch->sets, source->syns, source->syn_count, source->family, signatures,
                  &signature_count);
    watch->visits++;
    watch->attempts += visit.attempts;
    if (!source->met_real) {
        count_retries(watch, &visit);
    }
    remember(source, &visit);
    if (is_end && !visit.met_real && watch->end - source->last < time) {
        watch->sets.list[visit.set].tally.unfinished++;
    } else {
        is_kept = count_visit(watch, source, &visit);
        if (visit.met_dummy && !source->met_real) {
            source->is_judged = true;
            const struct mx_reached_log *other =
                &watch->reached[1 - mx_family_index(source->family)];
            source->partners &=
                mx_reached_partners(other, source, source->begin + visit.dummy_at, time);
        }
    }
    for (size_t i = 0; i < signature_count; i++) {
        is_kept = mx_signatures_add(&watch->signatures, &signatures[i], 1) && is_kept;
    }
    mx_source_close(source);
    return is_kept;
}

/* Closes the visits of sources that were quiet for long enough. */
static bool close_quiet(mxtrap_watch *watch) {
    struct mx_source_table *sources = &watch->sources;
    int64_t quiet = quiet_of(watch);
    bool is_kept = true;

    while (sources->open != NULL && watch->end - sources->open->last > quiet) {
        struct mx_source *source = sources->open;
        sources->open = source->newer;
        is_kept = close_visit(watch, source, false) && is_kept;
    }
    return is_kept;
}

static bool drop_oldest(mxtrap_watch *watch) {
    struct mx_source *oldest = watch->sources.oldest;
    bool is_kept = oldest->syn_count == 0 || close_visit(watch, oldest, false);

    mx_source_table_remove(&watch->sources, oldest);
    watch->dropped_sources++;
    return is_kept;
}

struct mx_source *mx_watch_add_source(mxtrap_watch *watch, const struct mx_address *address,
                                      uint32_t group, int64_t ms) {
    struct mx_source *source;
    bool is_new = false;

    if (watch->sources.index.count >= watch->options.max_sources && !drop_oldest(watch)) {
        return NULL;
    }
    source = mx_source_table_add(&watch->sources, address, group, &is_new);
    if (source != NULL) {
        watch->source_count += is_new;
        source->first = source->last = ms;
        source->partners = UINT64_MAX;
    }
    return source;
}

/* The source's next SYN begins a visit where none is open, or where the one that is has ended. */
static bool begin_visit(mxtrap_watch *watch, struct mx_source *source, int64_t ms) {
    int64_t away = ms - source->last;

    if (source->syn_count > 0 && away <= gap_of(watch) && source->syn_count < MX_SYNS_MAX) {
        return true;
    }
    bool is_kept = source->syn_count == 0 || close_visit(watch, source, false);
    if (source->visits > 0 && away >= MX_RETRY_MS) {
        source->is_irregular |= away > AWAY_MS;
        watch->sets.list[source->set].tally.retries[mx_retry_bucket(away)] += !source->met_real;
        source->returns = (uint16_t)(source->returns + (source->returns < UINT16_MAX));
    }
    source->begin = ms;
    return is_kept;
}

static enum mxtrap_status add_syn(mxtrap_watch *watch, const struct mx_packet *packet, int64_t ms) {
    size_t found = mx_watched_find(&watch->sets, &packet->to);
    const struct mx_syn syn = {
        .sequence = packet->sequence, .target = (uint32_t)found, .port = packet->from_port};

    if (found == SIZE_MAX) {
        return MXTRAP_OK;
    }
    if (!close_quiet(watch)) {
        return MXTRAP_ERR_MEMORY;
    }
    const struct mx_watched_address *target = &watch->sets.targets[found];
    struct mx_source *source = mx_source_table_find(&watch->sources, &packet->from, target->group);
    if (source == NULL) {
        source = mx_watch_add_source(watch, &packet->from, target->group, ms);
    }
    if (source == NULL || !begin_visit(watch, source, ms) || !mx_source_add_syn(source, ms, syn)) {
        return MXTRAP_ERR_MEMORY;
    }
    mx_source_table_touch(&watch->sources, source);
    source->last = ms > source->last ? ms : source->last;
    source->first = ms < source->first ? ms : source->first;
    memcpy(source->address, packet->from.bytes, sizeof source->address);
    if (target->is_real && !source->is_logged) {
        source->is_logged = true;
        const struct mx_reached reached = {ms, source->group, source->bit};
        return mx_reached_add(&watch->reached[mx_family_index(source->family)], reached)
                   ? MXTRAP_OK
                   : MXTRAP_ERR_MEMORY;
    }
    return MXTRAP_OK;
}

enum mxtrap_status mx_watch_tick(mxtrap_watch *watch, int64_t ms) {
    watch->end = ms > watch->end ? ms : watch->end;
    return close_quiet(watch) ? MXTRAP_OK : MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mx_watch_add(mxtrap_watch *watch, enum mx_packet_kind kind,
                                const struct mx_packet *packet, int64_t ms) {
    const struct mxtrap_watch_options *options = &watch->options;

    ms = packet->has_time ? packet->us / 1000 : ms;
    bool has_time = ms > 0 && ms <= MX_TIME_MAX;
    watch->untimed += !has_time;
    if (!has_time || (options->since != 0 && ms < options->since) ||
        (options->until != 0 && ms >= options->until)) {
        return MXTRAP_OK;
    }
    watch->packets++;
    watch->cut += kind == MX_PACKET_CUT;
    watch->early += ms < watch->restored - 1000; /* captures are not in order to the millisecond */
    watch->begin = watch->packets == 1 || ms < watch->begin ? ms : watch->begin;
    watch->last = watch->packets == 1 || ms > watch->last ? ms : watch->last;
    watch->end = watch->last > watch->end ? watch->last : watch->end;
    return kind == MX_PACKET_SYN && packet->to_port == options->port ? add_syn(watch, packet, ms)
                                                                     : MXTRAP_OK;
}

enum mxtrap_status mxtrap_watch_packet(mxtrap_watch *watch, int link, int64_t ms,
                                       const void *octets, size_t length) {
    struct mx_packet packet;

    if (!mx_packet_knows_link(link)) {
        return MXTRAP_ERR_ARGUMENT;
    }
    enum mx_packet_kind kind = mx_packet_read(&packet, link, octets, length);
    return mx_watch_add(watch, kind, &packet, ms);
}

enum mxtrap_status mxtrap_watch_finish(mxtrap_watch *watch) {
    bool is_kept = true;

    while (watch->sources.open != NULL) {
        struct mx_source *source = watch->sources.open;
        watch->sources.open = source->newer;
        is_kept = close_visit(watch, source, true) && is_kept;
    }
    return is_kept ? MXTRAP_OK : MXTRAP_ERR_MEMORY;
}

size_t mxtrap_watch_unaddressed(const mxtrap_watch *watch) {
    return watch->sets.unaddressed;
}

size_t mxtrap_watch_address_count(const mxtrap_watch *watch) {
    return watch->sets.target_count;
}

size_t mxtrap_watch_lost_count(const mxtrap_watch *watch) {
    size_t count = 0;

    for (const struct mx_source *one = watch->sources.oldest; one != NULL; one = one->newer) {
        count += mx_loss_of(one) == MX_LOSS_LOST;
    }
    return count;
}

uint64_t mxtrap_watch_cut_count(const mxtrap_watch *watch) {
    return watch->cut;
}

uint64_t mxtrap_watch_untimed_count(const mxtrap_watch *watch) {
    return watch->untimed;
}

uint64_t mxtrap_watch_early_count(const mxtrap_watch *watch) {
    return watch->early;
}

uint64_t mxtrap_watch_attempt_count(const mxtrap_watch *watch) {
    return watch->attempts;
}

uint64_t mxtrap_watch_dropped_count(const mxtrap_watch *watch) {
    return watch->dropped_sources;
}

uint64_t mxtrap_watch_missed_count(const mxtrap_watch *watch) {
    return watch->missed;
}

const char *mxtrap_behaviour_name(size_t index) {
    return index < MX_BEHAVIOURS ? mx_behaviour_name((enum mx_behaviour)index) : NULL;
}

const char *mxtrap_behaviour_meaning(size_t index) {
    return index < MX_BEHAVIOURS ? mx_behaviour_what((enum mx_behaviour)index) : NULL;
}
