/* What one DNS question came to, and the reading of packets into it (RFC 1035 4, RFC 2308). */
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
    MX_DNS_NXDOMAIN,    /* the name, or what its alias leads to, does not exist */
    MX_DNS_SERVFAIL,    /* a server said that it could not find out */
    MX_DNS_REFUSED,     /* a server said REFUSED or another rcode: see rcode */
    MX_DNS_TIMEOUT,     /* no answer in time */
    MX_DNS_UNREACHABLE, /* the question could not be sent, or an ICMP error came back: see why */
    MX_DNS_BOGUS,       /* DNSSEC validation failed: see why */
    MX_DNS_MALFORMED,   /* what came is no answer to the question: see why */
    MX_DNS_ALIAS_LOOP,  /* CNAMEs lead back, or through more than MX_DNS_ALIASES_MAX names */
    MX_DNS_CANCELLED,   /* the resolver was freed first */
    MX_DNS_NO_MEMORY
};

enum { MX_DNS_ALIASES_MAX = 16, MX_DNS_WHY_MAX = 256, MX_DNS_PACKET_MAX = 65535 };

/* One record's data in wire format, its names in full (RFC 1035 4.1.4 undone) in the case in
 * which they came. Checked: an A has 4 octets, an AAAA 16, an MX is a preference and a name, an NS
 * or CNAME a name, an SOA two names and 20 octets. Other types are as they came. */
struct mx_dns_record {
    const uint8_t *bytes;
    size_t length;
};

struct mx_dns_answer {
    enum mx_dns_result result;
    uint8_t rcode;            /* of the packet, where there was one; else 0 */
    bool secure;              /* DNSSEC validation proved it (by mx_resolver_ask alone) */
    bool authoritative;       /* the AA bit */
    bool referral;            /* NODATA that only points to other servers: no AA, NS, no SOA */
    bool truncated;           /* the TC bit: the result is MX_DNS_MALFORMED, ask by TCP */
    unsigned aliases;         /* CNAMEs followed */
    struct mx_name canonical; /* where they led to; the name asked for where there were none */
    uint32_t ttl;             /* the least of the records'; 0 where there are none */
    const struct mx_dns_record *records; /* MX_DNS_OK alone has any, in the order of the packet */
    size_t record_count;
    /* Of an error or a bogus answer, for people. May hold what a server sent: escape it. */
    char why[MX_DNS_WHY_MAX];
};

/* How a question ends. ANSWER and what hangs on it is valid during the call alone. */
typedef void mx_dns_done(void *arg, const struct mx_dns_answer *answer);

/* "ok", "nodata", "timeout" ...: one word, constant, never NULL. */
const char *mx_dns_result_name(enum mx_dns_result result);

/* The same, where MX_DNS_REFUSED came of another RCODE that code's name: "notimp", "formerr" ... */
const char *mx_dns_failure_name(enum mx_dns_result result, uint8_t rcode);

/* Whether it says something about the name, and not about a server only. */
bool mx_dns_result_is_definite(enum mx_dns_result result);

/* How much a failure tells: what a server said counts more than its silence. */
int mx_dns_result_weight(enum mx_dns_result result);

/* Of a server that is to resolve, a referral is no answer: what it points to was not asked. */
void mx_dns_answer_refuse_referral(struct mx_dns_answer *answer, const uint8_t *name);

/* An answer without a packet; WHY may be NULL and is cut to fit. */
void mx_dns_answer_error(struct mx_dns_answer *out, enum mx_dns_result result, const uint8_t *name,
                         const char *why);

/* A copy of FROM whose records are in ARENA; its result is MX_DNS_NO_MEMORY where that fails. */
void mx_dns_answer_copy(struct mx_dns_answer *out, struct mx_arena *arena,
                        const struct mx_dns_answer *from);

/* Whether PACKET is a reply with this id to this question (class IN, name without case). A server
 * that reports an error may leave the question out. */
bool mx_dns_answer_is_for(const uint8_t *packet, size_t length, uint16_t id, const uint8_t *name,
                          uint16_t type);

/* Reads PACKET as the answer to NAME's TYPE. Always fills OUT; records are in ARENA. Memory is
 * bounded by the packet's length: at most 6,000 records of at most 600 octets. */
void mx_dns_answer_read(struct mx_dns_answer *out, struct mx_arena *arena, const uint8_t *packet,
                        size_t length, const uint8_t *name, uint16_t type);

#endif
