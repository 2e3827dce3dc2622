/* Mappings of a spec: merge keys, keys given twice, keys that no table has. */
#include "spec/mapping.h"

#include <string.h>

#include "base/index.h"
#include "base/suggest.h"
#include "spec/error.h"
#include "spec/reader.h"
#include "spec/yaml_tree.h"

static bool same_text(const struct mx_node *a, const struct mx_node *b) {
    return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
}

static bool is_merge(const struct mx_node *key) {
    return key->kind == MX_SCALAR && key->plain && key->count == 2 &&
           memcmp(key->text, "<<", 2) == 0;
}

/* The keys of the pairs up to now; an index of them once there are many. */
struct pair_keys {
    struct mx_pairs *pairs;
    struct mx_index index;
};

enum { INDEX_FROM = 32 };

static bool row_has_text(const void *row, const void *key) {
    return same_text(row, key);
}

static bool has_key(const struct pair_keys *keys, const struct mx_node *key) {
    if (keys->pairs->count >= INDEX_FROM) {
        return mx_index_find(&keys->index, mx_hash(key->text, key->count), key, row_has_text) !=
               NULL;
    }
    for (size_t i = 0; i < keys->pairs->count; i++) {
        if (same_text(keys->pairs->items[2 * i], key)) {
            return true;
        }
    }
    return false;
}

static bool add_pair(struct pair_keys *keys, const struct mx_node *key,
                     const struct mx_node *value) {
    struct mx_pairs *pairs = keys->pairs;

    pairs->items[2 * pairs->count] = key;
    pairs->items[2 * pairs->count + 1] = value;
    pairs->count++;
    if (pairs->count < INDEX_FROM) {
        return true;
    }
    bool added = true;
    for (size_t i = pairs->count == INDEX_FROM ? 0 : pairs->count - 1; i < pairs->count; i++) {
        const struct mx_node *row = pairs->items[2 * i];
        added = added && mx_index_add(&keys->index, mx_hash(row->text, row->count), row);
    }
    return added;
}

/* Pairs of a mapping and of all that it merges: room enough for every one of them. */
static size_t pairs_within(const struct mx_node *node, unsigned depth) {
    size_t count = 0;

    if (depth > MX_YAML_DEPTH_MAX || node->kind == MX_SCALAR) {
        return 0;
    }
    if (node->kind == MX_SEQUENCE) {
        for (size_t i = 0; i < node->count; i++) {
            count += pairs_within(node->items[i], depth + 1);
        }
        return count;
    }
    for (size_t i = 0; i < node->count; i += 2) {
        count += is_merge(node->items[i]) ? pairs_within(node->items[i + 1], depth + 1) : 1;
    }
    return count;
}

struct merge {
    struct mx_spec_reader *reader;
    const struct mx_path *path;
    const struct mx_node *merge_key; /* the << that is being followed; NULL: none */
    struct pair_keys keys;
};

static void merge_value(struct merge *merge, const struct mx_node *value, unsigned depth);

static bool comes_after(const struct mx_node *node, const struct mx_node *key) {
    return node->line > key->line || (node->line == key->line && node->column > key->column);
}

/* How much of a key is shown: none that means anything is as long. */
enum { KEY_SHOWN = 80 };

/* An error of KEY itself, which then ends the path in the document, if it is not empty. */
static void bad_key(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *key,
                    const struct mx_path *path, const char *what) {
    struct mx_path inner = {.parent = path,
                            .key = key->text,
                            .key_length = key->count < KEY_SHOWN ? key->count : KEY_SHOWN};

    mx_spec_error(reader, rule, key, key->count > 0 ? &inner : path, "%s", what);
}

/* Whether a key of NODE's as it is written, before the one at AT, has the same text. The keys of
 * a large mapping go into OWN as they are asked for. */
static bool is_given_twice(const struct merge *merge, const struct mx_node *node, size_t at,
                           struct mx_index *own) {
    const struct mx_node *key = node->items[at];
    uint32_t hash = mx_hash(key->text, key->count);

    if (node->count / 2 < INDEX_FROM) {
        for (size_t i = 0; i < at; i += 2) {
            if (node->items[i]->kind == MX_SCALAR && same_text(node->items[i], key)) {
                return true;
            }
        }
        return false;
    }
    if (mx_index_find(own, hash, key, row_has_text) != NULL) {
        return true;
    }
    merge->reader->out_of_memory |= !mx_index_add(own, hash, key);
    return false;
}

/* A key is given twice only within one mapping as it is written, and that is reported once: at
 * the mapping itself, not at each alias of it (an anchor stands before its aliases). */
static void merge_own(struct merge *merge, const struct mx_node *node) {
    bool is_alias = merge->merge_key != NULL && !comes_after(node, merge->merge_key);
    struct mx_index own = {0};

    for (size_t i = 0; i < node->count; i += 2) {
        const struct mx_node *key = node->items[i];
        if (key->kind != MX_SCALAR) {
            mx_spec_error(merge->reader, MX_RULE_SPEC_TYPE, key, merge->path,
                          "expected a key, found %s", mx_node_type_name(key));
        } else if (is_given_twice(merge, node, i, &own)) {
            if (!is_alias) {
                bad_key(merge->reader, MX_RULE_SPEC_DUPLICATE, key, merge->path,
                        "this key is given twice");
            }
        } else if (!is_merge(key) && !has_key(&merge->keys, key)) {
            merge->reader->out_of_memory |= !add_pair(&merge->keys, key, node->items[i + 1]);
        }
    }
    mx_index_free(&own);
}

/* Adds NODE's own pairs, then what it merges. */
static void merge_mapping(struct merge *merge, const struct mx_node *node, unsigned depth) {
    const struct mx_node *merge_key = merge->merge_key;

    merge_own(merge, node);
    for (size_t i = 0; i < node->count; i += 2) {
        if (is_merge(node->items[i])) {
            merge->merge_key = node->items[i];
            merge_value(merge, node->items[i + 1], depth + 1);
            merge->merge_key = merge_key;
        }
    }
}

/* The value of a merge key: a mapping, or one list of mappings. */
static void merge_value(struct merge *merge, const struct mx_node *value, unsigned depth) {
    if (depth > MX_YAML_DEPTH_MAX) {
        mx_spec_error(merge->reader, MX_RULE_SPEC_ALIAS, value, merge->path,
                      "<< merges more than %d levels deep", MX_YAML_DEPTH_MAX);
        return;
    }
    bool is_list = value->kind == MX_SEQUENCE;
    for (size_t i = 0; i < (is_list ? value->count : 1); i++) {
        const struct mx_node *item = is_list ? value->items[i] : value;
        if (item->kind == MX_MAPPING) {
            merge_mapping(merge, item, depth);
        } else {
            mx_spec_error(merge->reader, MX_RULE_SPEC_TYPE, item, merge->path,
                          "<< merges a mapping or a list of mappings, not %s",
                          mx_node_type_name(item));
        }
    }
}

bool mx_spec_pairs(struct mx_spec_reader *reader, const struct mx_node *node,
                   const struct mx_path *path, struct mx_pairs *out) {
    struct merge merge = {.reader = reader, .path = path, .keys = {.pairs = out}};

    if (node->kind != MX_MAPPING) {
        mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path, "expected a mapping, found %s",
                      mx_node_type_name(node));
        return false;
    }
    out->count = 0;
    out->items =
        mx_arena_zeroed(&reader->work, 2 * pairs_within(node, 0), sizeof(const struct mx_node *));
    if (out->items == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    merge_mapping(&merge, node, 0);
    mx_index_free(&merge.keys.index);
    return !reader->out_of_memory;
}

/* The keys that may be meant: those of a synonym, else the one that is spelt nearly so. */
static void suggest(struct mx_text *text, const struct mx_node *key, unsigned contexts) {
    struct mx_suggest similar = {.word = key->text, .length = key->count};
    enum mx_spec_key_id meant[2] = {MX_KEY_COUNT, MX_KEY_COUNT};

    if (mx_spec_key_meant(key->text, key->count, contexts, meant)) {
        similar.best = mx_spec_key_name(meant[0]);
    }
    for (int i = 0; meant[0] == MX_KEY_COUNT && i < MX_KEY_COUNT; i++) {
        enum mx_spec_key_id id = (enum mx_spec_key_id)i;
        if (mx_spec_key_belongs(id, contexts)) {
            mx_suggest_try(&similar, mx_spec_key_name(id));
        }
    }
    if (similar.best != NULL) {
        mx_text_format(text, "; did you mean \"%s\"", similar.best);
        if (meant[1] != MX_KEY_COUNT) {
            mx_text_format(text, " or \"%s\"", mx_spec_key_name(meant[1]));
        }
        mx_text_char(text, '?');
    }
}

static void report_unknown(struct mx_spec_reader *reader, const struct mx_node *key,
                           const struct mx_path *path, unsigned contexts) {
    char what[96];
    struct mx_text text = mx_text_within(what, sizeof what);

    mx_text_string(&text, "unknown key");
    suggest(&text, key, contexts);
    bad_key(reader, MX_RULE_SPEC_KEY, key, path, mx_text_string_of(&text));
}

/* Most mappings have keys of the table, each once, and merge nothing: there is nothing to gather.
 * False where it is not so; *OUT is then filled in part. */
static bool read_plain(const struct mx_node *node, unsigned contexts, struct mx_fields *out) {
    if (node->kind != MX_MAPPING) {
        return false;
    }
    for (size_t i = 0; i < node->count; i += 2) {
        const struct mx_node *key = node->items[i];
        enum mx_spec_key_id id = key->kind == MX_SCALAR
                                     ? mx_spec_key_find(key->text, key->count, contexts)
                                     : MX_KEY_COUNT;
        if (id == MX_KEY_COUNT || out->values[id] != NULL) {
            return false;
        }
        out->values[id] = node->items[i + 1];
    }
    return true;
}

static void report_no_mapping(struct mx_spec_reader *reader, const struct mx_node *node,
                              const struct mx_path *path, unsigned contexts) {
    char keys[320];
    struct mx_text text = mx_text_within(keys, sizeof keys);

    for (int i = 0; i < MX_KEY_COUNT; i++) {
        if (mx_spec_key_belongs((enum mx_spec_key_id)i, contexts)) {
            mx_text_string(&text, text.length > 0 ? ", " : "");
            mx_text_string(&text, mx_spec_key_name((enum mx_spec_key_id)i));
        }
    }
    mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path, "expected a mapping (keys: %s), found %s",
                  mx_text_string_of(&text), mx_node_type_name(node));
}

bool mx_spec_fields(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, unsigned contexts, struct mx_fields *out) {
    struct mx_pairs pairs;

    *out = (struct mx_fields){.node = node};
    if (read_plain(node, contexts, out)) {
        return true;
    }
    if (node->kind != MX_MAPPING) {
        report_no_mapping(reader, node, path, contexts);
        return false;
    }
    *out = (struct mx_fields){.node = node};
    if (!mx_spec_pairs(reader, node, path, &pairs)) {
        return false;
    }
    for (size_t i = 0; i < pairs.count; i++) {
        const struct mx_node *name = pairs.items[2 * i];
        enum mx_spec_key_id key = mx_spec_key_find(name->text, name->count, contexts);
        if (key == MX_KEY_COUNT) {
            report_unknown(reader, name, path, contexts);
        } else {
            out->values[key] = pairs.items[2 * i + 1];
        }
    }
    return true;
}
