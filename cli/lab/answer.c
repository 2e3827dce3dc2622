/* The answers of an authoritative server: RFC 1034 4.3.2 without delegations and aliases, which
 * specs do not have, RFC 4592 for wildcards, RFC 2308 for negative answers, RFC 6891 for sizes. */
#include "lab.h"

#include <stdlib.h>
#include <string.h>

enum { UDP_MIN = 512, UDP_MAX = 4096, TCP_MAX = 65535, HEADER = 12, BADVERS = 16 };

static bool push_clone(ldns_pkt *reply, ldns_pkt_section section, const ldns_rr *row,
                       const ldns_rdf *owner) {
    ldns_rr *copy = ldns_rr_clone(row);

    if (copy != NULL && owner != NULL) {
        ldns_rdf_deep_free(ldns_rr_owner(copy));
        ldns_rr_set_owner(copy, ldns_rdf_clone(owner));
    }
    if (copy == NULL || ldns_rr_owner(copy) == NULL || !ldns_pkt_push_rr(reply, section, copy)) {
        ldns_rr_free(copy);
        return false;
    }
    return true;
}

/* RFC 2308 3: a negative answer may be cached for the lesser of the two times. */
static bool push_authority(ldns_pkt *reply, const ldns_rr *authority) {
    if (!push_clone(reply, LDNS_SECTION_AUTHORITY, authority, NULL)) {
        return false;
    }
    ldns_rr *copy = ldns_rr_list_rr(ldns_pkt_authority(reply), 0);
    uint32_t minimum = ldns_rdf2native_int32(ldns_rr_rdf(copy, 6));
    if (minimum < ldns_rr_ttl(copy)) {
        ldns_rr_set_ttl(copy, minimum);
    }
    return true;
}

/* The wildcard for NAME, which does not exist: the one below its closest existing ancestor. False:
 * the name would be too long. */
static bool wildcard_of(const struct lab_records *records, const ldns_rdf *name, uint8_t *wire,
                        ldns_rdf *wildcard) {
    ldns_rdf encloser = *name;

    while (!lab_records_has(records, &encloser)) {
        encloser = lab_name_after(&encloser, (size_t)ldns_rdf_data(&encloser)[0] + 1);
    }
    size_t length = ldns_rdf_size(&encloser);
    if (length + 2 > LDNS_MAX_DOMAINLEN) {
        return false;
    }
    wire[0] = 1;
    wire[1] = '*';
    memcpy(wire + 2, ldns_rdf_data(&encloser), length);
    *wildcard = (ldns_rdf){._size = length + 2, ._type = LDNS_RDF_TYPE_DNAME, ._data = wire};
    return true;
}

/* Adds the records for the question to REPLY; returns the reply code. */
static ldns_pkt_rcode look_up(const struct lab_records *records, const ldns_rr *question,
                              ldns_pkt *reply) {
    const ldns_rdf *name = ldns_rr_owner(question);
    const ldns_rr *authority = lab_records_authority(records, name);
    uint8_t wire[LDNS_MAX_DOMAINLEN];
    ldns_rdf source = *name;
    bool is_there = true, is_wild = false;

    ldns_rr_type type = ldns_rr_get_type(question);

    /* Zone transfers are not supported. */
    if (ldns_rr_get_class(question) != LDNS_RR_CLASS_IN || authority == NULL ||
        type == LDNS_RR_TYPE_AXFR || type == LDNS_RR_TYPE_IXFR) {
        return LDNS_RCODE_REFUSED;
    }
    ldns_pkt_set_aa(reply, true);
    if (!lab_records_has(records, name)) {
        is_wild = wildcard_of(records, name, wire, &source);
        is_there = is_wild && lab_records_has(records, &source);
    }
    struct lab_range range = {0};
    if (is_there) {
        range = lab_records_find(records, &source, type);
    }
    for (size_t i = 0; i < range.count; i++) {
        if (!push_clone(reply, LDNS_SECTION_ANSWER, records->rows[range.first + i],
                        is_wild ? name : NULL)) {
            return LDNS_RCODE_SERVFAIL;
        }
    }
    if (range.count == 0 && !push_authority(reply, authority)) {
        return LDNS_RCODE_SERVFAIL;
    }
    return is_there ? LDNS_RCODE_NOERROR : LDNS_RCODE_NXDOMAIN;
}

/* Makes a reply to QUERY without records. */
static ldns_pkt *reply_to(const ldns_pkt *query, const ldns_rr *question) {
    ldns_pkt *reply = ldns_pkt_new();

    if (reply == NULL) {
        return NULL;
    }
    ldns_pkt_set_id(reply, ldns_pkt_id(query));
    ldns_pkt_set_qr(reply, true);
    ldns_pkt_set_opcode(reply, ldns_pkt_get_opcode(query));
    ldns_pkt_set_rd(reply, ldns_pkt_rd(query));
    ldns_pkt_set_cd(reply, ldns_pkt_cd(query));
    /* The lab is also the machine's resolver, from which stub resolvers expect RA. */
    ldns_pkt_set_ra(reply, true);
    if (ldns_pkt_edns(query)) {
        ldns_pkt_set_edns_udp_size(reply, UDP_MAX);
        ldns_pkt_set_edns_do(reply, ldns_pkt_edns_do(query));
    }
    if (question != NULL && !push_clone(reply, LDNS_SECTION_QUESTION, question, NULL)) {
        ldns_pkt_free(reply);
        return NULL;
    }
    return reply;
}

static void set_rcode(ldns_pkt *reply, unsigned code) {
    ldns_pkt_set_rcode(reply, code & 0xf);
    ldns_pkt_set_edns_extended_rcode(reply, (uint8_t)(code >> 4));
}

static void fill(const struct lab_records *records, const ldns_pkt *query, const ldns_rr *question,
                 ldns_pkt *reply) {
    unsigned code;

    if (ldns_pkt_edns(query) && ldns_pkt_edns_version(query) != 0) {
        code = BADVERS;
    } else if (ldns_pkt_get_opcode(query) != LDNS_PACKET_QUERY) {
        code = LDNS_RCODE_NOTIMPL;
    } else if (question == NULL) {
        code = LDNS_RCODE_FORMERR;
    } else {
        code = look_up(records, question, reply);
    }
    set_rcode(reply, code);
}

static size_t limit_of(const ldns_pkt *query, bool by_tcp) {
    size_t size = ldns_pkt_edns(query) ? ldns_pkt_edns_udp_size(query) : 0;

    if (by_tcp) {
        return TCP_MAX;
    }
    return size < UDP_MIN ? UDP_MIN : size > UDP_MAX ? UDP_MAX : size;
}

static bool to_wire(const ldns_pkt *reply, uint8_t **answer, size_t *length) {
    return ldns_pkt2wire(answer, reply, length) == LDNS_STATUS_OK;
}

/* A reply that does not fit: by UDP it is truncated, by TCP it is an error. */
static bool shorten(const ldns_pkt *query, const ldns_rr *question, const ldns_pkt *full,
                    bool by_tcp, uint8_t **answer, size_t *length) {
    ldns_pkt *reply = reply_to(query, question);

    if (reply == NULL) {
        return false;
    }
    ldns_pkt_set_tc(reply, !by_tcp);
    ldns_pkt_set_aa(reply, ldns_pkt_aa(full));
    set_rcode(reply, by_tcp ? LDNS_RCODE_SERVFAIL : (unsigned)ldns_pkt_get_rcode(full));
    bool is_made = to_wire(reply, answer, length);
    ldns_pkt_free(reply);
    return is_made;
}

/* A header with FORMERR, for a query that cannot be parsed. */
static bool refuse_format(const uint8_t *query, uint8_t **answer, size_t *length) {
    uint8_t *header = calloc(1, HEADER);

    if (header == NULL) {
        return false;
    }
    memcpy(header, query, 2);
    header[2] = (uint8_t)(0x80 | (query[2] & 0x79)); /* QR; opcode and RD are the query's */
    header[3] = LDNS_RCODE_FORMERR;
    *answer = header;
    *length = HEADER;
    return true;
}

bool lab_answer(const struct lab_records *records, const uint8_t *query, size_t length, bool by_tcp,
                uint8_t **answer, size_t *answer_length) {
    ldns_pkt *asked = NULL;

    /* Replies are not answered: two servers could answer each other for ever. */
    if (length < HEADER || (query[2] & 0x80) != 0) {
        return false;
    }
    if (ldns_wire2pkt(&asked, query, length) != LDNS_STATUS_OK) {
        return refuse_format(query, answer, answer_length);
    }
    const ldns_rr *question =
        ldns_pkt_qdcount(asked) == 1 ? ldns_rr_list_rr(ldns_pkt_question(asked), 0) : NULL;
    ldns_pkt *reply = reply_to(asked, question);
    bool is_made = false;
    if (reply != NULL) {
        fill(records, asked, question, reply);
        is_made = to_wire(reply, answer, answer_length);
    }
    if (is_made && *answer_length > limit_of(asked, by_tcp)) {
        free(*answer);
        is_made = shorten(asked, question, reply, by_tcp, answer, answer_length);
    }
    ldns_pkt_free(reply);
    ldns_pkt_free(asked);
    return is_made;
}
