/* Two states of the same zones as RRsets (RFC 2181 5): what DNS has, what it is to have. */
#ifndef MX_CHANGE_CHANGES_H
#define MX_CHANGE_CHANGES_H

#include "dns/rrtype.h"
#include "model/layout.h"

/* Aliases that lead to each other are followed this far: a loop ends. */
enum { MX_CHAIN_MAX = 16 };

struct mx_rrset {
    const void *
        *records; /* struct mxtrap_exchanger of an MX set, mx_alias of a CNAME, else mx_address */
    const struct mx_address *taken; /* the host's list that they came from: owners share hosts */
    uint32_t count, ttl;
    bool is_known; /* what is not here is not in DNS either */
    bool is_ours;  /* a spec's, or written from one */
};

enum mx_change_kind {
    MX_CHANGE_NONE,   /* both are the same */
    MX_CHANGE_ADD,    /* there was none */
    MX_CHANGE_SET,    /* it is not known what there was */
    MX_CHANGE_ALTER,  /* other records, or another TTL */
    MX_CHANGE_REMOVE, /* there is none any more */
    MX_CHANGE_LEAVE   /* not named any more, but nothing says that it is ours to remove */
};

/* One RRset, before and after. */
struct mx_change {
    struct mx_change *next; /* of the same zone */
    const struct mx_change_zone *zone;
    const uint8_t *owner;
    struct mx_rrset before, after;
    struct mx_rrset now; /* while a plan is made: as it is after the steps up to there */
    uint16_t type;
    enum mx_change_kind kind;
    bool was_alias; /* of addresses: the owner's CNAME record goes when they come */
};

struct mx_change_zone {
    struct mx_change_zone *next; /* those of the new state, then those that only the old one has */
    const uint8_t *origin;
    const mxtrap_zone *before, *after; /* NULL: not there */
    struct mx_change *first, **last;
    bool is_chosen;
};

/* A name that is an exchanger or a name server, before or after. */
struct mx_change_host {
    struct mx_change_host *next;
    const uint8_t *name;
    bool was_dummy, was_real, is_dummy, is_real;
    bool is_named; /* in the new state, or it is a name server's or a zone's own name */
    bool is_left;  /* an MX set that is left alone names it */
    const struct mx_alias *alias; /* that it was; NULL: none, or it is not known */
    bool drops_alias;             /* and is none any more: it gets addresses */
    uint32_t wildcard_ttl;        /* of the addresses that a wildcard gave it */
    uint8_t wildcard_families;    /* mx_family_bit of these */
    bool was_hidden; /* below a DNAME or a zone cut, or an alias by a wildcard: no record of its own
                      * name is asked for there, or none can be taken away */
    bool has_address, is_early, is_late; /* while a plan is made: see plan.c */
    /* The lists of addresses that were gone through for it, of the old state and of the new one: MX
     * sets share hosts. Those noted by the role, a dummy's last. */
    const struct mx_address *noted[2][2], *looked_at[2];
    bool has_noted_others[2][2]; /* it has no list, and those of the other state were */
    bool is_torn; /* of one role in a set that is left alone, of the other in the new state */
};

struct mx_changes {
    struct mx_arena arena;
    struct mx_index zones_by_origin, by_key, hosts_by_name;
    struct mx_index aliases[2]; /* of the old state, of the new one: struct mx_alias by its owner */
    struct mx_change_zone *zones, **last_zone;
    struct mx_change_host *hosts, **last_host;
    size_t zone_count;
};

/* What is to be done to come from BEFORE to AFTER, whose layouts must outlive CHANGES. BEFORE may
 * be NULL: then nothing is known of what there was. A host's addresses belong to the innermost
 * zone that it is in; those of a host in no zone are left out. False when memory is out: free it
 * all the same. */
bool mx_changes_make(struct mx_changes *changes, const mxtrap_zones *before,
                     const mxtrap_zones *after);
void mx_changes_free(struct mx_changes *changes);

/* What an RRset is found by. */
struct mx_change_key {
    const struct mx_change_zone *zone;
    const uint8_t *owner;
    uint16_t type;
};

uint32_t mx_change_key_hash(const struct mx_change_key *key);

/* The RRset of OWNER and TYPE in ZONE; the host NAME. NULL: there is none. */
struct mx_change *mx_changes_find(const struct mx_changes *changes,
                                  const struct mx_change_zone *zone, const uint8_t *owner,
                                  uint16_t type);
struct mx_change_host *mx_changes_host(const struct mx_changes *changes, const uint8_t *name);

/* The innermost zone that NAME is in; NULL: it is in none. */
struct mx_change_zone *mx_changes_zone_of(const struct mx_changes *changes, const uint8_t *name);

/* kinds.c: what is to be done with each RRset, when both states are gathered. */
void mx_changes_decide(struct mx_changes *changes);

/* The alias that OWNER is in the old state or in the new one; NULL where it is none. */
const struct mx_alias *mx_changes_alias(const struct mx_changes *changes, bool is_after,
                                        const uint8_t *owner);

/* Whether OWNER, in ZONE, is an alias as far as the plan has come. No MX record that leads to it
 * can be added then: BIND refuses such an update. */
bool mx_changes_is_alias_now(const struct mx_changes *changes, const struct mx_change_zone *zone,
                             const uint8_t *owner);

/* Whether CHANGE is the A RRset of a host that is new as an exchanger, and the old state does not
 * say which addresses it had: caches may have them, and no step waits for that. */
bool mx_change_is_unsaid(const struct mx_changes *changes, const struct mx_change *change);

/* Whether something is to be done; whether two sets of TYPE have the same records and TTL,
 * or the same records. */
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

/* Adds RECORD to SET where it is not in it yet; false when memory is out. */
bool mx_rrset_add(struct mx_rrset *set, struct mx_arena *arena, uint16_t type, const void *record);

/* Whether SET has RECORD, of TYPE. */
bool mx_rrset_has(const struct mx_rrset *set, uint16_t type, const void *record);

/* A record's data as a zone file has it, names in full. */
void mx_record_write(struct mx_text *text, uint16_t type, const void *record);

#endif
