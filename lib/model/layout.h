/* Layouts from the inside: what producers fill in, and rules, simulation and writers read. */
#ifndef MX_MODEL_LAYOUT_H
#define MX_MODEL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/layout.h>

#include "base/arena.h"
#include "base/index.h"
#include "dns/address.h"
#include "dns/name.h"
#include "model/findings.h"
#include "model/sender.h"

/* Limits that keep what is quadratic in them small. */
enum { MX_EXCHANGERS_MAX = 1000, MX_ADDRESSES_MAX = 256 };

/* Of a type at a name, BIND loads no more (9.18.28, max-records-per-type). */
enum { MX_RECORDS_LOADED = 100 };

/* RFC 2181 8 */
#define MX_TTL_MAX 2147483647U
#define MX_TTL_DEFAULT 3600U

/* An SOA's numbers where the spec gives none; RFC 1912 2.2 for the intervals. The serial does not
 * follow the clock: the same spec gives the same bytes. */
enum {
    MX_SOA_SERIAL = 1,
    MX_SOA_REFRESH = 7200,
    MX_SOA_RETRY = 3600,
    MX_SOA_EXPIRE = 1209600,
    MX_SOA_MINIMUM = 3600
};

enum mx_silence { MX_SILENCE_DROP, MX_SILENCE_RESET };

/* What says the roles of a file's hosts. */
enum mx_roles_by { MX_ROLES_BY_COMMENTS, MX_ROLES_BY_OPTION, MX_ROLES_BY_SPEC, MX_ROLES_OBSERVED };

/* What is known of an exchanger's host name, as a target of the MX record. */
enum mx_target {
    MX_TARGET_UNKNOWN,   /* the zone is not there whole */
    MX_TARGET_ELSEWHERE, /* in another zone, or below a zone cut */
    MX_TARGET_HERE,      /* in the zone, with an address */
    MX_TARGET_ALIAS,     /* a CNAME, or below a DNAME */
    MX_TARGET_NONE       /* in the zone's part of the tree, without an address */
};

/* What is known of TLSA records for port 25 of an exchanger. */
enum mx_tlsa { MX_TLSA_UNKNOWN, MX_TLSA_NONE, MX_TLSA_HERE };

struct mx_spf;

struct mxtrap_exchanger {
    const uint8_t *host;
    union {
        const struct mx_address *addresses; /* none: they are kept elsewhere, or nowhere */
        void *maker;                        /* of a reader that does not know them yet */
    };
    uint32_t ttl;             /* of its record */
    uint32_t address_ttls[2]; /* of a spec: those of its A and its AAAA records, in this zone */
    uint16_t preference;
    uint16_t address_count;
    struct mx_spot place;
    uint8_t role;         /* enum mxtrap_role */
    uint8_t target;       /* enum mx_target */
    uint8_t unseen;       /* address families (mx_family_bit) of which nothing is known */
    uint8_t tlsa : 4;     /* enum mx_tlsa */
    uint8_t leads_to : 4; /* enum mxtrap_role: of the host that it is an alias of, if known */
    bool is_ours : 1;     /* a spec's, or written from one: its record has the comment */
    bool is_undotted : 1; /* of a zone file: written with a dot inside and none at its end */
    bool by_wildcard : 1; /* its addresses stand at a wildcard, not at its own name */
    bool is_shared : 1;   /* an exchanger that was read before has the same list of addresses */
};

struct mxtrap_layout {
    const uint8_t *owner;
    const struct mxtrap_exchanger
        *exchangers; /* by preference; owners of one set of a spec share them */
    const mxtrap_zone *zone;
    const struct mx_spf *spf;           /* the owner's policy; NULL: none, or not known */
    const struct mx_address *addresses; /* the owner's own, where they were asked for */
    uint32_t line, column;              /* of the owner in a spec; 0: see mx_layout_place */
    uint16_t count, address_count;
    uint8_t owner_target; /* enum mx_target: what is known of them */
    uint8_t roles;        /* enum mxtrap_roles */
    uint8_t silence;      /* enum mx_silence: of its dummies */
    bool is_partial; /* MX records are missing: a file's, not all read; DNS's, beyond the most */
};

/* A record that a zone file has more than once: in DNS it is one. */
struct mx_double {
    struct mx_double *next;
    const uint8_t *owner;
    const uint8_t *host;       /* of an MX record, else NULL */
    struct mx_address address; /* of an A or AAAA record */
    struct mx_spot place;      /* where it stands the second time */
    uint16_t type, preference;
};

struct mx_name_server {
    const uint8_t *host;
    const struct mx_address *addresses;
    struct mx_spot place;
    uint16_t address_count;
};

/* A target of MX records that is an alias, or a name that one leads to and that is one too. */
struct mx_alias {
    const uint8_t *owner, *target;
    const struct mx_address *addresses; /* at the end of the chain, as far as the file has it */
    uint16_t address_count;
    uint32_t ttl;
};

struct mx_soa {
    const uint8_t *mname, *rname; /* NULL: the first name server, hostmaster of the zone */
    uint32_t serial, refresh, retry, expire, minimum;
};

struct mxtrap_zone {
    const uint8_t *origin;
    struct mx_place place;
    const struct mx_files *files; /* those of all zones that it is among */
    const mxtrap_layout *layouts;
    const enum mx_rule *ignored;
    const char *const *reasons;        /* of a spec: why, a row a rule */
    const struct mx_place *ignored_at; /* of a file; column 0: it may be a spec's */
    const struct mx_soa *soa;          /* NULL: defaults */
    const struct mx_spf *spf;          /* the apex's, as a layout's */
    const struct mx_name_server *name_servers;
    const struct mx_double *doubles; /* of a file */
    const struct mx_alias *aliases;  /* of a file */
    const struct mxtrap_exchanger
        *others; /* of a file: what it has of exchangers of the next state */
    uint32_t ttl;
    uint32_t layout_count; /* of a zone file: as many as it has owners */
    uint32_t alias_count;
    uint32_t other_count;
    uint16_t ignored_count, name_server_count;
    uint32_t negative_ttl; /* of a file with an SOA: RFC 2308 5 */
    uint8_t roles_by;      /* enum mx_roles_by: of a file */
    bool is_file;          /* each record has a TTL of its own */
    bool has_soa;          /* a file's */
    bool is_fragment;      /* of a file: what it lacks may be elsewhere */
    bool is_guess;         /* of a fragment: nothing says its origin */
    bool lacks_origin;     /* of a guess: some names were relative to nothing that is known */
    bool chosen;
    bool has_index;  /* its owners are in the index of the zones */
    bool is_partial; /* as of a layout: any owner's records may be missing */
};

struct mxtrap_zones {
    struct mx_arena arena;
    mxtrap_zone **list;
    size_t count, capacity;
    struct mx_files files;
    struct mx_index by_origin;
    struct mx_index by_owner;            /* layouts of the zones whose owners were indexed */
    const struct mxtrap_sender *senders; /* that a spec adds; in the arena */
    size_t sender_count;
    bool any_chosen;
};

/* The zone of this origin; NULL where there is none. */
const mxtrap_zone *mx_zones_find(const mxtrap_zones *zones, const uint8_t *origin);

/* The lowest zone below ZONE that NAME is in, which is in ZONE; NULL where there is none. */
const mxtrap_zone *mx_zones_find_below(const mxtrap_zones *zones, const mxtrap_zone *zone,
                                       const uint8_t *name);

/* The layout of OWNER, in the zone of that name or of a name above it; NULL where there is none. */
const mxtrap_layout *mx_zones_find_layout(const mxtrap_zones *zones, const uint8_t *owner);

/* So that the owners of ZONE, which was added, are found without a look at each. False when memory
 * is out. */
bool mx_zones_index_owners(mxtrap_zones *zones, mxtrap_zone *zone);

/* Adds ZONE, which stays in the caller's arena; false when memory is out. */
bool mx_zones_add(mxtrap_zones *zones, mxtrap_zone *zone);

/* Whether ZONE is to be looked at: all are, until one is chosen. */
bool mx_zone_is_chosen(const mxtrap_zones *zones, const mxtrap_zone *zone);

/* Sorts exchangers by preference, ties as they were. */
void mx_exchangers_sort(struct mxtrap_exchanger *exchangers, size_t count);

/* The hosts that a zone gives addresses to: the zone that was asked about last. */
struct mx_addressed {
    const mxtrap_zone *zone;
    struct mx_index hosts;
    bool out_of_memory; /* answers are worth nothing */
};

/* Whether ZONE gives HOST an address, as an exchanger of any owner or as a name server. */
bool mx_zone_has_address(struct mx_addressed *addressed, const mxtrap_zone *zone,
                         const uint8_t *host);

/* Whether the exchanger is the root: a null MX (RFC 7505). */
static inline bool mx_exchanger_is_null(const struct mxtrap_exchanger *exchanger) {
    return *exchanger->host == 0;
}

/* A place in ZONE, or in one that it is among. */
static inline struct mx_place mx_place_of(const mxtrap_zone *zone, struct mx_spot spot) {
    return mx_place_in(zone->files, spot);
}

/* Where the owner is: in a spec as it says, in a zone file at its first record. */
struct mx_spot mx_layout_place(const mxtrap_layout *layout);

/* Of a spec: the TTL of its addresses of FAMILY. */
static inline uint32_t mx_exchanger_address_ttl(const struct mxtrap_exchanger *exchanger,
                                                uint8_t family) {
    return exchanger->address_ttls[family == MX_IPV6];
}

/* Whether the layout at INDEX has the same exchangers as the one before, as owners of a set do. */
static inline bool mx_layout_is_shared(const mxtrap_zone *zone, size_t index) {
    return index > 0 && zone->layouts[index].exchangers == zone->layouts[index - 1].exchangers;
}

/* Whether the owner takes no mail: a null MX and no other exchanger. */
bool mx_layout_is_null(const mxtrap_layout *layout);

#endif
