/* libyaml says which rule of YAML is broken. For frequent mistakes in specs a row of a table says
 * what to write instead: some names and addresses of DNS need quotes. */
#include "spec/yaml_error.h"

#include <string.h>

#include "dns/address.h"
#include "spec/kind.h"

void mx_yaml_fail(struct mx_yaml *yaml, enum mxtrap_status status) {
    if (yaml->status == MXTRAP_OK) {
        yaml->status = status;
    }
}

static void end(struct mx_yaml *yaml, enum mx_rule rule, uint32_t line, uint32_t column) {
    mx_finding_end(yaml->findings, rule, MXTRAP_ERROR, (struct mx_place){yaml->file, line, column});
    mx_yaml_fail(yaml, MXTRAP_ERR_INPUT);
}

void mx_yaml_fail_at(struct mx_yaml *yaml, enum mx_rule rule, uint32_t line, uint32_t column,
                     const char *text, const char *word) {
    struct mx_text *message = mx_finding_begin(yaml->findings);

    mx_text_string(message, text);
    if (word != NULL) {
        mx_text_char(message, ' ');
        mx_text_quoted(message, word, strlen(word));
    }
    end(yaml, rule, line, column);
}

/* Says what was found instead of a spec, and how to make a spec of it. */
static void fail_with_import(struct mx_yaml *yaml, enum mx_rule rule, const char *what,
                             const char *options) {
    struct mx_text *message = mx_finding_begin(yaml->findings);

    mx_text_string(message, what);
    mx_text_string(message, ", not a spec; import it: mxtrap-gen -f spec ");
    mx_text_string(message, options);
    mx_text_escaped(message, yaml->file, strlen(yaml->file));
    mx_text_string(message, " >zone.yaml");
    end(yaml, rule, 1, 1);
}

void mx_yaml_fail_open(struct mx_yaml *yaml, int error) {
    if (strncmp(yaml->file, "axfr:", 5) == 0) {
        fail_with_import(yaml, MX_RULE_UNREADABLE, "this is a zone transfer", "");
    } else {
        mx_yaml_fail_at(yaml, MX_RULE_UNREADABLE, 1, 1, strerror(error), NULL);
    }
}

bool mx_yaml_fail_zone_file(struct mx_yaml *yaml) {
    if (!mx_looks_like_zone_file(yaml->events.source.head, yaml->events.source.head_length)) {
        return false;
    }
    fail_with_import(yaml, MX_RULE_SPEC_TYPE, "this is a zone file", "--origin ZONE ");
    return true;
}

/* Where libyaml met what it cannot read: after all that it has decoded. Its mark stands where it
 * scans, ahead of what it has decoded and not scanned. */
static void decoded_end(const yaml_parser_t *parser, uint32_t *line, uint32_t *column) {
    *line = mx_yaml_from_zero(parser->mark.line);
    *column = mx_yaml_from_zero(parser->mark.column);
    for (const yaml_char_t *at = parser->buffer.pointer; at < parser->buffer.last; at++) {
        if (*at == '\n') {
            ++*line;
            *column = 1;
        } else {
            *column += (*at & 0xc0) == 0x80 ? 0 : 1; /* UTF-8's continuations */
        }
    }
}

/* Bytes of the file, and one of them. */
struct around {
    const char *start, *at, *end;
};

/* Goes on from one character of UTF-8 to the next. */
static void pass(struct around *text) {
    do {
        text->at++;
    } while (text->at < text->end && (*text->at & 0xc0) == 0x80);
}

/* A place near the beginning, which is still in memory. */
static bool find_in_head(const struct mx_yaml_source *source, const yaml_mark_t *mark,
                         struct around *out) {
    struct around text = {source->head, source->head, source->head + source->head_length};

    for (size_t line = 0; line < mark->line && text.at < text.end; line++) {
        const char *end = memchr(text.at, '\n', (size_t)(text.end - text.at));
        text.at = end == NULL ? text.end : end + 1;
    }
    for (size_t column = 0; column < mark->column && text.at < text.end; column++) {
        pass(&text);
    }
    *out = text;
    return text.at < text.end;
}

/* A place in the part that libyaml has decoded and still holds. */
static bool find_in_buffer(const yaml_parser_t *parser, const yaml_mark_t *mark,
                           struct around *out) {
    const char *start = (const char *)parser->buffer.start;
    const char *at = (const char *)parser->buffer.pointer;
    size_t back = parser->mark.index - mark->index; /* characters */

    while (back > 0 && at > start) {
        at--;
        back -= (*at & 0xc0) == 0x80 ? 0 : 1;
    }
    *out = (struct around){start, at, (const char *)parser->buffer.last};
    return back == 0 && at < out->end;
}

/* The word around a byte, between blanks or the punctuation of flow collections. */
static size_t word_around(const struct around *text, const char **word) {
    static const char ends[] = " \t\r\n,[]{}\"'";
    const char *start = text->at, *end = text->at;

    while (start > text->start && strchr(ends, start[-1]) == NULL) {
        start--;
    }
    while (end < text->end && strchr(ends, *end) == NULL) {
        end++;
    }
    *word = start;
    return (size_t)(end - start);
}

/* By the character at which libyaml stops. */
static const struct row {
    char character;
    const char *why;
} rows[] = {
    {'\t', "a tab: YAML is indented with spaces"},
    {'@', "a value cannot begin with @ without quotes: write "},
    {'*', "a value that begins with * is an alias of YAML without quotes: write "},
};

static void report_word(struct mx_yaml *yaml, const yaml_mark_t *mark, const char *why,
                        const char *word, size_t length) {
    struct mx_text *message = mx_finding_begin(yaml->findings);

    mx_text_string(message, why);
    if (length > 0) {
        mx_text_quoted(message, word, length);
    }
    end(yaml, MX_RULE_SPEC_YAML, mx_yaml_from_zero(mark->line), mx_yaml_from_zero(mark->column));
}

/* Reports a word at MARK that needs quotes; false if there is none. */
static bool explain(struct mx_yaml *yaml, const yaml_mark_t *mark) {
    struct around text;
    struct mx_address address;
    const char *word;
    const struct mx_yaml_source *source = &yaml->events.source;

    if (!find_in_head(source, mark, &text) && !find_in_buffer(&source->parser, mark, &text)) {
        return false;
    }
    size_t length = word_around(&text, &word), before = (size_t)(text.at - word);
    if (mx_address_parse(&address, word, length) && address.family == MX_IPV6) {
        yaml_mark_t start = *mark;
        start.column -= before;
        report_word(yaml, &start, "an IPv6 address needs quotes here: write ", word, length);
        return true;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (*text.at == rows[i].character && (before == 0 || *text.at == '\t')) {
            report_word(yaml, mark, rows[i].why, word, *text.at == '\t' ? 0 : length);
            return true;
        }
    }
    return false;
}

static bool explain_any(struct mx_yaml *yaml) {
    const yaml_parser_t *parser = &yaml->events.source.parser;

    return (parser->context != NULL && strstr(parser->context, "alias") != NULL &&
            explain(yaml, &parser->context_mark)) ||
           explain(yaml, &parser->problem_mark);
}

/* What the parser could not read; its words are constants of libyaml. */
void mx_yaml_fail_parser(struct mx_yaml *yaml) {
    const struct mx_yaml_source *source = &yaml->events.source;
    const yaml_parser_t *parser = &source->parser;
    uint32_t line, column;

    if (parser->error == YAML_MEMORY_ERROR || parser->error == YAML_NO_ERROR) {
        mx_yaml_fail(yaml, MXTRAP_ERR_MEMORY);
        return;
    }
    if (parser->error != YAML_READER_ERROR) {
        if (!mx_yaml_fail_zone_file(yaml) && !explain_any(yaml)) {
            mx_yaml_fail_at(yaml, MX_RULE_SPEC_YAML, mx_yaml_from_zero(parser->problem_mark.line),
                            mx_yaml_from_zero(parser->problem_mark.column), parser->problem, NULL);
        }
        return;
    }
    decoded_end(parser, &line, &column);
    if (source->error != 0) {
        mx_yaml_fail_at(yaml, MX_RULE_UNREADABLE, line, column, strerror(source->error), NULL);
    } else if (source->starved) {
        mx_yaml_fail_at(yaml, MX_RULE_SPEC_YAML, mx_yaml_from_zero(source->last_end.line),
                        mx_yaml_from_zero(source->last_end.column),
                        "a scalar or comment of more than 16 MiB follows", NULL);
    } else {
        mx_yaml_fail_at(yaml, MX_RULE_SPEC_YAML, line, column, parser->problem, NULL);
    }
}
