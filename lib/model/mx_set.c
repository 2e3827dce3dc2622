/* Few exchangers are gone through, which costs less than to make an index of them. */
#include "model/mx_set.h"

enum { INDEXED_FROM = 17 };

struct record {
    const uint8_t *host;
    uint16_t preference;
};

static bool is_record(const struct mxtrap_exchanger *exchanger, const struct record *record) {
    return exchanger->preference == record->preference &&
           mx_name_equal(exchanger->host, record->host);
}

static bool has_record(const void *row, const void *key) {
    return is_record(row, key);
}

static bool has_host(const void *row, const void *key) {
    return mx_name_equal(((const struct mxtrap_exchanger *)row)->host, key);
}

static uint32_t hash_of(const struct record *record) {
    return mx_name_hash(record->host) + record->preference * UINT32_C(0x9e3779b1);
}

static bool add(struct mx_set *set, const struct mxtrap_exchanger *exchanger) {
    const struct record record = {exchanger->host, exchanger->preference};
    uint32_t hash = hash_of(&record);

    return mx_index_find(&set->by_record, hash, &record, has_record) != NULL ||
           mx_index_add(&set->by_record, hash, exchanger);
}

static bool add_host(struct mx_set *set, const struct mxtrap_exchanger *exchanger) {
    uint32_t hash = mx_name_hash(exchanger->host);

    return mx_index_find(&set->by_host, hash, exchanger->host, has_host) != NULL ||
           mx_index_add(&set->by_host, hash, exchanger);
}

bool mx_set_make(struct mx_set *set, const mxtrap_layout *layout) {
    bool is_made = true;

    *set = (struct mx_set){.layout = layout};
    if (layout->count < INDEXED_FROM) {
        return true;
    }
    for (size_t i = 0; i < layout->count && is_made; i++) {
        is_made = add(set, &layout->exchangers[i]);
    }
    for (size_t i = layout->count; i > 0 && is_made; i--) {
        is_made = add_host(set, &layout->exchangers[i - 1]);
    }
    return is_made;
}

void mx_set_free(struct mx_set *set) {
    mx_index_free(&set->by_record);
    mx_index_free(&set->by_host);
    set->layout = NULL;
}

const struct mxtrap_exchanger *mx_set_record(const struct mx_set *set, const uint8_t *host,
                                             uint16_t preference) {
    const struct record record = {host, preference};
    const mxtrap_layout *layout = set->layout;

    if (layout->count >= INDEXED_FROM) {
        return mx_index_find(&set->by_record, hash_of(&record), &record, has_record);
    }
    for (size_t i = 0; i < layout->count; i++) {
        if (is_record(&layout->exchangers[i], &record)) {
            return &layout->exchangers[i];
        }
    }
    return NULL;
}

const struct mxtrap_exchanger *mx_set_host(const struct mx_set *set, const uint8_t *host) {
    const mxtrap_layout *layout = set->layout;

    if (layout->count >= INDEXED_FROM) {
        return mx_index_find(&set->by_host, mx_name_hash(host), host, has_host);
    }
    for (size_t i = layout->count; i > 0; i--) {
        if (mx_name_equal(layout->exchangers[i - 1].host, host)) {
            return &layout->exchangers[i - 1];
        }
    }
    return NULL;
}

enum mxtrap_role mx_set_role(const struct mx_set *set, const uint8_t *host) {
    const struct mxtrap_exchanger *exchanger = mx_set_host(set, host);

    return exchanger == NULL ? MXTRAP_ROLE_UNKNOWN : (enum mxtrap_role)exchanger->role;
}
