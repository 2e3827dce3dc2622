/* Class, TTL, type and data by BIND's rules. libzscanner reads the data of the types that it knows;
 * of a type that it does not know, only that its owner exists is handed on. */
#include "zone/scan/pending_record.h"

#include <string.h>

#include "dns/rrtype.h"
#include "zone/scan/comment.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/reader.h"
#include "zone/scan/render.h"
#include "zone/scan/report.h"
#include "zone/scan/scan.h"
#include "zone/scan/text.h"
#include "zone/scan/ttl.h"
#include "zone/scan/types.h"

long mx_zone_pending_read_head(struct mx_zone_reader *reader, struct mx_zone_pending *record,
                               const struct mx_zone_token *tokens, size_t count) {
    const struct mx_zone_token *class = NULL;
    bool is_in = true;
    size_t i = 0;

    if (i < count && mx_zone_class(&tokens[i], &is_in)) {
        class = &tokens[i++];
    }
    record->has_ttl = i < count && mx_zone_seconds(&tokens[i], &record->ttl);
    if (record->has_ttl) {
        record->ttl = mx_zone_ttl_read(reader, &tokens[i], record->ttl);
        mx_zone_ttl_set_last(reader, record->ttl);
        i++;
    }
    if (class == NULL) {
        bool named = i < count && mx_zone_class(&tokens[i], &is_in);
        class = named ? &tokens[i++] : NULL;
        is_in = is_in || class == NULL;
    }
    if (!is_in) {
        mx_zone_fail(reader, class, "the class is not IN");
        return -1;
    }
    return (long)i;
}

/* The token at which the scanner stopped: it keeps the rest of the line from there on. */
static const struct mx_zone_token *culprit(const struct mx_zone_reader *reader,
                                           const struct mx_zone_pending *record) {
    const zs_scanner_t *s = reader->scanner;
    size_t line = (size_t)(s->input.current - s->input.start);
    size_t rest = s->buffer_length > 0 ? s->buffer_length - 1 : 0;
    size_t offset = line > rest ? line - rest : 0, last = 0;

    for (size_t i = 0; i < record->count && record->tokens[i].rendered <= offset; i++) {
        last = i;
    }
    return &record->tokens[last];
}

static const char *scanner_message(const zs_scanner_t *s) {
    const char *message = zs_strerror(s->error.code);
    return message != NULL ? message : "the record cannot be read";
}

static bool is_adrift(const struct mx_zone_token *name) {
    return mx_zone_is_relative(name) || (name->length == 1 && name->text[0] == '@');
}

enum mx_zone_lost mx_zone_lost_with(uint16_t type) {
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

static void send(struct mx_zone_reader *reader, const struct mx_zone_pending *record, uint16_t type,
                 const uint8_t *rdata, size_t length) {
    struct mx_zone_record made = {
        .type = type, .rdata = rdata, .rdata_length = (uint16_t)length, .place = record->place};

    made.ttl = record->has_ttl ? record->ttl
                               : mx_zone_ttl_missing(reader, record->place, type, rdata, length);
    if (type == MX_TYPE_MX) {
        made.is_undotted = record->count == 3 && *reader->scanner->zone_origin != 0 &&
                           mx_zone_is_undotted(&record->tokens[2]);
    } else if (type == MX_TYPE_SOA) {
        made.is_undotted = record->owner != NULL && mx_zone_is_relative(record->owner);
    }
    if (!reader->has_origin) {
        bool has_target = type == MX_TYPE_MX && record->count == 3;
        made.is_adrift = (record->owner != NULL && is_adrift(record->owner)) ||
                         (has_target && is_adrift(&record->tokens[2]));
    }
    if (!reader->owner_is_lost) {
        mx_zone_notify_record(reader, &made, record->comment, record->comment_length);
    } else {
        mx_zone_notify_lost(reader, NULL, mx_zone_lost_with(type));
    }
}

/* Runs the scanner over the rendered record. */
static bool scan_rendered(struct mx_zone_reader *reader, struct mx_zone_pending *record,
                          const struct mx_rrtype *type, bool generic) {
    zs_scanner_t *s = reader->scanner;

    mx_zone_scanner_set(reader, reader->rendered.bytes, reader->rendered.length, 1);
    s->r_owner_length = (uint32_t)reader->owner_length;
    zs_parse_record(s);
    if (s->state != ZS_STATE_DATA) {
        return mx_zone_fail(reader, culprit(reader, record), scanner_message(s));
    }
    if (mx_rrtype_is_refused(s->r_type)) {
        return mx_zone_fail(reader, &record->tokens[0],
                            "a record type that is not allowed in a zone file");
    }
    if (generic && !mx_rdata_fits(s->r_type, s->r_data, s->r_data_length)) {
        return mx_zone_fail(reader, &record->tokens[1], "the data does not fit the type");
    }
    send(reader, record, type != NULL ? type->number : s->r_type, s->r_data, s->r_data_length);
    return true;
}

void mx_zone_foreign_add(struct mx_zone_reader *reader, const struct mx_zone_foreign *row,
                         const struct mx_zone_token *token, const char *comment, size_t length) {
    struct mx_place place = {reader->file->name, token->line, token->column};

    mx_zone_foreign_note(reader->options->foreign, row, place);
    if (comment != NULL && reader->options->ignored != NULL) {
        mx_zone_ignored(comment, length, reader->options->ignored, place, reader->findings);
    }
}

/* A record that only another server can read: its owner exists, and its data may be any that the
 * table says. */
static bool read_foreign(struct mx_zone_reader *reader, struct mx_zone_pending *record,
                         const struct mx_zone_foreign *row, size_t used) {
    const struct mx_zone_token *token = &record->tokens[0];
    enum { NO_TYPE = 0xfffe };

    if (reader->options->foreign == NULL) {
        return mx_zone_fail(reader, token, "a record type that only other name servers support");
    }
    mx_zone_foreign_add(reader, row, token, record->comment, record->comment_length);
    const struct mx_rrtype *made =
        used < record->count ? mx_zone_type_find(&record->tokens[used]) : NULL; /* LUA A "..." */
    enum mx_zone_lost lost = row->hides == MX_HIDES_NONE                  ? MX_LOST_NOTHING
                             : made != NULL && made->number == MX_TYPE_MX ? MX_LOST_MX
                                                                          : MX_LOST_ADDRESS;
    bool is_owners = row->hides == MX_HIDES_OWNER && !reader->owner_is_lost;
    send(reader, record, NO_TYPE, NULL, 0);
    mx_zone_notify_lost(reader, is_owners ? reader->scanner->r_owner : NULL, lost);
    return true;
}

/* A word that is no type of BIND's: a type of another server, or a slip. */
static bool read_unknown(struct mx_zone_reader *reader, struct mx_zone_pending *record) {
    size_t used = 0;
    const struct mx_zone_foreign *row = mx_zone_foreign_find(record->tokens, record->count, &used);

    return row != NULL
               ? read_foreign(reader, record, row, used)
               : mx_zone_fail(reader, &record->tokens[0],
                              record->tokens[0].quoted ? "unexpected quote" : "not a record type");
}

/* Text of a lenient type may be good although libzscanner refuses it. */
static bool read_known(struct mx_zone_reader *reader, struct mx_zone_pending *record,
                       const struct mx_rrtype *type, bool generic) {
    reader->is_lenient = type != NULL && type->is_lenient && !generic;
    bool is_read = mx_zone_render(reader, type, record->tokens, record->count) &&
                   scan_rendered(reader, record, type, generic);

    if (!is_read && type != NULL && reader->is_lenient && !reader->out_of_memory) {
        send(reader, record, type->number, NULL, 0);
        is_read = true;
    }
    reader->is_lenient = false;
    return is_read;
}

bool mx_zone_pending_read(struct mx_zone_reader *reader, struct mx_zone_pending *record) {
    struct mx_zone_token *type_token = &record->tokens[0];
    const struct mx_rrtype *type = mx_zone_type_find(type_token);
    bool generic = record->count > 1 && !record->tokens[1].quoted &&
                   mx_zone_token_is(&record->tokens[1], "\\#");

    if (type == NULL && !mx_zone_type_is_number(type_token)) {
        return read_unknown(reader, record);
    }
    if (type != NULL && type->is_refused) {
        return mx_zone_fail(reader, type_token, "a record type that is not allowed in a zone file");
    }
    if (type != NULL && record->count == 1) {
        return mx_zone_fail(reader, type_token, "the record ends after its type");
    }
    if (type != NULL && type->text == NULL && !generic) {
        send(reader, record, type->number, NULL, 0);
        return true;
    }
    if (generic && type != NULL && type->text == NULL) {
        type_token->text = "TYPE65534"; /* a mnemonic that the scanner lacks; hex is hex */
        type_token->length = strlen(type_token->text);
    }
    return read_known(reader, record, type, generic);
}
