/* Finds names and addresses that occur more than once in a set. */
#include "simulate/route.h"

#include "base/index.h"

static bool is_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_route_host *)row)->exchanger->host, key);
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

static bool add(struct mx_index *index, const struct mx_address *address) {
    uint32_t hash = mx_address_hash(address);

    return mx_index_find(index, hash, address, mx_address_is_row) != NULL ||
           mx_index_add(index, hash, address);
}

static bool answers(const struct mx_route *route, const struct mx_route_host *host, size_t i) {
    return mx_route_end_of(route, host, i) == MX_ADDRESS_ANSWERS;
}

/* Whether a walk can end at HOST. */
static bool may_deliver(const struct mx_route *route, const struct mx_route_host *host) {
    for (size_t i = 0; i < host->exchanger->address_count; i++) {
        if (answers(route, host, i)) {
            return true;
        }
    }
    return host->exchanger->address_count == 0;
}

/* Marks the addresses of HOST that are in INDEX; with ADDS, adds those that are not and fail. */
static bool mark_addresses(struct mx_index *index, struct mx_arena *arena, struct mx_route *route,
                           struct mx_route_host *host, bool adds) {
    const struct mxtrap_exchanger *exchanger = host->exchanger;
    bool *left_out = NULL;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        if (mx_index_find(index, mx_address_hash(address), address, mx_address_is_row) == NULL) {
            if (adds && !answers(route, host, i) && !add(index, address)) {
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

static bool add_all(struct mx_index *index, const struct mx_route_host *host) {
    bool is_good = true;

    for (size_t i = 0; i < host->exchanger->address_count && is_good; i++) {
        is_good = add(index, &host->exchanger->addresses[i]);
    }
    return is_good;
}

/* HOSTS are COUNT of one preference. An address that answers may be tried first in any of them, so
 * it is left out of later preferences only. A failing address that they share counts for one of
 * them: hosts that do not deliver come first, as in the worst order. Whether hosts that deliver
 * count addresses that they share is the case's counts_shared. */
static bool mark_tie(struct mx_index *index, struct mx_arena *arena, struct mx_route *route,
                     struct mx_route_host *hosts, size_t count) {
    bool is_good = true;

    for (size_t i = 0; i < 2 * count && is_good; i++) {
        struct mx_route_host *host = &hosts[i < count ? i : i - count];
        bool delivers = may_deliver(route, host);
        if (delivers == (i >= count)) {
            is_good = mark_addresses(index, arena, route, host, !delivers || !route->counts_shared);
            route->has_shared = route->has_shared || (delivers && host->left_out != NULL);
        }
    }
    for (size_t i = 0; i < count && is_good; i++) {
        is_good = add_all(index, &hosts[i]);
    }
    return is_good;
}

bool mx_route_leave_out_repeated(struct mx_arena *arena, struct mx_route *route,
                                 struct mx_route_host *hosts, size_t *count) {
    const struct mxtrap_sender *sender = route->sender;
    struct mx_index index = {0};
    bool is_good = true;

    if (sender->again == MX_AGAIN_NAME_ONCE) {
        is_good = keep_names(&index, hosts, count);
    }
    bool is_once = sender->again == MX_AGAIN_ADDRESS_ONCE;
    for (size_t at = 0, end; is_once && is_good && at < *count; at += end) {
        end = mx_route_tie_end(&hosts[at], *count - at);
        is_good = mark_tie(&index, arena, route, &hosts[at], end);
    }
    mx_index_free(&index);
    return is_good;
}
