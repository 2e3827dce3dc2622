/* The scalars of a spec: texts, numbers, TTLs, names, addresses. */
#include "spec/value.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "dns/address.h"
#include "dns/name.h"
#include "dns/ttl.h"
#include "model/layout.h"
#include "spec/error.h"
#include "spec/reader.h"

static bool is_text(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, const char *expected) {
    if (node->kind == MX_SCALAR && mx_node_scalar_type(node) == MX_SCALAR_TEXT) {
        return true;
    }
    mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path, "expected %s, found %s", expected,
                  mx_node_type_name(node));
    return false;
}

bool mx_spec_string(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path) {
    bool needs_quotes = node->kind == MX_SCALAR && node->count > 0;

    return is_text(reader, node, path, needs_quotes ? "a text (put it in quotes)" : "a text");
}

bool mx_spec_unsigned(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, uint32_t max, uint32_t *out) {
    bool is_scalar = node->kind == MX_SCALAR, is_negative = is_scalar && node->text[0] == '-';
    const char *digits = is_scalar ? node->text + (is_negative ? 1 : 0) : "";
    size_t length = is_scalar ? node->count - (is_negative ? 1 : 0) : 0;
    uint64_t number = 0;

    if (!is_scalar || mx_node_scalar_type(node) == MX_SCALAR_NOTHING) {
        return is_text(reader, node, path, "a whole number");
    }
    if (length == 0 || !node->plain || mx_digits(digits, length) != length ||
        (length > 1 && digits[0] == '0')) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_TYPE, node, path,
                          length > 0 && !node->plain && mx_digits(digits, length) == length
                              ? "must be a number without quotes"
                              : "is not a whole number");
        return false;
    }
    if (is_negative || !mx_number_parse(digits, length, max, &number)) {
        mx_spec_error(reader, MX_RULE_SPEC_VALUE, node, path, "%.20s is out of range, 0 to %lu",
                      node->text, (unsigned long)max);
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

/* Unlike BIND, a spec takes no number without a unit after one with a unit of zero: 0h5. */
static bool ttl_parse(const char *text, size_t length, uint32_t *out) {
    bool is_plain = mx_digits(text, length) == length;

    return length > 0 && (is_plain || !mx_is_digit(text[length - 1])) &&
           mx_ttl_parse(text, length, MX_TTL_MAX, out);
}

bool mx_spec_ttl(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, uint32_t *out) {
    if (node->kind == MX_SCALAR && mx_node_scalar_type(node) == MX_SCALAR_NUMBER) {
        return mx_spec_unsigned(reader, node, path, MX_TTL_MAX, out);
    }
    if (!is_text(reader, node, path, "a TTL (seconds, or units as in 1h30m)")) {
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
    if (!is_text(reader, node, path, "an IPv4 or IPv6 address")) {
        return false;
    }
    if (!mx_address_parse(out, node->text, node->count)) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is not an IPv4 or IPv6 address");
        return false;
    }
    out->place = mx_spec_spot(reader, node);
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
    size_t most = 2 * (size_t)MX_ADDRESSES_MAX; /* a zone file's, of both types */

    if (length == 0 || length > most) {
        mx_spec_error(reader, length == 0 ? MX_RULE_SPEC_MISSING : MX_RULE_SPEC_VALUE, node, path,
                      "expected 1 to %zu addresses, found %zu", most, length);
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
