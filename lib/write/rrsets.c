/* Gathers owner names first, then the addresses of each. */
#include "write/rrsets.h"

#include <stdlib.h>
#include <string.h>

#include "write/host_addresses.h"

/* Compares a run of digits of each, and advances both pointers past it. */
static int compare_numbers(const char **a, const char **b) {
    const char *first = *a + strspn(*a, "0"), *second = *b + strspn(*b, "0");
    size_t digits = strspn(first, "0123456789"), others = strspn(second, "0123456789");

    *a = first + digits;
    *b = second + others;
    return digits != others ? (digits > others) - (digits < others) : memcmp(first, second, digits);
}

static size_t text_length(const char *text) {
    return strcspn(text, "0123456789");
}

/* Compares a run without digits of each, which may be empty. */
static int compare_texts(const char **a, const char **b) {
    size_t first = text_length(*a), second = text_length(*b);
    int order = memcmp(*a, *b, first < second ? first : second);

    *a += first;
    *b += second;
    return order != 0 ? order : (first > second) - (first < second);
}

int mx_rrsets_compare(const char *a, const char *b) {
    int order = compare_texts(&a, &b);

    while (order == 0 && mx_is_digit(*a) && mx_is_digit(*b)) {
        order = compare_numbers(&a, &b);
        if (order == 0 && *a != '\0' && *b != '\0') {
            order = compare_texts(&a, &b);
        }
    }
    return order != 0 ? order : (*a != '\0') - (*b != '\0');
}

static int compare_owners(const void *left, const void *right) {
    const struct mx_rrsets_owner *a = left, *b = right;
    int order = mx_rrsets_compare(a->label, b->label);

    return order != 0 ? order : strcmp(a->label, b->label);
}

bool mx_rrsets_is_repeated(const mxtrap_layout *layout, size_t index) {
    const struct mxtrap_exchanger *exchanger = &layout->exchangers[index];

    for (size_t i = 0; i < index; i++) {
        if (layout->exchangers[i].preference == exchanger->preference &&
            mx_name_equal(layout->exchangers[i].host, exchanger->host)) {
            return true;
        }
    }
    return false;
}

static const char *label_of(struct mx_arena *arena, const uint8_t *name, const uint8_t *origin) {
    struct mx_text text = {0};
    const char *label = NULL;

    if (mx_name_equal(name, origin)) {
        return "";
    }
    mx_name_write(&text, name, origin);
    if (mx_text_string_of(&text) != NULL) {
        for (size_t i = 0; i < text.length; i++) {
            text.bytes[i] = mx_lower(text.bytes[i]);
        }
        /* names are not relative to the root, so they have a final dot there */
        label = mx_arena_copy(arena, text.bytes, text.length - (*origin == 0 ? 1 : 0));
    }
    mx_text_free(&text);
    return label;
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_rrsets_owner *)row)->name, key);
}

/* Not const: the rows are those of the array. */
static struct mx_rrsets_owner *find(const struct mx_rrsets *rrsets, const uint8_t *name) {
    return (struct mx_rrsets_owner *)mx_index_find(&rrsets->by_name, mx_name_hash(name), name,
                                                   has_name);
}

static struct mx_rrsets_owner *owner_of(struct mx_rrsets *rrsets, const mxtrap_zone *zone,
                                        const uint8_t *name) {
    struct mx_rrsets_owner *owner = find(rrsets, name);

    if (owner != NULL) {
        return owner;
    }
    owner = &rrsets->owners[rrsets->count];
    owner->name = name;
    owner->label = label_of(&rrsets->arena, name, zone->origin);
    if (owner->label == NULL || !mx_index_add(&rrsets->by_name, mx_name_hash(name), owner)) {
        return NULL;
    }
    rrsets->count++;
    return owner;
}

/* Adds all addresses of a set's hosts, each once; false when memory is out. */
static bool add_addresses(const struct mx_rrsets *rrsets, const mxtrap_layout *layout,
                          struct mx_host_addresses *added) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        struct mx_rrsets_owner *owner =
            exchanger->address_count > 0 ? find(rrsets, exchanger->host) : NULL;
        for (size_t j = 0; owner != NULL && j < exchanger->address_count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            bool is_ipv4 = address->family == MX_IPV4, is_new;
            if (!mx_host_addresses_add(added, &(struct mx_host_address){exchanger->host, address},
                                       &is_new)) {
                return false;
            }
            if (is_new) {
                size_t *count = is_ipv4 ? &owner->ipv4_count : &owner->ipv6_count;
                (is_ipv4 ? owner->ipv4 : owner->ipv6)[(*count)++] = address;
            }
        }
    }
    return true;
}

/* Adds the hosts of a set that have addresses in the zone; false when memory is out. */
static bool add_hosts(struct mx_rrsets *rrsets, const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->address_count > 0 &&
            mx_name_is_within(exchanger->host, layout->zone->origin)) {
            struct mx_rrsets_owner *owner = owner_of(rrsets, layout->zone, exchanger->host);
            if (owner == NULL) {
                return false;
            }
            owner->given += exchanger->address_count;
            owner->host = exchanger;
        }
    }
    return true;
}

static bool make_room(struct mx_rrsets *rrsets) {
    for (size_t i = 0; i < rrsets->count; i++) {
        struct mx_rrsets_owner *owner = &rrsets->owners[i];
        owner->ipv4 = mx_arena_zeroed(&rrsets->arena, owner->given + 1, sizeof *owner->ipv4);
        owner->ipv6 = mx_arena_zeroed(&rrsets->arena, owner->given + 1, sizeof *owner->ipv6);
        if (owner->ipv4 == NULL || owner->ipv6 == NULL) {
            return false;
        }
    }
    return true;
}

static bool add_all_addresses(const struct mx_rrsets *rrsets, const mxtrap_zone *zone) {
    struct mx_host_addresses added = {.count = 0};
    bool is_good = true;

    for (size_t i = 0; i < zone->layout_count && is_good; i++) {
        is_good = mx_layout_is_shared(zone, i) || add_addresses(rrsets, &zone->layouts[i], &added);
    }
    mx_host_addresses_free(&added);
    return is_good;
}

enum mxtrap_status mx_rrsets_gather(struct mx_rrsets *rrsets, const mxtrap_zone *zone) {
    size_t most = zone->layout_count;

    *rrsets = (struct mx_rrsets){0};
    for (size_t i = 0; i < zone->layout_count; i++) {
        most += mx_layout_is_shared(zone, i) ? 0 : zone->layouts[i].count;
    }
    rrsets->owners = mx_arena_zeroed(&rrsets->arena, most, sizeof *rrsets->owners);
    if (rrsets->owners == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        struct mx_rrsets_owner *owner = owner_of(rrsets, zone, zone->layouts[i].owner);
        if (owner == NULL) {
            return MXTRAP_ERR_MEMORY;
        }
        owner->mx = &zone->layouts[i];
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (!mx_layout_is_shared(zone, i) && !add_hosts(rrsets, &zone->layouts[i])) {
            return MXTRAP_ERR_MEMORY;
        }
    }
    if (!make_room(rrsets)) {
        return MXTRAP_ERR_MEMORY;
    }
    if (!add_all_addresses(rrsets, zone)) {
        return MXTRAP_ERR_MEMORY;
    }
    qsort(rrsets->owners, rrsets->count, sizeof *rrsets->owners, compare_owners);
    return MXTRAP_OK;
}

void mx_rrsets_free(struct mx_rrsets *rrsets) {
    mx_index_free(&rrsets->by_name);
    mx_arena_free(&rrsets->arena);
}
