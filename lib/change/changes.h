/* lib/change: from one state of zones to another, in a safe order. Two sets of zones come in;
 * changes has their RRsets side by side and decides what is to be done with each; states and
 * plan_refuse report what must be known or is forbidden; plan orders the changes in steps, with the
 * waits that caches require. Changes and plans go to lib/write. The room knows lib/model and
 * lib/zone's aliases; it asks no network.
 *
 * This file: two states of the same zones as RRsets (RFC 2181 5). */
#ifndef MX_CHANGE_CHANGES_H
#define MX_CHANGE_CHANGES_H

#include "dns/rrtype.h"
#include "model/layout.h"

/* Aliases are followed this far, so that a loop ends. */
enum { MX_CHAIN_MAX = 16 };

struct mx_rrset {
    const void *
        *records; /* struct mxtrap_exchanger of an MX set, mx_alias of a CNAME, else mx_address */
    const struct mx_address *list; /* the host's list that was added: owners share hosts */
    uint32_t count, ttl;
    bool is_known;  /* DNS has no other records of it */
    bool is_ours;   /* of a spec, or written from one */
    bool has_table; /* see rrset.c */
};

enum mx_change_kind {
    MX_CHANGE_NONE,   /* both are equal */
    MX_CHANGE_ADD,    /* only the new state has it */
    MX_CHANGE_SET,    /* the old one is unknown */
    MX_CHANGE_ALTER,  /* other records, or another TTL */
    MX_CHANGE_REMOVE, /* only the old state has it */
    MX_CHANGE_LEAVE   /* no longer named, but perhaps not ours to remove */
};

/* One RRset, before and after. */
struct mx_change {
    struct mx_change *next; /* of the same zone */
    const struct mx_change_zone *zone;
    const uint8_t *owner;
    struct mx_change_host *host; /* of this name; NULL: it is none */
    struct mx_rrset before, after;
    struct mx_rrset now; /* while a plan is made: after the steps so far */
    uint16_t type;
    enum mx_change_kind kind;
    bool was_alias; /* addresses replace the owner's CNAME record */
};

struct mx_change_zone {
    struct mx_change_zone *next; /* zones of the new state, then those of only the old one */
    const uint8_t *origin;
    const mxtrap_zone *before, *after; /* NULL: not in that state */
    struct mx_change *first, **last;
    bool is_chosen;
};

/* A name that is an exchanger or a name server, before or after. */
struct mx_change_host {
    struct mx_change_host *next;
    const uint8_t *name;
    bool was_dummy, was_real, is_dummy, is_real;
    bool is_named; /* in the new state, or it is a name server's or a zone's own name */
    bool is_left;  /* an MX set that is not changed names it */
    const struct mx_alias *alias; /* in the old state; NULL: none, or unknown */
    bool drops_alias;             /* addresses replace it */
    uint32_t wildcard_ttl;        /* of addresses that it had from a wildcard */
    uint8_t wildcard_families;    /* mx_family_bit of these */
    bool was_hidden; /* below a DNAME or a zone cut, or an alias from a wildcard: records of its own
                      * name are never asked for there, or cannot be removed */
    bool has_address, is_early, is_late; /* while a plan is made: see plan.c */
    /* The lists of addresses that were read for it, in the old and in the new state, since MX sets
     * share hosts; `noted` by role, dummies last. */
    const struct mx_address *noted[2][2], *looked_at[2];
    bool has_noted_others[2][2]; /* it has no list, and the other state's was noted */
    bool is_torn; /* of one role in a set that is not changed, of the other in the new state */
};

struct mx_changes {
    const mxtrap_zones *states[2]; /* the old one, or NULL; the new one */
    struct mx_arena arena;
    struct mx_index zones_by_origin, by_key, hosts_by_name;
    struct mx_index aliases[2]; /* of the old and the new state: struct mx_alias by owner */
    struct mx_change_zone *zones, **last_zone;
    struct mx_change_host *hosts, **last_host;
    size_t zone_count;
};

/* Makes the changes from BEFORE to AFTER, whose layouts must outlive CHANGES. BEFORE is NULL if the
 * old state is unknown. A host's addresses belong to its innermost zone; those of a host in no zone
 * are left out. False when memory is out: free it in any case. */
bool mx_changes_make(struct mx_changes *changes, const mxtrap_zones *before,
                     const mxtrap_zones *after);
void mx_changes_free(struct mx_changes *changes);

/* The key of an RRset. */
struct mx_change_key {
    const struct mx_change_zone *zone;
    const uint8_t *owner;
    uint16_t type;
};

uint32_t mx_change_key_hash(const struct mx_change_key *key);

/* The RRset of OWNER and TYPE in ZONE; the host NAME. NULL: none. */
struct mx_change *mx_changes_find(const struct mx_changes *changes,
                                  const struct mx_change_zone *zone, const uint8_t *owner,
                                  uint16_t type);
struct mx_change_host *mx_changes_host(const struct mx_changes *changes, const uint8_t *name);

/* The innermost zone of NAME; NULL: none. */
struct mx_change_zone *mx_changes_zone_of(const struct mx_changes *changes, const uint8_t *name);

/* kinds.c: sets the kind of each change, after both states were gathered. */
void mx_changes_decide(struct mx_changes *changes);

/* OWNER's alias in the old or in the new state; NULL: none. */
const struct mx_alias *mx_changes_alias(const struct mx_changes *changes, bool is_after,
                                        const uint8_t *owner);

/* Whether OWNER, in ZONE, is an alias after the steps so far. Then no MX record with this target
 * can be added: BIND refuses such an update. */
bool mx_changes_is_alias_now(const struct mx_changes *changes, const struct mx_change_zone *zone,
                             const uint8_t *owner);

/* Whether CHANGE is the A RRset of a host that is new as an exchanger and whose old addresses are
 * unknown: caches may have them, and no step waits for that. */
bool mx_change_is_unknown(const struct mx_change *change);

/* Whether the change does something; whether two sets of TYPE have the same records and TTL, or the
 * same records. */
bool mx_change_is_due(const struct mx_change *change);
bool mx_rrset_equal(const struct mx_rrset *a, const struct mx_rrset *b, uint16_t type);
bool mx_rrset_equal_data(const struct mx_rrset *a, const struct mx_rrset *b, uint16_t type);

static inline const struct mxtrap_exchanger *mx_rrset_exchanger(const struct mx_rrset *set,
                                                                size_t index) {
    return set->records[index];
}

static inline const struct mx_address *mx_rrset_address(const struct mx_rrset *set, size_t index) {
    return set->records[index];
}

/* Adds RECORD to SET unless it is in it; false when memory is out. */
bool mx_rrset_add(struct mx_rrset *set, struct mx_arena *arena, uint16_t type, const void *record);

/* Whether SET has RECORD, of TYPE. */
bool mx_rrset_has(const struct mx_rrset *set, uint16_t type, const void *record);

/* Writes a record's data as in a zone file, with absolute names. */
void mx_record_write(struct mx_text *text, uint16_t type, const void *record);

#endif
