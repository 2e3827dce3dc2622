/* A zone's own keys: name, ignored rules; what belongs to its MX sets (sets) and its authority. */
#include "spec/zone.h"

#include <string.h>

#include "base/suggest.h"
#include "spec/authority.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/reader.h"
#include "spec/value.h"

/* The rules that a zone accepts, while they are read. */
struct ignored {
    mxtrap_zone *zone;
    enum mx_rule *rules;
    const char **reasons;
};

static void add_ignored(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, const struct mx_node *reason,
                        struct ignored *out) {
    enum mx_rule rule = mx_rule_find(node->text, node->count);
    struct mx_suggest similar = {.word = node->text, .length = node->count};

    if (rule == MX_RULE_COUNT) {
        for (int i = 0; i < MX_RULE_COUNT; i++) {
            mx_suggest_try(&similar, mx_rules[i].info.id);
        }
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "no rule has this id%s%s%s",
                      similar.best != NULL ? "; did you mean \"" : "",
                      similar.best != NULL ? similar.best : "", similar.best != NULL ? "\"?" : "");
    } else if (!mx_rules[rule].has_check) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "this rule cannot be ignored");
    } else {
        const char *copy = mx_arena_copy(reader->arena, reason->text, reason->count);
        reader->out_of_memory |= copy == NULL;
        out->reasons[out->zone->ignored_count] = copy;
        out->rules[out->zone->ignored_count++] = rule;
    }
}

static bool check_reason(struct mx_spec_reader *reader, const struct mx_node *node,
                         const struct mx_path *path) {
    bool is_text = mx_spec_string(reader, node, path);

    if (is_text && node->count == 0) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "the reason is empty");
    }
    return is_text;
}

/* One item of the long form, {rule: ..., reason: ...}. */
static void read_ignore_item(struct mx_spec_reader *reader, const struct mx_node *node,
                             const struct mx_path *path, struct ignored *out) {
    struct mx_fields fields;

    if (!mx_spec_fields(reader, node, path, MX_IN_IGNORE, &fields)) {
        return;
    }
    const struct mx_node *rule = fields.values[MX_KEY_RULE];
    const struct mx_node *reason = fields.values[MX_KEY_REASON];
    if (rule == NULL || reason == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, node, path,
                      "an ignored rule needs \"rule\" and \"reason\"");
        return;
    }
    struct mx_path step = mx_path_key(path, MX_KEY_REASON);
    bool is_good = check_reason(reader, reason, &step);
    step = mx_path_key(path, MX_KEY_RULE);
    if (mx_spec_string(reader, rule, &step) && is_good) {
        add_ignored(reader, rule, &step, reason, out);
    }
}

void mx_spec_ignore(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, mxtrap_zone *zone) {
    struct mx_pairs pairs = {.count = 0};
    bool is_list = node->kind == MX_SEQUENCE;

    if ((is_list && !mx_spec_list_check(reader, node, path, MX_RULE_COUNT)) ||
        (!is_list && !mx_spec_pairs(reader, node, path, &pairs))) {
        return;
    }
    size_t length = is_list ? node->count : pairs.count;
    struct ignored ignored = {zone, mx_spec_zeroed(reader, length, sizeof *ignored.rules),
                              mx_spec_zeroed(reader, length, sizeof(const char *))};
    zone->ignored = ignored.rules;
    zone->reasons = ignored.reasons;
    for (size_t i = 0; !reader->out_of_memory && i < length; i++) {
        if (is_list) {
            struct mx_path step = mx_path_index(path, i);
            read_ignore_item(reader, node->items[i], &step, &ignored);
        } else {
            const struct mx_node *key = pairs.items[2 * i];
            struct mx_path step = {path, key->text, key->count, 0};
            if (check_reason(reader, pairs.items[2 * i + 1], &step)) {
                add_ignored(reader, key, &step, pairs.items[2 * i + 1], &ignored);
            }
        }
    }
}

static bool read_origin(struct mx_spec_reader *reader, const struct mx_fields *fields,
                        const struct mx_path *path, mxtrap_zone *zone) {
    const struct mx_node *node = fields->values[MX_KEY_ZONE];
    struct mx_path step = mx_path_key(path, MX_KEY_ZONE);

    if (node == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "\"zone\", the zone's name, is missing");
        return false;
    }
    zone->place = (struct mx_place){reader->file, node->line, node->column};
    return mx_spec_name(reader, node, &step, NULL, &zone->origin);
}

void mx_spec_zone_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *out) {
    static const uint8_t root[] = {0};
    const struct mx_node *const *values = fields->values;
    mxtrap_zone *zone = mx_spec_zeroed(reader, 1, sizeof *zone);

    if (zone == NULL) {
        return;
    }
    *out = (struct mx_spec_zone){.zone = zone};
    if (!read_origin(reader, fields, path, zone)) {
        zone->origin = root; /* the rest is read all the same, for its errors */
        zone->place.line = 0;
    }
    if (values[MX_KEY_NS] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_NS);
        mx_spec_name_servers(reader, values[MX_KEY_NS], &step, zone);
    }
    mx_spec_sets_read(reader, fields, path,
                      out); /* after the name servers: it looks at their addresses */
    if (values[MX_KEY_IGNORE] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_IGNORE);
        mx_spec_ignore(reader, values[MX_KEY_IGNORE], &step, zone);
    }
    if (values[MX_KEY_SOA] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_SOA);
        mx_spec_soa(reader, values[MX_KEY_SOA], &step, zone);
    }
}
