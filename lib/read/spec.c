/* The spec reader: documents, the list of zones item by item, layouts by name. */
#include <mxtrap/spec.h>

#include <stdlib.h>
#include <string.h>

#include "model/similar.h"
#include "read/spec_reader.h"

/* A layout of the file: its nodes live as long as the file is read. */
struct definition {
    const struct mx_node *name;
    const struct mx_node *mx;
    struct mx_settings settings;
    bool is_good;
    struct definition *next;
};

struct spec_file {
    struct mx_spec_reader reader;
    struct mx_yaml yaml;
    mxtrap_zones *zones;
    struct mx_arena document, item; /* trees: a document's, a zone's */
    const struct mx_node **root;    /* keys and values of the document's root */
    size_t root_count, root_capacity;
    struct definition *definitions;
    struct mx_index definitions_by_name;
    struct mx_spec_zone *waiting; /* zones that take a layout */
    size_t waiting_count, waiting_capacity;
    size_t zone_count;
};

static bool is_sound(const struct spec_file *file) {
    return file->yaml.status == MXTRAP_OK && !file->reader.out_of_memory;
}

/* Room for one more item in a growing array; the array, or NULL when memory is out. */
static void *grown(struct spec_file *file, void *array, size_t count, size_t *capacity,
                   size_t size) {
    if (count < *capacity) {
        return array;
    }
    size_t more = *capacity == 0 ? 16 : *capacity * 2;
    void *moved = realloc(array, more * size);
    if (moved == NULL) {
        file->reader.out_of_memory = true;
        return NULL;
    }
    *capacity = more;
    return moved;
}

static bool wait_for_layout(struct spec_file *file, const struct mx_spec_zone *zone) {
    struct mx_spec_zone *waiting = grown(file, file->waiting, file->waiting_count,
                                         &file->waiting_capacity, sizeof *waiting);
    if (waiting == NULL) {
        return false;
    }
    file->waiting = waiting;
    waiting[file->waiting_count++] = *zone;
    return true;
}

static void add_zone(struct spec_file *file, const struct mx_fields *fields, size_t index,
                     const struct mx_path *path) {
    struct mx_spec_reader *reader = &file->reader;
    struct mx_spec_zone zone;
    struct mx_path name = mx_path_key(path, MX_KEY_ZONE);

    file->zone_count++;
    bool is_good = mx_spec_zone_read(reader, fields, path, &zone);
    if (reader->out_of_memory || zone.zone->place.line == 0) {
        return;
    }
    const mxtrap_zone *other = mx_zones_find(file->zones, zone.zone->origin);
    if (other != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_DUPLICATE, fields->values[MX_KEY_ZONE], &name,
                      "this zone is given twice, first at %.200s:%u:%u", other->place.file,
                      (unsigned)other->place.line, (unsigned)other->place.column);
        return;
    }
    if (!mx_zones_add(file->zones, zone.zone)) {
        reader->out_of_memory = true;
    } else if (is_good && zone.layout != NULL) {
        zone.index = index;
        wait_for_layout(file, &zone);
    }
}

static void add_zone_item(struct spec_file *file, const struct mx_node *node, size_t index) {
    struct mx_path zones = mx_path_key(NULL, MX_KEY_ZONES);
    struct mx_path path = mx_path_index(&zones, index);
    struct mx_fields fields;

    if (mx_spec_fields(&file->reader, node, &path, MX_IN_ZONE, &fields)) {
        add_zone(file, &fields, index, &path);
    }
    mx_arena_reset(&file->reader.work);
}

static bool name_is(const void *row, const void *key) {
    const struct mx_node *a = ((const struct definition *)row)->name, *b = key;
    return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
}

/* Reads a layout once for its errors, as if for the root zone, and keeps its nodes: names in it
 * are relative to whichever zone takes it. */
static bool check_definition(struct spec_file *file, struct definition *definition,
                             const struct mx_fields *fields, const struct mx_path *path) {
    static const uint8_t root[] = {0};
    struct mx_arena *arena = file->reader.arena;
    mxtrap_zone zone = {.origin = root};
    struct mx_spec_zone nowhere = {.zone = &zone};
    size_t errors = file->reader.errors;
    struct mx_path step = mx_path_key(path, MX_KEY_MX);

    definition->mx = fields->values[MX_KEY_MX];
    definition->settings = mx_spec_settings(&file->reader, fields, path);
    if (definition->mx == NULL) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "a layout needs \"mx\"");
        return false;
    }
    file->reader.arena = &file->reader.work;
    mx_spec_mx(&file->reader, definition->mx, &step, &nowhere);
    file->reader.arena = arena;
    return file->reader.errors == errors;
}

static void add_definition(struct spec_file *file, const struct mx_node *name,
                           const struct mx_node *node, const struct mx_path *parent) {
    struct mx_path path = {parent, name->text, name->count, 0};
    struct definition *definition = mx_arena_zeroed(&file->yaml.kept, 1, sizeof *definition);
    uint32_t hash = mx_hash(name->text, name->count);
    struct mx_fields fields;

    if (!mx_spec_string(&file->reader, name, &path)) {
        return;
    }
    if (mx_index_find(&file->definitions_by_name, hash, name, name_is) != NULL) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_DUPLICATE, name, &path,
                      "this layout is given twice");
        return;
    }
    if (definition == NULL || !mx_index_add(&file->definitions_by_name, hash, definition)) {
        file->reader.out_of_memory = true;
        return;
    }
    definition->name = name;
    definition->next = file->definitions;
    file->definitions = definition;
    definition->is_good = mx_spec_fields(&file->reader, node, &path, MX_IN_LAYOUT, &fields) &&
                          check_definition(file, definition, &fields, &path);
}

static void add_layouts(struct spec_file *file, const struct mx_node *node) {
    struct mx_path path = mx_path_key(NULL, MX_KEY_LAYOUTS);
    struct mx_pairs pairs;

    if (mx_spec_pairs(&file->reader, node, &path, &pairs)) {
        for (size_t i = 0; i < pairs.count; i++) {
            add_definition(file, pairs.items[2 * i], pairs.items[2 * i + 1], &path);
        }
    }
}

static void report_unknown_layout(struct spec_file *file, const struct mx_spec_zone *zone,
                                  const struct mx_path *path) {
    struct mx_similar similar = {.word = zone->layout, .length = zone->layout_length};
    struct mx_node place = {.line = zone->layout_place.line, .column = zone->layout_place.column};

    for (const struct definition *at = file->definitions; at != NULL; at = at->next) {
        mx_similar_try(&similar, at->name->text);
    }
    mx_spec_error(&file->reader, MX_RULE_SPEC_MISSING, &place, path,
                  "no layout of this file has this name%s%.80s%s",
                  similar.best != NULL ? "; did you mean \"" : "",
                  similar.best != NULL ? similar.best : "", similar.best != NULL ? "\"?" : "");
}

static void resolve_layout(struct spec_file *file, struct mx_spec_zone *zone) {
    struct mx_node name = {.text = zone->layout, .count = (uint32_t)zone->layout_length};
    struct mx_path zones = mx_path_key(NULL, MX_KEY_ZONES);
    struct mx_path item = mx_path_index(&zones, zone->index);
    struct mx_path path = mx_path_key(zone->index == SIZE_MAX ? NULL : &item, MX_KEY_LAYOUT);
    const struct definition *definition =
        mx_index_find(&file->definitions_by_name, mx_hash(name.text, name.count), &name, name_is);

    if (definition == NULL) {
        report_unknown_layout(file, zone, &path);
        return;
    }
    if (!definition->is_good) {
        return;
    }
    struct mx_path layouts = mx_path_key(NULL, MX_KEY_LAYOUTS);
    struct mx_path named = {&layouts, name.text, name.count, 0};
    struct mx_path step = mx_path_key(&named, MX_KEY_MX);
    mx_spec_zone_settle(zone, &definition->settings);
    mx_spec_zone_settle(zone, &zone->settings);
    mx_spec_mx(&file->reader, definition->mx, &step, zone);
    mx_arena_reset(&file->reader.work);
}

/* The keys of a single zone do not stand beside a list of zones. */
static void check_list_root(struct spec_file *file, const struct mx_fields *fields) {
    for (size_t i = 0; i < MX_KEY_COUNT; i++) {
        if (fields->values[i] != NULL && i != MX_KEY_ZONES && i != MX_KEY_LAYOUTS) {
            struct mx_path path = mx_path_key(NULL, (enum mx_spec_key_id)i);
            mx_spec_error(&file->reader, MX_RULE_SPEC_CONFLICT, fields->values[i], &path,
                          "a document has the keys of one zone or a list of them, \"zones\"");
        }
    }
}

static bool has_zone_key(const struct mx_fields *fields) {
    for (size_t i = 0; i < MX_KEY_COUNT; i++) {
        if (fields->values[i] != NULL && i != MX_KEY_ZONES && i != MX_KEY_LAYOUTS) {
            return true;
        }
    }
    return false;
}

/* A root whose list of zones was read on the way has it empty here: STREAMED says so. */
static void read_root(struct spec_file *file, const struct mx_node *root, bool streamed) {
    struct mx_path path = mx_path_key(NULL, MX_KEY_ZONES);
    struct mx_fields fields;

    if (!mx_spec_fields(&file->reader, root, NULL, MX_IN_ROOT, &fields)) {
        return;
    }
    const struct mx_node *zones = fields.values[MX_KEY_ZONES];
    if (fields.values[MX_KEY_LAYOUTS] != NULL) {
        add_layouts(file, fields.values[MX_KEY_LAYOUTS]);
    }
    if (zones == NULL && (fields.values[MX_KEY_LAYOUTS] == NULL || has_zone_key(&fields))) {
        add_zone(file, &fields, SIZE_MAX, NULL);
        return;
    }
    check_list_root(file, &fields);
    if (zones != NULL && zones->kind != MX_SEQUENCE) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_TYPE, zones, &path,
                      "%s stands where a list of zones belongs", mx_node_type_name(zones));
    } else if (zones != NULL && zones->count == 0 && !streamed) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_MISSING, zones, &path, "the list is empty");
    } else if (zones != NULL) {
        for (size_t i = 0; i < zones->count && is_sound(file); i++) {
            add_zone_item(file, zones->items[i], i);
        }
    }
}

static bool root_add(struct spec_file *file, const struct mx_node *node) {
    const struct mx_node **root =
        grown(file, file->root, file->root_count, &file->root_capacity, sizeof *root);
    if (root == NULL || node == NULL) {
        return false;
    }
    file->root = root;
    root[file->root_count++] = node;
    return true;
}

static bool key_is(const struct mx_node *key, enum mx_spec_key_id id) {
    return key->kind == MX_SCALAR && strcmp(key->text, mx_spec_key_name(id)) == 0;
}

/* The list `zones`, one item in memory at a time. What comes back is an empty list for the root. */
static const struct mx_node *stream_zones(struct spec_file *file, bool *streamed) {
    struct mx_node *list = mx_arena_zeroed(&file->document, 1, sizeof *list);
    const yaml_event_t *event = &file->yaml.event;

    if (list == NULL) {
        file->reader.out_of_memory = true;
        return NULL;
    }
    list->kind = MX_SEQUENCE;
    list->line = (uint32_t)event->start_mark.line + 1;
    list->column = (uint32_t)event->start_mark.column + 1;
    for (size_t i = 0;; i++) {
        event = mx_yaml_next(&file->yaml);
        if (event == NULL || event->type == YAML_SEQUENCE_END_EVENT) {
            return event == NULL ? NULL : list;
        }
        const struct mx_node *item = mx_yaml_node(&file->yaml, &file->item);
        if (item == NULL) {
            return NULL;
        }
        *streamed = true;
        add_zone_item(file, item, i);
        mx_arena_reset(&file->item);
        if (!is_sound(file)) {
            return NULL;
        }
    }
}

/* From the root mapping's start to its end; false when the document broke off. */
static bool read_root_mapping(struct spec_file *file) {
    struct mx_yaml *yaml = &file->yaml;
    yaml_mark_t mark = yaml->event.start_mark;
    bool streamed = false;

    file->root_count = 0;
    for (;;) {
        const yaml_event_t *event = mx_yaml_next(yaml);
        if (event == NULL || event->type == YAML_MAPPING_END_EVENT) {
            break;
        }
        const struct mx_node *key = mx_yaml_node(yaml, &yaml->kept);
        if (key == NULL || !root_add(file, key) || (event = mx_yaml_next(yaml)) == NULL) {
            return false;
        }
        bool is_stream = key_is(key, MX_KEY_ZONES) && event->type == YAML_SEQUENCE_START_EVENT &&
                         event->data.sequence_start.anchor == NULL;
        struct mx_arena *arena = key_is(key, MX_KEY_LAYOUTS) ? &yaml->kept : &file->document;
        if (!root_add(file, is_stream ? stream_zones(file, &streamed)
                                      : mx_yaml_node(yaml, arena))) {
            return false;
        }
    }
    const struct mx_node *root =
        yaml->status != MXTRAP_OK
            ? NULL
            : mx_yaml_mapping(yaml, &file->document, file->root, file->root_count, &mark);
    if (root != NULL) {
        read_root(file, root, streamed);
    }
    return root != NULL;
}

static bool is_null(const struct mx_node *node) {
    return node->kind == MX_SCALAR && strcmp(mx_node_type_name(node), "nothing") == 0;
}

static bool read_document(struct spec_file *file) {
    const yaml_event_t *event = mx_yaml_next(&file->yaml);

    if (event == NULL) {
        return false;
    }
    if (event->type == YAML_MAPPING_START_EVENT) {
        return read_root_mapping(file);
    }
    const struct mx_node *root = mx_yaml_node(&file->yaml, &file->document);
    if (root != NULL && !is_null(root)) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_TYPE, root, NULL,
                      "a spec is a mapping, here is %s", mx_node_type_name(root));
    }
    return root != NULL;
}

static void read_stream(struct spec_file *file) {
    const yaml_event_t *event;

    while ((event = mx_yaml_next(&file->yaml)) != NULL && event->type != YAML_STREAM_END_EVENT &&
           !file->reader.out_of_memory) {
        if (event->type == YAML_DOCUMENT_START_EVENT && !read_document(file)) {
            break;
        }
        if (event->type == YAML_DOCUMENT_END_EVENT) {
            mx_yaml_end_document(&file->yaml);
            mx_arena_reset(&file->document);
            mx_arena_reset(&file->reader.work);
        }
    }
    for (size_t i = 0; i < file->waiting_count && !file->reader.out_of_memory; i++) {
        resolve_layout(file, &file->waiting[i]);
    }
    if (file->zone_count == 0 && file->reader.errors == 0 && is_sound(file)) {
        struct mx_node start = {.line = 1, .column = 1};
        mx_spec_error(&file->reader, MX_RULE_SPEC_MISSING, &start, NULL,
                      "the file has no zone in it");
    }
}

static enum mxtrap_status result(const struct spec_file *file) {
    if (file->reader.out_of_memory || file->yaml.status == MXTRAP_ERR_MEMORY ||
        mx_findings_status(file->reader.findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return file->reader.errors > 0 ? MXTRAP_ERR_INPUT : file->yaml.status;
}

enum mxtrap_status mxtrap_spec_read(mxtrap_zones *zones, const char *path,
                                    mxtrap_findings *findings) {
    size_t first_finding = mxtrap_findings_count(findings);
    const char *name = mx_arena_copy(&zones->arena, path, strlen(path));
    struct spec_file file = {
        .reader = {.arena = &zones->arena, .findings = findings, .file = name}, .zones = zones};

    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    enum mxtrap_status status = mx_yaml_open(&file.yaml, name, findings);
    if (status != MXTRAP_OK) {
        return status;
    }
    read_stream(&file);
    mx_findings_sort(findings, first_finding);
    status = result(&file);
    mx_yaml_close(&file.yaml);
    mx_arena_free(&file.document);
    mx_arena_free(&file.item);
    mx_arena_free(&file.reader.work);
    mx_index_free(&file.definitions_by_name);
    free(file.waiting);
    free(file.root);
    return status;
}
