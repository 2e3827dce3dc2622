/* SPF's grammar (RFC 7208 12), as far as it matters here: mechanisms with their domain and prefix
 * lengths, redirect; a domain with macros is not known. */
#include "policy/spf/parse.h"

#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "dns/name.h"

static const char version[] = "v=spf1";

enum domain_use { NO_DOMAIN, MAY_HAVE_DOMAIN, NEEDS_DOMAIN, NEEDS_NETWORK };

static const struct mechanism {
    const char *name;
    enum mx_spf_kind kind;
    enum domain_use domain;
    bool has_prefix;
} mechanisms[] = {
    {"all", MX_SPF_ALL, NO_DOMAIN, false},         {"ip4", MX_SPF_IP4, NEEDS_NETWORK, true},
    {"ip6", MX_SPF_IP6, NEEDS_NETWORK, true},      {"a", MX_SPF_A, MAY_HAVE_DOMAIN, true},
    {"mx", MX_SPF_MX, MAY_HAVE_DOMAIN, true},      {"include", MX_SPF_INCLUDE, NEEDS_DOMAIN, false},
    {"exists", MX_SPF_OTHER, NEEDS_DOMAIN, false}, {"ptr", MX_SPF_OTHER, MAY_HAVE_DOMAIN, false},
};

/* A piece of the record. */
struct word {
    const char *text;
    size_t length;
};

struct parser {
    struct mx_arena *arena;
    const uint8_t *owner;
    struct mx_spf_term terms[MX_SPF_TERMS_MAX];
    size_t count;
    struct mx_spf_term redirect;
    bool has_redirect, has_exp, has_all;
    struct word bad;
    bool is_long, out_of_memory;
};

static bool is_one_of(char c, const char *set) {
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_word(const struct word *word, const char *name) {
    return word->length == strlen(name) && strncasecmp(word->text, name, word->length) == 0;
}

/* The name at the front of WORD is taken off it. */
static struct word parse_name(struct word *word) {
    struct word name = {word->text, 0};

    while (name.length < word->length &&
           (mx_is_alpha(name.text[name.length]) || mx_is_digit(name.text[name.length]) ||
            is_one_of(name.text[name.length], "-_."))) {
        name.length++;
    }
    word->text += name.length;
    word->length -= name.length;
    return name;
}

/* The last label of a domain has something else than digits: "a:192.0.2.1" is an error. */
static bool has_top_label(const struct word *domain) {
    size_t end = domain->length;

    end -= end > 0 && domain->text[end - 1] == '.' ? 1 : 0;
    for (size_t i = end; i > 0 && domain->text[i - 1] != '.'; i--) {
        if (!mx_is_digit(domain->text[i - 1])) {
            return true;
        }
    }
    return false;
}

/* Sets the term's domain, which stays unknown where it has macros or is no name. */
static bool parse_domain(struct parser *parser, struct mx_spf_term *term,
                         const struct word *domain) {
    struct mx_name name;

    term->domain = NULL;
    if (memchr(domain->text, '%', domain->length) != NULL) {
        return true;
    }
    if (!has_top_label(domain)) {
        return false;
    }
    if (memchr(domain->text, '\\', domain->length) != NULL) {
        return true; /* an escape in a zone file, and an ordinary character here */
    }
    enum mx_name_error error = mx_name_parse(&name, domain->text, domain->length, NULL);
    if (error == MX_NAME_OK) {
        size_t length = mx_name_length(name.wire) - 1; /* the copy's NUL is the root */
        term->domain = (const uint8_t *)mx_arena_copy(parser->arena, name.wire, length);
    }
    parser->out_of_memory = parser->out_of_memory || (error == MX_NAME_OK && term->domain == NULL);
    return true;
}

/* Takes "/N" off the front of WORD; false where it is no number from 0 to MOST as the grammar has
 * it: without leading zeros. */
static bool parse_prefix(struct word *word, unsigned most, uint8_t *bits) {
    uint64_t number = 0;

    if (word->text[0] != '/') {
        return false;
    }
    size_t digits = mx_digits(word->text + 1, word->length - 1);
    if (!mx_number_parse(word->text + 1, digits, most, &number) ||
        (word->text[1] == '0' && digits > 1)) {
        return false;
    }
    *bits = (uint8_t)number;
    word->text += 1 + digits;
    word->length -= 1 + digits;
    return true;
}

/* Both prefix lengths of `a` and `mx`: "/N", "//N" or "/N//N"; the one of a network. */
static bool parse_prefixes(struct mx_spf_term *term, struct word word) {
    bool is_ip6 = term->kind == MX_SPF_IP6;

    term->bits = is_ip6 ? 128 : 32;
    term->bits6 = 128;
    if (word.length > 1 && word.text[1] != '/' &&
        !parse_prefix(&word, is_ip6 ? 128 : 32, &term->bits)) {
        return false;
    }
    if (word.length > 1 && word.text[0] == '/' && word.text[1] == '/' &&
        (term->kind == MX_SPF_A || term->kind == MX_SPF_MX)) {
        word.text++;
        word.length--;
        return parse_prefix(&word, 128, &term->bits6) && word.length == 0;
    }
    return word.length == 0;
}

static bool parse_network(struct mx_spf_term *term, const struct word *network) {
    struct mx_address address = {0};
    uint8_t family = term->kind == MX_SPF_IP4 ? MX_IPV4 : MX_IPV6;

    if (!mx_address_parse(&address, network->text, network->length) || address.family != family) {
        return false;
    }
    memcpy(term->of.network, address.bytes, sizeof address.bytes);
    term->is_known = true;
    return true;
}

/* What stands behind the name of a mechanism: ":" and a domain, "/" and prefix lengths. */
static bool parse_rest(struct parser *parser, struct mx_spf_term *term,
                       const struct mechanism *mechanism, struct word rest) {
    bool has_domain = rest.length > 0 && rest.text[0] == ':';
    struct word domain = {rest.text + 1, 0};

    if (has_domain) {
        const char *slash = mechanism->has_prefix ? memchr(rest.text, '/', rest.length) : NULL;
        size_t length = slash == NULL ? rest.length : (size_t)(slash - rest.text);
        domain.length = length - 1;
        rest.text += length;
        rest.length -= length;
    }
    if (has_domain ? domain.length == 0 || mechanism->domain == NO_DOMAIN
                   : mechanism->domain >= NEEDS_DOMAIN) {
        return false;
    }
    if (mechanism->has_prefix ? !parse_prefixes(term, rest) : rest.length > 0) {
        return false;
    }
    return mechanism->domain == NEEDS_NETWORK ? parse_network(term, &domain)
           : has_domain                       ? parse_domain(parser, term, &domain)
                                              : true;
}

static bool parse_mechanism(struct parser *parser, char qualifier, const struct word *name,
                            struct word rest) {
    struct mx_spf_term term = {.qualifier = qualifier, .domain = parser->owner};

    for (size_t i = 0; i < sizeof mechanisms / sizeof mechanisms[0]; i++) {
        if (!is_word(name, mechanisms[i].name)) {
            continue;
        }
        term.kind = (uint8_t)mechanisms[i].kind;
        if (!parse_rest(parser, &term, &mechanisms[i], rest)) {
            return false;
        }
        if (parser->has_all) {
            return true; /* never tried (5.1), but its syntax counts */
        }
        if (parser->count == MX_SPF_TERMS_MAX) {
            parser->is_long = true; /* and the syntax of those after it counts all the same */
            return true;
        }
        parser->has_all = term.kind == MX_SPF_ALL;
        parser->terms[parser->count++] = term;
        return true;
    }
    return false;
}

/* redirect and exp may stand once each (6); modifiers that nobody knows are left alone. */
static bool parse_modifier(struct parser *parser, const struct word *name, struct word value) {
    struct mx_spf_term exp;
    bool *has = is_word(name, "redirect") ? &parser->has_redirect
                : is_word(name, "exp")    ? &parser->has_exp
                                          : NULL;

    if (has == NULL) {
        return true;
    }
    if (*has || value.length == 0) {
        return false;
    }
    *has = true;
    return parse_domain(parser, has == &parser->has_redirect ? &parser->redirect : &exp, &value);
}

static bool parse_term(struct parser *parser, struct word word) {
    bool is_qualified = is_one_of(word.text[0], "+-~?");
    char qualifier = word.text[0];

    if (!is_qualified) {
        qualifier = '+';
    }

    for (size_t i = 0; i < word.length; i++) {
        if (word.text[i] <= ' ' || word.text[i] > '~') {
            return false;
        }
    }
    word.text += is_qualified ? 1 : 0;
    word.length -= is_qualified ? 1 : 0;
    struct word name = parse_name(&word);
    if (word.length > 0 && word.text[0] == '=') {
        struct word value = {word.text + 1, word.length - 1};
        return !is_qualified && name.length > 0 && mx_is_alpha(name.text[0]) &&
               parse_modifier(parser, &name, value);
    }
    return parse_mechanism(parser, qualifier, &name, word);
}

bool mx_spf_is_record(const char *text, size_t length) {
    size_t size = sizeof version - 1;
    return length >= size && strncasecmp(text, version, size) == 0 &&
           (length == size || text[size] == ' ');
}

static bool parse_terms(struct parser *parser, const char *text, size_t length) {
    const char *end = text + length;

    for (const char *at = text + sizeof version - 1; at < end;) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        size_t size = space == NULL ? (size_t)(end - at) : (size_t)(space - at);
        if (size > 0 && !parse_term(parser, (struct word){at, size})) {
            parser->bad = (struct word){at, size};
            return false;
        }
        at += size + 1;
    }
    return true;
}

static bool keep_bad_term(struct mx_spf *policy, struct parser *parser) {
    size_t length = parser->bad.length < UINT16_MAX ? parser->bad.length : UINT16_MAX;

    policy->fault = MX_SPF_BAD_TERM;
    policy->bad_term = mx_arena_copy(parser->arena, parser->bad.text, length);
    policy->bad_length = (uint16_t)length;
    return policy->bad_term != NULL && !parser->out_of_memory;
}

bool mx_spf_parse(struct mx_spf *policy, struct mx_arena *arena, const char *text, size_t length) {
    struct parser parser = {
        .arena = arena,
        .owner = policy->domain,
        .redirect = {.kind = MX_SPF_REDIRECT, .qualifier = '+'},
    };

    if (!parse_terms(&parser, text, length)) {
        return keep_bad_term(policy, &parser);
    }
    bool is_redirected = parser.has_redirect && !parser.has_all; /* 6.1: `all` takes its place */
    if (parser.is_long || (is_redirected && parser.count == MX_SPF_TERMS_MAX)) {
        policy->fault = MX_SPF_LONG;
        return !parser.out_of_memory;
    }
    if (is_redirected) {
        parser.terms[parser.count++] = parser.redirect;
    }
    struct mx_spf_term *terms = mx_arena_zeroed(arena, parser.count, sizeof *terms);
    if (parser.out_of_memory || terms == NULL) {
        return false;
    }
    memcpy(terms, parser.terms, parser.count * sizeof *terms);
    policy->terms = terms;
    policy->count = (uint16_t)parser.count;
    return true;
}
