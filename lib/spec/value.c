/* The scalars of a spec: texts, numbers, TTLs, names, addresses. */
#include <string.h>

#include "spec/reader.h"

static bool is_one_of(const struct mx_node *node, const char *const *words) {
    for (; *words != NULL; words++) {
        if (strlen(*words) == node->count && memcmp(*words, node->text, node->count) == 0) {
            return true;
        }
    }
    return false;
}

static size_t digits_at(const char *text) {
    size_t count = 0;
    while (mx_is_digit(text[count])) {
        count++;
    }
    return count;
}

/* YAML 1.2.2 10.3.2: [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, 0o and
 * 0x integers, and the words for infinity and no number. */
static bool is_number(const struct mx_node *node) {
    static const char *const words[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                        "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                        ".NaN",  ".NAN",  NULL};
    const char *at = node->text;
    const char *end = node->text + node->count;

    if (!mx_is_digit(at[0]) && is_one_of(node, words)) {
        return true;
    }
    if (node->count > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'o')) {
        const char *digits = at[1] == 'x' ? "0123456789abcdefABCDEF" : "01234567";
        return 2 + strspn(at + 2, digits) == node->count;
    }
    at += *at == '-' || *at == '+' ? 1 : 0;
    size_t whole = digits_at(at);
    at += whole;
    if (*at == '.') {
        size_t fraction = digits_at(at + 1);
        if (whole + fraction == 0) {
            return false;
        }
        at += 1 + fraction;
    } else if (whole == 0) {
        return false;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        size_t exponent = digits_at(at);
        at += exponent;
        return exponent > 0 && at == end;
    }
    return at == end;
}

enum scalar_type { TEXT, NUMBER, TRUTH, NOTHING };

static enum scalar_type scalar_type(const struct mx_node *node) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const truths[] = {"true", "True", "TRUE", "false", "False", "FALSE", NULL};

    if (!node->plain) {
        return TEXT;
    }
    /* The first character tells most names and addresses from words and from numbers. */
    if (strchr("~nNtTfF", node->text[0]) != NULL) {
        return is_one_of(node, nulls) ? NOTHING : is_one_of(node, truths) ? TRUTH : TEXT;
    }
    return strchr("+-.0123456789", node->text[0]) != NULL && is_number(node) ? NUMBER : TEXT;
}

const char *mx_node_type_name(const struct mx_node *node) {
    static const char *const names[] = {
        [TEXT] = "a text", [NUMBER] = "a number", [TRUTH] = "a truth value", [NOTHING] = "nothing"};

    switch ((enum mx_node_kind)node->kind) {
    case MX_SEQUENCE:
        return "a list";
    case MX_MAPPING:
        return "a mapping";
    case MX_SCALAR:
        break;
    }
    return names[scalar_type(node)];
}

bool mx_spec_string(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path) {
    if (node->kind == MX_SCALAR && scalar_type(node) == TEXT) {
        return true;
    }
    mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path, "%s stands where a text belongs%s",
                  mx_node_type_name(node),
                  node->kind == MX_SCALAR && node->count > 0 ? " (quotes make it one)" : "");
    return false;
}

bool mx_spec_unsigned(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, uint32_t most, uint32_t *out) {
    bool negative = node->kind == MX_SCALAR && node->text[0] == '-';
    const char *digits = node->kind == MX_SCALAR ? node->text + (negative ? 1 : 0) : "";
    size_t count = digits_at(digits);
    uint64_t number = 0;

    if (count == 0 || !node->plain || count + (negative ? 1 : 0) != node->count ||
        (count > 1 && digits[0] == '0')) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_TYPE, node, path, "is not a whole number");
        return false;
    }
    for (size_t i = 0; i < count && number <= most; i++) {
        number = number * 10 + (uint64_t)(digits[i] - '0');
    }
    if (negative || number > most) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "%.20s is out of range, 0 to %lu",
                      node->text, (unsigned long)most);
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

static uint32_t unit_seconds(char unit) {
    switch (unit) {
    case 's':
    case 'S':
        return 1;
    case 'm':
    case 'M':
        return 60;
    case 'h':
    case 'H':
        return 3600;
    case 'd':
    case 'D':
        return 86400;
    case 'w':
    case 'W':
        return 604800;
    default:
        return 0;
    }
}

/* Seconds, or BIND's units as in 1h30m; false when it is neither or above the limit. */
static bool ttl_parse(const char *text, size_t length, uint32_t *out) {
    uint64_t total = 0;
    size_t at = 0;

    while (at < length) {
        uint64_t number = 0;
        size_t first = at;
        for (; mx_is_digit(text[at]) && number <= MX_TTL_MOST; at++) {
            number = number * 10 + (uint64_t)(text[at] - '0');
        }
        bool is_bare = at == length && first == 0;
        uint32_t unit = is_bare ? 1 : unit_seconds(text[at]);
        if (at == first || unit == 0) {
            return false;
        }
        total += number * unit;
        if (total > MX_TTL_MOST) {
            return false;
        }
        at += is_bare ? 0 : 1;
    }
    *out = (uint32_t)total;
    return length > 0;
}

bool mx_spec_ttl(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, uint32_t *out) {
    if (node->kind == MX_SCALAR && scalar_type(node) == NUMBER) {
        return mx_spec_unsigned(reader, node, path, MX_TTL_MOST, out);
    }
    if (!mx_spec_string(reader, node, path)) {
        return false;
    }
    if (!ttl_parse(node->text, node->count, out)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path,
                          "is not a TTL: seconds or units as in 1h30m, up to 2147483647 seconds");
        return false;
    }
    return true;
}

static bool address_of(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, struct mx_address *out) {
    if (!mx_spec_string(reader, node, path)) {
        return false;
    }
    if (!mx_address_parse(out, node->text, node->count)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is not an IPv4 or IPv6 address");
        return false;
    }
    out->place = (struct mx_place){reader->file, node->line, node->column};
    return true;
}

bool mx_spec_name(struct mx_spec_reader *reader, const struct mx_node *node,
                  const struct mx_path *path, const uint8_t *origin, const uint8_t **out) {
    struct mx_name name;

    if (!mx_spec_string(reader, node, path)) {
        return false;
    }
    enum mx_name_error error = mx_name_parse(&name, node->text, node->count, origin);
    if (error != MX_NAME_OK) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, mx_name_error_text(error));
        return false;
    }
    char *copy = mx_arena_copy(reader->arena, name.wire, mx_name_length(name.wire) - 1);
    if (copy == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    *out = (const uint8_t *)copy;
    return true;
}

static bool is_given_before(const struct mx_address *addresses, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (mx_address_equal(&addresses[i], &addresses[count])) {
            return true;
        }
    }
    return false;
}

bool mx_spec_addresses(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, const struct mx_address **out, uint16_t *count) {
    bool is_list = node->kind == MX_SEQUENCE;
    size_t length = is_list ? node->count : 1;
    size_t errors = reader->errors;

    if (length == 0 || length > MX_ADDRESSES_MOST) {
        mx_spec_error(reader, length == 0 ? MX_RULE_SPEC_MISSING : MX_RULE_SPEC_VALUE, node, path,
                      "a list of addresses has 1 to %d of them, here %zu", MX_ADDRESSES_MOST,
                      length);
        return false;
    }
    struct mx_address *addresses = mx_spec_zeroed(reader, length, sizeof *addresses);
    if (addresses == NULL) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        struct mx_path step = mx_path_index(path, i);
        const struct mx_node *item = is_list ? node->items[i] : node;
        const struct mx_path *where = is_list ? &step : path;
        if (address_of(reader, item, where, &addresses[i]) && is_given_before(addresses, i)) {
            mx_spec_bad_value(reader, MX_RULE_SPEC_DUPLICATE, item, where, "is given twice");
        }
    }
    *out = addresses;
    *count = (uint16_t)length;
    return reader->errors == errors;
}
