/* What DNS says of one domain: its MX set with the addresses of every exchanger, as a layout. */
#ifndef MX_CHECK_LOOKUP_H
#define MX_CHECK_LOOKUP_H

#include "model/findings.h"
#include "model/layout.h"
#include "net/resolve.h"

/* More are not asked for: a zone must not turn a check into a scan. */
enum { MX_LOOKUP_ADDRESSES_MAX = 256 };

struct mx_lookup_host {
    struct mx_lookup *lookup;
    bool is_alias, is_missing; /* there is no such name */
    bool is_beyond;            /* it has more addresses than are looked at */
    bool is_known;             /* both address families that were asked for gave a clear answer */
    unsigned waiting;          /* questions under way */
};

typedef void mx_lookup_done(void *context);

/* One domain's lookup. A zeroed struct with the first members set is one to begin with. */
struct mx_lookup {
    struct mx_resolver *resolver;
    mxtrap_findings *findings; /* no-mx, null-mx, no-such-domain and lame-dns are reported here */
    bool ipv4, ipv6;           /* the families that are asked for */
    bool is_again;             /* past the caches, see mx_resolver_ask_again */
    unsigned wait_ms;          /* until what is cached has gone by */
    mx_lookup_done *done;
    void *context;

    mxtrap_zones *zones; /* one zone with one layout */
    const uint8_t *owner;
    struct mxtrap_exchanger *exchangers; /* by preference */
    struct mx_lookup_host *hosts;        /* beside them */
    size_t count, address_count;
    size_t beyond,
        failed;         /* exchangers with more addresses than are looked at; lame-dns reported */
    uint64_t began;     /* mx_monotonic_ms */
    uint32_t least_ttl; /* of all records found */
    mxtrap_layout *layout; /* NULL: there is no MX set */
    bool is_lame;          /* nothing can be said of the domain itself */
    size_t waiting;
    bool out_of_memory;
};

/* Asks for the MX set of NAME, then for the addresses. DONE is called once, from the loop, never
 * from within this call. MXTRAP_ERR_MEMORY: DONE is not called. */
enum mxtrap_status mx_lookup_begin(struct mx_lookup *lookup, const uint8_t *name);

/* Frees what it made. No question may be under way. */
void mx_lookup_free(struct mx_lookup *lookup);

#endif
