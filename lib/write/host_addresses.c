/* A zone has few addresses mostly, and there may be a hundred thousand zones: they are searched one
 * by one first, without any allocation. */
#include "write/host_addresses.h"

static bool is_pair(const void *row, const void *key) {
    const struct mx_host_address *a = row, *b = key;
    return mx_address_equal(a->address, b->address) && mx_name_equal(a->host, b->host);
}

static uint32_t hash_of(const struct mx_host_address *pair) {
    return mx_name_hash(pair->host) ^ mx_address_hash(pair->address);
}

static bool has(const struct mx_host_addresses *all, const struct mx_host_address *pair) {
    if (all->count >= MX_HOST_ADDRESSES_SEARCHED) {
        return mx_index_find(&all->index, hash_of(pair), pair, is_pair) != NULL;
    }
    for (size_t i = 0; i < all->count; i++) {
        if (is_pair(&all->few[i], pair)) {
            return true;
        }
    }
    return false;
}

bool mx_host_addresses_add(struct mx_host_addresses *all, const struct mx_host_address *pair,
                           bool *is_new) {
    size_t count = all->count;
    bool is_few = count < MX_HOST_ADDRESSES_SEARCHED;

    *is_new = !has(all, pair);
    if (!*is_new) {
        return true;
    }
    struct mx_host_address *row =
        is_few ? &all->few[count] : mx_arena_alloc(&all->more, sizeof *row);
    if (row == NULL) {
        return false;
    }
    *row = *pair;
    all->count++;
    if (!is_few) {
        return mx_index_add(&all->index, hash_of(row), row);
    }
    for (size_t i = 0; all->count == MX_HOST_ADDRESSES_SEARCHED && i < all->count; i++) {
        if (!mx_index_add(&all->index, hash_of(&all->few[i]), &all->few[i])) {
            return false;
        }
    }
    return true;
}

void mx_host_addresses_free(struct mx_host_addresses *all) {
    mx_index_free(&all->index);
    mx_arena_free(&all->more);
}
