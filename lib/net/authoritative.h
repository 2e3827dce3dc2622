/* The answers of each authoritative server of a zone, and where they differ. */
#ifndef MX_NET_AUTHORITATIVE_H
#define MX_NET_AUTHORITATIVE_H

#include "base/text.h"
#include "dns/address.h"
#include "net/answer.h"
#include "net/resolve.h"

enum {
    MX_AUTHORITY_SERVERS_MAX = 64, /* addresses asked for one zone */
    MX_AUTHORITY_HOSTS_MAX = 32    /* exchangers whose addresses one server is asked for */
};

enum mx_authority_state {
    MX_AUTHORITY_ANSWERS,     /* answered every question with authority */
    MX_AUTHORITY_LAME,        /* it answers, but not as a server of this zone (no AA) */
    MX_AUTHORITY_REFUSED,     /* REFUSED, or another rcode: see why */
    MX_AUTHORITY_SILENT,      /* no answer in time */
    MX_AUTHORITY_UNREACHABLE, /* it cannot be reached from here: see why */
    MX_AUTHORITY_BROKEN,      /* SERVFAIL, or not an answer: see why */
    MX_AUTHORITY_NO_ADDRESS,  /* the server's name has no address, or the lookup failed */
    MX_AUTHORITY_NOT_ASKED    /* a special-purpose address */
};

/* A host's records of one type, as one server has them. */
struct mx_authority_host {
    struct mx_name name;
    uint16_t type;                       /* MX_TYPE_A or MX_TYPE_AAAA */
    enum mx_dns_result result;           /* MX_DNS_OK, MX_DNS_NODATA or MX_DNS_NXDOMAIN */
    const struct mx_dns_record *records; /* sorted, each once */
    size_t record_count;
};

struct mx_authority_server {
    struct mx_name host;
    struct mx_address address; /* of family 0 with MX_AUTHORITY_NO_ADDRESS */
    enum mx_authority_state state;
    char why[MX_DNS_WHY_MAX]; /* may have bytes that a server sent: escape it */
    /* The rest only with MX_AUTHORITY_ANSWERS. */
    uint32_t serial;
    enum mx_dns_result mx_result;   /* MX_DNS_OK, MX_DNS_NODATA or MX_DNS_NXDOMAIN */
    const struct mx_dns_record *mx; /* names in lower case, sorted, each once */
    size_t mx_count;
    struct mx_authority_host *hosts; /* exchangers within the zone, an A and an AAAA row each */
    size_t host_count;
};

struct mx_authority {
    struct mx_name owner, apex;
    /* MX_DNS_OK: the servers are known. Else the failure of the lookup of the apex's SOA or NS. */
    enum mx_dns_result result;
    uint8_t rcode; /* of MX_DNS_REFUSED */
    char why[MX_DNS_WHY_MAX];
    struct mx_authority_server *servers; /* by host name, then address; each address once */
    size_t server_count;
    size_t beyond; /* addresses and hosts past MX_AUTHORITY_SERVERS_MAX: not asked */
};

struct mx_authority_options {
    uint16_t port;       /* 0: 53 */
    unsigned timeout_ms; /* for one question to one server; 0: 5000 */
    bool allow_special;  /* ask special-purpose addresses (RFC 6890) as well */
};

typedef void mx_authority_done(void *context, const struct mx_authority *authority);

struct mx_authority_run;

/* Finds the zone of OWNER (wire format, copied), its name servers and their addresses by the
 * resolver, then asks each address directly for the SOA, OWNER's MX records, and the addresses of
 * the exchangers that are within the zone. DONE is called exactly once, from the loop; AUTHORITY is
 * valid during the call, and *OUT is freed after it. OUT may be NULL.
 * Errors: MXTRAP_ERR_MEMORY, MXTRAP_ERR_ARGUMENT: DONE is then not called. */
enum mxtrap_status mx_authority_ask(struct mx_authority_run **out, struct mx_resolver *resolver,
                                    const uint8_t *owner,
                                    const struct mx_authority_options *options,
                                    mx_authority_done *done, void *context);

/* Ends it without a call of DONE: do so before the resolver is freed. NULL is allowed. */
void mx_authority_cancel(struct mx_authority_run *run);

struct mx_authority_difference {
    bool mx, addresses, serial; /* two servers that answer differ in it */
    size_t answering;           /* servers compared */
};

/* Pure: compares the servers that answer. TTLs do not count. */
struct mx_authority_difference mx_authority_compare(const struct mx_authority *authority);

/* Appends "ns1.example. [192.0.2.53]: serial 5, MX 10 mail1.example., mail1.example. 192.0.2.1", or
 * the server's error instead. Bounded and escaped. */
void mx_authority_write(struct mx_text *text, const struct mx_authority_server *server);

#endif
