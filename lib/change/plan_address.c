/* Gathers which hosts use which addresses, before and after. Waits are needed for addresses that
 * move from a dummy to a real host or the other way. */
#include "change/plan.h"

static bool has_address(const void *row, const void *key) {
    return mx_address_equal(((const struct mx_plan_address *)row)->address, key);
}

const struct mx_plan_address *mx_plan_find(const struct mx_plan *plan,
                                           const struct mx_address *address) {
    return mx_index_find(&plan->by_address, mx_address_hash(address), address, has_address);
}

static struct mx_plan_address *append(struct mx_plan *plan, const uint8_t *host) {
    struct mx_plan_address *row = mx_arena_zeroed(plan->arena, 1, sizeof *row);

    if (row == NULL) {
        plan->out_of_memory = true;
        return NULL;
    }
    row->host = host;
    *plan->last_address = row;
    plan->last_address = &row->next;
    return row;
}

static struct mx_plan_address *row_of(struct mx_plan *plan, const uint8_t *host,
                                      const struct mx_address *address) {
    /* Not const: the rows are made here. */
    struct mx_plan_address *row = (struct mx_plan_address *)mx_plan_find(plan, address);

    if (row != NULL) {
        return row;
    }
    row = append(plan, host);
    if (row == NULL || !mx_index_add(&plan->by_address, mx_address_hash(address), row)) {
        plan->out_of_memory = true;
        return NULL;
    }
    row->address = address;
    return row;
}

/* The state that has the address, and whether it states it, keeps it or leaves it unchanged; the
 * last: a host of an MX set that is left unchanged keeps it. */
enum manner { STATED_BEFORE, KEPT_BEFORE, STATED_AFTER, KEPT_AFTER, LEFT_AFTER, LEFT_KEPT };

static bool is_of_after(enum manner manner) {
    return manner >= STATED_AFTER;
}

static void note_after(struct mx_plan_address *row, const struct mxtrap_exchanger *exchanger,
                       bool is_dummy, enum manner manner) {
    const struct mxtrap_exchanger **by = manner == STATED_AFTER ? row->stated
                                         : manner == LEFT_AFTER ? row->left
                                                                : row->kept;

    if (by[is_dummy] == NULL) {
        by[is_dummy] = exchanger;
        row->is_kept_old[is_dummy] = row->is_kept_old[is_dummy] || manner == LEFT_KEPT;
    }
    row->is_real = row->is_real || !is_dummy;
    row->is_dummy = !row->is_real;
}

/* If a broken layout has an address with both roles, the real host counts. */
static void note(struct mx_plan *plan, const struct mxtrap_exchanger *exchanger,
                 const struct mx_address *address, enum manner manner) {
    struct mx_plan_address *row = row_of(plan, exchanger->host, address);
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;

    if (row == NULL) {
        return;
    }
    if (is_of_after(manner)) {
        note_after(row, exchanger, is_dummy, manner);
        return;
    }
    row->is_stated = row->is_stated || manner == STATED_BEFORE;
    row->was_real = row->was_real || !is_dummy;
    row->was_dummy = !row->was_real;
}

const struct mx_address *mx_plan_old_addresses(const struct mx_changes *changes,
                                               const struct mxtrap_exchanger *exchanger,
                                               size_t *count) {
    const struct mx_change_host *host = mx_changes_host(changes, exchanger->host);
    const struct mx_alias *alias =
        exchanger->address_count > 0 || host == NULL ? NULL : host->alias;

    *count = alias != NULL ? alias->address_count : exchanger->address_count;
    return alias != NULL ? alias->addresses : exchanger->addresses;
}

/* The alias of HOST that stays; NULL: none, or it is removed. */
static const struct mx_alias *lasting_alias(const struct mx_changes *changes,
                                            const struct mx_change_zone *zone,
                                            const struct mx_change_host *host) {
    const struct mx_change *change = mx_changes_find(changes, zone, host->name, MX_TYPE_CNAME);

    return change != NULL && change->kind != MX_CHANGE_REMOVE ? host->alias : NULL;
}

/* A host whose addresses only one state has is assumed to have the same in the other. */
static void note_others(struct mx_plan *plan, struct mx_changes *changes,
                        const struct mxtrap_exchanger *exchanger, enum manner manner) {
    const struct mx_change_zone *zone = mx_changes_zone_of(changes, exchanger->host);
    const struct mx_change_host *host = mx_changes_host(changes, exchanger->host);
    bool is_after = is_of_after(manner);
    const struct mx_alias *alias =
        is_after && zone != NULL ? lasting_alias(changes, zone, host) : NULL;

    for (int i = 0; i < 2 && zone != NULL; i++) {
        const struct mx_change *change =
            mx_changes_find(changes, zone, exchanger->host, i == 0 ? MX_TYPE_A : MX_TYPE_AAAA);
        if (change == NULL || (is_after ? change->after : change->before).is_known) {
            continue; /* another MX set, or the host's own zone, has them */
        }
        const struct mx_rrset *set = is_after ? &change->before : &change->after;
        for (size_t j = 0; j < set->count; j++) {
            note(plan, exchanger, mx_rrset_address(set, j), manner);
        }
    }
    for (size_t i = 0; alias != NULL && i < alias->address_count; i++) {
        note(plan, exchanger, &alias->addresses[i], manner);
    }
}

/* Whether the new state has the host's addresses. */
static bool is_stated_anew(const struct mx_changes *changes, const uint8_t *host) {
    const struct mx_change_zone *zone = mx_changes_zone_of(changes, host);
    const struct mx_change *change =
        zone == NULL ? NULL : mx_changes_find(changes, zone, host, MX_TYPE_A);

    return change != NULL && change->after.is_known;
}

static void note_role(struct mx_change_host *host, bool is_dummy, bool is_left) {
    host->is_torn = host->is_torn || (is_left && (is_dummy ? host->is_real : host->is_dummy));
    host->is_dummy = host->is_dummy || is_dummy;
    host->is_real = host->is_real || !is_dummy;
}

static void note_exchanger(struct mx_plan *plan, struct mx_changes *changes,
                           const struct mxtrap_exchanger *exchanger, enum manner manner) {
    struct mx_change_host *host = mx_changes_host(changes, exchanger->host);
    size_t count = exchanger->address_count;
    const struct mx_address *addresses = exchanger->addresses;

    if (host == NULL) {
        return; /* a null MX */
    }
    if (is_of_after(manner)) {
        note_role(host, exchanger->role == MXTRAP_ROLE_DUMMY, manner == LEFT_AFTER);
    }
    if (manner == LEFT_AFTER && is_stated_anew(changes, exchanger->host)) {
        return;
    }
    if (manner != STATED_AFTER) {
        addresses = mx_plan_old_addresses(changes, exchanger, &count);
    }
    host->has_address = host->has_address || count > 0;
    bool is_after = is_of_after(manner), is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;
    const struct mx_address **noted = &host->noted[is_after][is_dummy];
    for (size_t i = 0; *noted != addresses && i < count; i++) {
        note(plan, exchanger, &addresses[i], manner);
    }
    if (count > 0) {
        *noted = addresses;
    } else if (!host->has_noted_others[is_after][is_dummy]) {
        host->has_noted_others[is_after][is_dummy] = true;
        note_others(plan, changes, exchanger,
                    manner == LEFT_AFTER ? LEFT_KEPT
                    : is_after           ? KEPT_AFTER
                                         : KEPT_BEFORE);
    }
}

static void note_set(struct mx_plan *plan, struct mx_changes *changes, const struct mx_rrset *set,
                     enum manner manner) {
    for (size_t i = 0; i < set->count && !plan->out_of_memory; i++) {
        note_exchanger(plan, changes, mx_rrset_exchanger(set, i), manner);
    }
}

/* Hosts without any address are in the plan by name. */
static void note_hosts(struct mx_plan *plan, struct mx_changes *changes) {
    for (struct mx_change_host *host = changes->hosts; host != NULL; host = host->next) {
        bool is_exchanger = host->was_dummy || host->was_real || host->is_dummy || host->is_real;
        struct mx_plan_address *row =
            host->has_address || !is_exchanger ? NULL : append(plan, host->name);
        if (row != NULL) {
            row->is_stated = true;
            row->is_real = host->is_real;
            row->is_dummy = host->is_dummy && !host->is_real;
            row->was_real = host->was_real;
            row->was_dummy = host->was_dummy && !host->was_real;
        }
    }
}

void mx_plan_gather(struct mx_plan *plan, struct mx_changes *changes) {
    for (struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            change->now = change->before;
            if (change->type == MX_TYPE_MX) {
                bool is_left = change->kind == MX_CHANGE_LEAVE;
                note_set(plan, changes, &change->before, STATED_BEFORE);
                note_set(plan, changes, is_left ? &change->before : &change->after,
                         is_left ? LEFT_AFTER : STATED_AFTER);
            }
        }
    }
    note_hosts(plan, changes);
}
