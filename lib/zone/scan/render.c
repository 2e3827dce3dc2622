/* A record's type and data in the form that libzscanner knows: on one line, names absolute and
 * escaped, strings in quotes, hex and Base64 in one piece. Other words go through as they are, for
 * the scanner to judge. Each token remembers where it went, so that an error finds its way back. */
#include "zone/scan/render.h"

#include "dns/name.h"
#include "zone/scan/reader.h"
#include "zone/scan/report.h"
#include "zone/scan/text.h"

static void write_escape(struct mx_text *text, uint8_t octet) {
    const char escape[4] = {'\\', (char)('0' + octet / 100), (char)('0' + octet / 10 % 10),
                            (char)('0' + octet % 10)};
    mx_text_bytes(text, escape, sizeof escape);
}

static bool is_plain_in_name(uint8_t c) {
    return mx_is_let_dig_hyphen(c) || c == '_';
}

static bool write_name(struct mx_zone_reader *reader, const struct mx_zone_token *token) {
    struct mx_text *text = &reader->rendered;
    struct mx_name name;

    enum mx_name_error error =
        mx_name_read(&name, token->text, token->length, reader->scanner->zone_origin);
    if (error != MX_NAME_OK) {
        return mx_zone_fail_name(reader, token, error);
    }
    for (const uint8_t *label = name.wire; *label != 0; label += 1 + *label) {
        size_t plain = 1;
        while (plain <= *label && is_plain_in_name(label[plain])) {
            plain++;
        }
        mx_text_bytes(text, (const char *)label + 1, plain - 1);
        for (size_t i = plain; i <= *label; i++) {
            write_escape(text, label[i]);
        }
        mx_text_char(text, '.');
    }
    if (name.wire[0] == 0) {
        mx_text_char(text, '.');
    }
    return true;
}

static bool write_string(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                         size_t max) {
    struct mx_text *text = &reader->rendered;

    reader->scratch.length = 0;
    mx_text_bytes(&reader->scratch, token->text, token->length);
    if (reader->scratch.status != MXTRAP_OK) {
        reader->out_of_memory = true;
        return false;
    }
    size_t length = mx_zone_string(reader->scratch.bytes, token->text, token->length);
    if (length == SIZE_MAX) {
        return mx_zone_fail(reader, token, "a bad escape: \\X or \\DDD up to 255");
    }
    if (length > max) {
        return mx_zone_fail(reader, token, "a string is longer than 255 octets");
    }
    mx_text_char(text, '"');
    for (size_t i = 0; i < length; i++) {
        uint8_t octet = (uint8_t)reader->scratch.bytes[i];
        if (octet >= ' ' && octet < 0x7f && octet != '"' && octet != '\\') {
            mx_text_char(text, (char)octet);
        } else {
            write_escape(text, octet);
        }
    }
    mx_text_char(text, '"');
    return true;
}

static bool write_word(struct mx_zone_reader *reader, const struct mx_zone_token *token) {
    if (token->quoted) {
        return mx_zone_fail(reader, token, "unexpected quote");
    }
    for (size_t i = 0; i < token->length; i++) {
        if (token->text[i] <= ' ' || token->text[i] >= 0x7f) {
            return mx_zone_fail(reader, token, "a character that is not printable ASCII");
        }
    }
    mx_text_bytes(&reader->rendered, token->text, token->length);
    return true;
}

/* Parameters of SVCB: quotes may begin within a word, key="value". */
static bool write_parameter(struct mx_zone_reader *reader, struct mx_zone_token *token) {
    if (!token->quoted) {
        return write_word(reader, token);
    }
    return token->joined ? write_string(reader, token, SIZE_MAX)
                         : mx_zone_fail(reader, token, "unexpected quote");
}

/* Whether TOKEN stands apart from what was written before it. */
static bool is_apart(char kind, char kind_before, const struct mx_zone_token *token) {
    bool one_piece = (kind == 'h' || kind == 'b') && kind == kind_before;
    return !one_piece && !(kind == 'k' && token->joined && token->quoted);
}

static bool write_field(struct mx_zone_reader *reader, char kind, struct mx_zone_token *token) {
    switch (kind) {
    case 'n':
        return token->quoted ? write_word(reader, token) : write_name(reader, token);
    case 't':
        return write_string(reader, token, 255);
    case 'T':
        return write_string(reader, token, SIZE_MAX);
    case 'k':
        return write_parameter(reader, token);
    default:
        return write_word(reader, token);
    }
}

bool mx_zone_render(struct mx_zone_reader *reader, const struct mx_rrtype *type,
                    struct mx_zone_token *tokens, size_t count) {
    static const char head[] = "\t0 IN "; /* so that no type is taken for a TTL or class */
    bool generic = count > 1 && !tokens[1].quoted && mx_zone_token_is(&tokens[1], "\\#");
    const char *fields = generic ? "wwh" : type != NULL && type->text != NULL ? type->text : "w";
    char kind_before = '\0';

    reader->rendered.length = 0;
    mx_text_string(&reader->rendered, head);
    tokens[0].rendered = sizeof head - 1;
    if (!write_word(reader, &tokens[0])) {
        return false;
    }
    for (size_t i = 1; i < count; i++) {
        char kind = *fields;
        if (kind_before == '\0' || is_apart(kind, kind_before, &tokens[i])) {
            mx_text_char(&reader->rendered, ' ');
        }
        tokens[i].rendered = reader->rendered.length;
        if (!write_field(reader, kind, &tokens[i])) {
            return false;
        }
        kind_before = kind;
        fields += fields[1] != '\0' ? 1 : 0;
    }
    mx_text_char(&reader->rendered, '\n');
    if (reader->rendered.status != MXTRAP_OK) {
        reader->out_of_memory = true;
        return false;
    }
    return true;
}
