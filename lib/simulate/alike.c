/* Readers give all exchangers of a host the same list of addresses, so lists are compared by their
 * pointers. */
#include "simulate/alike.h"

static bool are_alike(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    return a->addresses == b->addresses && a->address_count == b->address_count &&
           a->preference == b->preference && a->role == b->role && a->target == b->target &&
           a->leads_to == b->leads_to && a->unseen == b->unseen && mx_name_equal(a->host, b->host);
}

static bool has_own_name(const mxtrap_layout *layout, const struct mxtrap_exchanger *exchanger) {
    return mx_name_equal(exchanger->host, layout->owner);
}

bool mx_layouts_are_alike(const mxtrap_layout *a, const mxtrap_layout *b) {
    if (a->zone != b->zone || a->count != b->count || a->roles != b->roles ||
        a->silence != b->silence || a->is_partial != b->is_partial ||
        a->addresses != b->addresses || a->address_count != b->address_count ||
        a->owner_target != b->owner_target) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!are_alike(&a->exchangers[i], &b->exchangers[i]) ||
            has_own_name(a, &a->exchangers[i]) || has_own_name(b, &b->exchangers[i])) {
            return false;
        }
    }
    return true;
}
