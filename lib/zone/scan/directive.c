/* The lines that begin with "$". */
#include "zone/scan/directive.h"

#include <string.h>

#include "base/text.h"
#include "zone/scan/generate.h"
#include "zone/scan/include.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/reader.h"
#include "zone/scan/report.h"
#include "zone/scan/text.h"
#include "zone/scan/ttl.h"

static void expect_end(struct mx_zone_reader *reader, const struct mx_zone_entry *entry,
                       size_t used) {
    if (entry->count > used) {
        mx_zone_fail(reader, &entry->tokens[used], "too many fields for this directive");
    }
}

static bool read_origin(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                        struct mx_name *origin) {
    enum mx_name_error error =
        mx_name_read(origin, token->text, token->length, reader->scanner->zone_origin);

    if (token->quoted) {
        return mx_zone_fail(reader, token, "unexpected quote");
    }
    return error == MX_NAME_OK || mx_zone_fail_name(reader, token, error);
}

static void set_origin(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    struct mx_name origin;

    if (read_origin(reader, &entry->tokens[1], &origin)) {
        mx_zone_set_origin(reader, origin.wire);
        reader->has_origin = reader->has_origin || !mx_zone_is_relative(&entry->tokens[1]);
        expect_end(reader, entry, 2);
    }
}

static void set_ttl(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    uint32_t seconds = 0;

    if (!mx_zone_seconds(&entry->tokens[1], &seconds)) {
        mx_zone_fail(reader, &entry->tokens[1],
                     "not a TTL: seconds, or numbers with w, d, h, m, s");
    } else {
        expect_end(reader, entry, 2);
    }
    /* A $TTL that cannot be read still is one: its lack is not reported again. */
    mx_zone_ttl_set_default(reader, mx_zone_ttl_read(reader, &entry->tokens[1], seconds));
}

static void include(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    struct mx_name origin;

    memcpy(origin.wire, reader->scanner->zone_origin, reader->scanner->zone_origin_length);
    if (entry->count > 2 && !read_origin(reader, &entry->tokens[2], &origin)) {
        return;
    }
    reader->has_origin =
        reader->has_origin || (entry->count > 2 && !mx_zone_is_relative(&entry->tokens[2]));
    expect_end(reader, entry, 3);
    mx_zone_include(reader, &entry->tokens[1], origin.wire);
}

/* A dump's date, which BIND once aged its TTLs by. */
static void check_date(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    const struct mx_zone_token *token = &entry->tokens[1];
    bool is_date = !token->quoted && token->length == 14;

    for (size_t i = 0; is_date && i < token->length; i++) {
        is_date = mx_is_digit(token->text[i]);
    }
    if (!is_date) {
        mx_zone_fail(reader, token, "not a date: YYYYMMDDHHMMSS");
    } else {
        expect_end(reader, entry, 2);
    }
}

/* BIND reads a directive to the end of its line, which the file's last line may lack; only the file
 * of an $INCLUDE may be the last thing there. */
static bool ends_in_file(const struct mx_zone_reader *reader, const struct mx_zone_entry *entry) {
    const struct mx_zone_source *source = &reader->file->source;
    bool is_last = source->lacks_end && reader->file->at == source->complete;

    return is_last && !(entry->count == 2 && mx_zone_token_is(&entry->tokens[0], "$INCLUDE"));
}

void mx_zone_directive_read(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    static const struct {
        const char *name;
        void (*read)(struct mx_zone_reader *reader, struct mx_zone_entry *entry);
    } directives[] = {{"$ORIGIN", set_origin},
                      {"$TTL", set_ttl},
                      {"$INCLUDE", include},
                      {"$GENERATE", mx_zone_generate},
                      {"$DATE", check_date}};

    if (ends_in_file(reader, entry)) {
        mx_zone_fail(reader, &entry->tokens[0],
                     "the file ends in a directive: its line has no end");
    }
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        if (mx_zone_token_is(&entry->tokens[0], directives[i].name)) {
            if (entry->count < 2) {
                mx_zone_fail(reader, &entry->tokens[0], "the directive ends too early");
            } else {
                directives[i].read(reader, entry);
            }
            return;
        }
    }
    mx_zone_fail(reader, &entry->tokens[0],
                 "unknown directive; expected $ORIGIN, $TTL, $INCLUDE, $GENERATE or $DATE");
}
