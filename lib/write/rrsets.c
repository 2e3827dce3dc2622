/* Owner names are gathered first, then the addresses of each; a spec has few of them. */
#include "write/rrsets.h"

#include <stdlib.h>
#include <string.h>

/* One run of digits each; both pointers move behind them. */
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

/* One run without digits each, which may be empty. */
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
        /* nothing is relative to the root, which writes a final dot */
        label = mx_arena_copy(arena, text.bytes, text.length - (*origin == 0 ? 1 : 0));
    }
    mx_text_free(&text);
    return label;
}

static struct mx_rrsets_owner *owner_of(struct mx_rrsets *rrsets, const mxtrap_zone *zone,
                                        const uint8_t *name) {
    for (size_t i = 0; i < rrsets->count; i++) {
        if (mx_name_equal(rrsets->owners[i].name, name)) {
            return &rrsets->owners[i];
        }
    }
    struct mx_rrsets_owner *owner = &rrsets->owners[rrsets->count];
    owner->name = name;
    owner->label = label_of(&rrsets->arena, name, zone->origin);
    if (owner->label == NULL) {
        return NULL;
    }
    rrsets->count++;
    return owner;
}

static void add_address(const struct mx_address **list, size_t *count,
                        const struct mx_address *address) {
    for (size_t i = 0; i < *count; i++) {
        if (mx_address_equal(list[i], address)) {
            return;
        }
    }
    list[(*count)++] = address;
}

/* All addresses that the set gives the owner; false when memory is out. */
static bool add_addresses(struct mx_rrsets *rrsets, struct mx_rrsets_owner *owner,
                          const mxtrap_layout *layout) {
    size_t most = 0;

    for (size_t i = 0; i < layout->count; i++) {
        if (mx_name_equal(layout->exchangers[i].host, owner->name)) {
            most += layout->exchangers[i].address_count;
        }
    }
    owner->ipv4 = mx_arena_zeroed(&rrsets->arena, most + 1, sizeof *owner->ipv4);
    owner->ipv6 = mx_arena_zeroed(&rrsets->arena, most + 1, sizeof *owner->ipv6);
    if (owner->ipv4 == NULL || owner->ipv6 == NULL) {
        return false;
    }
    for (size_t i = 0; i < layout->count && most > 0; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        bool is_same = mx_name_equal(exchanger->host, owner->name);
        for (size_t j = 0; is_same && j < exchanger->address_count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            if (address->family == MX_IPV4) {
                add_address(owner->ipv4, &owner->ipv4_count, address);
            } else {
                add_address(owner->ipv6, &owner->ipv6_count, address);
            }
        }
    }
    return true;
}

enum mxtrap_status mx_rrsets_gather(struct mx_rrsets *rrsets, const mxtrap_zone *zone) {
    const mxtrap_layout *layout = &zone->layouts[0];

    *rrsets = (struct mx_rrsets){0};
    rrsets->owners =
        mx_arena_zeroed(&rrsets->arena, zone->layout_count + layout->count, sizeof *rrsets->owners);
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
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->address_count > 0 && mx_name_is_within(exchanger->host, zone->origin) &&
            owner_of(rrsets, zone, exchanger->host) == NULL) {
            return MXTRAP_ERR_MEMORY;
        }
    }
    for (size_t i = 0; i < rrsets->count; i++) {
        if (!add_addresses(rrsets, &rrsets->owners[i], layout)) {
            return MXTRAP_ERR_MEMORY;
        }
    }
    qsort(rrsets->owners, rrsets->count, sizeof *rrsets->owners, compare_owners);
    return MXTRAP_OK;
}

void mx_rrsets_free(struct mx_rrsets *rrsets) {
    mx_arena_free(&rrsets->arena);
}
