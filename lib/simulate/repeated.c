/* Addresses and names that were met before in a set. */
#include "simulate/repeated.h"

#include "base/index.h"

static bool is_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_route_host *)row)->exchanger->host, key);
}

static bool is_address(const void *row, const void *key) {
    return mx_address_equal(row, key);
}

/* Keeps the first host of each name. */
static bool keep_names(struct mx_index *index, struct mx_route_host *hosts, size_t *count) {
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        const uint8_t *name = hosts[i].exchanger->host;
        uint32_t hash = mx_name_hash(name);
        if (mx_index_find(index, hash, name, is_name) != NULL) {
            continue;
        }
        hosts[kept] = hosts[i];
        if (!mx_index_add(index, hash, &hosts[kept++])) {
            return false;
        }
    }
    *count = kept;
    return true;
}

/* Marks what stands at an earlier host, or twice at this one. */
static bool mark_addresses(struct mx_index *index, struct mx_arena *arena,
                           struct mx_route_host *host) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    bool *left_out = NULL;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        uint32_t hash = mx_address_hash(address);
        if (mx_index_find(index, hash, address, is_address) == NULL) {
            if (!mx_index_add(index, hash, address)) {
                return false;
            }
            continue;
        }
        if (left_out == NULL) {
            left_out = mx_arena_zeroed(arena, exchanger->address_count, sizeof *left_out);
        }
        if (left_out == NULL) {
            return false;
        }
        left_out[i] = true;
    }
    host->left_out = left_out;
    return true;
}

bool mx_route_leave_out_repeated(struct mx_arena *arena, const struct mxtrap_sender *sender,
                                 struct mx_route_host *hosts, size_t *count) {
    struct mx_index index = {0};
    bool is_good = true;

    if (sender->again == MX_AGAIN_NAME_ONCE) {
        is_good = keep_names(&index, hosts, count);
    }
    for (size_t i = 0; sender->again == MX_AGAIN_ADDRESS_ONCE && is_good && i < *count; i++) {
        is_good = mark_addresses(&index, arena, &hosts[i]);
    }
    mx_index_free(&index);
    return is_good;
}
