/* The tree builder: one loop over events, a stack of open collections, no recursion. */
#include "spec/yaml_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "spec/yaml_error.h"

struct frame {
    struct mx_arena *arena;
    struct mx_anchor *anchor;
    size_t first; /* its first child among the open items */
    uint32_t line, column;
    enum mx_node_kind kind;
};

static void fail_at_event(struct mx_yaml *yaml, enum mx_rule rule, const char *text,
                          const char *word) {
    mx_yaml_fail_at(yaml, rule, yaml->event.line, yaml->event.column, text, word);
}

enum mxtrap_status mx_yaml_open(struct mx_yaml *yaml, struct mx_file input, int error,
                                const char *name, mxtrap_findings *findings) {
    *yaml = (struct mx_yaml){.findings = findings, .file = name};
    if (error == ENOMEM) {
        return MXTRAP_ERR_MEMORY;
    }
    if (error != 0) {
        mx_yaml_fail_open(yaml, error);
        return yaml->status;
    }
    return mx_yaml_events_open(&yaml->events, input) ? MXTRAP_OK : MXTRAP_ERR_MEMORY;
}

void mx_yaml_close(struct mx_yaml *yaml) {
    mx_yaml_events_close(&yaml->events);
    mx_index_free(&yaml->anchors);
    mx_arena_free(&yaml->kept);
    free(yaml->open_items);
}

const struct mx_yaml_event *mx_yaml_next(struct mx_yaml *yaml) {
    if (yaml->status != MXTRAP_OK) {
        return NULL;
    }
    if (!mx_yaml_events_next(&yaml->events, &yaml->event)) {
        mx_yaml_fail_parser(yaml);
        return NULL;
    }
    return &yaml->event;
}

void mx_yaml_end_document(struct mx_yaml *yaml) {
    mx_index_free(&yaml->anchors);
}

static bool has_anchor_name(const void *row, const void *key) {
    return strcmp(((const struct mx_anchor *)row)->name, key) == 0;
}

static struct mx_anchor *anchor_find(const struct mx_yaml *yaml, const char *name) {
    /* Its rows are the anchors of anchor_add, in an arena of our own. */
    return (struct mx_anchor *)mx_index_find(&yaml->anchors, mx_hash(name, strlen(name)), name,
                                             has_anchor_name);
}

/* YAML lets a document define an anchor again: the newest counts. */
static struct mx_anchor *anchor_add(struct mx_yaml *yaml, const char *name) {
    struct mx_anchor *anchor = anchor_find(yaml, name);

    if (anchor == NULL) {
        anchor = mx_arena_alloc(&yaml->kept, sizeof *anchor);
        const char *copy = mx_arena_copy(&yaml->kept, name, strlen(name));
        if (anchor == NULL || copy == NULL ||
            !mx_index_add(&yaml->anchors, mx_hash(name, strlen(name)), anchor)) {
            mx_yaml_fail(yaml, MXTRAP_ERR_MEMORY);
            return NULL;
        }
        anchor->name = copy;
    }
    anchor->node = NULL;
    return anchor;
}

static const struct mx_node *alias_node(struct mx_yaml *yaml) {
    const char *name = yaml->event.anchor;
    const struct mx_anchor *anchor = anchor_find(yaml, name);

    if (anchor == NULL) {
        fail_at_event(yaml, MX_RULE_SPEC_ALIAS, "no anchor before this alias has the name", name);
        return NULL;
    }
    if (anchor->node == NULL) {
        fail_at_event(yaml, MX_RULE_SPEC_ALIAS, "the alias is inside its own anchor", name);
        return NULL;
    }
    yaml->expanded += anchor->node->weight;
    if (yaml->expanded > MX_YAML_EXPANSION_MAX) {
        fail_at_event(
            yaml, MX_RULE_SPEC_ALIAS,
            "the aliases of this file expand to more than 10000000 nodes; the last one is", name);
        return NULL;
    }
    return anchor->node;
}

/* Core schema tags say what is there anyway; any other would be left out without a word. */
static bool check_tag(struct mx_yaml *yaml, const char *tag) {
    static const char *const known[] = {"!", YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG,
                                        YAML_INT_TAG};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(tag, known[i]) == 0) {
            return true;
        }
    }
    fail_at_event(yaml, MX_RULE_SPEC_TYPE, "a spec has no tags such as", tag);
    return false;
}

/* A node with ROOM bytes behind it, for its text or its items: one piece of the arena for both. */
static struct mx_node *node_new(struct mx_yaml *yaml, struct mx_arena *arena, size_t room) {
    struct mx_node *node = mx_arena_alloc(arena, sizeof *node + room);

    if (node == NULL) {
        mx_yaml_fail(yaml, MXTRAP_ERR_MEMORY);
    }
    return node;
}

static const struct mx_node *scalar_node(struct mx_yaml *yaml, struct mx_arena *arena) {
    const struct mx_yaml_event *event = &yaml->event;
    size_t length = event->length;
    struct mx_node *node = node_new(yaml, arena, length + 1);

    if (node == NULL) {
        return NULL;
    }
    char *text = (char *)(node + 1);
    memcpy(text, event->text, length);
    text[length] = '\0';
    bool is_string_by_tag = event->tag != NULL && strcmp(event->tag, YAML_INT_TAG) != 0;
    *node = (struct mx_node){.text = text,
                             .count = event->length,
                             .line = event->line,
                             .column = event->column,
                             .weight = 1,
                             .kind = MX_SCALAR,
                             .plain = event->plain && !is_string_by_tag};
    return node;
}

static const struct mx_node *collection_node(struct mx_yaml *yaml, struct mx_arena *arena,
                                             enum mx_node_kind kind, uint32_t line, uint32_t column,
                                             const struct mx_node **items, size_t count) {
    struct mx_node *node = node_new(yaml, arena, count * sizeof(const struct mx_node *));
    uint64_t weight = 1;

    if (node == NULL) {
        return NULL;
    }
    const struct mx_node **copy = (const struct mx_node **)(node + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = items[i];
        weight += items[i]->weight;
    }
    *node = (struct mx_node){.items = copy,
                             .count = (uint32_t)count,
                             .line = line,
                             .column = column,
                             .weight = weight < UINT32_MAX ? (uint32_t)weight : UINT32_MAX,
                             .kind = (uint8_t)kind};
    return node;
}

const struct mx_node *mx_yaml_mapping(struct mx_yaml *yaml, struct mx_arena *arena,
                                      const struct mx_node **items, size_t count, uint32_t line,
                                      uint32_t column) {
    return collection_node(yaml, arena, MX_MAPPING, line, column, items, count);
}

static bool open_item_add(struct mx_yaml *yaml, const struct mx_node *node) {
    const struct mx_node **items = mx_grow(yaml->open_items, yaml->open_count, &yaml->open_capacity,
                                           sizeof(const struct mx_node *));

    if (items == NULL) {
        mx_yaml_fail(yaml, MXTRAP_ERR_MEMORY);
        return false;
    }
    yaml->open_items = items;
    items[yaml->open_count++] = node;
    return true;
}

struct builder {
    struct frame frames[MX_YAML_DEPTH_MAX];
    size_t depth;
    struct mx_arena *arena;
};

static const struct mx_node *close_frame(struct mx_yaml *yaml, struct builder *builder) {
    const struct frame *frame = &builder->frames[--builder->depth];
    size_t count = yaml->open_count - frame->first;
    const struct mx_node **items = count > 0 ? yaml->open_items + frame->first : NULL;
    const struct mx_node *node =
        collection_node(yaml, frame->arena, frame->kind, frame->line, frame->column, items, count);

    yaml->open_count = frame->first;
    if (frame->anchor != NULL) {
        frame->anchor->node = node;
    }
    return node;
}

static void open_frame(struct mx_yaml *yaml, struct builder *builder, struct mx_arena *arena,
                       struct mx_anchor *anchor) {
    const struct mx_yaml_event *event = &yaml->event;

    if (yaml->depth + builder->depth == MX_YAML_DEPTH_MAX) {
        fail_at_event(yaml, MX_RULE_SPEC_YAML, "more than 32 levels of nesting", NULL);
        return;
    }
    builder->frames[builder->depth++] =
        (struct frame){.arena = arena,
                       .anchor = anchor,
                       .first = yaml->open_count,
                       .line = event->line,
                       .column = event->column,
                       .kind = event->type == YAML_MAPPING_START_EVENT ? MX_MAPPING : MX_SEQUENCE};
}

/* The arena of the current event's node: anchored nodes, and all inside them, are kept. False after
 * an error, which was reported. */
static bool read_properties(struct mx_yaml *yaml, struct mx_arena **arena,
                            struct mx_anchor **anchor) {
    const struct mx_yaml_event *event = &yaml->event;

    if (event->tag != NULL && !check_tag(yaml, event->tag)) {
        return false;
    }
    if (event->anchor != NULL) {
        *arena = &yaml->kept;
        *anchor = anchor_add(yaml, event->anchor);
        return *anchor != NULL;
    }
    return true;
}

/* Reads one event; the node that it completes, or NULL. */
static const struct mx_node *read_event(struct mx_yaml *yaml, struct builder *builder) {
    const struct mx_yaml_event *event = &yaml->event;
    struct mx_arena *arena =
        builder->depth > 0 ? builder->frames[builder->depth - 1].arena : builder->arena;
    struct mx_anchor *anchor = NULL;
    const struct mx_node *node = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return alias_node(yaml);
    case YAML_SCALAR_EVENT:
        if (read_properties(yaml, &arena, &anchor)) {
            node = scalar_node(yaml, arena);
        }
        if (anchor != NULL) {
            anchor->node = node;
        }
        return node;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (read_properties(yaml, &arena, &anchor)) {
            open_frame(yaml, builder, arena, anchor);
        }
        return NULL;
    default:
        if (builder->depth == 0) {
            mx_yaml_fail(yaml, MXTRAP_ERR_ARGUMENT); /* the caller's event begins no node */
            return NULL;
        }
        return close_frame(yaml, builder);
    }
}

const struct mx_node *mx_yaml_node(struct mx_yaml *yaml, struct mx_arena *arena) {
    struct builder builder; /* its frames are set as they are opened */

    builder.arena = arena;
    builder.depth = 0;
    while (yaml->status == MXTRAP_OK) {
        const struct mx_node *node = read_event(yaml, &builder);
        if (node != NULL && builder.depth == 0) {
            return node;
        }
        if (yaml->status == MXTRAP_OK && (node == NULL || open_item_add(yaml, node))) {
            mx_yaml_next(yaml);
        }
    }
    yaml->open_count = 0;
    return NULL;
}
