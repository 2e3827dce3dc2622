/* One entry that libzscanner refuses or would read otherwise than BIND, among these every
 * directive; and which records may be lost with one that is in error. */
#include "zone/scan/entry.h"

#include <string.h>

#include "dns/name.h"
#include "zone/scan/directive.h"
#include "zone/scan/foreign.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/pending_record.h"
#include "zone/scan/reader.h"
#include "zone/scan/report.h"
#include "zone/scan/scan.h"
#include "zone/scan/text.h"
#include "zone/scan/types.h"

/* Records with a blank owner that follow would get a wrong one: they are read for their errors. */
static void forget_owner(struct mx_zone_reader *reader) {
    static const uint8_t nobody[] = {0};
    mx_zone_set_owner(reader, nobody);
    reader->owner_is_lost = true;
}

/* The owner becomes the current one even where the rest of its record is in error. */
static bool read_owner(struct mx_zone_reader *reader, const struct mx_zone_token *token) {
    struct mx_name owner;
    enum mx_name_error error =
        mx_name_read(&owner, token->text, token->length, reader->scanner->zone_origin);

    if (error != MX_NAME_OK) {
        mx_zone_fail_name(reader, token, error);
        forget_owner(reader);
        return false;
    }
    mx_zone_set_owner(reader, owner.wire);
    return true;
}

/* Skips a time stamp at HEAD, as Microsoft's export has them before the TTL; false in error. */
static bool skip_stamp(struct mx_zone_reader *reader, const struct mx_zone_entry *entry,
                       size_t *head) {
    const struct mx_zone_token *token = *head < entry->count ? &entry->tokens[*head] : NULL;
    const struct mx_zone_foreign *row = token != NULL ? mx_zone_foreign_stamp(token) : NULL;

    if (row == NULL) {
        return true;
    }
    if (reader->options->foreign == NULL) {
        return mx_zone_fail(reader, token, "a time stamp that only other name servers support");
    }
    mx_zone_foreign_add(reader, row, token, entry->comment, entry->comment_length);
    ++*head;
    return true;
}

static void read_record(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    struct mx_zone_token *tokens = entry->tokens;
    size_t head = entry->blank_owner ? 0 : 1;
    struct mx_zone_pending record = {
        .place = {reader->file->name, tokens[0].line, tokens[0].column},
        .comment = entry->comment,
        .comment_length = entry->comment_length};

    if (entry->blank_owner && reader->owner_length == 0) {
        mx_zone_fail(reader, &tokens[0], "the first record has no owner");
        return;
    }
    if (!entry->blank_owner && !read_owner(reader, &tokens[0])) {
        return;
    }
    if (!skip_stamp(reader, entry, &head)) {
        return;
    }
    long used = mx_zone_pending_read_head(reader, &record, tokens + head, entry->count - head);
    if (used < 0) {
        return;
    }
    head += (size_t)used;
    if (head == entry->count) {
        mx_zone_fail(reader, &tokens[entry->count - 1], "the record ends before its type");
        return;
    }
    record.owner = entry->blank_owner ? NULL : &tokens[0];
    record.tokens = tokens + head;
    record.count = entry->count - head;
    mx_zone_pending_read(reader, &record);
}

/* What the tokens after the owner may have been: anything, where no known type is among them. */
static enum mx_zone_lost may_have_lost(const struct mx_zone_token *tokens, size_t count) {
    const struct mx_rrtype *type;
    uint32_t ttl;
    bool is_in;
    size_t i = 0;

    while (i < count && (mx_zone_class(&tokens[i], &is_in) || mx_zone_seconds(&tokens[i], &ttl) ||
                         mx_zone_foreign_stamp(&tokens[i]) != NULL)) {
        i++;
    }
    type = i < count ? mx_zone_type_find(&tokens[i]) : NULL;
    return type == NULL ? MX_LOST_ANY : mx_zone_lost_with(type->number);
}

/* An error in a directive: only $TTL and $DATE have no part in which records there are. */
static void report_lost_by_directive(struct mx_zone_reader *reader,
                                     const struct mx_zone_entry *entry) {
    bool has_type = mx_zone_token_is(&entry->tokens[0], "$GENERATE") && entry->count > 3;

    if (!mx_zone_token_is(&entry->tokens[0], "$TTL") &&
        !mx_zone_token_is(&entry->tokens[0], "$DATE")) {
        mx_zone_notify_lost(reader, NULL,
                            has_type ? may_have_lost(entry->tokens + 3, entry->count - 3)
                                     : MX_LOST_ANY);
    }
}

/* ENTRY is in error: whose MX record or address may it have been? */
static void report_lost(struct mx_zone_reader *reader, const struct mx_zone_entry *entry) {
    bool has_owner = !entry->blank_owner && entry->count > 0;
    const struct mx_zone_token *owner = has_owner ? &entry->tokens[0] : NULL;
    size_t head = has_owner ? 1 : 0;
    bool is_known = entry->blank_owner && reader->owner_length > 0 && !reader->owner_is_lost;
    struct mx_name name;

    if (head > 0 && owner->length > 0 && owner->text[0] == '$') {
        report_lost_by_directive(reader, entry);
        return;
    }
    enum mx_zone_lost lost =
        entry->count > 0 ? may_have_lost(entry->tokens + head, entry->count - head) : MX_LOST_ANY;
    if (is_known) {
        memcpy(name.wire, reader->scanner->r_owner, reader->owner_length);
    } else if (head > 0) {
        is_known = mx_name_read(&name, owner->text, owner->length, reader->scanner->zone_origin) ==
                   MX_NAME_OK;
    }
    mx_zone_notify_lost(reader, is_known ? name.wire : NULL, lost);
}

static void read_entry(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    static const char mark[] = "\xef\xbb\xbf";

    if (entry->error != NULL) {
        mx_zone_error(reader, entry->error_line, entry->error_column, entry->error);
        if (!entry->blank_owner) {
            forget_owner(reader); /* the scanner has begun to write another over it */
        }
        return;
    }
    struct mx_zone_token *first = &entry->tokens[0];
    if (first->line == 1 && first->length >= 3 && memcmp(first->text, mark, 3) == 0) {
        mx_zone_fail(reader, first,
                     "the file begins with a byte order mark, which BIND takes for a name");
        forget_owner(reader);
    } else if (!entry->blank_owner && first->length > 0 && first->text[0] == '$') {
        mx_zone_directive_read(reader, entry);
    } else {
        read_record(reader, entry);
    }
}

/* The scanner may have begun to write an owner where the lexer sees a blank one, in a line that is
 * in error: then nobody knows the owner any more. */
static bool owner_is_whole(const struct mx_zone_reader *reader) {
    const uint8_t *owner = reader->scanner->r_owner;
    size_t at = 0;

    while (at < reader->owner_length && owner[at] != 0) {
        at += owner[at] + 1U;
    }
    return at + 1 == reader->owner_length;
}

void mx_zone_entry_read(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    size_t errors = reader->errors;

    if (entry->blank_owner && reader->owner_length > 0 && !owner_is_whole(reader)) {
        forget_owner(reader);
    }
    read_entry(reader, entry);
    if (reader->errors > errors) {
        report_lost(reader, entry);
    }
}
