/* The floor of the room: every file above ends here. */
#include "zone/scan/report.h"

#include <string.h>

#include "dns/rrtype.h"
#include "zone/scan/comment.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/reader.h"
#include "zone/scan/scan.h"
#include "zone/scan/ttl.h"

void mx_zone_error(struct mx_zone_reader *reader, uint32_t line, uint32_t column,
                   const char *message) {
    struct mx_place place = {reader->file->name, line, column};

    if (reader->is_lenient) {
        return;
    }
    mx_text_string(mx_finding_begin(reader->findings), message);
    mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, place);
    reader->errors++;
}

bool mx_zone_fail(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                  const char *message) {
    mx_zone_error(reader, token->line, token->column, message);
    return false;
}

bool mx_zone_fail_name(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                       enum mx_name_error error) {
    struct mx_place place = {reader->file->name, token->line, token->column};

    if (reader->is_lenient) {
        return false;
    }
    struct mx_text *text = mx_finding_begin(reader->findings);
    mx_text_string(text, "the name ");
    mx_text_string(text, mx_name_error_text(error));
    mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, place);
    reader->errors++;
    return false;
}

/* A zone whose origin nobody gave is that of its SOA, as a name server is told it beforehand. An
 * owner without its final dot is then below the zone, which no name server loads; likewise where it
 * ends in the origin twice. RECORD->is_undotted says that the owner was written relative. */
static void read_soa(struct mx_zone_reader *reader, struct mx_zone_record *record) {
    const uint8_t *origin = reader->scanner->zone_origin;

    if (!reader->has_origin && *record->owner != 0) {
        for (struct mx_zone_file *file = reader->files; file < reader->file; file++) {
            memcpy(file->origin.wire, record->owner, record->owner_length);
        }
        mx_zone_set_origin(reader, record->owner);
        reader->has_origin = true;
    } else {
        record->is_undotted = record->is_undotted && mx_name_ends_twice(record->owner, origin);
    }
    record->origin = origin;
}

/* What the comments of an MX record say. */
static void read_comment(struct mx_zone_reader *reader, struct mx_zone_record *record,
                         const char *comment, size_t length) {
    enum mxtrap_role role = MXTRAP_ROLE_UNKNOWN;

    record->is_ours = mx_zone_role(comment, length, &role);
    record->role = (uint8_t)role;
    if (reader->options->ignored != NULL) {
        mx_zone_ignored(comment, length, reader->options->ignored, record->place, reader->findings);
    }
}

void mx_zone_notify_record(struct mx_zone_reader *reader, struct mx_zone_record *record,
                           const char *comment, size_t comment_length) {
    record->owner = reader->scanner->r_owner;
    record->owner_length = (uint8_t)reader->owner_length;
    record->file = reader->file->number;
    if (record->type == MX_TYPE_MX && comment_length > 0) {
        read_comment(reader, record, comment, comment_length);
    } else if (record->type == MX_TYPE_SOA) {
        mx_zone_ttl_saw_soa(reader);
        read_soa(reader, record);
    }
    if (!reader->handler->record(reader->handler->context, record)) {
        reader->out_of_memory = true;
    }
}

void mx_zone_notify_lost(struct mx_zone_reader *reader, const uint8_t *owner,
                         enum mx_zone_lost lost) {
    const struct mx_zone_handler *handler = reader->handler;

    if (lost != MX_LOST_NOTHING && !handler->lost(handler->context, owner, lost)) {
        reader->out_of_memory = true;
    }
}
