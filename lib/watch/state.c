/* Writing the state. Sources come in the order of their age, each with the packets of its open
 * visit: what is read back continues as if there had been no pause. */
#include "watch/state.h"

#include <inttypes.h>

#include "base/text.h"

static uint64_t hash_number(uint64_t hash, uint64_t number) {
    return mx_hash_lasting(hash, &number, sizeof number);
}

uint64_t mx_state_layouts(const struct mx_watched_sets *sets) {
    uint64_t hash = hash_number(MX_HASH_LASTING, sets->count);

    for (size_t i = 0; i < sets->count; i++) {
        const struct mx_watched *set = &sets->list[i];
        hash = mx_hash_lasting(hash, set->layout->owner, mx_name_length(set->layout->owner));
        hash = hash_number(hash, set->layout->silence);
        for (size_t j = 0; j < set->host_count; j++) {
            const struct mxtrap_exchanger *exchanger = set->hosts[j].exchanger;
            hash = mx_hash_lasting(hash, exchanger->host, mx_name_length(exchanger->host));
            hash = hash_number(hash, exchanger->preference);
            hash = hash_number(hash, exchanger->role);
            for (size_t k = 0; k < exchanger->address_count; k++) {
                const struct mx_address *address = &exchanger->addresses[k];
                hash = hash_number(hash, address->family);
                hash = mx_hash_lasting(hash, address->bytes, sizeof address->bytes);
            }
        }
    }
    return hash;
}

uint64_t mx_state_behaviours(void) {
    uint64_t hash = MX_HASH_LASTING;

    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        const char *name = mx_behaviour_name((enum mx_behaviour)i);
        hash = mx_hash_lasting(hash, name, strlen(name) + 1);
    }
    return hash;
}

static void write_run(struct mx_text *text, const mxtrap_watch *watch) {
    const struct mxtrap_watch_options *options = &watch->options;

    mx_text_format(text, "options %u %u %u %u\n", options->port, options->gap, options->ipv4_bits,
                   options->ipv6_bits);
    mx_text_format(text, "layouts %" PRIu64 " %" PRIu64 "\n", mx_state_layouts(&watch->sets),
                   mx_state_behaviours());
    mx_text_format(text, "times %" PRId64 " %" PRId64 " %" PRId64 "\n", watch->begin, watch->last,
                   watch->end);
    mx_text_format(text, "counts");
    const uint64_t counts[] = {watch->packets,         watch->attempts, watch->visits,
                               watch->source_count,    watch->cut,      watch->untimed,
                               watch->dropped_sources, watch->missed,   watch->signatures.others};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        mx_text_format(text, " %" PRIu64, counts[i]);
    }
    mx_text_char(text, '\n');
}

static void write_tally(struct mx_text *text, size_t set, const struct mx_tally *tally) {
    mx_text_format(text, "set %zu %" PRIu64 " %" PRIu64 "\n", set, tally->unfinished,
                   tally->delays.most);
    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        const struct mx_behaviour_count *count = &tally->behaviours[i];
        if (count->visits > 0) {
            mx_text_format(text,
                           "behaviour %zu %zu %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
                           set, i, count->sources, count->visits, count->attempts, count->reached);
        }
    }
    for (size_t i = 0; tally->delays.buckets != NULL && i < MX_DELAY_BUCKETS; i++) {
        if (tally->delays.buckets[i] > 0) {
            mx_text_format(text, "delay %zu %zu %" PRIu32 "\n", set, i, tally->delays.buckets[i]);
        }
    }
    for (size_t i = 0; i < MX_RETRY_BUCKETS; i++) {
        if (tally->retries[i] > 0) {
            mx_text_format(text, "retry %zu %zu %" PRIu64 "\n", set, i, tally->retries[i]);
        }
    }
    for (size_t i = 0; i < tally->day_count; i++) {
        for (size_t j = 0; j < MX_BEHAVIOURS; j++) {
            if (tally->days[i].visits[j] > 0) {
                mx_text_format(text, "day %zu %" PRId64 " %zu %" PRIu32 "\n", set,
                               tally->days[i].day, j, tally->days[i].visits[j]);
            }
        }
    }
}

static void write_logs(struct mx_text *text, const mxtrap_watch *watch) {
    for (size_t i = 0; i < watch->signatures.count; i++) {
        const struct mx_signature_count *one = &watch->signatures.list[i];
        mx_text_format(text, "signature %" PRIu64, one->attempts);
        for (size_t j = 0; j < one->signature.count; j++) {
            mx_text_format(text, " %u", one->signature.seconds[j]);
        }
        mx_text_char(text, '\n');
    }
    for (size_t family = 0; family < MX_FAMILIES; family++) {
        for (size_t i = 0; i < watch->reached[family].count; i++) {
            const struct mx_reached *one = mx_reached_at(&watch->reached[family], i);
            mx_text_format(text, "reached %zu %" PRId64 " %" PRIu32 " %u\n", family, one->ms,
                           one->group, one->bit);
        }
    }
}

static void write_source(struct mx_text *text, const struct mx_source *one) {
    struct mx_address address = {.family = one->family};
    unsigned flags =
        (one->is_logged ? MX_STATE_LOGGED : 0U) | (one->met_real ? MX_STATE_REAL : 0U) |
        (one->is_judged ? MX_STATE_JUDGED : 0U) | (one->is_irregular ? MX_STATE_IRREGULAR : 0U);

    memcpy(address.bytes, one->address, sizeof address.bytes);
    mx_text_string(text, "source ");
    mx_address_write(text, &address);
    mx_text_format(text, " %" PRIu32 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRIu64, one->group,
                   one->begin, one->last, one->first, one->partners);
    mx_text_format(text, " %" PRIu32 " %" PRIu32 " %" PRIu32 " %u %u %u %u\n", one->set,
                   one->attempts, one->visits, one->returns, one->behaviours, one->behaviour,
                   flags);
    for (size_t i = 0; i < one->syn_count; i++) {
        const struct mx_syn *syn = &one->syns[i];
        mx_text_format(text, "syn %" PRId64 " %" PRIu32 " %" PRIu32 " %u\n", one->begin + syn->at,
                       syn->sequence, syn->target, syn->port);
    }
}

/* A sink that hashes what it passes on. */
struct hashed {
    mxtrap_sink_fn *sink;
    void *context;
    uint64_t hash;
};

static int pass_on(void *context, const char *bytes, size_t length) {
    struct hashed *hashed = context;
    hashed->hash = mx_hash_lasting(hashed->hash, bytes, length);
    return hashed->sink(hashed->context, bytes, length);
}

enum mxtrap_status mxtrap_watch_save(const mxtrap_watch *watch, mxtrap_sink_fn *sink,
                                     void *context) {
    struct hashed hashed = {sink, context, MX_HASH_LASTING};
    struct mx_text text = MX_TEXT_INTO(pass_on, &hashed);

    mx_text_string(&text, MX_STATE_HEAD "\n");
    write_run(&text, watch);
    for (size_t i = 0; i < watch->sets.count; i++) {
        write_tally(&text, i, &watch->sets.list[i].tally);
    }
    write_logs(&text, watch);
    for (const struct mx_source *one = watch->sources.oldest; one != NULL; one = one->newer) {
        write_source(&text, one);
    }
    if (mx_text_finish(&text) == MXTRAP_OK) {
        mx_text_format(&text, "end %" PRIu64 "\n", hashed.hash);
    }
    return mx_text_end(&text);
}
