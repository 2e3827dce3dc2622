/* The lookup of one domain: its MX set with the addresses of every exchanger, as a layout. */
#ifndef MX_CHECK_LOOKUP_H
#define MX_CHECK_LOOKUP_H

#include "model/findings.h"
#include "model/layout.h"
#include "net/resolve.h"

/* The limit of addresses, so that no zone can turn a check into a scan. */
enum { MX_LOOKUP_ADDRESSES_MAX = 256 };

struct mx_lookup_host {
    struct mx_lookup *lookup;
    bool is_alias, is_missing; /* NXDOMAIN */
    bool is_beyond;            /* it has more addresses than the limit allows */
    bool is_known;             /* all families that were asked for have a usable answer */
    unsigned waiting;          /* questions under way */
};

typedef void mx_lookup_done(void *context);

/* The IPv4 addresses of EXCHANGER are known; of those of IPv6, some may be dropped yet (DNS64). */
typedef void mx_lookup_found(void *context, const struct mxtrap_exchanger *exchanger);

/* Set the members up to CONTEXT, and zero the others. */
struct mx_lookup {
    struct mx_resolver *resolver;
    mxtrap_findings *findings;   /* no-mx, no-such-domain and lame-dns are reported here */
    bool ipv4, ipv6;             /* the families that are asked for */
    bool is_again;               /* ask past the caches: mx_resolver_ask_again */
    unsigned wait_ms;            /* for is_again, until the caches have expired */
    const mxtrap_layout *wanted; /* the spec's: its dummies are asked for first; NULL: a guess */
    mx_lookup_found *found;      /* called before DONE; NULL: all hosts are asked for in turn */
    mx_lookup_done *done;
    void *context;

    mxtrap_zones *zones; /* one zone with one layout */
    const uint8_t *owner;
    struct mxtrap_exchanger *exchangers; /* by preference */
    struct mx_lookup_host *hosts;        /* one for each of them */
    size_t count, address_count;
    size_t beyond, failed; /* exchangers beyond the limit; unusable answers */
    uint64_t began;        /* mx_monotonic_ms */
    uint32_t least_ttl;    /* of all records found */
    mxtrap_layout *layout; /* NULL: there is no MX set, or a null MX */
    mxtrap_layout *live;   /* the same, and also a null MX */
    bool is_null;          /* a null MX, which a spec may want */
    bool is_lame;          /* the MX set is unknown */
    size_t waiting;
    bool out_of_memory;
};

/* Asks for the MX set of NAME, then for the addresses. DONE is called once, from the loop, never
 * from within this call. MXTRAP_ERR_MEMORY: DONE is not called. */
enum mxtrap_status mx_lookup_begin(struct mx_lookup *lookup, const uint8_t *name);

/* Not before DONE. */
void mx_lookup_free(struct mx_lookup *lookup);

#endif
