/* The tests of the rows, each over what a visit met. */
#include "watch/behaviour.h"

enum { AT_ONCE_MS = 1000, AT_ONCE_LEAST = 3 };

static bool all_have_rank(const struct mx_met *met, uint32_t rank) {
    for (size_t i = 0; i < met->count; i++) {
        if (met->meetings[i].rank != rank) {
            return false;
        }
    }
    return true;
}

/* Whether it met a real host, and a dummy that comes after it. */
static bool is_beyond_real(const struct mx_met *met) {
    uint32_t best_real = UINT32_MAX, last_dummy = 0;

    for (size_t i = 0; i < met->count; i++) {
        const struct mx_meeting *one = &met->meetings[i];
        if (one->is_dummy) {
            last_dummy = one->rank > last_dummy ? one->rank : last_dummy;
        } else {
            best_real = one->rank < best_real ? one->rank : best_real;
        }
    }
    return last_dummy > best_real;
}

/* A host that refuses costs no time: who goes in order meets several at once as well, and ends at
 * the first real host. */
static bool is_all_at_once(const struct mx_met *met) {
    const struct mx_meeting *last = &met->meetings[met->count - 1];

    return met->count >= AT_ONCE_LEAST && met->count == met->hosts && is_beyond_real(met) &&
           last->at - met->meetings[0].at <= AT_ONCE_MS;
}

/* A sender that gives a dummy less than a second is none if it goes on to a real host and stays. */
static bool is_scan(const struct mx_met *met) {
    bool has_dummy = false;

    for (size_t i = 0; i < met->count; i++) {
        has_dummy |= met->meetings[i].is_dummy;
        if (met->meetings[i].is_dummy && met->meetings[i].is_repeated) {
            return false;
        }
    }
    const struct mx_meeting *last = &met->meetings[met->count - 1];
    return met->is_silent && has_dummy && (last->is_dummy || is_beyond_real(met));
}

static bool is_first_only(const struct mx_met *met) {
    return met->meetings[0].is_dummy && all_have_rank(met, 0);
}

static bool is_last_only(const struct mx_met *met) {
    return met->meetings[0].is_dummy && all_have_rank(met, met->ranks - 1);
}

static bool is_last_then_first(const struct mx_met *met) {
    return met->count == 2 && met->ranks > 2 && met->meetings[0].rank == met->ranks - 1 &&
           met->meetings[1].rank == 0;
}

static bool is_real_only(const struct mx_met *met) {
    for (size_t i = 0; i < met->count; i++) {
        if (met->meetings[i].is_dummy) {
            return false;
        }
    }
    return true;
}

/* Without a gap: a sender that skips the real hosts is not one of those that deliver. */
static bool is_in_order(const struct mx_met *met) {
    uint32_t rank = 0;
    bool has_real = false;

    for (size_t i = 0; i < met->count; i++) {
        const struct mx_meeting *one = &met->meetings[i];
        if (one->rank < rank || (!has_real && one->rank > rank + (i > 0 ? 1 : 0))) {
            return false;
        }
        rank = one->rank;
        has_real |= !one->is_dummy;
    }
    return true;
}

static bool is_reverse(const struct mx_met *met) {
    uint32_t rank = met->ranks - 1;

    for (size_t i = 0; i < met->count; i++) {
        if (met->meetings[i].rank > rank || (i == 0 && met->meetings[i].rank != rank)) {
            return false;
        }
        rank = met->meetings[i].rank;
    }
    return true;
}

static bool is_random(const struct mx_met *met) {
    (void)met;
    return true;
}

static const struct {
    const char *name, *what;
    bool (*holds)(const struct mx_met *met);
} rows[] = {
#define MX_BEHAVIOUR(NAME, name, test, SENDER, what) {(name), (what), (test)},
#include "model/behaviours.def"
#undef MX_BEHAVIOUR
};

enum mx_behaviour mx_behaviour_of(const struct mx_met *met) {
    size_t row = 0;
    while (!rows[row].holds(met)) {
        row++;
    }
    return (enum mx_behaviour)row;
}

const char *mx_behaviour_name(enum mx_behaviour behaviour) {
    return rows[behaviour].name;
}

const char *mx_behaviour_what(enum mx_behaviour behaviour) {
    return rows[behaviour].what;
}
