/* The phases of a plan. Phases without changes are left out:
 *
 *   silence and answer   addresses that are new, or free
 *   MX                   without the dummies whose addresses become real (early hosts); wait
 *   answer               those addresses
 *   A, AAAA              new RRsets; those of the early hosts; wait
 *   MX, A, AAAA          the new ones, without dummies whose addresses were real (late hosts); wait
 *   silence              those addresses
 *   A, AAAA              without removed hosts; those of the late hosts; wait
 *   MX                   the new ones; wait
 *   release              addresses that are no longer used
 *
 * A sender with an old MX set finds the hosts' addresses as long as a cache may keep the set, and a
 * sender with an old address finds a host of the old role there. The order is not proved safe here
 * but replayed against caches of every age: tests/cli/replay.py. */
#include "change/plan.h"

static bool has_real_before(const struct mx_plan *plan, const struct mx_address *address) {
    const struct mx_plan_address *row = mx_plan_find(plan, address);
    return row != NULL && row->was_real;
}

static bool has_dummy_turned_real(const struct mx_plan *plan, const struct mx_address *address) {
    const struct mx_plan_address *row = mx_plan_find(plan, address);
    return row != NULL && row->was_dummy && row->is_real;
}

typedef bool address_test(const struct mx_plan *plan, const struct mx_address *address);

/* LOOKED_AT: the last list of addresses that was read for the same host and TEST. */
static bool has_any(const struct mx_plan *plan, const struct mx_address *addresses, size_t count,
                    address_test *test, const struct mx_address **looked_at) {
    if (*looked_at == addresses) {
        return false; /* else the host would be marked already */
    }
    *looked_at = addresses;
    for (size_t i = 0; i < count; i++) {
        if (test(plan, &addresses[i])) {
            return true;
        }
    }
    return false;
}

/* An alias of a host that becomes real has the addresses that the host gets. */
static bool leads_to_real(const struct mx_changes *changes, const struct mx_change_host *host) {
    const struct mx_alias *alias = host->alias;

    for (int i = 0; i < MX_CHAIN_MAX && alias != NULL; i++) {
        const struct mx_change_host *end = mx_changes_host(changes, alias->target);
        if (end != NULL && end->is_real) {
            return true;
        }
        alias = mx_changes_alias(changes, false, alias->target);
    }
    return false;
}

static void mark_early(const struct mx_plan *plan, const struct mx_changes *changes,
                       const struct mx_rrset *before) {
    for (size_t i = 0; i < before->count; i++) {
        const struct mxtrap_exchanger *exchanger = mx_rrset_exchanger(before, i);
        struct mx_change_host *host = mx_changes_host(changes, exchanger->host);
        size_t count;
        const struct mx_address *had = mx_plan_old_addresses(changes, exchanger, &count);
        if (host != NULL && host->was_dummy && !host->was_real &&
            (host->is_real || leads_to_real(changes, host) ||
             has_any(plan, had, count, has_dummy_turned_real, &host->looked_at[0]))) {
            host->is_early = true;
        }
    }
}

static void mark_late(const struct mx_plan *plan, const struct mx_changes *changes,
                      const struct mx_rrset *after) {
    for (size_t i = 0; i < after->count; i++) {
        const struct mxtrap_exchanger *exchanger = mx_rrset_exchanger(after, i);
        struct mx_change_host *host = mx_changes_host(changes, exchanger->host);
        if (host != NULL && host->is_dummy && !host->is_real &&
            (host->was_real || has_any(plan, exchanger->addresses, exchanger->address_count,
                                       has_real_before, &host->looked_at[1]))) {
            host->is_late = true;
        }
    }
}

static void mark_hosts(const struct mx_plan *plan, const struct mx_changes *changes) {
    for (struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            if (change->type == MX_TYPE_MX) {
                mark_early(plan, changes, &change->before);
                mark_late(plan, changes, &change->after);
            }
        }
    }
}

/* Addresses. */

typedef bool address_choice(const struct mx_plan_address *row);

static bool is_silenced_first(const struct mx_plan_address *row) {
    return row->is_dummy && !row->was_real && !(row->was_dummy && row->is_stated);
}

static bool is_answering_first(const struct mx_plan_address *row) {
    return row->is_real && !row->was_dummy && !(row->was_real && row->is_stated);
}

static bool is_answering_later(const struct mx_plan_address *row) {
    return row->is_real && row->was_dummy;
}

static bool is_silenced_later(const struct mx_plan_address *row) {
    return row->is_dummy && row->was_real;
}

static bool is_released(const struct mx_plan_address *row) {
    return (row->was_dummy || row->was_real) && !row->is_dummy && !row->is_real;
}

static void add_addresses(struct mx_plan *plan, enum mx_step_kind kind, address_choice *choice) {
    struct mx_step *step = NULL;

    for (const struct mx_plan_address *row = plan->addresses; row != NULL; row = row->next) {
        if (choice(row)) {
            step = step != NULL ? step : mx_plan_step(plan, kind);
            mx_step_add_address(plan, step, row);
        }
    }
}

/* Records. */

struct phase {
    struct mx_plan *plan;
    struct mx_changes *changes;
    struct mx_step *step; /* NULL until something is published */
};

/* Sets NEXT to the RRset after a phase; false: unchanged. */
typedef bool phase_set(const struct phase *phase, const struct mx_change *change,
                       struct mx_rrset *next);

static const struct mx_change_host *host_of(const struct mx_change *change) {
    return change->type == MX_TYPE_MX ? NULL : change->host;
}

static bool is_in_new(const struct mx_change_host *host) {
    return host->is_dummy || host->is_real;
}

static bool was_in_old(const struct mx_change_host *host) {
    return host->was_dummy || host->was_real;
}

/* The old state's zone for the names of ZONE; NULL: none. */
static const mxtrap_zone *zone_before(const struct mx_changes *changes,
                                      const struct mx_change_zone *zone) {
    while (zone != NULL && zone->before == NULL && *zone->origin != 0) {
        zone = mx_changes_zone_of(changes, zone->origin + 1 + *zone->origin);
    }
    return zone == NULL ? NULL : zone->before;
}

/* Caches have negative answers by the old SOA. A spec does not have its TTL, which could only lower
 * this. */
static uint32_t negative_ttl(const struct mx_changes *changes, const struct mx_change_zone *zone) {
    const mxtrap_zone *before = zone_before(changes, zone);

    if (before != NULL && before->has_soa) {
        return before->negative_ttl;
    }
    return before != NULL && before->soa != NULL ? before->soa->minimum : MX_SOA_MINIMUM;
}

/* The TTL of a set between the old and the new one. */
static uint32_t ttl_between(const struct mx_change *change) {
    uint32_t before = change->before.ttl, after = change->after.ttl;

    if (change->before.count == 0 || change->after.count == 0) {
        return change->before.count > 0 ? before : after;
    }
    return before < after ? before : after;
}

/* A cache may have the answer that a real host has no address of this family, so another family
 * must answer first. */
static bool is_negative_awaited(const struct phase *phase, const struct mx_change *change,
                                const struct mx_change_host *host) {
    const struct mx_change *sibling =
        mx_changes_find(phase->changes, change->zone, change->owner,
                        change->type == MX_TYPE_A ? MX_TYPE_AAAA : MX_TYPE_A);

    return host->is_real &&
           (!host->was_real || (sibling != NULL && sibling->kind == MX_CHANGE_REMOVE));
}

static bool is_less(const struct mx_change *change, const struct mx_rrset *was) {
    for (size_t i = 0; i < was->count; i++) {
        if (!mx_rrset_has(&change->now, change->type, was->records[i])) {
            return true;
        }
    }
    return false;
}

/* Adds a wait for caches that may have CHANGE as it WAS. */
static void await(const struct phase *phase, const struct mx_change *change,
                  const struct mx_rrset *was) {
    const struct mx_change_host *host = host_of(change);

    if (change->type == MX_TYPE_MX) {
        mx_plan_wait(phase->plan, is_less(change, was) ? was->ttl : 0, MX_CACHE_MX, change->owner);
    } else if (host != NULL && is_in_new(host)) {
        bool is_unknown = !was->is_known && was_in_old(host);
        uint32_t ttl = is_unknown ? change->now.ttl : is_less(change, was) ? was->ttl : 0;
        mx_plan_wait(phase->plan, ttl, MX_CACHE_ADDRESS, change->owner);
        mx_plan_wait(phase->plan, host->wildcard_ttl, MX_CACHE_ADDRESS, change->owner);
        if (was->count == 0 && is_negative_awaited(phase, change, host)) {
            mx_plan_wait(phase->plan, negative_ttl(phase->changes, change->zone), MX_CACHE_NEGATIVE,
                         change->owner);
        }
    }
}

static void run_phase(struct mx_plan *plan, struct mx_changes *changes, phase_set *set) {
    struct phase phase = {plan, changes, NULL};

    for (struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            struct mx_rrset was = change->now, next = change->after;
            if (!set(&phase, change, &next) ||
                (was.is_known && mx_rrset_equal(&was, &next, change->type))) {
                continue;
            }
            phase.step = phase.step != NULL ? phase.step : mx_plan_step(plan, MX_STEP_PUBLISH);
            mx_step_publish(plan, phase.step, change, &next);
            await(&phase, change, &was);
        }
    }
}

/* Copies SET to NEXT without the hosts that OMIT; false: none is left. */
static bool filter(const struct phase *phase, const struct mx_rrset *set, struct mx_rrset *next,
                   bool (*omit)(const struct mx_change_host *host)) {
    const void **kept = mx_arena_zeroed(&phase->changes->arena, set->count, sizeof *kept);
    uint32_t count = 0;

    for (size_t i = 0; kept != NULL && i < set->count; i++) {
        const uint8_t *name = mx_rrset_exchanger(set, i)->host;
        const struct mx_change_host *host = mx_changes_host(phase->changes, name);
        if (host == NULL || !omit(host)) {
            kept[count++] = set->records[i];
        }
    }
    phase->plan->out_of_memory = phase->plan->out_of_memory || kept == NULL;
    next->records = kept;
    next->count = count;
    next->has_table = false;
    return count > 0;
}

static bool is_mx_to_plan(const struct mx_change *change) {
    return change->type == MX_TYPE_MX && change->kind != MX_CHANGE_LEAVE;
}

static bool is_early(const struct mx_change_host *host) {
    return host->is_early;
}

static bool leads_to_alias(const struct phase *phase, const struct mx_change *change,
                           const struct mx_rrset *set) {
    for (size_t i = 0; i < set->count; i++) {
        if (mx_changes_is_alias_now(phase->changes, change->zone,
                                    mx_rrset_exchanger(set, i)->host)) {
            return true;
        }
    }
    return false;
}

/* Another TTL means another record, which cannot be added if its target is an alias. */
static bool without_early(const struct phase *phase, const struct mx_change *change,
                          struct mx_rrset *next) {
    if (!is_mx_to_plan(change) || !filter(phase, &change->now, next, is_early) ||
        next->count == change->now.count) {
        return false;
    }
    next->ttl = leads_to_alias(phase, change, next) ? change->now.ttl : ttl_between(change);
    return true;
}

/* Addresses of hosts that no MX set names yet, or since the phase before; and of families that a
 * host has none of yet. They replace an alias in the same update. */
static bool new_addresses(const struct phase *phase, const struct mx_change *change,
                          struct mx_rrset *next) {
    const struct mx_change_host *host = host_of(change);

    (void)phase, (void)next;
    if (!mx_change_is_due(change) || host == NULL || !is_in_new(host)) {
        return false;
    }
    if (host->is_late && was_in_old(host)) {
        return false;
    }
    return host->is_early || !was_in_old(host) || change->kind == MX_CHANGE_ADD ||
           change->type == MX_TYPE_CNAME;
}

/* A late host that was a dummy before stays in its MX set, unless it is still an alias. */
static bool is_kept_out(const struct mx_change_host *host) {
    bool is_there = host->was_dummy && !host->was_real && !host->is_early && !host->drops_alias;
    return host->is_late && !is_there;
}

static bool without_late(const struct phase *phase, const struct mx_change *change,
                         struct mx_rrset *next) {
    const struct mx_change_host *host = host_of(change);

    if (change->type == MX_TYPE_MX) {
        bool is_any = filter(phase, &change->after, next, is_kept_out);
        next->ttl = next->count < change->after.count ? ttl_between(change) : change->after.ttl;
        return is_mx_to_plan(change) && (is_any || change->after.count == 0);
    }
    return mx_change_is_due(change) && host != NULL && is_in_new(host) && !host->is_late;
}

static bool other_addresses(const struct phase *phase, const struct mx_change *change,
                            struct mx_rrset *next) {
    (void)phase, (void)next;
    return change->type != MX_TYPE_MX && mx_change_is_due(change);
}

static bool all(const struct phase *phase, const struct mx_change *change, struct mx_rrset *next) {
    (void)phase, (void)next;
    return is_mx_to_plan(change);
}

bool mx_plan_make(struct mx_plan *plan, struct mx_changes *changes) {
    *plan = (struct mx_plan){.arena = &changes->arena};
    plan->last = &plan->steps;
    plan->last_address = &plan->addresses;
    mx_plan_gather(plan, changes);
    mark_hosts(plan, changes);
    add_addresses(plan, MX_STEP_SILENCE, is_silenced_first);
    add_addresses(plan, MX_STEP_ANSWER, is_answering_first);
    run_phase(plan, changes, without_early);
    add_addresses(plan, MX_STEP_ANSWER, is_answering_later);
    run_phase(plan, changes, new_addresses);
    run_phase(plan, changes, without_late);
    add_addresses(plan, MX_STEP_SILENCE, is_silenced_later);
    run_phase(plan, changes, other_addresses);
    run_phase(plan, changes, all);
    add_addresses(plan, MX_STEP_RELEASE, is_released);
    return !plan->out_of_memory;
}

void mx_plan_free(struct mx_plan *plan) {
    mx_index_free(&plan->by_address);
    *plan = (struct mx_plan){0};
}
