/* The spec reader: documents, their roots, and the list of zones item by item. */
#include <mxtrap/spec.h>

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dns/name.h"
#include "spec/dots.h"
#include "spec/error.h"
#include "spec/layouts.h"
#include "spec/mapping.h"
#include "spec/reader.h"
#include "spec/senders.h"
#include "spec/yaml_error.h"
#include "spec/zone.h"

struct spec_file {
    struct mx_spec_reader reader;
    struct mx_spec_dots dots;
    struct mx_yaml yaml;
    mxtrap_zones *zones;
    struct mx_arena document, item; /* trees: a document's, a zone's */
    bool document_has_layouts, for_senders;
    const struct mx_node **root; /* keys and values of the document's root */
    size_t root_count, root_capacity;
    struct mx_spec_layouts layouts;
    size_t zone_count;
};

/* Levels of nesting that are open around a value of the root, around an item of its list. */
enum { IN_ROOT = 1, IN_LIST = 2 };

static bool is_sound(const struct spec_file *file) {
    return file->yaml.status == MXTRAP_OK && !file->reader.out_of_memory;
}

static void add_zone(struct spec_file *file, const struct mx_fields *fields, size_t index,
                     const struct mx_path *path) {
    struct mx_spec_reader *reader = &file->reader;
    struct mx_spec_zone zone;
    struct mx_path name = mx_path_key(path, MX_KEY_ZONE);

    file->zone_count++;
    mx_spec_zone_read(reader, fields, path, &zone);
    if (reader->out_of_memory) {
        return;
    }
    zone.index = index;
    if (zone.waits) {
        mx_spec_wait_for_layout(reader, &file->layouts, &zone);
    } else {
        mx_spec_sets_finish(reader, &zone);
    }
    if (zone.zone->place.line == 0) { /* it has no name that could be read */
        return;
    }
    const mxtrap_zone *other = mx_zones_find(file->zones, zone.zone->origin);
    if (other != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_DUPLICATE, fields->values[MX_KEY_ZONE], &name,
                      "this zone is given twice, first at %.200s:%u:%u", other->place.file,
                      (unsigned)other->place.line, (unsigned)other->place.column);
        return;
    }
    reader->out_of_memory |=
        !mx_zones_add(file->zones, zone.zone) || !mx_zones_index_owners(file->zones, zone.zone);
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

/* The next key of one zone, from KEY on; MX_KEY_COUNT when there is none. */
static size_t zone_key(const struct mx_fields *fields, size_t key) {
    while (key < MX_KEY_COUNT && (fields->values[key] == NULL || key == MX_KEY_ZONES ||
                                  key == MX_KEY_LAYOUTS || key == MX_KEY_SENDERS)) {
        key++;
    }
    return key;
}

/* The keys of a single zone do not stand beside a list of zones. */
static void check_list_root(struct spec_file *file, const struct mx_fields *fields) {
    for (size_t i = zone_key(fields, 0); i < MX_KEY_COUNT; i = zone_key(fields, i + 1)) {
        struct mx_path path = mx_path_key(NULL, (enum mx_spec_key_id)i);
        mx_spec_error(&file->reader, MX_RULE_SPEC_CONFLICT, fields->values[i], &path,
                      "a document has the keys of one zone or a list of them, \"zones\"");
    }
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
        file->document_has_layouts = true;
        mx_spec_layouts_add(&file->reader, &file->layouts, fields.values[MX_KEY_LAYOUTS]);
    }
    if (fields.values[MX_KEY_SENDERS] != NULL) {
        mx_spec_senders(&file->reader, fields.values[MX_KEY_SENDERS], file->zones);
    }
    if (zones == NULL &&
        ((fields.values[MX_KEY_LAYOUTS] == NULL && fields.values[MX_KEY_SENDERS] == NULL) ||
         zone_key(&fields, 0) < MX_KEY_COUNT)) {
        add_zone(file, &fields, SIZE_MAX, NULL);
        return;
    }
    check_list_root(file, &fields);
    if (zones != NULL && zones->kind != MX_SEQUENCE) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_TYPE, zones, &path,
                      "expected a list of zones, found %s", mx_node_type_name(zones));
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
        mx_grow(file->root, file->root_count, &file->root_capacity, sizeof(const struct mx_node *));

    if (root == NULL) {
        file->reader.out_of_memory = true;
        return false;
    }
    file->root = root;
    if (node != NULL) {
        file->root[file->root_count++] = node;
    }
    return node != NULL;
}

static bool key_is(const struct mx_node *key, enum mx_spec_key_id id) {
    return key->kind == MX_SCALAR && strcmp(key->text, mx_spec_key_name(id)) == 0;
}

/* The list `zones`, one item in memory at a time. What comes back is an empty list for the root. */
static const struct mx_node *stream_zones(struct spec_file *file, bool *streamed) {
    struct mx_node *list = mx_arena_zeroed(&file->document, 1, sizeof *list);
    const struct mx_yaml_event *event = &file->yaml.event;

    if (list == NULL) {
        file->reader.out_of_memory = true;
        return NULL;
    }
    list->kind = MX_SEQUENCE;
    list->line = event->line;
    list->column = event->column;
    file->yaml.depth = IN_LIST;
    for (size_t i = 0;; i++) {
        event = mx_yaml_next(&file->yaml);
        if (event == NULL || event->type == YAML_SEQUENCE_END_EVENT) {
            file->yaml.depth = IN_ROOT;
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
    uint32_t line = yaml->event.line, column = yaml->event.column;
    bool streamed = false;

    file->root_count = 0;
    yaml->depth = IN_ROOT;
    for (;;) {
        const struct mx_yaml_event *event = mx_yaml_next(yaml);
        if (event == NULL || event->type == YAML_MAPPING_END_EVENT) {
            break;
        }
        const struct mx_node *key = mx_yaml_node(yaml, &file->document);
        if (key == NULL || !root_add(file, key) || (event = mx_yaml_next(yaml)) == NULL) {
            return false;
        }
        bool is_stream = key_is(key, MX_KEY_ZONES) && event->type == YAML_SEQUENCE_START_EVENT &&
                         event->anchor == NULL;
        if (!root_add(file, is_stream ? stream_zones(file, &streamed)
                                      : mx_yaml_node(yaml, &file->document))) {
            return false;
        }
    }
    const struct mx_node *root =
        yaml->status != MXTRAP_OK
            ? NULL
            : mx_yaml_mapping(yaml, &file->document, file->root, file->root_count, line, column);
    if (root != NULL) {
        read_root(file, root, streamed);
    }
    return root != NULL;
}

static bool is_null(const struct mx_node *node) {
    return node->kind == MX_SCALAR && strcmp(mx_node_type_name(node), "nothing") == 0;
}

static bool read_document(struct spec_file *file) {
    const struct mx_yaml_event *event = mx_yaml_next(&file->yaml);

    if (event == NULL) {
        return false;
    }
    if (event->type == YAML_MAPPING_START_EVENT) {
        return read_root_mapping(file);
    }
    file->yaml.depth = 0;
    const struct mx_node *root = mx_yaml_node(&file->yaml, &file->document);
    if (root != NULL && mx_yaml_fail_zone_file(&file->yaml)) {
        return false;
    }
    if (root != NULL && !is_null(root)) {
        mx_spec_error(&file->reader, MX_RULE_SPEC_TYPE, root, NULL,
                      "expected a mapping with the keys of a spec, found %s",
                      mx_node_type_name(root));
    }
    return root != NULL;
}

/* A document's tree ends with it, unless it has layouts, which other documents may take. */
static void end_document(struct spec_file *file) {
    if (file->document_has_layouts) {
        mx_arena_move(&file->yaml.kept, &file->document);
    }
    file->document_has_layouts = false;
    mx_arena_reset(&file->document);
    mx_arena_reset(&file->reader.work);
}

/* A name in a zone is that zone's alone (RFC 1034 4.2.1): DNS never shows what a zone above has. */
static void check_owners(struct spec_file *file, size_t first_zone) {
    for (size_t i = first_zone; i < file->zones->count; i++) {
        const mxtrap_zone *zone = file->zones->list[i];
        for (uint32_t j = 0; j < zone->layout_count; j++) {
            const mxtrap_layout *layout = &zone->layouts[j];
            const mxtrap_zone *below = mx_zones_find_below(file->zones, zone, layout->owner);
            struct mx_node node = {.line = layout->line, .column = layout->column};
            char owner[MXTRAP_NAME_TEXT_MAX];
            if (below != NULL) {
                mx_spec_error(&file->reader, MX_RULE_SPEC_CONFLICT, &node, NULL,
                              "the owner %.250s is in the zone at %.200s:%u:%u, not in this one",
                              mx_name_print(layout->owner, owner), below->place.file,
                              (unsigned)below->place.line, (unsigned)below->place.column);
            }
        }
    }
}

static void read_stream(struct spec_file *file) {
    const struct mx_yaml_event *event;
    size_t first_zone = file->zones->count, first_sender = file->zones->sender_count;

    while ((event = mx_yaml_next(&file->yaml)) != NULL && event->type != YAML_STREAM_END_EVENT &&
           !file->reader.out_of_memory) {
        if (event->type == YAML_DOCUMENT_START_EVENT && !read_document(file)) {
            break;
        }
        if (event->type == YAML_DOCUMENT_END_EVENT) {
            mx_yaml_end_document(&file->yaml);
            end_document(file);
        }
    }
    mx_spec_layouts_resolve(&file->reader, &file->layouts);
    mx_spec_dots_report(&file->reader, file->zones);
    check_owners(file, first_zone);
    bool is_enough = file->for_senders && file->zones->sender_count > first_sender;
    if (file->zone_count == 0 && !is_enough && file->reader.errors == 0 && is_sound(file)) {
        struct mx_node start = {.line = 1, .column = 1};
        mx_spec_error(&file->reader, MX_RULE_SPEC_MISSING, &start, NULL,
                      file->for_senders ? "the file has no zone and no sender in it"
                                        : "the file has no zone in it");
    }
}

static enum mxtrap_status result(const struct spec_file *file) {
    if (file->reader.out_of_memory || file->yaml.status == MXTRAP_ERR_MEMORY ||
        mx_findings_status(file->reader.findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return file->reader.errors > 0 ? MXTRAP_ERR_INPUT : file->yaml.status;
}

/* Reads INPUT, which was opened with ERROR and is closed here. */
static enum mxtrap_status read_input(mxtrap_zones *zones, struct mx_file input, int error,
                                     const char *path, bool for_senders,
                                     mxtrap_findings *findings) {
    size_t first_finding = mxtrap_findings_count(findings);
    const char *name = mx_arena_copy(&zones->arena, path, strlen(path));
    struct spec_file file = {.reader = {.arena = &zones->arena,
                                        .findings = findings,
                                        .file = name,
                                        .number = (uint32_t)zones->files.count},
                             .zones = zones,
                             .for_senders = for_senders};

    if (name == NULL || !mx_files_set(&zones->files, zones->files.count, name)) {
        mx_file_close(&input);
        return MXTRAP_ERR_MEMORY;
    }
    file.reader.dots = &file.dots;
    enum mxtrap_status status = mx_yaml_open(&file.yaml, input, error, name, findings);
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
    mx_spec_layouts_free(&file.layouts);
    mx_spec_dots_free(&file.dots);
    free(file.root);
    return status;
}

enum mxtrap_status mxtrap_spec_read(mxtrap_zones *zones, const char *path,
                                    mxtrap_findings *findings) {
    struct mx_file file;
    int error = mx_file_open(&file, path);

    return read_input(zones, file, error, path, false, findings);
}

enum mxtrap_status mxtrap_spec_read_senders(mxtrap_zones *zones, const char *path,
                                            mxtrap_findings *findings) {
    struct mx_file file;
    int error = mx_file_open(&file, path);

    return read_input(zones, file, error, path, true, findings);
}

enum mxtrap_status mxtrap_spec_parse(mxtrap_zones *zones, const char *bytes, size_t length,
                                     const char *name, mxtrap_findings *findings) {
    return read_input(zones, mx_file_in_memory(bytes, length), 0, name, false, findings);
}
