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

/* From this many records on, a set has a table of them, in the arena after its records: a spec can
 * give one host hundreds of thousands of addresses. A slot has an index into the records plus one;
 * half of the slots are free. */
enum { TABLE_FROM = 64 };

static uint32_t record_hash(uint16_t type, const void *record) {
    const struct mxtrap_exchanger *exchanger = record;

    return type == MX_TYPE_CNAME ? mx_name_hash(((const struct mx_alias *)record)->target)
           : type == MX_TYPE_MX  ? mx_name_hash(exchanger->host) + exchanger->preference
                                 : mx_address_hash(record);
}

/* Room is allocated up to powers of two. */
static size_t room_of(const struct mx_rrset *set) {
    size_t room = 1;

    while (room < set->count) {
        room *= 2;
    }
    return room;
}

/* The slot of RECORD, or a free one where the set does not have it. */
static uint32_t *find_slot(const struct mx_rrset *set, uint16_t type, const void *record) {
    size_t room = room_of(set), last = 2 * room - 1, at = record_hash(type, record) & last;
    void *table = set->records + room;
    uint32_t *slots = table;

    while (slots[at] != 0 && !records_equal(type, set->records[slots[at] - 1], record)) {
        at = (at + 1) & last;
    }
    return &slots[at];
}

bool mx_rrset_has(const struct mx_rrset *set, uint16_t type, const void *record) {
    if (set->has_table) {
        return *find_slot(set, type, record) != 0;
    }
    for (size_t i = 0; i < set->count; i++) {
        if (records_equal(type, set->records[i], record)) {
            return true;
        }
    }
    return false;
}

/* Makes room for as many records again; false when memory is out. */
static bool grow(struct mx_rrset *set, struct mx_arena *arena) {
    size_t room = set->count == 0 ? 1 : (size_t)set->count * 2;
    bool has_table = room >= TABLE_FROM;
    size_t size = room * sizeof *set->records + (has_table ? 2 * room * sizeof(uint32_t) : 0);
    const void **grown = mx_arena_zeroed(arena, 1, size);

    if (grown == NULL) {
        return false;
    }
    if (set->count > 0) {
        memcpy(grown, set->records, set->count * sizeof *grown);
    }
    set->records = grown;
    set->has_table = has_table;
    return true;
}

bool mx_rrset_add(struct mx_rrset *set, struct mx_arena *arena, uint16_t type, const void *record) {
    bool is_full = (set->count & (set->count - 1)) == 0;

    if (mx_rrset_has(set, type, record)) {
        return true;
    }
    if (is_full && !grow(set, arena)) {
        return false;
    }
    set->records[set->count++] = record;
    for (uint32_t i = is_full ? 0 : set->count - 1; set->has_table && i < set->count; i++) {
        *find_slot(set, type, set->records[i]) = i + 1;
    }
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
