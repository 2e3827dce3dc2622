/* The lab serves the output of mxtrap-gen, read back: it rehearses the records that will be
 * deployed. */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>

#include <mxtrap/mxtrap.h>

#include "base/grow.h"
#include "base/text.h"

/* For a zone whose spec has no name server: the lab's own, with mxtrap-gen's default times. */
#define OWN_AUTHORITY ". 3600 IN SOA localhost. hostmaster.localhost. 1 7200 3600 1209600 3600"
#define OWN_SERVER ". 3600 IN NS localhost."

static bool push(struct lab_records *records, ldns_rr *row) {
    ldns_rr **rows = mx_grow(records->rows, records->count, &records->capacity, sizeof(ldns_rr *));

    if (rows == NULL) {
        ldns_rr_free(row);
        return false;
    }
    records->rows = rows;
    rows[records->count++] = row;
    return true;
}

static void cut(struct lab_records *records, size_t count) {
    while (records->count > count) {
        ldns_rr_free(records->rows[--records->count]);
    }
}

bool lab_records_add(struct lab_records *records, const ldns_rdf *owner, const char *text) {
    ldns_rr *row = NULL;
    ldns_rdf *name = ldns_rdf_clone(owner);

    if (name == NULL || ldns_rr_new_frm_str(&row, text, 0, NULL, NULL) != LDNS_STATUS_OK) {
        ldns_rdf_deep_free(name);
        return false;
    }
    ldns_rdf_deep_free(ldns_rr_owner(row));
    ldns_rr_set_owner(row, name);
    return push(records, row);
}

static int gather(void *context, const char *bytes, size_t length) {
    mx_text_bytes(context, bytes, length);
    return 0;
}

/* False: the records are unchanged. */
static bool read_zone_text(struct lab_records *records, struct mx_text *text) {
    size_t before = records->count;
    uint32_t ttl = 0;
    ldns_rdf *origin = NULL, *previous = NULL;
    FILE *file = text->length > 0 ? fmemopen(text->bytes, text->length, "r") : NULL;
    bool is_read = file != NULL;

    while (is_read && !feof(file)) {
        ldns_rr *row = NULL;
        switch (ldns_rr_new_frm_fp_l(&row, file, &ttl, &origin, &previous, NULL)) {
        case LDNS_STATUS_OK:
            is_read = push(records, row);
            break;
        case LDNS_STATUS_SYNTAX_TTL: /* a $TTL, an $ORIGIN or an empty line was read */
        case LDNS_STATUS_SYNTAX_ORIGIN:
        case LDNS_STATUS_SYNTAX_EMPTY:
            break;
        default:
            is_read = false;
        }
    }
    if (!is_read) {
        cut(records, before);
    }
    if (file != NULL) {
        fclose(file);
    }
    ldns_rdf_deep_free(origin);
    ldns_rdf_deep_free(previous);
    return is_read;
}

static bool add_written(struct lab_records *records, const mxtrap_zone *zone, const char *format) {
    struct mx_text text = {0};
    bool is_added = mxtrap_write_zone(zone, mxtrap_format_find(MXTRAP_FORMAT_ZONES, format), gather,
                                      &text) == MXTRAP_OK &&
                    text.status == MXTRAP_OK && read_zone_text(records, &text);

    mx_text_free(&text);
    return is_added;
}

bool lab_records_add_zone(struct lab_records *records, const mxtrap_zone *zone) {
    char name[MXTRAP_NAME_TEXT_MAX];

    if (add_written(records, zone, "zone")) {
        return true;
    }
    ldns_rdf *origin = ldns_dname_new_frm_str(mxtrap_zone_origin(name, zone));
    bool is_added = origin != NULL && add_written(records, zone, "bind") &&
                    lab_records_add(records, origin, OWN_AUTHORITY) &&
                    lab_records_add(records, origin, OWN_SERVER);
    ldns_rdf_deep_free(origin);
    return is_added;
}

bool lab_records_add_authority(struct lab_records *records) {
    size_t count = records->count;

    /* Rows are added after COUNT, and not searched before the next sort. */
    for (size_t i = 0; i < count; i++) {
        const ldns_rdf *owner = ldns_rr_owner(records->rows[i]);
        bool is_first =
            i == 0 || ldns_dname_compare(owner, ldns_rr_owner(records->rows[i - 1])) != 0;
        struct lab_records sorted = {.rows = records->rows, .count = count};
        if (is_first && lab_records_authority(&sorted, owner) == NULL &&
            !lab_records_add(records, owner, OWN_AUTHORITY)) {
            return false;
        }
    }
    return true;
}

static int compare(const void *a, const void *b) {
    const ldns_rr *one = *(ldns_rr *const *)a;
    const ldns_rr *other = *(ldns_rr *const *)b;
    int order = ldns_dname_compare(ldns_rr_owner(one), ldns_rr_owner(other));

    if (order == 0) {
        order = (int)ldns_rr_get_type(one) - (int)ldns_rr_get_type(other);
    }
    return order != 0 ? order : ldns_rr_compare(one, other);
}

void lab_records_sort(struct lab_records *records) {
    size_t kept = 0;

    if (records->count > 0) {
        qsort(records->rows, records->count, sizeof(ldns_rr *), compare);
    }
    for (size_t i = 0; i < records->count; i++) {
        if (kept > 0 && compare(&records->rows[kept - 1], &records->rows[i]) == 0) {
            ldns_rr_free(records->rows[i]);
        } else {
            records->rows[kept++] = records->rows[i];
        }
    }
    records->count = kept;
}

/* The first row that is not before NAME and TYPE. */
static size_t lower_bound(const struct lab_records *records, const ldns_rdf *name, int type) {
    size_t low = 0, high = records->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const ldns_rr *row = records->rows[middle];
        int order = ldns_dname_compare(ldns_rr_owner(row), name);
        if (order < 0 || (order == 0 && (int)ldns_rr_get_type(row) < type)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct lab_range lab_records_find(const struct lab_records *records, const ldns_rdf *name,
                                  ldns_rr_type type) {
    bool is_any = type == LDNS_RR_TYPE_ANY;
    struct lab_range range = {.first = lower_bound(records, name, is_any ? 0 : (int)type)};

    for (size_t i = range.first; i < records->count; i++) {
        const ldns_rr *row = records->rows[i];
        if ((!is_any && ldns_rr_get_type(row) != type) ||
            ldns_dname_compare(ldns_rr_owner(row), name) != 0) {
            break;
        }
        range.count++;
    }
    return range;
}

bool lab_records_has(const struct lab_records *records, const ldns_rdf *name) {
    size_t at = lower_bound(records, name, 0);

    if (at == records->count) {
        return false;
    }
    const ldns_rdf *owner = ldns_rr_owner(records->rows[at]);
    return ldns_dname_compare(owner, name) == 0 || ldns_dname_is_subdomain(owner, name);
}

ldns_rdf lab_name_after(const ldns_rdf *name, size_t count) {
    return (ldns_rdf){._size = ldns_rdf_size(name) - count,
                      ._type = LDNS_RDF_TYPE_DNAME,
                      ._data = ldns_rdf_data(name) + count};
}

const ldns_rr *lab_records_authority(const struct lab_records *records, const ldns_rdf *name) {
    size_t at = 0;

    for (;;) {
        ldns_rdf zone = lab_name_after(name, at);
        struct lab_range range = lab_records_find(records, &zone, LDNS_RR_TYPE_SOA);
        if (range.count > 0) {
            return records->rows[range.first];
        }
        size_t label = ldns_rdf_data(&zone)[0];
        if (label == 0) {
            return NULL;
        }
        at += label + 1;
    }
}

void lab_records_free(struct lab_records *records) {
    cut(records, 0);
    free(records->rows);
    *records = (struct lab_records){0};
}
