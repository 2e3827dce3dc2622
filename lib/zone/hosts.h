/* The names of a zone that have a part in mail: targets of MX records, and the names above them,
 * where a zone cut, a DNAME or a wildcard may stand. All others are skipped as they are read. */
#ifndef MX_ZONE_HOSTS_H
#define MX_ZONE_HOSTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/index.h"
#include "dns/address.h"
#include "model/layout.h"
#include "zone/duplicates.h"
#include "zone/skipped_names.h"

struct mx_zone_many;

/* They stand one after the other in the order in which they were met, in pieces of memory that each
 * end with a link: a host without a name, whose `above` is the first of the next piece. */
struct mx_zone_host {
    struct mx_zone_host *above; /* of a target and of what is above one: the next name up */
    struct mx_address *addresses;
    const uint8_t *name;         /* of a struct mx_zone_name */
    unsigned address_count : 10; /* there is room up to the next power of two */
    bool is_target : 1, exists : 1, has_cname : 1, has_dname : 1, has_ns : 1;
    bool has_tlsa : 1; /* at _25._tcp below it */
    bool is_exchanger : 1;
    bool is_next : 1;              /* an exchanger of the next state */
    bool has_lost : 1;             /* an address may be in a line that could not be read */
    bool is_cut4 : 1, is_cut6 : 1; /* it has more of the family than are kept */
    uint8_t length;                /* of the name */
};

/* A host's name, which outlives the reading, and what is asked by name. */
struct mx_zone_name {
    _Atomic uint8_t marks; /* MX_HOST_... */
    uint8_t wire[];
};

/* What MX sets say of their hosts, when all are read: several threads go through them. */
enum {
    MX_HOST_DUMMY = 1, /* in some MX set of the zone, by comment, option or spec */
    MX_HOST_REAL = 2,  /* the same */
    MX_HOST_INNER = 4, /* between the ends of an MX set that could be assumed to be dummies */
    MX_HOST_GIVEN = 8  /* an exchanger has its addresses already */
};

/* Those of the host NAME, which is what a host and an exchanger of the zone have. */
static inline _Atomic uint8_t *mx_zone_marks_of(const uint8_t *name) {
    /* Names are handed out as read-only; they were made here. */
    return &((struct mx_zone_name *)(name - offsetof(struct mx_zone_name, wire)))->marks;
}

static inline unsigned mx_zone_host_marks(const uint8_t *name) {
    return atomic_load_explicit(mx_zone_marks_of(name), memory_order_relaxed);
}

/* Whether MARK was set before. */
static inline bool mx_zone_host_mark(const uint8_t *name, unsigned mark) {
    return (mx_zone_host_marks(name) & mark) != 0 ||
           (atomic_fetch_or_explicit(mx_zone_marks_of(name), (uint8_t)mark, memory_order_relaxed) &
            mark) != 0;
}

/* Its role in any MX set of the zone, as far as it is said. */
static inline enum mxtrap_role mx_zone_host_role(const uint8_t *name) {
    unsigned marks = mx_zone_host_marks(name);
    return (marks & MX_HOST_DUMMY) != 0  ? MXTRAP_ROLE_DUMMY
           : (marks & MX_HOST_REAL) != 0 ? MXTRAP_ROLE_REAL
                                         : MXTRAP_ROLE_UNKNOWN;
}

struct mx_zone_hosts {
    struct mx_arena *arena; /* what outlives the reading */
    struct mx_arena own;
    struct mx_zone_many *many;
    struct mx_zone_alias *aliases, **last_alias; /* alias.c */
    uint32_t alias_count;
    struct mx_index by_name;
    struct mx_zone_host *first; /* see mx_zone_host_next */
    struct mx_zone_host *end;   /* the link after the last one */
    size_t piece, room;         /* hosts that its piece has; those that are free, beside the link */
    struct mx_zone_host *apex;  /* of a whole zone; NULL: a fragment */
    struct mx_zone_host *last_above; /* targets come in groups: the last one's next name up */
    struct mx_zone_host *last_owner; /* and so do records of one owner */
    struct mx_zone_doubles doubles;  /* addresses */
    struct mx_zone_skipped skipped;  /* owners whose records were let go */
    bool skips_wildcard;             /* one of these is a wildcard */
    bool missed;       /* a name was added after its records may have been skipped: read again */
    bool has_lost;     /* an address of an unknown name could not be read */
    bool has_wildcard; /* at a name that matters */
    bool marks_above;  /* every record marks its owner and the names above as existing */
};

/* MANY gets the addresses that are not kept. */
void mx_zone_hosts_init(struct mx_zone_hosts *hosts, struct mx_arena *arena,
                        struct mx_zone_many *many);
void mx_zone_hosts_free(struct mx_zone_hosts *hosts);

/* Knows the apex from the start: its records are no reason to read again. False when
 * memory is out. */
bool mx_zone_hosts_apex(struct mx_zone_hosts *hosts, const uint8_t *name);

/* The target NAME of this length and hash, added with all names above it; NULL when memory is out.
 */
struct mx_zone_host *mx_zone_hosts_target(struct mx_zone_hosts *hosts, const uint8_t *name,
                                          size_t length, uint32_t hash);

/* The same for the owner of an MX set, of which the addresses are wanted. False when memory is out.
 */
bool mx_zone_hosts_owner(struct mx_zone_hosts *hosts, const uint8_t *name, size_t length,
                         uint32_t hash);

/* The name, if it has a part in mail; NULL otherwise. */
struct mx_zone_host *mx_zone_hosts_find(const struct mx_zone_hosts *hosts, const uint8_t *name);
struct mx_zone_host *mx_zone_hosts_find_sized(const struct mx_zone_hosts *hosts,
                                              const uint8_t *name, size_t length, uint32_t hash);

/* Adds NAME without asking the table of skipped names; for callers that set `missed` themselves.
 * NULL when memory is out. */
struct mx_zone_host *mx_zone_hosts_insert(struct mx_zone_hosts *hosts, const uint8_t *name,
                                          size_t length, uint32_t hash);

/* Remembers that records of NAME, of this hash, were let go. False when memory is out. */
bool mx_zone_hosts_skip(struct mx_zone_hosts *hosts, const uint8_t *name, uint32_t hash);

/* The host itself, or the first of the next piece where it is a link; NULL after the last one. */
static inline struct mx_zone_host *mx_zone_host_at(struct mx_zone_host *host) {
    return host->name == NULL ? host->above : host;
}

/* The host that was met after HOST; NULL: none. */
static inline struct mx_zone_host *mx_zone_host_next(const struct mx_zone_host *host) {
    return mx_zone_host_at((struct mx_zone_host *)host + 1);
}

static inline bool mx_zone_host_has_name(const struct mx_zone_host *host, const uint8_t *name,
                                         size_t length) {
    return host->length == length && mx_name_equal_sized(host->name, name, length);
}

static inline bool mx_zone_is_wildcard(const uint8_t *name) {
    return name[0] == 1 && name[1] == '*';
}

/* "*." and NAME of this length; the length of that, 0 where it is too long to be a name. */
size_t mx_zone_wildcard(struct mx_name *wildcard, const uint8_t *name, size_t length);

#endif
