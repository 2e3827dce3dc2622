/* Layouts by name: zones of the whole file may use them, from any document, above or below. */
#include "spec/layouts.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/suggest.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mapping.h"
#include "spec/mx.h"
#include "spec/reader.h"
#include "spec/value.h"

/* Exchangers that the zones of a file copy from its layouts: each costs memory of its own. */
enum { TAKEN_MAX = 2000000 };

/* Unknown names for which the nearest layout is looked for: each is compared with them all. */
enum { GUESSES_MAX = 100 };

/* Its nodes live as long as the file is read. */
struct mx_spec_definition {
    const struct mx_node *name;
    const struct mx_node *mx;
    struct mx_spec_known *known; /* a row an entry */
    struct mx_settings settings;
    bool is_good;
    struct mx_spec_definition *next;
};

void mx_spec_wait_for_layout(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                             const struct mx_spec_zone *zone) {
    struct mx_spec_zone *waiting = mx_grow(layouts->waiting, layouts->waiting_count,
                                           &layouts->waiting_capacity, sizeof *waiting);
    struct mx_spec_set *sets = mx_arena_zeroed(&layouts->arena, zone->set_count, sizeof *sets);

    layouts->waiting = waiting != NULL ? waiting : layouts->waiting;
    if (waiting == NULL || sets == NULL) {
        reader->out_of_memory = true;
        return;
    }
    memcpy(sets, zone->sets, zone->set_count * sizeof *sets);
    waiting += layouts->waiting_count++;
    *waiting = *zone;
    waiting->sets = sets;
}

static bool name_is(const void *row, const void *key) {
    const struct mx_node *a = ((const struct mx_spec_definition *)row)->name, *b = key;
    return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
}

/* Reads a layout once for its errors, as if for the root zone, and keeps its nodes: names in it
 * are relative to whichever zone takes it. */
static bool check_definition(struct mx_spec_reader *reader, struct mx_arena *arena,
                             struct mx_spec_definition *definition, const struct mx_fields *fields,
                             const struct mx_path *path) {
    static const uint8_t root[] = {0};
    const mxtrap_zone nowhere = {.origin = root};
    struct mx_spec_set set = {0};
    size_t errors = reader->errors;
    struct mx_path step = mx_path_key(path, MX_KEY_MX);

    definition->mx = fields->values[MX_KEY_MX];
    definition->settings = mx_spec_settings(reader, fields, path);
    if (definition->mx == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path, "a layout needs \"mx\"");
        return false;
    }
    definition->known = mx_arena_zeroed(arena, definition->mx->count, sizeof *definition->known);
    if (definition->known == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    mx_spec_mx(reader, definition->mx, &step, &nowhere, &set, definition->known);
    return reader->errors == errors;
}

static void add_definition(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                           const struct mx_node *name, const struct mx_node *node,
                           const struct mx_path *parent) {
    struct mx_path path = {parent, name->text, name->count, 0};
    struct mx_spec_definition *definition = mx_arena_zeroed(&layouts->arena, 1, sizeof *definition);
    uint32_t hash = mx_hash(name->text, name->count);
    struct mx_fields fields;

    if (!mx_spec_string(reader, name, &path)) {
        return;
    }
    if (mx_index_find(&layouts->by_name, hash, name, name_is) != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_DUPLICATE, name, &path, "this layout is given twice");
        return;
    }
    if (definition == NULL || !mx_index_add(&layouts->by_name, hash, definition)) {
        reader->out_of_memory = true;
        return;
    }
    definition->name = name;
    definition->next = layouts->newest;
    layouts->newest = definition;
    definition->is_good = mx_spec_fields(reader, node, &path, MX_IN_LAYOUT, &fields) &&
                          check_definition(reader, &layouts->arena, definition, &fields, &path);
}

void mx_spec_layouts_add(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                         const struct mx_node *node) {
    struct mx_path path = mx_path_key(NULL, MX_KEY_LAYOUTS);
    struct mx_pairs pairs;

    if (mx_spec_pairs(reader, node, &path, &pairs)) {
        for (size_t i = 0; i < pairs.count; i++) {
            add_definition(reader, layouts, pairs.items[2 * i], pairs.items[2 * i + 1], &path);
        }
    }
}

static void report_unknown(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                           const struct mx_spec_set *set, const struct mx_path *path) {
    struct mx_suggest similar = {.word = set->layout, .length = set->layout_length};
    struct mx_node place = {.line = set->layout_place.line, .column = set->layout_place.column};

    bool is_guessed = layouts->guesses++ < GUESSES_MAX;
    for (const struct mx_spec_definition *at = layouts->newest; is_guessed && at != NULL;
         at = at->next) {
        mx_suggest_try(&similar, at->name->text);
    }
    mx_spec_error(reader, MX_RULE_SPEC_MISSING, &place, path,
                  "no layout of this file has this name%s%.80s%s",
                  similar.best != NULL ? "; did you mean \"" : "",
                  similar.best != NULL ? similar.best : "", similar.best != NULL ? "\"?" : "");
}

/* The exchangers and settings of a SET of ZONE, whose key `layout` is at PATH. */
static void resolve(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                    const mxtrap_zone *zone, struct mx_spec_set *set, const struct mx_path *path) {
    struct mx_node name = {.text = set->layout, .count = (uint32_t)set->layout_length};
    const struct mx_spec_definition *definition =
        mx_index_find(&layouts->by_name, mx_hash(name.text, name.count), &name, name_is);

    if (definition == NULL) {
        report_unknown(reader, layouts, set, path);
        return;
    }
    if (!definition->is_good) {
        return;
    }
    struct mx_path top = mx_path_key(NULL, MX_KEY_LAYOUTS);
    struct mx_path named = {&top, name.text, name.count, 0};
    struct mx_path step = mx_path_key(&named, MX_KEY_MX);
    mx_settings_fill(&set->settings, &definition->settings);
    layouts->exchangers += mx_spec_list_length(definition->mx);
    if (layouts->exchangers > TAKEN_MAX) {
        struct mx_node place = {.line = set->layout_place.line, .column = set->layout_place.column};
        mx_spec_error(reader, MX_RULE_SPEC_ALIAS, &place, path,
                      "the zones of this file get more than %d exchangers from layouts", TAKEN_MAX);
        return;
    }
    mx_spec_mx(reader, definition->mx, &step, zone, set, definition->known);
}

static void resolve_zone(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                         struct mx_spec_zone *zone) {
    struct mx_path zones = mx_path_key(NULL, MX_KEY_ZONES);
    struct mx_path item = mx_path_index(&zones, zone->index);
    const struct mx_path *own = zone->index == SIZE_MAX ? NULL : &item;
    struct mx_path sets = mx_path_key(own, MX_KEY_SETS);

    for (size_t i = 0; i < zone->set_count; i++) {
        struct mx_path set = mx_path_index(&sets, i - 1);
        struct mx_path path = mx_path_key(i == 0 ? own : &set, MX_KEY_LAYOUT);
        if (zone->sets[i].layout != NULL) {
            resolve(reader, layouts, zone->zone, &zone->sets[i], &path);
        }
    }
    mx_spec_sets_finish(reader, zone);
    mx_arena_reset(&reader->work);
}

void mx_spec_layouts_resolve(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts) {
    for (size_t i = 0; i < layouts->waiting_count && !reader->out_of_memory; i++) {
        resolve_zone(reader, layouts, &layouts->waiting[i]);
    }
}

void mx_spec_layouts_free(struct mx_spec_layouts *layouts) {
    mx_index_free(&layouts->by_name);
    mx_arena_free(&layouts->arena);
    free(layouts->waiting);
}
