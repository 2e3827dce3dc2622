/* Who uses which addresses, before and after: an address that goes over from a dummy to a real
 * host, or the other way, is what waits are for. */
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
    /* Its rows are made here. */
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

/* An address belongs to whom it is real for, where a broken layout says both. */
static void note(struct mx_plan *plan, const struct mxtrap_exchanger *exchanger,
                 const struct mx_address *address, bool is_after, bool is_told) {
    struct mx_plan_address *row = row_of(plan, exchanger->host, address);
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;

    if (row == NULL) {
        return;
    }
    if (is_after) {
        const struct mxtrap_exchanger **by = is_told ? row->told : row->kept;
        by[is_dummy] = by[is_dummy] != NULL ? by[is_dummy] : exchanger;
    }
    row->is_told = row->is_told || (is_told && !is_after);
    row->is_real = row->is_real || (is_after && !is_dummy);
    row->is_dummy = !row->is_real && (row->is_dummy || (is_after && is_dummy));
    row->was_real = row->was_real || (!is_after && !is_dummy);
    row->was_dummy = !row->was_real && (row->was_dummy || (!is_after && is_dummy));
}

/* A host whose addresses only one state tells has the same in the other, as far as can be known. */
static void note_others(struct mx_plan *plan, struct mx_changes *changes,
                        const struct mxtrap_exchanger *exchanger, bool is_after) {
    const struct mx_change_zone *zone = mx_changes_zone_of(changes, exchanger->host);

    for (int i = 0; i < 2 && zone != NULL; i++) {
        const struct mx_change *change =
            mx_changes_find(changes, zone, exchanger->host, i == 0 ? MX_RR_A : MX_RR_AAAA);
        if (change == NULL || (is_after ? change->after : change->before).is_known) {
            continue; /* another MX set, or the host's own zone, tells them */
        }
        const struct mx_rrset *set = is_after ? &change->before : &change->after;
        for (size_t j = 0; j < set->count; j++) {
            note(plan, exchanger, mx_rrset_address(set, j), is_after, false);
        }
    }
}

static void note_exchanger(struct mx_plan *plan, struct mx_changes *changes,
                           const struct mxtrap_exchanger *exchanger, bool is_after) {
    struct mx_change_host *host = mx_changes_host(changes, exchanger->host);

    if (host == NULL) {
        return; /* a null MX */
    }
    if (is_after) { /* of an MX set that is left alone, too */
        host->is_dummy = host->is_dummy || exchanger->role == MXTRAP_ROLE_DUMMY;
        host->is_real = host->is_real || exchanger->role != MXTRAP_ROLE_DUMMY;
    }
    host->has_address = host->has_address || exchanger->address_count > 0;
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;
    const struct mx_address **noted = &host->noted[is_after][is_dummy];
    for (size_t i = 0; *noted != exchanger->addresses && i < exchanger->address_count; i++) {
        note(plan, exchanger, &exchanger->addresses[i], is_after, true);
    }
    if (exchanger->address_count > 0) {
        *noted = exchanger->addresses;
    } else if (!host->has_noted_others[is_after][is_dummy]) {
        host->has_noted_others[is_after][is_dummy] = true;
        note_others(plan, changes, exchanger, is_after);
    }
}

static void note_set(struct mx_plan *plan, struct mx_changes *changes, const struct mx_rrset *set,
                     bool is_after) {
    for (size_t i = 0; i < set->count && !plan->out_of_memory; i++) {
        note_exchanger(plan, changes, mx_rrset_exchanger(set, i), is_after);
    }
}

/* Hosts without any address take part by their names. */
static void note_hosts(struct mx_plan *plan, struct mx_changes *changes) {
    for (struct mx_change_host *host = changes->hosts; host != NULL; host = host->next) {
        bool is_exchanger = host->was_dummy || host->was_real || host->is_dummy || host->is_real;
        struct mx_plan_address *row =
            host->has_address || !is_exchanger ? NULL : append(plan, host->name);
        if (row != NULL) {
            row->is_told = true;
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
            if (change->type == MX_RR_MX) {
                note_set(plan, changes, &change->before, false);
                note_set(plan, changes,
                         change->kind == MX_CHANGE_LEAVE ? &change->before : &change->after, true);
            }
        }
    }
    note_hosts(plan, changes);
}

size_t mx_plan_report_kept(const struct mx_plan *plan, mxtrap_findings *findings) {
    size_t reported = 0;

    for (const struct mx_plan_address *row = plan->addresses; row != NULL; row = row->next) {
        for (int dummy = 0; dummy < 2; dummy++) {
            const struct mxtrap_exchanger *kept = row->kept[dummy], *told = row->told[!dummy];
            if (kept == NULL || told == NULL) {
                continue;
            }
            struct mx_text *text =
                mx_finding_of(findings, kept->host, " is named without an address, and keeps ");
            mx_address_write(text, row->address);
            mx_text_string(text, dummy ? ", which the real host " : ", which the dummy ");
            mx_name_write(text, told->host, NULL);
            mx_text_string(text, " is to have");
            mx_finding_end(findings, MX_RULE_ADDRESS_SHARED_WITH_REAL, MXTRAP_ERROR, kept->place);
            reported++;
        }
    }
    return reported;
}
