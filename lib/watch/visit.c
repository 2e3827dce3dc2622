/* SYNs to attempts, attempts to meetings, meetings to a behaviour. */
#include "watch/visit.h"

/* An attempt to connect: it keeps its port and its sequence number. */
struct attempt {
    struct mx_signature signature;
    int32_t at;
    uint32_t sequence, target;
    uint16_t port;
    uint16_t syns;
};

/* A second is written as the one in which its SYN is due: timers are late, never early. */
static uint8_t second_of(int32_t ms) {
    int32_t seconds = (ms + 100) / 1000;
    return (uint8_t)(seconds < UINT8_MAX ? seconds : UINT8_MAX);
}

static void add_syn(struct attempt *attempt, int32_t at) {
    struct mx_signature *signature = &attempt->signature;

    if (signature->count < MX_SIGNATURE_MAX) {
        signature->seconds[signature->count++] = second_of(at - attempt->at);
    }
    attempt->syns++;
}

static size_t collect(struct attempt *attempts, const struct mx_syn *syns, size_t count) {
    size_t known = 0;

    for (size_t i = 0; i < count; i++) {
        const struct mx_syn *syn = &syns[i];
        size_t j = 0;
        while (j < known && (attempts[j].sequence != syn->sequence ||
                             attempts[j].port != syn->port || attempts[j].target != syn->target)) {
            j++;
        }
        if (j == known) {
            attempts[known++] = (struct attempt){
                .at = syn->at, .sequence = syn->sequence, .target = syn->target, .port = syn->port};
        }
        add_syn(&attempts[j], syn->at);
    }
    return known;
}

/* The set that most of the attempts are explained by; the first one of several. FIRST is the first
 * target. */
static uint32_t choose_set(const struct mx_watched_sets *sets, uint32_t first,
                           const struct attempt *attempts, size_t count) {
    const struct mx_watched_address *rarest = &sets->targets[first];
    uint32_t best = rarest->members->set;
    size_t best_score = 0;

    for (size_t i = 0; i < count; i++) {
        const struct mx_watched_address *target = &sets->targets[attempts[i].target];
        rarest = target->member_count < rarest->member_count ? target : rarest;
    }
    for (size_t i = 0; i < rarest->member_count && i < MX_SETS_TRIED; i++) {
        size_t score = 0;
        for (size_t j = 0; j < count; j++) {
            score += mx_watched_host(sets, attempts[j].target, rarest->members[i].set) != NULL;
        }
        if (score > best_score) {
            best_score = score;
            best = rarest->members[i].set;
        }
    }
    return best;
}

/* Adds an attempt to the meetings with HOSTS; returns how many there are then. */
static size_t meet(struct mx_meeting *meetings, const struct mx_watched_host **hosts, size_t count,
                   const struct mx_watched_host *host, const struct attempt *attempt,
                   size_t family) {
    for (size_t i = 0; i < count; i++) {
        if (hosts[i] == host) {
            meetings[i].is_repeated = true;
            return count;
        }
    }
    hosts[count] = host;
    meetings[count] = (struct mx_meeting){.at = attempt->at,
                                          .rank = host->rank[family],
                                          .is_dummy = mx_watched_is_dummy(host),
                                          .is_repeated = attempt->syns > 1};
    return count + 1;
}

/* What the meetings say, but for the behaviour. */
static void summarize(struct mx_visit *out, const struct mx_meeting *meetings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (meetings[i].is_dummy && !out->met_dummy) {
            out->met_dummy = true;
            out->dummy_at = meetings[i].at;
        } else if (!meetings[i].is_dummy && !out->met_real) {
            out->met_real = true;
            out->delay = out->met_dummy ? meetings[i].at - out->dummy_at : -1;
        }
    }
}

/* How often it began again at its FIRST target, and after how long. */
static void count_tries(struct mx_visit *out, const struct mx_syn *first,
                        const struct attempt *attempts, size_t count) {
    int32_t last = first->at;

    for (size_t i = 0; i < count; i++) {
        if (attempts[i].target == first->target && (int64_t)attempts[i].at - last >= MX_RETRY_MS) {
            out->retries[mx_retry_bucket((int64_t)attempts[i].at - last)]++;
            last = attempts[i].at;
            out->tries++;
        }
    }
}

void mx_visit_read(struct mx_visit *out, const struct mx_watched_sets *sets,
                   const struct mx_syn *syns, size_t count, uint8_t family,
                   struct mx_signature *signatures, size_t *signature_count) {
    struct attempt attempts[MX_SYNS_MAX];
    struct mx_meeting meetings[MX_SYNS_MAX];
    const struct mx_watched_host *hosts[MX_SYNS_MAX];
    size_t attempt_count = collect(attempts, syns, count), met_count = 0;
    const struct mx_watched *set;

    *out = (struct mx_visit){.attempts = (unsigned)attempt_count, .tries = 1, .delay = -1};
    out->set = choose_set(sets, syns->target, attempts, attempt_count);
    count_tries(out, syns, attempts, attempt_count);
    set = &sets->list[out->set];
    bool is_silent = set->layout->silence == MX_SILENCE_DROP;
    *signature_count = 0;
    for (size_t i = 0; i < attempt_count; i++) {
        const struct mx_watched_host *host = mx_watched_host(sets, attempts[i].target, out->set);
        if (host == NULL) {
            continue; /* of another set of the group */
        }
        met_count = meet(meetings, hosts, met_count, host, &attempts[i], mx_family_index(family));
        if (is_silent && mx_watched_is_dummy(host) && attempts[i].syns > 1) {
            signatures[(*signature_count)++] = attempts[i].signature;
        }
    }
    summarize(out, meetings, met_count);
    size_t index = mx_family_index(family);
    const struct mx_met met = {.meetings = meetings,
                               .count = met_count,
                               .ranks = set->ranks[index],
                               .hosts = set->with_family[index],
                               .is_silent = is_silent};
    out->behaviour = mx_behaviour_of(&met);
}
