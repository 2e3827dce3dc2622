/* The types of plain scalars by the core schema of YAML 1.2, and how errors name a node. */
#include "spec/node.h"

#include <string.h>

#include "base/text.h"

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

enum mx_scalar_type mx_node_scalar_type(const struct mx_node *node) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const truths[] = {"true", "True", "TRUE", "false", "False", "FALSE", NULL};

    if (!node->plain) {
        return MX_SCALAR_TEXT;
    }
    /* The first character tells most names and addresses from words and from numbers. */
    if (strchr("~nNtTfF", node->text[0]) != NULL) {
        return is_one_of(node, nulls)    ? MX_SCALAR_NOTHING
               : is_one_of(node, truths) ? MX_SCALAR_TRUTH
                                         : MX_SCALAR_TEXT;
    }
    return strchr("+-.0123456789", node->text[0]) != NULL && is_number(node) ? MX_SCALAR_NUMBER
                                                                             : MX_SCALAR_TEXT;
}

const char *mx_node_type_name(const struct mx_node *node) {
    static const char *const names[] = {[MX_SCALAR_TEXT] = "a text",
                                        [MX_SCALAR_NUMBER] = "a number",
                                        [MX_SCALAR_TRUTH] = "a boolean",
                                        [MX_SCALAR_NOTHING] = "nothing"};

    switch ((enum mx_node_kind)node->kind) {
    case MX_SEQUENCE:
        return "a list";
    case MX_MAPPING:
        return "a mapping";
    case MX_SCALAR:
        break;
    }
    return names[mx_node_scalar_type(node)];
}

const struct mx_node *mx_node_later(const struct mx_node *a, const struct mx_node *b) {
    return a->line > b->line || (a->line == b->line && a->column > b->column) ? a : b;
}
