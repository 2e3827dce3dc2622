/* $GENERATE range owner [class] [ttl] type data: BIND's loop, which neither NSD nor Knot has.
 *
 * "$" in owner and data is the counter; "$$" a dollar; "\$" an escaped one; "${offset,width,base}"
 * the counter plus offset, in base d, o, x, X, or as nibbles (n, N) with dots between them. */
#include "zone/scan/generate.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/pending_record.h"
#include "zone/scan/reader.h"
#include "zone/scan/report.h"
#include "zone/scan/text.h"

/* BIND has room for this much: an owner, the data, a number. */
enum { OWNER_MAX = 2047, DATA_MAX = 65534, NUMBER_MAX = 128 };

struct range {
    int start, stop, step;
};

struct format {
    int offset;
    unsigned width;
    char base; /* d, o, x, X, n, N */
};

/* A line of $GENERATE while it is expanded. */
struct expansion {
    struct range range;
    const struct mx_zone_token *owner, *data;
    struct mx_zone_token type, made; /* the latter: a record's owner */
    struct mx_zone_pending record;
    struct mx_zone_entry entry; /* the data's tokens */
    struct mx_text owner_text, data_text;
};

/* An int with or without a sign, as %d of scanf reads it, but for overflow. */
static bool read_int(const char **at, const char *end, int *number) {
    const char *digit = *at;
    bool is_negative = digit < end && *digit == '-';
    uint64_t value = 0;

    digit += digit < end && (*digit == '-' || *digit == '+') ? 1 : 0;
    size_t length = mx_digits(digit, (size_t)(end - digit));
    if (!mx_number_parse(digit, length, INT_MAX, &value)) {
        return false;
    }
    *number = is_negative ? -(int)value : (int)value;
    *at = digit + length;
    return true;
}

static bool skip_char(const char **at, const char *end, char c) {
    bool there = *at < end && **at == c;
    *at += there ? 1 : 0;
    return there;
}

/* BIND reads start-stop and, after a slash, the step; it does not look at the rest. */
static bool read_range(const struct mx_zone_token *token, struct range *range) {
    const char *at = token->text, *end = at + token->length;

    range->step = 1;
    if (token->quoted || !read_int(&at, end, &range->start) || !skip_char(&at, end, '-') ||
        !read_int(&at, end, &range->stop)) {
        return false;
    }
    if (skip_char(&at, end, '/') && !read_int(&at, end, &range->step)) {
        return false;
    }
    return range->start >= 0 && range->stop >= range->start && range->step >= 1;
}

/* Reads "{offset}", "{offset,width}" or "{offset,width,base}". */
static bool read_format(const char **at, const char *end, struct format *format) {
    int width = 0;

    if (!skip_char(at, end, '{') || !read_int(at, end, &format->offset)) {
        return false;
    }
    if (skip_char(at, end, '}')) {
        return true;
    }
    if (!skip_char(at, end, ',') || !read_int(at, end, &width) || width < 0) {
        return false;
    }
    format->width = (unsigned)width;
    if (skip_char(at, end, '}')) {
        return true;
    }
    if (!skip_char(at, end, ',') || *at == end || strchr("doxXnN", **at) == NULL || **at == '\0') {
        return false;
    }
    format->base = *(*at)++;
    return skip_char(at, end, '}');
}

/* Hex digits from the lowest up, dots between them; WIDTH counts both. How long it is. */
static size_t print_nibbles(char *out, const struct format *format, unsigned value) {
    const char *digits = format->base == 'n' ? "0123456789abcdef" : "0123456789ABCDEF";
    unsigned width = format->width;
    size_t length = 0;

    do {
        out[length++] = digits[value & 15];
        value >>= 4;
        width -= width > 0 ? 1 : 0;
        if (width > 0 || value != 0) {
            out[length++] = '.';
            width -= width > 0 ? 1 : 0;
        }
    } while (value != 0 || width > 0);
    return length;
}

/* Writes COUNTER by FORMAT; false where it does not fit. */
static bool write_number(struct mx_text *text, const struct format *format, int counter) {
    char number[NUMBER_MAX + 32]; /* nibbles of a width below NUMBER_MAX, and eight of their own */
    int value = 0, length = 0;

    if (format->width >= NUMBER_MAX || (format->offset > 0 && format->offset > INT_MAX - counter)) {
        return false;
    }
    value = counter + format->offset;
    switch (format->base) {
    case 'd':
        length = snprintf(number, sizeof number, "%0*d", (int)format->width, value);
        break;
    case 'o':
        length = snprintf(number, sizeof number, "%0*o", (int)format->width, (unsigned)value);
        break;
    case 'x':
        length = snprintf(number, sizeof number, "%0*x", (int)format->width, (unsigned)value);
        break;
    case 'X':
        length = snprintf(number, sizeof number, "%0*X", (int)format->width, (unsigned)value);
        break;
    default:
        length = (int)print_nibbles(number, format, (unsigned)value);
        break;
    }
    if (length < 0 || length >= NUMBER_MAX) {
        return false;
    }
    mx_text_bytes(text, number, (size_t)length);
    return true;
}

/* Writes TOKEN for COUNTER; returns what is wrong, a constant, or NULL. */
static const char *expand(struct mx_text *out, const struct mx_zone_token *token, int counter,
                          size_t max) {
    const char *at = token->text, *end = at + token->length;

    out->length = 0;
    while (at < end) {
        struct format format = {0, 0, 'd'};
        if (token->quoted && *at == '\\' && at + 1 < end && at[1] == '"') {
            at++; /* the lexer's own escape: gone before the text is looked at */
            mx_text_char(out, *at++);
        } else if (*at == '\\') {
            size_t pair = at + 1 < end ? 2 : 1;
            mx_text_bytes(out, at, pair);
            at += pair;
        } else if (*at != '$' || (++at < end && *at == '$')) { /* two are one */
            mx_text_char(out, *at++);
        } else if (at < end && *at == '{' && !read_format(&at, end, &format)) {
            return "not a modifier: ${offset,width,base}, base one of d o x X n N";
        } else if (!write_number(out, &format, counter)) {
            return "the number does not fit";
        }
        if (out->length > max) {
            return "the text becomes too long";
        }
    }
    return NULL;
}

/* The tokens of the record: the type, and those of the data after it. */
static bool make_tokens(struct mx_zone_reader *reader, struct expansion *expansion) {
    struct mx_zone_entry *entry = &expansion->entry;
    struct mx_text *text = &expansion->data_text;

    /* The type's own text in front makes it one entry, with a place for each token. */
    struct mx_zone_cursor cursor = {text->bytes, text->bytes + text->length, expansion->data->line};
    enum mx_zone_lexed lexed = mx_zone_lex(entry, &cursor);
    if (lexed == MX_ZONE_LEX_MEMORY) {
        reader->out_of_memory = true;
        return false;
    }
    if (lexed == MX_ZONE_UNFINISHED || entry->error != NULL) {
        return mx_zone_fail(reader, expansion->data, entry->error);
    }
    for (size_t i = 0; i < entry->count; i++) {
        entry->tokens[i].line = expansion->data->line;
        entry->tokens[i].column = expansion->data->column;
    }
    entry->tokens[0].line = expansion->type.line;
    entry->tokens[0].column = expansion->type.column;
    expansion->record.tokens = entry->tokens;
    expansion->record.count = entry->count;
    return true;
}

static bool make_record(struct mx_zone_reader *reader, struct expansion *expansion, int counter) {
    struct mx_text *data = &expansion->data_text, *text = &reader->scratch;
    struct mx_name owner;

    const char *error = expand(&expansion->owner_text, expansion->owner, counter, OWNER_MAX);
    if (error != NULL) {
        return mx_zone_fail(reader, expansion->owner, error);
    }
    enum mx_name_error name_error =
        mx_name_read(&owner, expansion->owner_text.bytes, expansion->owner_text.length,
                     reader->scanner->zone_origin);
    if (name_error != MX_NAME_OK) {
        return mx_zone_fail_name(reader, expansion->owner, name_error);
    }
    error = expand(text, expansion->data, counter, DATA_MAX);
    if (error != NULL) {
        return mx_zone_fail(reader, expansion->data, error);
    }
    data->length = 0;
    mx_text_bytes(data, expansion->type.text, expansion->type.length);
    mx_text_char(data, ' ');
    mx_text_bytes(data, text->bytes, text->length);
    if (data->status != MXTRAP_OK || text->status != MXTRAP_OK ||
        expansion->owner_text.status != MXTRAP_OK) {
        reader->out_of_memory = true;
        return false;
    }
    mx_zone_set_owner(reader, owner.wire);
    expansion->made = (struct mx_zone_token){.text = expansion->owner_text.bytes,
                                             .length = expansion->owner_text.length};
    expansion->record.owner = &expansion->made;
    return make_tokens(reader, expansion) && mx_zone_pending_read(reader, &expansion->record);
}

/* Makes the records until one is in error. */
static void make_records(struct mx_zone_reader *reader, struct expansion *expansion) {
    struct range range = expansion->range;
    size_t count = (size_t)((range.stop - range.start) / range.step) + 1;

    if (count > MX_ZONE_GENERATED_MAX - reader->generated) {
        mx_zone_fail(reader, expansion->owner, "$GENERATE makes more than 1048576 records in all");
        return;
    }
    reader->generated += count;
    long long counter = range.start;
    while (counter <= range.stop && make_record(reader, expansion, (int)counter) &&
           !reader->out_of_memory) {
        counter += range.step;
    }
}

/* Owner and data of one line; the current owner stays what it was. */
static void generate(struct mx_zone_reader *reader, struct mx_zone_entry *entry,
                     struct expansion *expansion) {
    struct mx_zone_token *tokens = entry->tokens;
    struct mx_name owner;
    size_t owner_length = reader->owner_length;
    bool owner_is_lost = reader->owner_is_lost;
    long used = mx_zone_pending_read_head(reader, &expansion->record, tokens + 3, entry->count - 3);

    if (used < 0) {
        return;
    }
    size_t type = 3 + (size_t)used;
    if (type + 2 != entry->count || tokens[type].quoted) {
        const struct mx_zone_token *odd =
            &tokens[type + 2 < entry->count ? type + 2 : entry->count - 1];
        mx_zone_fail(reader, odd,
                     "$GENERATE takes range, owner, class and TTL if any, type, data in one word"
                     " or in quotes");
        return;
    }
    expansion->type = tokens[type];
    expansion->data = &tokens[type + 1];
    memcpy(owner.wire, reader->scanner->r_owner, owner_length);
    make_records(reader, expansion);
    memcpy(reader->scanner->r_owner, owner.wire, owner_length);
    reader->owner_length = owner_length;
    reader->owner_is_lost = owner_is_lost;
}

void mx_zone_generate(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    struct mx_zone_token *tokens = entry->tokens;
    struct expansion expansion = {
        .record = {.place = {reader->file->name, tokens[0].line, tokens[0].column},
                   .comment = entry->comment,
                   .comment_length = entry->comment_length}};

    if (entry->count < 5) {
        mx_zone_fail(reader, &tokens[entry->count - 1], "the directive ends too early");
    } else if (!read_range(&tokens[1], &expansion.range)) {
        mx_zone_fail(reader, &tokens[1], "not a range: start-stop or start-stop/step");
    } else if (tokens[2].quoted) {
        mx_zone_fail(reader, &tokens[2], "unexpected quote");
    } else {
        expansion.owner = &tokens[2];
        generate(reader, entry, &expansion);
    }
    mx_zone_entry_free(&expansion.entry);
    mx_text_free(&expansion.owner_text);
    mx_text_free(&expansion.data_text);
}
