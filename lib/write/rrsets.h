/* The RRsets of a zone, for formats that list records by owner name. */
#ifndef MX_WRITE_RRSETS_H
#define MX_WRITE_RRSETS_H

#include "base/arena.h"
#include "base/index.h"
#include "base/text.h"
#include "model/layout.h"

struct mx_rrsets_owner {
    const uint8_t *name;
    const char *label;       /* relative to the zone, in lower case; "" for the zone itself */
    const mxtrap_layout *mx; /* NULL: no MX RRset */
    const struct mx_address **ipv4, **ipv6;
    size_t ipv4_count, ipv6_count;
    size_t given;                        /* addresses of its exchangers, including repeated ones */
    const struct mxtrap_exchanger *host; /* one that it is, which has their TTLs */
};

struct mx_rrsets {
    struct mx_arena arena;
    struct mx_rrsets_owner *owners; /* in natural order: a2 before a10 */
    size_t count;
    struct mx_index by_name;
};

/* Gathers the records of a fragment of ZONE, each once, without hosts outside the zone. Errors:
 * MXTRAP_ERR_MEMORY. Call mx_rrsets_free in any case. */
enum mxtrap_status mx_rrsets_gather(struct mx_rrsets *rrsets, const mxtrap_zone *zone);
void mx_rrsets_free(struct mx_rrsets *rrsets);

/* Whether an exchanger before INDEX is the same host at the same preference: one record. */
bool mx_rrsets_is_repeated(const mxtrap_layout *layout, size_t index);

/* Natural order: runs of digits by number, the rest by bytes. */
int mx_rrsets_compare(const char *a, const char *b);

#endif
