/* The set of zones, and what the public header says of a layout. */
#include "model/layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/suggest.h"

/* Owners of a zone that has fewer are gone through. */
enum { INDEXED_FROM = 17 };

enum mxtrap_status mxtrap_zones_new(mxtrap_zones **out) {
    mxtrap_zones *zones = calloc(1, sizeof *zones);

    if (zones == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *out = zones;
    return MXTRAP_OK;
}

void mxtrap_zones_free(mxtrap_zones *zones) {
    if (zones != NULL) {
        mx_arena_free(&zones->arena);
        mx_files_free(&zones->files);
        mx_index_free(&zones->by_origin);
        mx_index_free(&zones->by_owner);
        free(zones->list);
        free(zones);
    }
}

static bool has_origin(const void *row, const void *key) {
    return mx_name_equal(((const mxtrap_zone *)row)->origin, key);
}

const mxtrap_zone *mx_zones_find(const mxtrap_zones *zones, const uint8_t *origin) {
    return mx_index_find(&zones->by_origin, mx_name_hash(origin), origin, has_origin);
}

const mxtrap_zone *mx_zones_find_below(const mxtrap_zones *zones, const mxtrap_zone *zone,
                                       const uint8_t *name) {
    const mxtrap_zone *below = NULL;

    while (zones->count > 1 && below == NULL && !mx_name_equal(name, zone->origin) && *name != 0) {
        below = mx_zones_find(zones, name);
        name += 1 + *name;
    }
    return below;
}

/* An owner may be in two zones: its own, and the one above. */
struct owner {
    const mxtrap_zone *zone;
    const uint8_t *name;
};

static bool is_owner(const mxtrap_layout *layout, const struct owner *owner) {
    return layout->zone == owner->zone && mx_name_equal(layout->owner, owner->name);
}

static bool has_owner(const void *row, const void *key) {
    return is_owner(row, key);
}

bool mx_zones_index_owners(mxtrap_zones *zones, mxtrap_zone *zone) {
    zone->has_index = zone->layout_count >= INDEXED_FROM;
    for (size_t i = 0; zone->has_index && i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        if (!mx_index_add(&zones->by_owner, mx_name_hash(layout->owner), layout)) {
            return false;
        }
    }
    return true;
}

static const mxtrap_layout *find_in(const mxtrap_zones *zones, const mxtrap_zone *zone,
                                    const uint8_t *name, uint32_t hash) {
    const struct owner owner = {zone, name};

    if (zone->has_index) {
        return mx_index_find(&zones->by_owner, hash, &owner, has_owner);
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (mx_name_equal(zone->layouts[i].owner, name)) {
            return &zone->layouts[i];
        }
    }
    return NULL;
}

const mxtrap_layout *mx_zones_find_layout(const mxtrap_zones *zones, const uint8_t *owner) {
    uint32_t hash = mx_name_hash(owner);

    for (const uint8_t *origin = owner;; origin += 1 + *origin) {
        const mxtrap_zone *zone = mx_zones_find(zones, origin);
        const mxtrap_layout *layout = zone == NULL ? NULL : find_in(zones, zone, owner, hash);
        if (layout != NULL || *origin == 0) {
            return layout;
        }
    }
}

bool mx_layout_is_null(const mxtrap_layout *layout) {
    size_t count = 0;

    while (count < layout->count && mx_exchanger_is_null(&layout->exchangers[count])) {
        count++;
    }
    return count > 0 && count == layout->count;
}

bool mx_zones_add(mxtrap_zones *zones, mxtrap_zone *zone) {
    mxtrap_zone **list = mx_grow(zones->list, zones->count, &zones->capacity, sizeof *list);

    if (list == NULL) {
        return false;
    }
    zones->list = list;
    zone->files = &zones->files;
    if (!mx_index_add(&zones->by_origin, mx_name_hash(zone->origin), zone)) {
        return false;
    }
    zones->list[zones->count++] = zone;
    return true;
}

bool mx_zone_is_chosen(const mxtrap_zones *zones, const mxtrap_zone *zone) {
    return !zones->any_chosen || zone->chosen;
}

static bool comes_before(const struct mxtrap_exchanger *a, const struct mxtrap_exchanger *b) {
    return a->preference < b->preference;
}

/* Insertion: sets are short and mostly in order, and it is stable, which qsort is not. */
void mx_exchangers_sort(struct mxtrap_exchanger *exchangers, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct mxtrap_exchanger moved = exchangers[i];
        size_t at = i;
        for (; at > 0 && comes_before(&moved, &exchangers[at - 1]); at--) {
            exchangers[at] = exchangers[at - 1];
        }
        exchangers[at] = moved;
    }
}

struct mx_spot mx_layout_place(const mxtrap_layout *layout) {
    struct mx_spot place = layout->exchangers[0].place;

    if (layout->line > 0) {
        place.line = layout->line;
        place.column = layout->column;
    }
    return place;
}

static void add_host(struct mx_addressed *addressed, const uint8_t *host, size_t address_count) {
    uint32_t hash = mx_name_hash(host);

    if (address_count > 0 && mx_index_find(&addressed->hosts, hash, host, mx_name_is_row) == NULL) {
        addressed->out_of_memory |= !mx_index_add(&addressed->hosts, hash, host);
    }
}

static void index_hosts(struct mx_addressed *addressed, const mxtrap_zone *zone) {
    mx_index_free(&addressed->hosts);
    addressed->zone = zone;
    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count && !mx_layout_is_shared(zone, i); j++) {
            add_host(addressed, layout->exchangers[j].host, layout->exchangers[j].address_count);
        }
    }
    for (size_t i = 0; i < zone->name_server_count; i++) {
        add_host(addressed, zone->name_servers[i].host, zone->name_servers[i].address_count);
    }
}

bool mx_zone_has_address(struct mx_addressed *addressed, const mxtrap_zone *zone,
                         const uint8_t *host) {
    if (addressed->zone != zone) {
        index_hosts(addressed, zone);
    }
    return mx_index_find(&addressed->hosts, mx_name_hash(host), host, mx_name_is_row) != NULL;
}

size_t mxtrap_zones_count(const mxtrap_zones *zones) {
    return zones->count;
}

const mxtrap_zone *mxtrap_zones_at(const mxtrap_zones *zones, size_t index) {
    return index < zones->count ? zones->list[index] : NULL;
}

enum mxtrap_status mxtrap_zones_choose(mxtrap_zones *zones, const char *name) {
    struct mx_name origin;

    if (mx_name_parse(&origin, name, strlen(name), NULL) != MX_NAME_OK) {
        return MXTRAP_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < zones->count; i++) {
        if (mx_name_equal(zones->list[i]->origin, origin.wire)) {
            zones->list[i]->chosen = true;
            zones->any_chosen = true;
            return MXTRAP_OK;
        }
    }
    return MXTRAP_ERR_ARGUMENT;
}

const char *mxtrap_zones_similar(char *buffer, const mxtrap_zones *zones, const char *name) {
    struct mx_suggest similar = {.word = name, .length = strlen(name)};
    const mxtrap_zone *best = NULL;

    for (size_t i = 0; i < zones->count; i++) {
        const char *before = similar.best;
        size_t distance = similar.distance;
        char *text = buffer;
        mx_name_print(zones->list[i]->origin, text);
        text[strlen(text) - 1] = '\0'; /* zones are named without the final dot */
        mx_suggest_try(&similar, text);
        if (similar.best != before || similar.distance != distance) {
            best = zones->list[i];
        }
    }
    return best == NULL ? NULL : mx_name_print(best->origin, buffer);
}

int mxtrap_zone_is_chosen(const mxtrap_zones *zones, const mxtrap_zone *zone) {
    return mx_zone_is_chosen(zones, zone);
}

const char *mxtrap_zone_origin(char *buffer, const mxtrap_zone *zone) {
    return mx_name_print(zone->origin, buffer);
}

size_t mxtrap_zone_layout_count(const mxtrap_zone *zone) {
    return zone->layout_count;
}

const mxtrap_layout *mxtrap_zone_layout_at(const mxtrap_zone *zone, size_t index) {
    return index < zone->layout_count ? &zone->layouts[index] : NULL;
}

const char *mxtrap_layout_owner(char *buffer, const mxtrap_layout *layout) {
    return mx_name_print(layout->owner, buffer);
}

int mxtrap_layout_accepts_reset(const mxtrap_layout *layout) {
    return layout->silence == MX_SILENCE_RESET;
}

enum mxtrap_roles mxtrap_layout_roles(const mxtrap_layout *layout) {
    return (enum mxtrap_roles)layout->roles;
}

size_t mxtrap_layout_exchanger_count(const mxtrap_layout *layout) {
    return layout->count;
}

const mxtrap_exchanger *mxtrap_layout_exchanger_at(const mxtrap_layout *layout, size_t index) {
    return index < layout->count ? &layout->exchangers[index] : NULL;
}

const char *mxtrap_exchanger_host(char *buffer, const mxtrap_exchanger *exchanger) {
    return mx_name_print(exchanger->host, buffer);
}

uint16_t mxtrap_exchanger_preference(const mxtrap_exchanger *exchanger) {
    return exchanger->preference;
}

enum mxtrap_role mxtrap_exchanger_role(const mxtrap_exchanger *exchanger) {
    return (enum mxtrap_role)exchanger->role;
}

size_t mxtrap_exchanger_address_count(const mxtrap_exchanger *exchanger) {
    return exchanger->address_count;
}

const char *mxtrap_exchanger_address_at(char *buffer, const mxtrap_exchanger *exchanger,
                                        size_t index) {
    return index < exchanger->address_count ? mx_address_print(&exchanger->addresses[index], buffer)
                                            : NULL;
}

const char *mxtrap_role_name(enum mxtrap_role role) {
    static const char *const words[] = {[MXTRAP_ROLE_DUMMY] = "dummy", [MXTRAP_ROLE_REAL] = "real"};
    return MX_WORD_OF(words, role, "unknown");
}
