/* One entry in the reader's own hands: what libzscanner refuses or would read otherwise than BIND,
 * among it every directive. */
#include "zone/scan/reader.h"

#include <string.h>

#include "zone/scan/text.h"

static bool fail(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                 const char *message) {
    mx_zone_error(reader, token->line, token->column, message);
    return false;
}

long mx_zone_draft_head(struct mx_zone_reader *reader, struct mx_zone_draft *draft,
                        const struct mx_zone_token *tokens, size_t count) {
    const struct mx_zone_token *class = NULL;
    bool is_in = true;
    size_t i = 0;

    if (i < count && mx_zone_class(&tokens[i], &is_in)) {
        class = &tokens[i++];
    }
    draft->has_ttl = i < count && mx_zone_seconds(&tokens[i], &draft->ttl);
    if (draft->has_ttl) {
        draft->ttl = mx_zone_ttl_read(reader, &tokens[i], draft->ttl);
        mx_zone_ttl_set_last(reader, draft->ttl);
        i++;
    }
    if (class == NULL) {
        bool named = i < count && mx_zone_class(&tokens[i], &is_in);
        class = named ? &tokens[i++] : NULL;
        is_in = is_in || class == NULL;
    }
    if (!is_in) {
        fail(reader, class, "the class is not IN");
        return -1;
    }
    return (long)i;
}

/* The token at which the scanner stopped: it keeps the rest of the line from there on. */
static const struct mx_zone_token *culprit(const struct mx_zone_reader *reader,
                                           const struct mx_zone_draft *draft) {
    const zs_scanner_t *s = reader->scanner;
    size_t line = (size_t)(s->input.current - s->input.start);
    size_t rest = s->buffer_length > 0 ? s->buffer_length - 1 : 0;
    size_t offset = line > rest ? line - rest : 0, last = 0;

    for (size_t i = 0; i < draft->count && draft->tokens[i].rendered <= offset; i++) {
        last = i;
    }
    return &draft->tokens[last];
}

static const char *scanner_message(const zs_scanner_t *s) {
    const char *message = zs_strerror(s->error.code);
    return message != NULL ? message : "the record cannot be read";
}

static bool is_adrift(const struct mx_zone_token *name) {
    return mx_zone_is_relative(name) || (name->length == 1 && name->text[0] == '@');
}

/* What is lost with a record of TYPE. */
static enum mx_zone_lost lost_with(uint16_t type) {
    switch (type) {
    case MX_TYPE_MX:
        return MX_LOST_MX;
    case MX_TYPE_A:
    case MX_TYPE_AAAA:
    case MX_TYPE_CNAME:
    case MX_TYPE_DNAME:
    case MX_TYPE_NS:
        return MX_LOST_ADDRESS;
    default:
        return MX_LOST_NOTHING;
    }
}

static void give(struct mx_zone_reader *reader, const struct mx_zone_draft *draft, uint16_t type,
                 const uint8_t *rdata, size_t length) {
    struct mx_zone_record record = {
        .type = type, .rdata = rdata, .rdata_length = (uint16_t)length, .place = draft->place};

    record.ttl = draft->has_ttl ? draft->ttl
                                : mx_zone_ttl_missing(reader, draft->place, type, rdata, length);
    if (type == MX_TYPE_MX) {
        record.is_undotted = draft->count == 3 && mx_zone_is_undotted(reader, &draft->tokens[2]);
    } else if (type == MX_TYPE_SOA) {
        record.is_undotted = draft->owner != NULL && mx_zone_is_relative(draft->owner);
    }
    if (!reader->has_origin) {
        bool has_target = type == MX_TYPE_MX && draft->count == 3;
        record.is_adrift = (draft->owner != NULL && is_adrift(draft->owner)) ||
                           (has_target && is_adrift(&draft->tokens[2]));
    }
    if (!reader->owner_is_lost) {
        mx_zone_take(reader, &record, draft->comment, draft->comment_length);
    } else {
        mx_zone_lose(reader, NULL, lost_with(type));
    }
}

/* Lets the scanner read what was rendered. */
static bool scan_rendered(struct mx_zone_reader *reader, struct mx_zone_draft *draft,
                          const struct mx_zone_type *type, bool generic) {
    zs_scanner_t *s = reader->scanner;

    mx_zone_scanner_set(reader, reader->rendered.bytes, reader->rendered.length, 1);
    s->r_owner_length = (uint32_t)reader->owner_length;
    zs_parse_record(s);
    if (s->state != ZS_STATE_DATA) {
        return fail(reader, culprit(reader, draft), scanner_message(s));
    }
    if (mx_zone_type_refused(s->r_type)) {
        return fail(reader, &draft->tokens[0], "a type that no zone file may have");
    }
    if (generic && !mx_zone_rdata_fits(s->r_type, s->r_data, s->r_data_length)) {
        return fail(reader, &draft->tokens[1], "the data does not fit the type");
    }
    give(reader, draft, type != NULL ? type->number : s->r_type, s->r_data, s->r_data_length);
    return true;
}

static void accept(const struct mx_zone_reader *reader, const char *comment, size_t length) {
    if (comment != NULL && reader->options->ignored != NULL) {
        mx_zone_ignored(comment, length, reader->options->ignored);
    }
}

/* A record of another server's: it is there, and what it says is that server's to tell. */
static bool read_foreign(struct mx_zone_reader *reader, struct mx_zone_draft *draft,
                         const struct mx_zone_foreign *row, size_t used) {
    const struct mx_zone_token *token = &draft->tokens[0];
    enum { NO_TYPE = 0xfffe };

    if (reader->options->foreign == NULL) {
        return fail(reader, token, "a record type that only other servers know");
    }
    mx_zone_foreign_note(reader->options->foreign, row,
                         (struct mx_place){reader->file->name, token->line, token->column});
    accept(reader, draft->comment, draft->comment_length);
    const struct mx_zone_type *made =
        used < draft->count ? mx_zone_type_find(&draft->tokens[used]) : NULL; /* LUA A "..." */
    enum mx_zone_lost lost = row->hides == MX_HIDES_NONE                  ? MX_LOST_NOTHING
                             : made != NULL && made->number == MX_TYPE_MX ? MX_LOST_MX
                                                                          : MX_LOST_ADDRESS;
    bool is_owners = row->hides == MX_HIDES_OWNER && !reader->owner_is_lost;
    give(reader, draft, NO_TYPE, NULL, 0);
    mx_zone_lose(reader, is_owners ? reader->scanner->r_owner : NULL, lost);
    return true;
}

/* A word that is no type of BIND's: another server's, or a slip. */
static bool read_unknown(struct mx_zone_reader *reader, struct mx_zone_draft *draft) {
    size_t used = 0;
    const struct mx_zone_foreign *row = mx_zone_foreign_find(draft->tokens, draft->count, &used);

    return row != NULL
               ? read_foreign(reader, draft, row, used)
               : fail(reader, &draft->tokens[0],
                      draft->tokens[0].quoted ? "a quote where none belongs" : "no record type");
}

/* What libzscanner refuses of a lenient type's text may be good all the same. */
static bool read_known(struct mx_zone_reader *reader, struct mx_zone_draft *draft,
                       const struct mx_zone_type *type, bool generic) {
    reader->is_lenient = type != NULL && type->is_lenient && !generic;
    bool is_read = mx_zone_render(reader, type, draft->tokens, draft->count) &&
                   scan_rendered(reader, draft, type, generic);

    if (!is_read && type != NULL && reader->is_lenient && !reader->out_of_memory) {
        give(reader, draft, type->number, NULL, 0);
        is_read = true;
    }
    reader->is_lenient = false;
    return is_read;
}

bool mx_zone_draft_read(struct mx_zone_reader *reader, struct mx_zone_draft *draft) {
    struct mx_zone_token *type_token = &draft->tokens[0];
    const struct mx_zone_type *type = mx_zone_type_find(type_token);
    bool generic =
        draft->count > 1 && !draft->tokens[1].quoted && mx_zone_token_is(&draft->tokens[1], "\\#");

    if (type == NULL && !mx_zone_type_is_number(type_token)) {
        return read_unknown(reader, draft);
    }
    if (type != NULL && type->refused) {
        return fail(reader, type_token, "a type that no zone file may have");
    }
    if (type != NULL && draft->count == 1) {
        return fail(reader, type_token, "the record ends behind its type");
    }
    if (type != NULL && type->fields == NULL && !generic) {
        give(reader, draft, type->number, NULL, 0);
        return true;
    }
    if (generic && type != NULL && type->fields == NULL) {
        type_token->text = "TYPE65534"; /* a mnemonic that the scanner lacks; hex is hex */
        type_token->length = strlen(type_token->text);
    }
    return read_known(reader, draft, type, generic);
}

/* Records with a blank owner that follow would get a wrong one: they are read and not given away.
 */
static void lose_owner(struct mx_zone_reader *reader) {
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
        mx_zone_name_error(reader, token, error);
        lose_owner(reader);
        return false;
    }
    mx_zone_set_owner(reader, owner.wire);
    return true;
}

/* Passes a time stamp at HEAD, as Microsoft's export has them ahead of the TTL; false in error. */
static bool skip_stamp(struct mx_zone_reader *reader, const struct mx_zone_entry *entry,
                       size_t *head) {
    const struct mx_zone_token *token = *head < entry->count ? &entry->tokens[*head] : NULL;
    const struct mx_zone_foreign *row = token != NULL ? mx_zone_foreign_stamp(token) : NULL;

    if (row == NULL) {
        return true;
    }
    if (reader->options->foreign == NULL) {
        return fail(reader, token, "a time stamp that only other servers know");
    }
    mx_zone_foreign_note(reader->options->foreign, row,
                         (struct mx_place){reader->file->name, token->line, token->column});
    accept(reader, entry->comment, entry->comment_length);
    ++*head;
    return true;
}

static void read_record(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    struct mx_zone_token *tokens = entry->tokens;
    size_t head = entry->blank_owner ? 0 : 1;
    struct mx_zone_draft draft = {.place = {reader->file->name, tokens[0].line, tokens[0].column},
                                  .comment = entry->comment,
                                  .comment_length = entry->comment_length};

    if (entry->blank_owner && reader->owner_length == 0) {
        fail(reader, &tokens[0], "the first record has no owner");
        return;
    }
    if (!entry->blank_owner && !read_owner(reader, &tokens[0])) {
        return;
    }
    if (!skip_stamp(reader, entry, &head)) {
        return;
    }
    long used = mx_zone_draft_head(reader, &draft, tokens + head, entry->count - head);
    if (used < 0) {
        return;
    }
    head += (size_t)used;
    if (head == entry->count) {
        fail(reader, &tokens[entry->count - 1], "the record ends before its type");
        return;
    }
    draft.owner = entry->blank_owner ? NULL : &tokens[0];
    draft.tokens = tokens + head;
    draft.count = entry->count - head;
    mx_zone_draft_read(reader, &draft);
}

/* What the tokens from the owner's on may have been: anything, where the type is not there or is
 * none that is known. */
static enum mx_zone_lost may_be(const struct mx_zone_token *tokens, size_t count) {
    const struct mx_zone_type *type;
    uint32_t ttl;
    bool is_in;
    size_t i = 0;

    while (i < count && (mx_zone_class(&tokens[i], &is_in) || mx_zone_seconds(&tokens[i], &ttl) ||
                         mx_zone_foreign_stamp(&tokens[i]) != NULL)) {
        i++;
    }
    type = i < count ? mx_zone_type_find(&tokens[i]) : NULL;
    return type == NULL ? MX_LOST_ANY : lost_with(type->number);
}

/* An error in a directive: $TTL and $DATE alone have no part in which records there are. */
static void lose_by_directive(struct mx_zone_reader *reader, const struct mx_zone_entry *entry) {
    bool has_type = mx_zone_token_is(&entry->tokens[0], "$GENERATE") && entry->count > 3;

    if (!mx_zone_token_is(&entry->tokens[0], "$TTL") &&
        !mx_zone_token_is(&entry->tokens[0], "$DATE")) {
        mx_zone_lose(reader, NULL,
                     has_type ? may_be(entry->tokens + 3, entry->count - 3) : MX_LOST_ANY);
    }
}

/* ENTRY is in error: whose MX record or address may it have been? */
static void lose(struct mx_zone_reader *reader, const struct mx_zone_entry *entry) {
    bool has_owner = !entry->blank_owner && entry->count > 0;
    const struct mx_zone_token *owner = has_owner ? &entry->tokens[0] : NULL;
    size_t head = has_owner ? 1 : 0;
    bool is_known = entry->blank_owner && reader->owner_length > 0 && !reader->owner_is_lost;
    struct mx_name name;

    if (head > 0 && owner->length > 0 && owner->text[0] == '$') {
        lose_by_directive(reader, entry);
        return;
    }
    enum mx_zone_lost lost =
        entry->count > 0 ? may_be(entry->tokens + head, entry->count - head) : MX_LOST_ANY;
    if (is_known) {
        memcpy(name.wire, reader->scanner->r_owner, reader->owner_length);
    } else if (head > 0) {
        is_known = mx_name_read(&name, owner->text, owner->length, reader->scanner->zone_origin) ==
                   MX_NAME_OK;
    }
    mx_zone_lose(reader, is_known ? name.wire : NULL, lost);
}

static void read_entry(struct mx_zone_reader *reader, struct mx_zone_entry *entry) {
    static const char mark[] = "\xef\xbb\xbf";

    if (entry->error != NULL) {
        mx_zone_error(reader, entry->error_line, entry->error_column, entry->error);
        if (!entry->blank_owner) {
            lose_owner(reader); /* the scanner has begun to write another over it */
        }
        return;
    }
    struct mx_zone_token *first = &entry->tokens[0];
    if (first->line == 1 && first->length >= 3 && memcmp(first->text, mark, 3) == 0) {
        fail(reader, first, "the file begins with a byte order mark, which BIND takes for a name");
        lose_owner(reader);
    } else if (!entry->blank_owner && first->length > 0 && first->text[0] == '$') {
        mx_zone_directive(reader, entry);
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
        lose_owner(reader);
    }
    read_entry(reader, entry);
    if (reader->errors > errors) {
        lose(reader, entry);
    }
}
