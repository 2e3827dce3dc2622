/* Senders of a spec: what mxtrap-sim simulates behind its own table, in the same terms. */
#include "spec/senders.h"

#include <string.h>

#include "base/suggest.h"
#include "model/senders.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mapping.h"
#include "spec/reader.h"
#include "spec/value.h"

enum { NAME_LENGTH_MAX = 32, SOURCE_MAX = 500 };

/* One of WORDS, which end in NULL, into *OUT by its number. */
static void read_word(struct mx_spec_reader *reader, const struct mx_fields *fields,
                      const struct mx_path *path, enum mx_spec_key_id key, const char *const *words,
                      uint8_t *out) {
    const struct mx_node *node = fields->values[key];
    struct mx_path step = mx_path_key(path, key);
    struct mx_text list = {0};

    if (node == NULL || !mx_spec_string(reader, node, &step)) {
        return;
    }
    for (uint8_t i = 0; words[i] != NULL; i++) {
        if (strlen(words[i]) == node->count && memcmp(words[i], node->text, node->count) == 0) {
            *out = i;
            return;
        }
    }
    mx_text_string(&list, "is none of: ");
    for (size_t i = 0; words[i] != NULL; i++) {
        mx_text_string(&list, i > 0 ? ", " : "");
        mx_text_string(&list, words[i]);
    }
    const char *what = mx_text_string_of(&list);
    if (what == NULL) {
        reader->out_of_memory = true;
    } else {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, &step, what);
    }
    mx_text_free(&list);
}

/* What it does after each cause. "rejected" is short for both greetings. */
static void read_after(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, uint8_t after[MX_TURNED_COUNT]) {
    static const enum mx_spec_key_id keys[MX_TURNED_COUNT] = {
        [MX_TURNED_REFUSED] = MX_KEY_REFUSED,
        [MX_TURNED_GREETING_421] = MX_KEY_GREETING_421,
        [MX_TURNED_GREETING_554] = MX_KEY_GREETING_554,
        [MX_TURNED_CLOSES] = MX_KEY_CLOSES,
        [MX_TURNED_EHLO_421] = MX_KEY_EHLO_421,
        [MX_TURNED_RCPT_450] = MX_KEY_RCPT_450,
        [MX_TURNED_ITSELF] = MX_KEY_ITSELF,
        [MX_TURNED_LOOPBACK] = MX_KEY_LOOPBACK,
        [MX_TURNED_UNSPECIFIED] = MX_KEY_UNSPECIFIED,
    };
    uint8_t rejected = MX_AFTER_NEXT;

    read_word(reader, fields, path, MX_KEY_REJECTED, mx_sender_after_words, &rejected);
    after[MX_TURNED_GREETING_421] = after[MX_TURNED_GREETING_554] = rejected;
    for (size_t i = 0; i < MX_TURNED_COUNT; i++) {
        read_word(reader, fields, path, keys[i], mx_sender_after_words, &after[i]);
    }
}

/* A limit, 1 or more; a sender without one does not have the key. */
static void read_limit(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, enum mx_spec_key_id key, uint16_t *out) {
    const struct mx_node *node = fields->values[key];
    struct mx_path step = mx_path_key(path, key);
    uint32_t number = 0;

    if (node == NULL || !mx_spec_unsigned(reader, node, &step, MX_SENDER_LIMIT_MAX, &number)) {
        return;
    }
    if (number == 0) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, &step,
                      "0 is out of range, 1 to %d: omit the key if there is no limit",
                      MX_SENDER_LIMIT_MAX);
        return;
    }
    *out = (uint16_t)number;
}

static bool is_name(const struct mx_node *node) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    return node->count > 0 && node->count <= NAME_LENGTH_MAX &&
           strspn(node->text, letters) == node->count;
}

static const char *copy(struct mx_spec_reader *reader, const struct mx_node *node) {
    const char *text = mx_arena_copy(reader->arena, node->text, node->count);
    reader->out_of_memory |= text == NULL;
    return text;
}

/* The name; NULL after an error. SENDERS has the COUNT before it. */
static const char *read_name(struct mx_spec_reader *reader, const struct mx_fields *fields,
                             const struct mx_path *path, const struct mxtrap_sender *senders,
                             size_t count) {
    const struct mx_node *node = fields->values[MX_KEY_SENDER];
    struct mx_path step = mx_path_key(path, MX_KEY_SENDER);

    if (node == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "\"sender\", the sender's name, is missing");
        return NULL;
    }
    if (!mx_spec_string(reader, node, &step)) {
        return NULL;
    }
    if (!is_name(node)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, &step,
                          "is not a sender name: 1 to 32 of a-z, 0-9 and -");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(senders[i].name, node->text) == 0) {
            mx_spec_bad_value(reader, MX_RULE_SPEC_DUPLICATE, node, &step, "is given twice");
            return NULL;
        }
    }
    return copy(reader, node);
}

static void read_source(struct mx_spec_reader *reader, const struct mx_fields *fields,
                        const struct mx_path *path, struct mxtrap_sender *sender) {
    const struct mx_node *node = fields->values[MX_KEY_SOURCE];
    struct mx_path step = mx_path_key(path, MX_KEY_SOURCE);

    if (node == NULL || !mx_spec_string(reader, node, &step)) {
        return;
    }
    if (node->count == 0 || node->count > SOURCE_MAX) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, &step, "a source has 1 to %d bytes",
                      SOURCE_MAX);
        return;
    }
    sender->source = copy(reader, node);
}

/* Whether FIELDS has no key but the name and the visits. */
static bool is_named(const struct mx_fields *fields) {
    for (int i = 0; i < MX_KEY_COUNT; i++) {
        if (fields->values[i] != NULL && i != MX_KEY_SENDER && i != MX_KEY_VISITS) {
            return false;
        }
    }
    return fields->values[MX_KEY_VISITS] != NULL;
}

/* What a name without properties stands for: a row, or a behaviour. */
static void read_named(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mxtrap_sender *sender) {
    const struct mx_node *node = fields->values[MX_KEY_SENDER];
    struct mx_path step = mx_path_key(path, MX_KEY_SENDER);
    struct mx_suggest similar = {.word = node->text, .length = node->count};
    const struct mxtrap_sender *row = NULL;
    const char *name = sender->name, *known;
    char what[128];
    struct mx_text text = mx_text_within(what, sizeof what);

    if (mx_sender_measured(name, &row)) {
        *sender = row != NULL ? *row : *sender;
        sender->name = name;
        sender->is_named = true;
        sender->is_unknown = row == NULL;
        return;
    }
    for (size_t i = 0; (known = mx_sender_name_at(i)) != NULL; i++) {
        mx_suggest_try(&similar, known);
    }
    mx_text_string(&text, "is no sender or behaviour that mxtrap knows");
    if (similar.best != NULL) {
        mx_text_format(&text, "; did you mean \"%s\"?", similar.best);
    }
    mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, &step, mx_text_string_of(&text));
}

static void read_visits(struct mx_spec_reader *reader, const struct mx_fields *fields,
                        const struct mx_path *path, struct mxtrap_sender *sender) {
    const struct mx_node *node = fields->values[MX_KEY_VISITS];
    struct mx_path step = mx_path_key(path, MX_KEY_VISITS);

    if (node != NULL) {
        mx_spec_unsigned(reader, node, &step, UINT32_MAX, &sender->visits);
    }
}

/* One item of the list; false where it has an error. */
static bool read_sender(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, const struct mxtrap_sender *senders,
                        size_t count, struct mxtrap_sender *out) {
    struct mx_fields fields;
    size_t errors = reader->errors;

    if (!mx_spec_fields(reader, node, path, MX_IN_SENDER, &fields)) {
        return false;
    }
    *out = (struct mxtrap_sender){.source = "", .kind = MX_SENDER_MTA, .timeout = 30};
    out->name = read_name(reader, &fields, path, senders, count);
    if (out->name != NULL && is_named(&fields)) {
        read_named(reader, &fields, path, out);
        read_visits(reader, &fields, path, out);
        return reader->errors == errors && !reader->out_of_memory;
    }
    read_visits(reader, &fields, path, out);
    read_word(reader, &fields, path, MX_KEY_KIND, mx_sender_kind_words, &out->kind);
    read_word(reader, &fields, path, MX_KEY_ORDER, mx_sender_order_words, &out->order);
    read_word(reader, &fields, path, MX_KEY_TIES, mx_sender_ties_words, &out->ties);
    read_word(reader, &fields, path, MX_KEY_PREFER, mx_sender_prefer_words, &out->prefer);
    read_word(reader, &fields, path, MX_KEY_FAMILY, mx_sender_family_words, &out->family);
    read_word(reader, &fields, path, MX_KEY_LOOKUP, mx_sender_lookup_words, &out->lookup);
    read_word(reader, &fields, path, MX_KEY_REPEATED, mx_sender_again_words, &out->again);
    read_after(reader, &fields, path, out->after);
    read_word(reader, &fields, path, MX_KEY_BALANCE, mx_sender_balance_words, &out->balances);
    read_limit(reader, &fields, path, MX_KEY_MAX_HOSTS, &out->hosts);
    read_limit(reader, &fields, path, MX_KEY_MAX_ADDRESSES, &out->addresses);
    read_limit(reader, &fields, path, MX_KEY_MAX_ADDRESSES_HARD, &out->addresses_hard);
    read_limit(reader, &fields, path, MX_KEY_MAX_PER_HOST, &out->per_host);
    if (fields.values[MX_KEY_TIMEOUT] != NULL) {
        struct mx_path step = mx_path_key(path, MX_KEY_TIMEOUT);
        mx_spec_ttl(reader, fields.values[MX_KEY_TIMEOUT], &step, &out->timeout);
    }
    read_source(reader, &fields, path, out);
    return reader->errors == errors && !reader->out_of_memory;
}

void mx_spec_senders(struct mx_spec_reader *reader, const struct mx_node *node,
                     mxtrap_zones *zones) {
    struct mx_path path = mx_path_key(NULL, MX_KEY_SENDERS);
    size_t count = zones->sender_count;

    if (node->kind != MX_SEQUENCE) {
        mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, &path,
                      "expected a list of senders, found %s", mx_node_type_name(node));
        return;
    }
    if (!mx_spec_list_check(reader, node, &path, MX_SENDERS_MAX)) {
        return;
    }
    if (count + node->count > MX_SENDERS_MAX) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, &path,
                      "all documents together have more than %d senders", MX_SENDERS_MAX);
        return;
    }
    struct mxtrap_sender *senders = mx_spec_zeroed(reader, count + node->count, sizeof *senders);
    if (senders == NULL) {
        return;
    }
    if (count > 0) {
        memcpy(senders, zones->senders, count * sizeof *senders);
    }
    for (size_t i = 0; i < node->count; i++) {
        struct mx_path step = mx_path_index(&path, i);
        count +=
            read_sender(reader, node->items[i], &step, senders, count, &senders[count]) ? 1 : 0;
    }
    zones->senders = senders;
    zones->sender_count = count;
}
