/* The loop over a zone's files. libzscanner gets whole lines, as many as there are up to the next
 * directive, and is believed where it and BIND agree; the entry where it stops, and an entry with
 * something in it that the two read otherwise, goes to entry.c, and the loop goes on after
 * it.
 *
 * What they read otherwise without an error: escapes (\999 is taken; a backslash may stand before a
 * line end), quotes over several lines, parentheses beside text (they become part of it), strings
 * above 255 octets (split), a parenthesis before the owner, TTLs above 2^31 - 1, \# without a look
 * at the data. */
#include "zone/scan/loop.h"

#include <string.h>

#include "dns/rrtype.h"
#include "model/layout.h"
#include "zone/scan/comment.h"
#include "zone/scan/entry.h"
#include "zone/scan/include.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/report.h"
#include "zone/scan/scan.h"
#include "zone/scan/ttl.h"
#include "zone/scan/types.h"

/* Two bytes that end every run of the scanner: no owner begins with the first, so that it stops
 * there with an error and never thinks the input to be at its end. */
static const char STOP[MX_ZONE_SOURCE_SLACK] = {'\x01', '\n'};

/* A run of the scanner: from AT, the first byte of the line LINE, up to LIMIT. */
struct run {
    const char *at;
    const char *complete;  /* the end of the window's whole lines */
    const char *backslash; /* the next one, or COMPLETE */
    uint32_t line;
};

static const char *find(const char *from, const char *limit, char c) {
    const char *found = from < limit ? memchr(from, c, (size_t)(limit - from)) : NULL;
    return found == NULL ? limit : found;
}

static const char *skip_blanks(const char *at) {
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

/* The first line from AT on that is not blank or a comment: END ends one that is neither. */
static const char *skip_blank_lines(const char *at, const char *end, uint32_t *line) {
    const char *text = skip_blanks(at);

    while (*text == ';' || *text == '\n') {
        at = find(text, end, '\n') + 1;
        text = skip_blanks(at);
        ++*line;
    }
    return at;
}

/* Whether the scanner's record, from BEGIN to END, may be something else to BIND. Between the last
 * word and a parenthesis on a line of its own the scanner stops as if the record were at its end.
 */
static bool is_doubtful(struct run *run, const zs_scanner_t *s, const char *begin, const char *end,
                        bool one_line) {
    size_t length = (size_t)(end - begin);

    if (run->backslash <= begin) {
        run->backslash = find(begin, run->complete, '\\');
    }
    if (run->backslash < end || *begin == '(' || s->multiline ||
        (!one_line && memchr(begin, '"', length) != NULL)) {
        return true;
    }
    switch (s->r_type) {
    case MX_TYPE_MX:
        return !one_line && memchr(begin, ';', length) != NULL; /* the scanner keeps no comment */
    case MX_TYPE_A:
    case MX_TYPE_AAAA:
    case MX_TYPE_NS:
    case MX_TYPE_CNAME:
        return false;
    case MX_TYPE_TXT:
    case MX_TYPE_SPF:
        return s->r_data_length > 256 || memchr(begin, '(', length) != NULL ||
               memchr(begin, ')', length) != NULL;
    default:
        return mx_zone_type_has_text(s->r_type) &&
               (memchr(begin, '(', length) != NULL || memchr(begin, ')', length) != NULL);
    }
}

/* Remembers the TTL of the scanner's record; false where it has none, or one that needs a warning.
 */
static inline bool note_ttl(struct mx_zone_reader *reader, uint32_t ttl) {
    if (ttl > MX_TTL_MAX) {
        return false;
    }
    if (!reader->default_ttl_known) {
        mx_zone_ttl_set_last(reader, ttl);
    }
    return true;
}

/* Whether C is no part of a word; also NUL, which the line has not. */
static bool is_between(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '(' || c == ')' ||
           c == '\0';
}

/* Where the last word of a record's line from BEGIN to END ends, before blanks and parentheses. */
static const char *end_of_words(const char *begin, const char *end) {
    while (end > begin && is_between(end[-1])) {
        end--;
    }
    return end;
}

/* Of an MX record's line from BEGIN to END whether its target may lack a final dot: no backslash is
 * in it. */
static bool is_undotted_target(const zs_scanner_t *s, const char *begin, const char *end) {
    const char *from;

    if (*s->zone_origin == 0) {
        return false;
    }
    end = end_of_words(begin, s->buffer_length > 1 ? find(begin, end, ';') : end);
    for (from = end; from > begin && !is_between(from[-1]); from--) {
    }
    return from < end && end[-1] != '.' && find(from, end, '.') < end;
}

/* Whether the line of an SOA record at TEXT begins with a name that is relative, and not "@". */
static bool is_relative_owner(const char *text) {
    size_t length = strcspn(text, " \t\n");

    return length > 0 && text[length - 1] != '.' && !(length == 1 && text[0] == '@');
}

/* Of a record's line from BEGIN to END, without a backslash, whether the owner is relative or, of
 * an MX record, the target. */
static bool is_adrift(const zs_scanner_t *s, const char *begin, const char *end) {
    size_t owner = strcspn(begin, " \t\n\r");

    if (owner > 0 && begin[owner - 1] != '.') {
        return true;
    }
    end = end_of_words(begin, s->r_type == MX_TYPE_MX ? find(begin, end, ';') : begin);
    return end > begin && end[-1] != '.';
}

/* The scanner has stopped after a record: hands it on; false where it is to be read again. */
static bool read_scanned(struct mx_zone_reader *reader, struct run *run) {
    zs_scanner_t *s = reader->scanner;
    const char *begin = run->at, *end = s->input.current + 1;
    uint32_t line = run->line, last = (uint32_t)s->line_counter;

    if (last != line) {
        begin = skip_blank_lines(begin, end, &line);
    }
    if (is_doubtful(run, s, begin, end, line == last) || !note_ttl(reader, s->r_ttl)) {
        return false;
    }
    struct mx_zone_record record = {
        .type = s->r_type,
        .ttl = s->r_ttl,
        .rdata = s->r_data,
        .rdata_length = (uint16_t)s->r_data_length,
        .place = {reader->file->name, line, (uint32_t)(skip_blanks(begin) - begin) + 1}};
    reader->owner_length = s->r_owner_length;
    reader->owner_is_lost = false;
    if (s->r_type == MX_TYPE_MX) {
        record.is_undotted = is_undotted_target(s, begin, end);
    } else if (s->r_type == MX_TYPE_SOA) {
        record.is_undotted = is_relative_owner(begin);
    }
    record.is_adrift = !reader->has_origin && is_adrift(s, begin, end);
    mx_zone_notify_record(reader, &record, (const char *)s->buffer,
                          s->buffer_length > 0 ? s->buffer_length - 1 : 0);
    run->at = s->input.current = end;
    run->line = last + 1;
    s->line_counter = run->line;
    return true;
}

/* Runs the scanner from FILE's offset to LIMIT; false where it stopped before: the offset is then
 * after the last record that was handed on. */
static bool scan(struct mx_zone_reader *reader, struct mx_zone_file *file, size_t limit) {
    zs_scanner_t *s = reader->scanner;
    char *window = file->source.window, *end = window + limit, kept[sizeof STOP];
    struct run run = {window + file->at, window + file->source.complete, window + file->backslash,
                      file->line};

    memcpy(kept, end, sizeof STOP);
    memcpy(end, STOP, sizeof STOP);
    mx_zone_scanner_set(reader, run.at, limit - file->at + sizeof STOP, file->line);
    do {
        zs_parse_record(s);
    } while (s->state == ZS_STATE_DATA && read_scanned(reader, &run) && !reader->out_of_memory);
    memcpy(end, kept, sizeof STOP);
    file->at = (size_t)(run.at - window);
    file->backslash = (size_t)(run.backslash - window);
    file->line = run.line;
    if (s->state != ZS_STATE_ERROR || s->input.current != end + 1 || s->multiline) {
        return false;
    }
    file->at = limit;
    file->line = (uint32_t)s->line_counter;
    return true;
}

/* Reads more of the file after the bytes that are left; LINE is the one to blame if there is no
 * room. */
static enum mx_zone_fill refill(struct mx_zone_reader *reader, struct mx_zone_file *file,
                                uint32_t line) {
    enum mx_zone_fill fill = mx_zone_source_fill(&file->source, file->at);

    if (fill == MX_ZONE_FILLED) {
        file->at = file->directive = file->backslash = 0;
    } else if (fill == MX_ZONE_FULL) {
        mx_zone_error(reader, line, 1,
                      "a line or record longer than 1048576 bytes: the file is not read further");
        mx_zone_notify_lost(reader, NULL, MX_LOST_ANY);
    }
    if (file->source.error != 0) {
        struct mx_text *text = mx_finding_begin(reader->findings);
        mx_text_format(text, "cannot be read further: %s", strerror(file->source.error));
        mx_finding_end(reader->findings, MX_RULE_UNREADABLE, MXTRAP_ERROR,
                       (struct mx_place){file->name, file->line, 1});
        reader->errors++;
        mx_zone_notify_lost(reader, NULL, MX_LOST_ANY);
        file->source.error = 0;
    }
    return fill;
}

/* The entry goes on after the window; at the end of the file it never ends. */
static void read_more_of_entry(struct mx_zone_reader *reader, struct mx_zone_file *file) {
    enum mx_zone_fill fill = refill(reader, file, reader->entry.error_line);

    if (fill == MX_ZONE_ENDED) {
        mx_zone_error(reader, reader->entry.error_line, reader->entry.error_column,
                      reader->entry.error);
        mx_zone_notify_lost(reader, NULL, MX_LOST_ANY);
    }
    if (fill != MX_ZONE_FILLED) {
        mx_zone_file_end(reader);
    }
}

/* Reads the entry at FILE's offset without the scanner. */
static void read_entry(struct mx_zone_reader *reader, struct mx_zone_file *file) {
    struct mx_zone_source *source = &file->source;
    struct mx_zone_cursor cursor = {source->window + file->at, source->window + source->complete,
                                    file->line};
    enum mx_zone_lexed lexed = mx_zone_lex(&reader->entry, &cursor);

    if (lexed == MX_ZONE_LEX_MEMORY) {
        reader->out_of_memory = true;
        return;
    }
    if (lexed == MX_ZONE_UNFINISHED) {
        read_more_of_entry(reader, file);
        return;
    }
    size_t length = (size_t)(cursor.at - source->window) - file->at;
    if (!source->has_crlf && memchr(source->window + file->at, '\r', length) != NULL &&
        mx_zone_source_convert(source, file->at)) {
        return; /* the scanner may well read it now */
    }
    file->at += length;
    file->line = cursor.line;
    if (lexed == MX_ZONE_ENTRY) {
        mx_zone_entry_read(reader, &reader->entry);
    }
}

/* The next line from FILE's place on that begins with "$", or the end of the whole lines. */
static size_t next_directive(struct mx_zone_file *file) {
    const char *window = file->source.window, *end = window + file->source.complete;

    if (window[file->at] == '$') {
        return file->at;
    }
    if (file->directive <= file->at) {
        const char *at = find(window + file->at + 1, end, '$');
        while (at < end && at[-1] != '\n') {
            at = find(at + 1, end, '$');
        }
        file->directive = (size_t)(at - window);
    }
    return file->directive;
}

/* Comments on lines of their own before the first record, among directives, speak for the zone. */
static void read_head(const struct mx_zone_reader *reader, const struct mx_zone_file *file) {
    const char *end = file->source.window + file->source.complete;
    const char *begin = file->source.window + file->at, *at = skip_blanks(begin);
    struct mx_place place = {file->name, file->line, 1};

    while (reader->options->ignored != NULL && at < end && strchr(";\n$\r", *at) != NULL) {
        const char *line_end = find(at, end, '\n');
        if (*at == ';') {
            place.column = (uint32_t)(at - begin) + 1;
            mx_zone_ignored(at + 1, (size_t)(line_end - at - 1), reader->options->ignored, place,
                            reader->findings);
        }
        place.line++;
        begin = line_end + 1;
        at = line_end < end ? skip_blanks(begin) : end;
    }
}

void mx_zone_read_on(struct mx_zone_reader *reader) {
    struct mx_zone_file *file = reader->file;

    if (file->at >= file->source.complete) {
        if (refill(reader, file, file->line) != MX_ZONE_FILLED) {
            mx_zone_file_end(reader);
        }
        return;
    }
    if (!reader->has_begun) {
        reader->has_begun = true;
        read_head(reader, file);
    }
    size_t limit = next_directive(file);
    if ((limit == file->at || !scan(reader, file, limit)) && !reader->out_of_memory) {
        read_entry(reader, file);
    }
}
