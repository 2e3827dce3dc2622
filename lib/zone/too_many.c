/* Exact duplicates are one record, so data are compared: by their hashes, which differ by chance
 * alone, and of no more records than it takes to be too many. */
#include "zone/too_many.h"

#include <stdlib.h>
#include <string.h>

#include "base/index.h"
#include "dns/rrtype.h"

struct mx_zone_large {
    struct mx_zone_large *next;
    const uint8_t *owner;
    struct mx_place place;
    uint16_t type;
    bool is_cut;
};

void mx_zone_many_init(struct mx_zone_many *many, struct mx_arena *arena) {
    memset(many, 0, sizeof *many);
    many->arena = arena;
    many->last = &many->first;
}

static bool add(struct mx_zone_many *many, const uint8_t *owner, uint16_t type,
                struct mx_place place, bool is_cut) {
    struct mx_zone_large *large = mx_arena_zeroed(many->arena, 1, sizeof *large);
    const char *copy = mx_arena_copy(many->arena, owner, mx_name_length(owner));

    if (large == NULL || copy == NULL) {
        return false;
    }
    *large = (struct mx_zone_large){NULL, (const uint8_t *)copy, place, type, is_cut};
    *many->last = large;
    many->last = &large->next;
    return true;
}

bool mx_zone_many_add_cut(struct mx_zone_many *many, const uint8_t *owner, uint16_t type,
                          struct mx_place place) {
    return add(many, owner, type, place, true);
}

static int compare(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Leaves one of each that are the same. */
static void drop_duplicates(struct mx_zone_many *many) {
    size_t kept = 0;

    qsort(many->hashes, many->count, sizeof *many->hashes, compare);
    for (size_t i = 0; i < many->count; i++) {
        if (kept == 0 || many->hashes[kept - 1] != many->hashes[i]) {
            many->hashes[kept++] = many->hashes[i];
        }
    }
    many->count = kept;
}

static bool goes_on(const struct mx_zone_many *many, const struct mx_zone_record *record) {
    return many->type == record->type && many->owner_length == record->owner_length &&
           mx_name_equal_sized(many->owner, record->owner, record->owner_length);
}

bool mx_zone_many_add(struct mx_zone_many *many, const struct mx_zone_record *record) {
    if (record->type == MX_TYPE_MX || record->type == MX_TYPE_RRSIG) {
        return true; /* the sets have the former; the latter are counted by the type they sign */
    }
    if (!goes_on(many, record)) {
        memcpy(many->owner, record->owner, record->owner_length);
        many->owner_length = record->owner_length;
        many->type = record->type;
        many->count = 0;
    }
    if (many->count > MX_RECORDS_LOADED) {
        return true; /* reported */
    }
    many->hashes[many->count++] = mx_hash(record->rdata, record->rdata_length);
    if (many->count > MX_RECORDS_LOADED) {
        drop_duplicates(many);
    }
    return many->count <= MX_RECORDS_LOADED ||
           add(many, record->owner, record->type, record->place, false);
}

static bool is_address(uint16_t type) {
    return type == MX_TYPE_A || type == MX_TYPE_AAAA;
}

/* Pools of addresses are large where another name server serves the zone, or BIND is told to. */
static enum mxtrap_severity severity_of(uint16_t type) {
    return is_address(type) ? MXTRAP_WARNING : MXTRAP_ERROR;
}

static void write_type(struct mx_text *text, uint16_t type) {
    const struct mx_rrtype *row = mx_rrtype_of(type);

    if (row != NULL) {
        mx_text_string(text, row->name);
    } else {
        mx_text_format(text, "TYPE%u", (unsigned)type);
    }
}

void mx_zone_many_report(const struct mx_zone_many *many, mx_zone_is_exchanger_fn *is_exchanger,
                         const void *context, bool is_ignored, mxtrap_findings *findings) {
    for (const struct mx_zone_large *large = many->first; large != NULL; large = large->next) {
        bool is_in_layout = is_address(large->type) && is_exchanger(context, large->owner);
        if (!large->is_cut && (is_ignored || is_in_layout)) {
            continue;
        }
        struct mx_text *text = mx_finding_of(findings, large->owner, ": ");
        if (large->is_cut) {
            mx_text_string(text, "from here on, ");
            write_type(text, large->type);
            mx_text_string(text, " records of this name are not checked: there are too many");
        } else {
            mx_text_format(text, "has more than %d ", MX_RECORDS_LOADED);
            write_type(text, large->type);
            mx_text_string(text, " records: BIND does not load such a zone");
        }
        mx_finding_end(findings, MX_RULE_TOO_MANY_RECORDS,
                       large->is_cut ? MXTRAP_ERROR : severity_of(large->type), large->place);
    }
}
