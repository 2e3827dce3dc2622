/* One RRset: adding, comparing and writing its records. */
#include "change/changes.h"

#include <string.h>

void mx_record_write(struct mx_text *text, uint16_t type, const void *record) {
    if (type == MX_TYPE_MX) {
        const struct mxtrap_exchanger *exchanger = record;
        mx_text_unsigned(text, exchanger->preference);
        mx_text_char(text, ' ');
        mx_name_write(text, exchanger->host, NULL);
    } else if (type == MX_TYPE_CNAME) {
        mx_name_write(text, ((const struct mx_alias *)record)->target, NULL);
    } else {
        mx_address_write(text, record);
    }
}

static bool records_equal(uint16_t type, const void *a, const void *b) {
    const struct mxtrap_exchanger *one = a, *other = b;

    if (type == MX_TYPE_CNAME) {
        return mx_name_equal(((const struct mx_alias *)a)->target,
                             ((const struct mx_alias *)b)->target);
    }
    return type != MX_TYPE_MX
               ? mx_address_equal(a, b)
               : one->preference == other->preference && mx_name_equal(one->host, other->host);
}

bool mx_rrset_has(const struct mx_rrset *set, uint16_t type, const void *record) {
    for (size_t i = 0; i < set->count; i++) {
        if (records_equal(type, set->records[i], record)) {
            return true;
        }
    }
    return false;
}

bool mx_rrset_add(struct mx_rrset *set, struct mx_arena *arena, uint16_t type, const void *record) {
    if (mx_rrset_has(set, type, record)) {
        return true;
    }
    if ((set->count & (set->count - 1)) == 0) { /* room is allocated up to powers of two */
        size_t room = set->count == 0 ? 1 : (size_t)set->count * 2;
        const void **grown = mx_arena_alloc(arena, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        if (set->count > 0) {
            memcpy(grown, set->records, set->count * sizeof *grown);
        }
        set->records = grown;
    }
    set->records[set->count++] = record;
    return true;
}

bool mx_rrset_equal(const struct mx_rrset *a, const struct mx_rrset *b, uint16_t type) {
    return (a->count == 0 || a->ttl == b->ttl) && mx_rrset_equal_data(a, b, type);
}

bool mx_rrset_equal_data(const struct mx_rrset *a, const struct mx_rrset *b, uint16_t type) {
    if (a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!mx_rrset_has(b, type, a->records[i])) {
            return false;
        }
    }
    return true;
}
