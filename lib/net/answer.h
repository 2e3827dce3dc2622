/* The answer to one DNS question, and the parser that makes it from a packet (RFC 1035 4, 2308). */
#ifndef MX_NET_ANSWER_H
#define MX_NET_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dns/name.h"
#include "dns/wire.h"

enum mx_dns_result {
    MX_DNS_OK,          /* the name has records of this type; null MX (RFC 7505) is one, too */
    MX_DNS_NODATA,      /* the name exists and has none of this type */
    MX_DNS_NXDOMAIN,    /* the name, or the target of its alias, does not exist */
    MX_DNS_SERVFAIL,    /* a server could not find the answer */
    MX_DNS_REFUSED,     /* a server said REFUSED or another rcode: see rcode */
    MX_DNS_TIMEOUT,     /* no answer in time */
    MX_DNS_UNREACHABLE, /* the question could not be sent, or an ICMP error came back: see why */
    MX_DNS_BOGUS,       /* DNSSEC validation failed: see why */
    MX_DNS_MALFORMED,   /* the packet does not answer the question: see why */
    MX_DNS_ALIAS_LOOP,  /* CNAMEs make a loop, or pass more than MX_DNS_ALIASES_MAX names */
    MX_DNS_CANCELLED,   /* the resolver was freed first */
    MX_DNS_NO_MEMORY
};

enum { MX_DNS_ALIASES_MAX = 16, MX_DNS_WHY_MAX = 256, MX_DNS_PACKET_MAX = 65535 };

/* One record's data in wire format, its names decompressed (RFC 1035 4.1.4), their case kept.
 * Checked: an A has 4 octets, an AAAA 16, an MX is a preference and a name, an NS or CNAME a name,
 * an SOA two names and 20 octets. Other types are copied unchecked. */
struct mx_dns_record {
    const uint8_t *bytes;
    size_t length;
};

struct mx_dns_answer {
    enum mx_dns_result result;
    uint8_t rcode;            /* of the packet; 0 without one */
    bool secure;              /* DNSSEC validation proved it (by mx_resolver_ask only) */
    bool authoritative;       /* the AA bit */
    bool referral;            /* NODATA that only names other servers: no AA, NS, no SOA */
    bool truncated;           /* the TC bit: the result is MX_DNS_MALFORMED, ask by TCP */
    unsigned aliases;         /* CNAMEs followed */
    struct mx_name canonical; /* the last CNAME's target; without a CNAME, the name asked for */
    uint32_t ttl;             /* the lowest of the records; 0 without any */
    const struct mx_dns_record *records; /* only with MX_DNS_OK; in the order of the packet */
    size_t record_count;
    /* Why it failed, for people. May have bytes that a server sent: escape it. */
    char why[MX_DNS_WHY_MAX];
};

/* Called with the answer. ANSWER and all it points to are valid only during the call. */
typedef void mx_dns_done(void *context, const struct mx_dns_answer *answer);

/* "ok", "nodata", "timeout" ...: one word, constant, never NULL. */
const char *mx_dns_result_name(enum mx_dns_result result);

/* The same, but for MX_DNS_REFUSED the name of the RCODE: "refused", "notimp", "formerr" ... */
const char *mx_dns_failure_name(enum mx_dns_result result, uint8_t rcode);

/* Whether it is a fact about the name, and not about one server only. */
bool mx_dns_result_is_definite(enum mx_dns_result result);

/* Ranks failures: a server's error is worth more than its silence. */
int mx_dns_result_weight(enum mx_dns_result result);

/* Makes a referral an error: a resolver that sends one has not resolved the name. */
void mx_dns_answer_refuse_referral(struct mx_dns_answer *answer, const uint8_t *name);

/* Fills OUT with a failure without a packet; WHY may be NULL and is cut to fit. */
void mx_dns_answer_error(struct mx_dns_answer *out, enum mx_dns_result result, const uint8_t *name,
                         const char *why);

/* Copies FROM, with its records in ARENA; if that fails, the result is MX_DNS_NO_MEMORY. */
void mx_dns_answer_copy(struct mx_dns_answer *out, struct mx_arena *arena,
                        const struct mx_dns_answer *from);

/* Whether PACKET is a reply with this id to this question (class IN, any case). A server that
 * reports an error may omit the question. */
bool mx_dns_answer_is_for(const uint8_t *packet, size_t length, uint16_t id, const uint8_t *name,
                          uint16_t type);

/* Reads PACKET as the answer to NAME's TYPE. Always fills OUT; records are in ARENA. Memory is
 * bounded by the packet's length: at most 6,000 records of at most 600 octets. */
void mx_dns_answer_read(struct mx_dns_answer *out, struct mx_arena *arena, const uint8_t *packet,
                        size_t length, const uint8_t *name, uint16_t type);

#endif
