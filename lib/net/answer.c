/* Parses a packet into an answer about one name and type, and follows its CNAMEs. */
#include "net/answer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "dns/wire.h"

const char *mx_dns_result_name(enum mx_dns_result result) {
    static const char *const names[] = {
        [MX_DNS_OK] = "ok",
        [MX_DNS_NODATA] = "nodata",
        [MX_DNS_NXDOMAIN] = "nxdomain",
        [MX_DNS_SERVFAIL] = "servfail",
        [MX_DNS_REFUSED] = "refused",
        [MX_DNS_TIMEOUT] = "timeout",
        [MX_DNS_UNREACHABLE] = "unreachable",
        [MX_DNS_BOGUS] = "bogus",
        [MX_DNS_MALFORMED] = "malformed",
        [MX_DNS_ALIAS_LOOP] = "alias-loop",
        [MX_DNS_CANCELLED] = "cancelled",
        [MX_DNS_NO_MEMORY] = "no-memory",
    };
    return MX_WORD_OF(names, result, "unknown");
}

const char *mx_dns_failure_name(enum mx_dns_result result, uint8_t rcode) {
    /* IANA's DNS RCODEs that fit in a header; 0 also if there was no packet. */
    static const char *const names[MX_DNS_RCODE + 1] = {
        [MX_RCODE_FORMERR] = "formerr",
        [MX_RCODE_SERVFAIL] = "servfail",
        [MX_RCODE_NXDOMAIN] = "nxdomain",
        [MX_RCODE_NOTIMP] = "notimp",
        [MX_RCODE_REFUSED] = "refused",
        [6] = "yxdomain",
        [7] = "yxrrset",
        [8] = "nxrrset",
        [9] = "notauth",
        [10] = "notzone",
        [11] = "dsotypeni",
        [12] = "rcode 12",
        [13] = "rcode 13",
        [14] = "rcode 14",
        [15] = "rcode 15",
    };
    const char *name = names[rcode & MX_DNS_RCODE];

    return result == MX_DNS_REFUSED && name != NULL ? name : mx_dns_result_name(result);
}

static void set_result(struct mx_dns_answer *out, enum mx_dns_result result, const char *why) {
    out->result = result;
    snprintf(out->why, sizeof out->why, "%s", why != NULL ? why : "");
}

void mx_dns_answer_error(struct mx_dns_answer *out, enum mx_dns_result result, const uint8_t *name,
                         const char *why) {
    *out = (struct mx_dns_answer){0};
    memcpy(out->canonical.wire, name, mx_name_length(name));
    set_result(out, result, why);
}

bool mx_dns_result_is_definite(enum mx_dns_result result) {
    return result == MX_DNS_OK || result == MX_DNS_NODATA || result == MX_DNS_NXDOMAIN ||
           result == MX_DNS_ALIAS_LOOP || result == MX_DNS_NO_MEMORY;
}

int mx_dns_result_weight(enum mx_dns_result result) {
    switch (result) {
    case MX_DNS_SERVFAIL:
        return 4;
    case MX_DNS_REFUSED:
        return 3;
    case MX_DNS_MALFORMED:
        return 2;
    case MX_DNS_TIMEOUT:
        return 1;
    default:
        return 0;
    }
}

void mx_dns_answer_refuse_referral(struct mx_dns_answer *answer, const uint8_t *name) {
    if (answer->referral) {
        mx_dns_answer_error(answer, MX_DNS_REFUSED, name,
                            "the server only points to others: it does not resolve");
    }
}

void mx_dns_answer_copy(struct mx_dns_answer *out, struct mx_arena *arena,
                        const struct mx_dns_answer *from) {
    struct mx_dns_record *rows = NULL;

    if (from->record_count > 0) {
        rows = mx_arena_zeroed(arena, from->record_count, sizeof *rows);
    }
    for (size_t i = 0; rows != NULL && i < from->record_count; i++) {
        rows[i].length = from->records[i].length;
        rows[i].bytes =
            (const uint8_t *)mx_arena_copy(arena, from->records[i].bytes, rows[i].length);
        rows = rows[i].bytes != NULL ? rows : NULL;
    }
    if (rows == NULL && from->record_count > 0) {
        mx_dns_answer_error(out, MX_DNS_NO_MEMORY, from->canonical.wire, NULL);
        return;
    }
    *out = *from;
    out->records = rows;
}

/* Skips the header and the question; false if this is not a reply to the question. */
static bool enter(struct mx_wire *wire, const uint8_t *name, uint16_t type) {
    if (wire->is_bad || (mx_wire_16(wire->message + 2) & MX_DNS_QR) == 0) {
        return false;
    }
    unsigned rcode = wire->message[3] & MX_DNS_RCODE, questions = mx_wire_16(wire->message + 4);
    if (questions == 0) {
        return rcode != 0 && rcode != MX_RCODE_NXDOMAIN;
    }
    return questions == 1 && mx_wire_next_question(wire, name, type);
}

bool mx_dns_answer_is_for(const uint8_t *packet, size_t length, uint16_t id, const uint8_t *name,
                          uint16_t type) {
    struct mx_wire reader = mx_wire_open(packet, length);
    return enter(&reader, name, type) && mx_wire_16(packet) == id;
}

/* IANA's Extended DNS Error Codes (RFC 8914 4 and later). */
static const char *extended_error_name(unsigned code) {
    static const char *const names[] = {"Other",
                                        "Unsupported DNSKEY Algorithm",
                                        "Unsupported DS Digest Type",
                                        "Stale Answer",
                                        "Forged Answer",
                                        "DNSSEC Indeterminate",
                                        "DNSSEC Bogus",
                                        "Signature Expired",
                                        "Signature Not Yet Valid",
                                        "DNSKEY Missing",
                                        "RRSIGs Missing",
                                        "No Zone Key Bit Set",
                                        "NSEC Missing",
                                        "Cached Error",
                                        "Not Ready",
                                        "Blocked",
                                        "Censored",
                                        "Filtered",
                                        "Prohibited",
                                        "Stale NXDOMAIN Answer",
                                        "Not Authoritative",
                                        "Not Supported",
                                        "No Reachable Authority",
                                        "Network Error",
                                        "Invalid Data",
                                        "Signature Expired before Valid",
                                        "Too Early",
                                        "Unsupported NSEC3 Iterations Value",
                                        "Unable to conform to policy",
                                        "Synthesized",
                                        "Invalid Query Type"};
    return MX_WORD_OF(names, code, NULL);
}

/* Copies an extended error of the OPT record, with the server's own text, to OUT->why. */
static void read_extended_error(struct mx_dns_answer *out, struct mx_wire options) {
    enum { EXTENDED_ERROR = 15 };

    while (!options.is_bad) {
        unsigned code = mx_wire_next_16(&options);
        size_t length = mx_wire_next_16(&options);
        const uint8_t *data = mx_wire_next(&options, length);
        if (data != NULL && code == EXTENDED_ERROR && length >= 2) {
            const char *name = extended_error_name(mx_wire_16(data));
            snprintf(out->why, sizeof out->why, "extended error %u%s%s%s%s%.*s", mx_wire_16(data),
                     name != NULL ? " (" : "", name != NULL ? name : "", name != NULL ? ")" : "",
                     length > 2 ? ": " : "", (int)(length - 2), (const char *)data + 2);
            return;
        }
    }
}

/* Reads the sections after the answers; false if they are cut short. */
static bool read_rest(struct mx_dns_answer *out, struct mx_wire *wire) {
    size_t authority = mx_wire_16(wire->message + 8), additional = mx_wire_16(wire->message + 10);
    struct mx_wire_record record;
    bool has_soa = false, has_ns = false;

    for (size_t i = 0; i < authority + additional; i++) {
        if (!mx_wire_next_record(wire, &record)) {
            return false;
        }
        has_soa = has_soa || (i < authority && record.type == MX_TYPE_SOA);
        has_ns = has_ns || (i < authority && record.type == MX_TYPE_NS);
        if (i >= authority && record.type == MX_TYPE_OPT) {
            read_extended_error(out, record.data);
        }
    }
    out->referral = has_ns && !has_soa && !out->authoritative;
    return true;
}

/* The answer section: where it begins, and its number of whole records. */
struct section {
    struct mx_wire wire;
    size_t count;
};

/* Replaces OWNER by the target of its CNAME. 1: done; 0: it has none; -1: the CNAME is malformed.
 */
static int find_alias(struct section section, struct mx_name *owner) {
    struct mx_wire_record record;

    for (size_t i = 0; i < section.count; i++) {
        mx_wire_next_record(&section.wire, &record);
        if (record.type != MX_TYPE_CNAME || record.klass != MX_CLASS_IN ||
            !mx_name_equal(record.owner.wire, owner->wire)) {
            continue;
        }
        bool is_name = mx_wire_next_name(&record.data, owner);
        return is_name && record.data.at == record.data.end ? 1 : -1;
    }
    return 0;
}

/* Copies one record of the answer to ROW. */
static enum mx_dns_result keep(struct mx_dns_record *row, struct mx_arena *arena,
                               const struct mx_wire_record *record) {
    uint8_t plain[MX_WIRE_PLAIN_MAX];
    size_t length = 0;
    const uint8_t *bytes = mx_wire_data(record, plain, &length);

    if (bytes == NULL) {
        return MX_DNS_MALFORMED;
    }
    row->bytes = (const uint8_t *)mx_arena_copy(arena, bytes, length);
    row->length = length;
    return row->bytes != NULL ? MX_DNS_OK : MX_DNS_NO_MEMORY;
}

static bool is_wanted(const struct mx_wire_record *record, const struct mx_dns_answer *out,
                      uint16_t type) {
    return record->type == type && record->klass == MX_CLASS_IN &&
           mx_name_equal(record->owner.wire, out->canonical.wire);
}

/* Copies the canonical owner's records of the type to OUT. */
static enum mx_dns_result read_records(struct mx_dns_answer *out, struct mx_arena *arena,
                                       struct section section, uint16_t type) {
    struct section again = section;
    struct mx_wire_record record;
    enum mx_dns_result result = MX_DNS_OK;
    size_t count = 0;

    for (size_t i = 0; i < section.count; i++) {
        mx_wire_next_record(&section.wire, &record);
        count += is_wanted(&record, out, type) ? 1 : 0;
    }
    if (count == 0) {
        return MX_DNS_NODATA;
    }
    struct mx_dns_record *rows = mx_arena_zeroed(arena, count, sizeof *rows);
    if (rows == NULL) {
        return MX_DNS_NO_MEMORY;
    }
    out->ttl = INT32_MAX;
    for (size_t i = 0, row = 0; i < section.count && result == MX_DNS_OK; i++) {
        mx_wire_next_record(&again.wire, &record);
        if (!is_wanted(&record, out, type)) {
            continue;
        }
        /* RFC 2181 8: a TTL with the highest bit set is zero. */
        uint32_t ttl = record.ttl <= INT32_MAX ? record.ttl : 0;
        out->ttl = ttl < out->ttl ? ttl : out->ttl;
        result = keep(&rows[row++], arena, &record);
    }
    if (result == MX_DNS_OK) {
        out->records = rows;
        out->record_count = count;
    } else {
        out->ttl = 0;
    }
    return result;
}

/* Reads the answers of a NOERROR or NXDOMAIN whose answer section is whole. */
static void read_answers(struct mx_dns_answer *out, struct mx_arena *arena, struct section section,
                         uint16_t type) {
    for (int found = 1; type != MX_TYPE_CNAME && found != 0;) {
        found = find_alias(section, &out->canonical);
        if (found < 0) {
            set_result(out, MX_DNS_MALFORMED, "a CNAME's data is not a name");
            return;
        }
        out->aliases += (unsigned)found;
        if (out->aliases > MX_DNS_ALIASES_MAX) {
            set_result(out, MX_DNS_ALIAS_LOOP, "the CNAMEs make a loop");
            return;
        }
    }
    enum mx_dns_result result = read_records(out, arena, section, type);
    if (result == MX_DNS_MALFORMED) {
        set_result(out, result, "a record's data does not fit its type");
    } else if (result == MX_DNS_NODATA && out->rcode == MX_RCODE_NXDOMAIN) {
        out->result = MX_DNS_NXDOMAIN;
    } else {
        out->result = result;
    }
}

void mx_dns_answer_read(struct mx_dns_answer *out, struct mx_arena *arena, const uint8_t *packet,
                        size_t length, const uint8_t *name, uint16_t type) {
    struct mx_wire reader = mx_wire_open(packet, length);
    struct mx_wire_record record;

    mx_dns_answer_error(out, MX_DNS_MALFORMED, name, "it does not answer the question");
    if (!enter(&reader, name, type)) {
        return;
    }
    unsigned flags = mx_wire_16(packet + 2);
    out->rcode = flags & MX_DNS_RCODE;
    out->authoritative = (flags & MX_DNS_AA) != 0;
    out->truncated = (flags & MX_DNS_TC) != 0;
    if (out->truncated) {
        set_result(out, MX_DNS_MALFORMED, "the answer is truncated");
        return;
    }
    struct section section = {.wire = reader, .count = mx_wire_16(packet + 6)};
    for (size_t i = 0; i < section.count; i++) {
        if (!mx_wire_next_record(&reader, &record)) {
            set_result(out, MX_DNS_MALFORMED, "the packet is cut short");
            return;
        }
    }
    set_result(out, MX_DNS_OK, NULL);
    if (!read_rest(out, &reader)) {
        set_result(out, MX_DNS_MALFORMED, "the packet is cut short");
        return;
    }
    if (out->rcode == MX_RCODE_SERVFAIL) {
        out->result = MX_DNS_SERVFAIL;
    } else if (out->rcode != 0 && out->rcode != MX_RCODE_NXDOMAIN) {
        out->result = MX_DNS_REFUSED;
    } else {
        read_answers(out, arena, section, type);
    }
    out->referral = out->referral && out->result == MX_DNS_NODATA;
}
