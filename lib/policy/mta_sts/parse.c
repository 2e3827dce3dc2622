/* MTA-STS policies (RFC 8461 3.2): lines of key and value. Every error is reported, each at its
 * place; of a field given twice senders take the first, so that the second is an error here. */
#include "policy/mta_sts/parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/number.h"

enum { KEY_MAX = 32, DIGITS_MAX = 10 };

enum field { VERSION, MODE, MAX_AGE, FIELDS };

static const char *const field_names[FIELDS] = {"version", "mode", "max_age"};

struct parser {
    struct mxtrap_mta_sts *policy;
    mxtrap_findings *findings;
    struct mx_mta_sts_host **next;
    bool is_given[FIELDS];
    bool is_wrong, no_memory;
    const char *line; /* the begin of the one at hand */
    uint32_t number;
};

/* A piece of the line at hand. */
struct piece {
    const char *bytes;
    size_t length;
};

static bool is_piece(const struct piece *piece, const char *word) {
    return piece->length == strlen(word) && memcmp(piece->bytes, word, piece->length) == 0;
}

static struct mx_place place_of(const struct parser *parser, const char *at) {
    uint32_t column = 1;

    for (const char *c = parser->line; c < at; c++) {
        column += ((unsigned char)*c & 0xc0) == 0x80 ? 0 : 1; /* columns are characters */
    }
    return (struct mx_place){parser->policy->file, parser->number, column};
}

static struct mx_text *begin(struct parser *parser) {
    parser->is_wrong = true;
    return mx_finding_begin(parser->findings);
}

static void end(struct parser *parser, const char *at) {
    mx_finding_end(parser->findings, MX_RULE_MTA_STS_SYNTAX, MXTRAP_ERROR, place_of(parser, at));
}

static void fail(struct parser *parser, const struct piece *piece, const char *words) {
    struct mx_text *text = begin(parser);

    mx_text_quoted(text, piece->bytes, piece->length);
    mx_text_string(text, words);
    end(parser, piece->bytes);
}

static void fail_plain(struct parser *parser, const char *at, const char *words) {
    mx_text_string(begin(parser), words);
    end(parser, at);
}

static void parse_version(struct parser *parser, const struct piece *value) {
    if (!is_piece(value, "STSv1")) {
        fail(parser, value, " is not a known version: STSv1");
    }
}

static void parse_mode(struct parser *parser, const struct piece *value) {
    static const char *const modes[] = {"none", "testing", "enforce"};

    for (int i = 0; i < 3; i++) {
        if (is_piece(value, modes[i])) {
            parser->policy->mode = (enum mx_mta_sts_mode)i;
            parser->policy->mode_place = place_of(parser, value->bytes);
            return;
        }
    }
    fail(parser, value, " is not a mode: enforce, testing or none");
}

static void parse_max_age(struct parser *parser, const struct piece *value) {
    uint64_t age = 0;

    if (value->length > DIGITS_MAX ||
        !mx_number_parse(value->bytes, value->length, MX_MTA_STS_AGE_MAX, &age)) {
        fail(parser, value, " is not a number of seconds from 0 to 31557600");
        return;
    }
    parser->policy->max_age = (uint32_t)age;
}

static void parse_host(struct parser *parser, const struct piece *value) {
    bool is_wildcard = value->length > 2 && memcmp(value->bytes, "*.", 2) == 0;
    struct piece domain = {value->bytes + (is_wildcard ? 2 : 0),
                           value->length - (is_wildcard ? 2 : 0)};
    struct mx_name name;
    bool has_dot = domain.length > 0 && domain.bytes[domain.length - 1] == '.';
    enum mx_name_error error =
        has_dot ? MX_NAME_EMPTY_LABEL : mx_name_parse(&name, domain.bytes, domain.length, NULL);

    if (error != MX_NAME_OK || memchr(domain.bytes, '\\', domain.length) != NULL ||
        !mx_name_is_hostname(name.wire)) {
        fail(parser, value, " is not a host name without a final dot, nor one after \"*.\"");
        return;
    }
    struct mx_arena *arena = &parser->policy->arena;
    struct mx_mta_sts_host *host = mx_arena_zeroed(arena, 1, sizeof *host);
    const char *copy = mx_arena_copy(arena, name.wire, mx_name_length(name.wire));
    if (host == NULL || copy == NULL) {
        parser->no_memory = true;
        return;
    }
    *host = (struct mx_mta_sts_host){(const uint8_t *)copy, NULL, place_of(parser, value->bytes),
                                     is_wildcard};
    *parser->next = host;
    parser->next = &host->next;
    parser->policy->count++;
}

static void parse_field(struct parser *parser, const struct piece *key, const struct piece *value) {
    static void (*const takers[FIELDS])(struct parser *, const struct piece *) = {
        parse_version, parse_mode, parse_max_age};

    for (int i = 0; i < FIELDS; i++) {
        if (!is_piece(key, field_names[i])) {
            continue;
        }
        if (parser->is_given[i]) {
            fail(parser, key, " is given twice: senders take the first");
            return;
        }
        parser->is_given[i] = true;
        takers[i](parser, value);
        return;
    }
    if (is_piece(key, "mx")) {
        parse_host(parser, value);
    }
}

static bool is_key_char(char c, bool is_first) {
    return mx_is_digit(c) || mx_is_alpha(c) || (!is_first && (c == '_' || c == '-' || c == '.'));
}

static bool is_key(const struct piece *key) {
    for (size_t i = 0; i < key->length; i++) {
        if (!is_key_char(key->bytes[i], i == 0)) {
            return false;
        }
    }
    return key->length > 0 && key->length <= KEY_MAX;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool has_control(const struct piece *value) {
    for (size_t i = 0; i < value->length; i++) {
        if ((unsigned char)value->bytes[i] < 0x20 || value->bytes[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

static void parse_line(struct parser *parser, const char *line, size_t length) {
    const char *colon = memchr(line, ':', length);

    if (length > 0 && line[length - 1] == '\r') {
        length--;
    }
    if (length == 0) {
        fail_plain(parser, line, "an empty line: each line is a key, a colon and a value");
        return;
    }
    struct piece key = {line, colon != NULL ? (size_t)(colon - line) : length};
    if (colon == NULL || !is_key(&key)) {
        fail(parser, &key, colon == NULL ? " has no colon after it" : " is not a key");
        return;
    }
    struct piece value = {colon + 1, length - key.length - 1};
    while (value.length > 0 && is_blank(value.bytes[0])) {
        value.bytes++;
        value.length--;
    }
    while (value.length > 0 && is_blank(value.bytes[value.length - 1])) {
        value.length--;
    }
    if (value.length == 0 || has_control(&value)) {
        fail(parser, value.length == 0 ? &key : &value,
             value.length == 0 ? " has no value" : " has a control character in it");
        return;
    }
    parse_field(parser, &key, &value);
}

/* What must be there, told at the last line. */
static void check_whole(struct parser *parser) {
    for (int i = 0; i < FIELDS; i++) {
        if (!parser->is_given[i]) {
            struct mx_text *text = begin(parser);
            mx_text_string(text, "the policy has no ");
            mx_text_string(text, field_names[i]);
            end(parser, parser->line);
        }
    }
    if (parser->is_given[MODE] && !parser->is_wrong && parser->policy->count == 0 &&
        parser->policy->mode != MX_MTA_STS_NONE) {
        fail_plain(parser, parser->line, "the policy has no mx: nothing could be delivered");
    }
}

enum mxtrap_status mx_mta_sts_parse(struct mxtrap_mta_sts *policy, const char *bytes, size_t length,
                                    const char *file, mxtrap_findings *findings) {
    struct parser parser = {
        .policy = policy, .findings = findings, .next = &policy->first, .line = bytes, .number = 1};

    policy->file = mx_arena_copy(&policy->arena, file, strlen(file));
    if (policy->file == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    for (size_t at = 0; at < length && !parser.no_memory;) {
        const char *newline = memchr(bytes + at, '\n', length - at);
        size_t line = newline != NULL ? (size_t)(newline - bytes) - at : length - at;
        parser.line = bytes + at;
        parser.number += at > 0 ? 1 : 0;
        parse_line(&parser, bytes + at, line);
        at += line + 1;
    }
    check_whole(&parser);
    if (parser.no_memory || mx_findings_status(findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return parser.is_wrong ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}

enum mxtrap_status mxtrap_mta_sts_parse(mxtrap_mta_sts **out, const char *bytes, size_t length,
                                        const char *name, mxtrap_findings *findings) {
    if (length > MX_MTA_STS_FILE_MAX) {
        return mx_findings_unreadable(findings, name, EFBIG);
    }
    struct mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
    enum mxtrap_status status =
        policy == NULL ? MXTRAP_ERR_MEMORY
                       : mx_mta_sts_parse(policy, length > 0 ? bytes : "", length, name, findings);

    if (status == MXTRAP_OK) {
        *out = policy;
        policy = NULL;
    }
    mxtrap_mta_sts_free(policy);
    return status;
}

enum mxtrap_status mxtrap_mta_sts_read(mxtrap_mta_sts **out, const char *path,
                                       mxtrap_findings *findings) {
    char *bytes = malloc(MX_MTA_STS_FILE_MAX + 1);
    size_t length = 0;

    if (bytes == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    int error = mx_file_read(path, bytes, MX_MTA_STS_FILE_MAX, &length);
    enum mxtrap_status status = error != 0
                                    ? mx_findings_unreadable(findings, path, error)
                                    : mxtrap_mta_sts_parse(out, bytes, length, path, findings);
    free(bytes);
    return status;
}

void mxtrap_mta_sts_free(mxtrap_mta_sts *policy) {
    if (policy != NULL) {
        mx_arena_free(&policy->arena);
        free(policy);
    }
}
