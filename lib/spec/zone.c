/* A zone's own keys: name, owners, TTL, silence, ignored rules, and its MX set or layout. */
#include "spec/zone.h"

#include <string.h>

#include "base/suggest.h"
#include "spec/authority.h"
#include "spec/dots.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mx.h"
#include "spec/reader.h"
#include "spec/value.h"

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

static void read_owner(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, struct mx_spec_zone *out) {
    mxtrap_zone *zone = out->zone;
    mxtrap_layout *layout = &out->layouts[zone->layout_count];

    if (!mx_spec_name(reader, node, path, zone->origin, &layout->owner)) {
        return;
    }
    if (!mx_name_is_within(layout->owner, zone->origin)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is not inside the zone");
        return;
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (mx_name_equal(out->layouts[i].owner, layout->owner)) {
            mx_spec_bad_value(reader, MX_RULE_SPEC_DUPLICATE, node, path, "is given twice");
            return;
        }
    }
    zone->layout_count++;
    mx_spec_dot_add(reader, node, zone, layout->owner, MX_DOT_OWNER, false);
}

/* One layout an owner name; their exchangers come with the MX set. */
static void read_owners(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, struct mx_spec_zone *out) {
    struct mx_path key = mx_path_key(path, MX_KEY_OWNERS);
    size_t length = node == NULL ? 1 : mx_spec_list_length(node);

    if (node != NULL && !mx_spec_list_check(reader, node, &key, MX_OWNERS_MAX)) {
        return;
    }
    out->layouts = mx_spec_zeroed(reader, length, sizeof *out->layouts);
    if (out->layouts == NULL) {
        return;
    }
    out->zone->layouts = out->layouts;
    if (node == NULL) {
        out->layouts[0].owner = out->zone->origin;
        out->zone->layout_count = 1;
        return;
    }
    for (size_t i = 0; i < length; i++) {
        struct mx_path step = mx_path_index(&key, i);
        read_owner(reader, mx_spec_list_item(node, i), node->kind == MX_SEQUENCE ? &step : &key,
                   out);
    }
}

static void add_ignored(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, mxtrap_zone *zone, enum mx_rule *ignored) {
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
        ignored[zone->ignored_count++] = rule;
    }
}

static void check_reason(struct mx_spec_reader *reader, const struct mx_node *node,
                         const struct mx_path *path) {
    if (mx_spec_string(reader, node, path) && node->count == 0) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "the reason is empty");
    }
}

/* One item of the long form, {rule: ..., reason: ...}. */
static void read_ignore_item(struct mx_spec_reader *reader, const struct mx_node *node,
                             const struct mx_path *path, mxtrap_zone *zone, enum mx_rule *ignored) {
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
    check_reason(reader, reason, &step);
    step = mx_path_key(path, MX_KEY_RULE);
    if (mx_spec_string(reader, rule, &step)) {
        add_ignored(reader, rule, &step, zone, ignored);
    }
}

static void read_ignore(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, mxtrap_zone *zone) {
    struct mx_pairs pairs = {.count = 0};
    bool is_list = node->kind == MX_SEQUENCE;

    if ((is_list && !mx_spec_list_check(reader, node, path, MX_RULE_COUNT)) ||
        (!is_list && !mx_spec_pairs(reader, node, path, &pairs))) {
        return;
    }
    size_t length = is_list ? node->count : pairs.count;
    enum mx_rule *ignored = mx_spec_zeroed(reader, length, sizeof *ignored);
    zone->ignored = ignored;
    for (size_t i = 0; ignored != NULL && i < length; i++) {
        if (is_list) {
            struct mx_path step = mx_path_index(path, i);
            read_ignore_item(reader, node->items[i], &step, zone, ignored);
        } else {
            const struct mx_node *key = pairs.items[2 * i];
            struct mx_path step = {path, key->text, key->count, 0};
            check_reason(reader, pairs.items[2 * i + 1], &step);
            add_ignored(reader, key, &step, zone, ignored);
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

/* What a layout may hold as well: the exchangers, or the name of a layout for them. */
static void read_set(struct mx_spec_reader *reader, const struct mx_fields *fields,
                     const struct mx_path *path, struct mx_spec_zone *out) {
    const struct mx_node *mx = fields->values[MX_KEY_MX];
    const struct mx_node *layout = fields->values[MX_KEY_LAYOUT];
    struct mx_path step = mx_path_key(path, MX_KEY_LAYOUT);

    out->settings = mx_spec_settings(reader, fields, path);
    if (mx != NULL && layout != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_CONFLICT, mx_node_later(mx, layout), path,
                      "a zone has \"mx\" or \"layout\", not both");
    } else if (mx == NULL && layout == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "a zone needs \"mx\" or \"layout\"");
    } else if (layout != NULL) {
        if (mx_spec_string(reader, layout, &step)) {
            out->layout = mx_arena_copy(reader->arena, layout->text, layout->count);
            out->layout_length = layout->count;
            out->layout_place = (struct mx_place){reader->file, layout->line, layout->column};
            reader->out_of_memory |= out->layout == NULL;
        }
    } else {
        step = mx_path_key(path, MX_KEY_MX);
        mx_spec_mx(reader, mx, &step, out, NULL);
    }
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
    zone->ttl = MX_TTL_DEFAULT;
    if (!read_origin(reader, fields, path, zone)) {
        zone->origin = root; /* the rest is read all the same, for its errors */
        zone->place.line = 0;
    }
    read_owners(reader, values[MX_KEY_OWNERS], path, out);
    if (values[MX_KEY_NS] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_NS);
        mx_spec_name_servers(reader, values[MX_KEY_NS], &step, zone);
    }
    read_set(reader, fields, path, out); /* after the name servers: it looks at their addresses */
    if (values[MX_KEY_IGNORE] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_IGNORE);
        read_ignore(reader, values[MX_KEY_IGNORE], &step, zone);
    }
    if (values[MX_KEY_SOA] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_SOA);
        mx_spec_soa(reader, values[MX_KEY_SOA], &step, zone);
    }
    mx_spec_zone_apply(out, &out->settings);
}

void mx_spec_zone_apply(struct mx_spec_zone *zone, const struct mx_settings *settings) {
    if (settings->has_ttl) {
        zone->zone->ttl = settings->ttl;
    }
    if (settings->has_silence) {
        zone->zone->silence = settings->silence;
    }
}
