/* MX sets: their owner names, exchangers or layout, TTL and silence. Owners of one set share its
 * exchangers. A setting that a set lacks comes from its layout, then from its zone. */
#include "spec/sets.h"

#include <string.h>

#include "spec/dots.h"
#include "spec/error.h"
#include "spec/hosts.h"
#include "spec/list.h"
#include "spec/mx.h"
#include "spec/reader.h"
#include "spec/value.h"

/* A zone with fewer owners is searched without an index. */
enum { INDEXED_FROM = 17 };

struct mx_spec_owner {
    const uint8_t *name;
    struct mx_place place;
    struct mx_spec_owner *next;
};

static bool read_silence(struct mx_spec_reader *reader, const struct mx_node *node,
                         const struct mx_path *path, uint8_t *out) {
    static const struct {
        const char *word;
        enum mx_silence silence;
    } words[] = {{"drop", MX_SILENCE_DROP}, {"reset", MX_SILENCE_RESET}};

    if (!mx_spec_string(reader, node, path)) {
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (node->count == strlen(words[i].word) && strcmp(node->text, words[i].word) == 0) {
            *out = (uint8_t)words[i].silence;
            return true;
        }
    }
    mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is neither drop nor reset");
    return false;
}

struct mx_settings mx_spec_settings(struct mx_spec_reader *reader, const struct mx_fields *fields,
                                    const struct mx_path *path) {
    const struct mx_node *ttl = fields->values[MX_KEY_TTL];
    const struct mx_node *silence = fields->values[MX_KEY_SILENCE];
    struct mx_settings settings = {0};

    if (ttl != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_TTL);
        settings.has_ttl = mx_spec_ttl(reader, ttl, &step, &settings.ttl);
    }
    if (silence != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_SILENCE);
        settings.has_silence = read_silence(reader, silence, &step, &settings.silence);
    }
    return settings;
}

void mx_settings_fill(struct mx_settings *settings, const struct mx_settings *more) {
    if (!settings->has_ttl && more->has_ttl) {
        settings->has_ttl = true;
        settings->ttl = more->ttl;
    }
    if (!settings->has_silence && more->has_silence) {
        settings->has_silence = true;
        settings->silence = more->silence;
    }
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_spec_owner *)row)->name, key);
}

static const struct mx_spec_owner *find_owner(const struct mx_spec_zone *zone,
                                              const uint8_t *name) {
    const struct mx_spec_owner *owner = zone->first_owner;

    if (zone->owners.count > 0) {
        return mx_index_find(&zone->owners, mx_name_hash(name), name, has_name);
    }
    while (owner != NULL && !mx_name_equal(owner->name, name)) {
        owner = owner->next;
    }
    return owner;
}

static bool index_owners(struct mx_spec_zone *zone, const struct mx_spec_owner *newest) {
    const struct mx_spec_owner *owner = zone->owners.count > 0 ? newest : zone->first_owner;

    for (; zone->owner_count >= INDEXED_FROM && owner != NULL; owner = owner->next) {
        if (!mx_index_add(&zone->owners, mx_name_hash(owner->name), owner)) {
            return false;
        }
    }
    return true;
}

/* Each owner name becomes a layout when all are known. The default owner has the place of what it
 * owns: NODE is not always its text. */
static void add_owner(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, struct mx_spec_zone *zone,
                      struct mx_spec_set *set, const uint8_t *name) {
    const struct mx_spec_owner *other = find_owner(zone, name);

    if (other != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_DUPLICATE, node, path,
                      "this owner is given twice, first at %.200s:%u:%u", other->place.file,
                      (unsigned)other->place.line, (unsigned)other->place.column);
        return;
    }
    struct mx_spec_owner *owner = mx_arena_alloc(&reader->work, sizeof *owner);
    if (owner == NULL) {
        reader->out_of_memory = true;
        return;
    }
    *owner = (struct mx_spec_owner){name, {reader->file, node->line, node->column}, NULL};
    *zone->next_owner = owner;
    zone->next_owner = &owner->next;
    zone->owner_count++;
    set->owner_count++;
    reader->out_of_memory |= !index_owners(zone, owner);
}

static void read_owner(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, struct mx_spec_zone *zone,
                       struct mx_spec_set *set) {
    const uint8_t *name;

    if (!mx_spec_name(reader, node, path, zone->zone->origin, &name)) {
        return;
    }
    if (!mx_name_is_within(name, zone->zone->origin)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is not inside the zone");
        return;
    }
    add_owner(reader, node, path, zone, set, name);
    mx_spec_dot_add(reader, node, zone->zone, name, MX_DOT_OWNER, false);
}

static void read_owners(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, struct mx_spec_zone *zone,
                        struct mx_spec_set *set) {
    struct mx_path key = mx_path_key(path, MX_KEY_OWNERS);

    if (!mx_spec_list_check(reader, node, &key, SIZE_MAX)) {
        return;
    }
    for (size_t i = 0; i < mx_spec_list_length(node); i++) {
        struct mx_path step = mx_path_index(&key, i);
        read_owner(reader, mx_spec_list_item(node, i), node->kind == MX_SEQUENCE ? &step : &key,
                   zone, set);
    }
}

/* The exchangers, or the name of a layout for them. */
static void read_exchangers(struct mx_spec_reader *reader, const struct mx_fields *fields,
                            const struct mx_path *path, struct mx_spec_zone *zone,
                            struct mx_spec_set *set) {
    const struct mx_node *mx = fields->values[MX_KEY_MX];
    const struct mx_node *layout = fields->values[MX_KEY_LAYOUT];
    struct mx_path step = mx_path_key(path, mx != NULL ? MX_KEY_MX : MX_KEY_LAYOUT);

    if (mx != NULL && layout != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_CONFLICT, mx_node_later(mx, layout), path,
                      "give \"mx\" or \"layout\", not both");
    } else if (mx != NULL) {
        mx_spec_mx(reader, mx, &step, zone->zone, set, NULL);
    } else if (mx_spec_string(reader, layout, &step)) {
        set->layout = mx_arena_copy(reader->arena, layout->text, layout->count);
        set->layout_length = layout->count;
        set->layout_place = (struct mx_place){reader->file, layout->line, layout->column};
        reader->out_of_memory |= set->layout == NULL;
        zone->waits = true;
    }
}

static void read_set(struct mx_spec_reader *reader, const struct mx_node *node,
                     const struct mx_path *path, struct mx_spec_zone *zone,
                     struct mx_spec_set *set) {
    struct mx_fields fields;

    if (!mx_spec_fields(reader, node, path, MX_IN_SET, &fields)) {
        return;
    }
    set->settings = mx_spec_settings(reader, &fields, path);
    if (fields.values[MX_KEY_OWNERS] == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, node, path, "a set needs \"owners\"");
    } else {
        read_owners(reader, fields.values[MX_KEY_OWNERS], path, zone, set);
    }
    if (fields.values[MX_KEY_MX] == NULL && fields.values[MX_KEY_LAYOUT] == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, node, path, "a set needs \"mx\" or \"layout\"");
    } else {
        read_exchangers(reader, &fields, path, zone, set);
    }
}

/* The zone's own set, optional if it has `sets`. */
static void read_own(struct mx_spec_reader *reader, const struct mx_fields *fields,
                     const struct mx_path *path, struct mx_spec_zone *zone) {
    const struct mx_node *mx = fields->values[MX_KEY_MX], *owners = fields->values[MX_KEY_OWNERS];
    const struct mx_node *layout = fields->values[MX_KEY_LAYOUT];
    bool has_sets = fields->values[MX_KEY_SETS] != NULL;

    if (owners != NULL) {
        read_owners(reader, owners, path, zone, zone->sets);
    } else if (mx != NULL || layout != NULL) {
        add_owner(reader, mx != NULL ? mx : layout, path, zone, zone->sets, zone->zone->origin);
    }
    if (mx != NULL || layout != NULL) {
        read_exchangers(reader, fields, path, zone, zone->sets);
    } else if (!has_sets) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "a zone needs \"mx\", \"layout\" or \"sets\"");
    } else if (owners != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, owners, path,
                      "\"owners\" needs \"mx\" or \"layout\" beside it");
    }
}

static size_t count_sets(struct mx_spec_reader *reader, const struct mx_node *node,
                         const struct mx_path *path) {
    if (node != NULL && node->kind != MX_SEQUENCE) {
        mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path, "expected a list of MX sets, found %s",
                      mx_node_type_name(node));
        return 0;
    }
    return node != NULL && mx_spec_list_check(reader, node, path, SIZE_MAX) ? node->count : 0;
}

/* A layout for each owner name, in the order of the sets. */
static void make_layouts(struct mx_spec_reader *reader, struct mx_spec_zone *zone) {
    size_t made = 0;

    zone->layouts = mx_spec_zeroed(reader, zone->owner_count, sizeof *zone->layouts);
    for (const struct mx_spec_owner *owner = zone->first_owner;
         owner != NULL && zone->layouts != NULL; owner = owner->next) {
        bool is_default = owner->name == zone->zone->origin;
        const struct mx_place *place = is_default ? &zone->zone->place : &owner->place;
        zone->layouts[made++] = (mxtrap_layout){
            .zone = zone->zone, .owner = owner->name, .line = place->line, .column = place->column};
    }
    zone->zone->layouts = zone->layouts;
    zone->zone->layout_count = (uint32_t)made;
}

void mx_spec_sets_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *zone) {
    const struct mx_node *sets = fields->values[MX_KEY_SETS];
    struct mx_path key = mx_path_key(path, MX_KEY_SETS);
    size_t count = count_sets(reader, sets, &key);

    zone->next_owner = &zone->first_owner;
    zone->sets = mx_arena_zeroed(&reader->work, count + 1, sizeof *zone->sets);
    if (zone->sets == NULL) {
        reader->out_of_memory = true;
        return;
    }
    zone->set_count = count + 1;
    zone->sets[0].settings = mx_spec_settings(reader, fields, path);
    read_own(reader, fields, path, zone);
    for (size_t i = 0; i < count; i++) {
        struct mx_path step = mx_path_index(&key, i);
        read_set(reader, sets->items[i], &step, zone, &zone->sets[i + 1]);
    }
    make_layouts(reader, zone);
    mx_index_free(&zone->owners);
}

/* A setting that a set lacks is its zone's. */
static void fill_settings(struct mx_spec_zone *zone) {
    struct mx_settings *own = &zone->sets[0].settings;
    const struct mx_settings defaults = {MX_TTL_DEFAULT, MX_SILENCE_DROP, true, true};

    mx_settings_fill(own, &defaults);
    zone->zone->ttl = own->ttl;
    for (size_t i = 1; i < zone->set_count; i++) {
        mx_settings_fill(&zone->sets[i].settings, own);
    }
}

void mx_spec_sets_finish(struct mx_spec_reader *reader, struct mx_spec_zone *zone) {
    mxtrap_layout *layout = zone->layouts;

    fill_settings(zone);
    mx_spec_hosts_agree(reader, zone);
    for (size_t i = 0; i < zone->set_count && layout != NULL; i++) {
        const struct mx_spec_set *set = &zone->sets[i];
        for (size_t j = 0; j < set->owner_count; j++, layout++) {
            layout->exchangers = set->exchangers;
            layout->count = (uint16_t)set->count;
            layout->silence = set->settings.silence;
        }
    }
}
