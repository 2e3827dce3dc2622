/* TTLs as BIND gives them: the record's own; else $TTL; else the last record's (RFC 1035 5.1);
 * else, for an SOA, its minimum, which from then on stands for $TTL.
 *
 * A record with none of them is an error in a zone. A fragment, which some zone with a $TTL will
 * include, has no other place to get one from: a file without an SOA is a fragment. */
#include "zone/scan/ttl.h"

#include "dns/wire.h"
#include "model/layout.h"
#include "zone/scan/reader.h"
#include "zone/scan/text.h"

/* The scanner's TTL for records without one, while none is known. No record has this one, which
 * would count as 0: a record that comes with it is read again here. */
static const uint32_t NO_TTL = UINT32_MAX;

static void update_scanner(struct mx_zone_reader *reader) {
    reader->scanner->default_ttl = reader->default_ttl_known ? reader->default_ttl
                                   : reader->last_ttl_known  ? reader->last_ttl
                                                             : NO_TTL;
}

void mx_zone_ttl_set_default(struct mx_zone_reader *reader, uint32_t ttl) {
    reader->default_ttl = ttl;
    reader->default_ttl_known = true;
    update_scanner(reader);
}

void mx_zone_ttl_set_last(struct mx_zone_reader *reader, uint32_t ttl) {
    reader->last_ttl = ttl;
    reader->last_ttl_known = true;
    update_scanner(reader);
}

uint32_t mx_zone_ttl_read(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                          uint32_t seconds) {
    if (seconds > MX_TTL_MAX) {
        struct mx_place place = {reader->file->name, token->line, token->column};
        mx_text_string(mx_finding_begin(reader->findings), "a TTL above 2147483647 counts as 0");
        mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_WARNING, place);
    }
    return mx_zone_ttl(seconds);
}

uint32_t mx_zone_ttl_missing(struct mx_zone_reader *reader, struct mx_place place, uint16_t type,
                             const uint8_t *rdata, size_t length) {
    if (reader->default_ttl_known) {
        return reader->default_ttl;
    }
    if (reader->last_ttl_known) {
        return reader->last_ttl;
    }
    if (type == MX_TYPE_SOA && length > 4) {
        mx_zone_ttl_set_default(reader, mx_zone_ttl(mx_wire_32(rdata + length - 4)));
        return reader->default_ttl;
    }
    if (reader->no_ttl.file == NULL) {
        reader->no_ttl = place;
    }
    return MX_TTL_DEFAULT;
}

void mx_zone_ttl_saw_soa(struct mx_zone_reader *reader) {
    if (reader->no_ttl.file != NULL && reader->no_ttl.line > 0) {
        struct mx_text *text = mx_finding_begin(reader->findings);
        mx_text_string(text,
                       "the record has no TTL, and no $TTL, record or SOA before it gives one");
        mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, reader->no_ttl);
        reader->errors++;
        reader->no_ttl.line = 0; /* reported once */
    }
}
