/* The safe order of a change: silence first, then publish, and wait as long as caches keep the old
 * records. At no moment does a sender, whatever it has cached, find a real host without an address
 * that answers, or a dummy that answers. */
#ifndef MX_CHANGE_PLAN_H
#define MX_CHANGE_PLAN_H

#include "change/changes.h"
#include "model/findings.h"

enum mx_step_kind {
    MX_STEP_SILENCE, /* port 25 of these addresses must become silent */
    MX_STEP_ANSWER,  /* a real host must answer at these */
    MX_STEP_PUBLISH,
    MX_STEP_WAIT,
    MX_STEP_RELEASE /* these no longer receive mail */
};

enum mx_cache { MX_CACHE_MX, MX_CACHE_ADDRESS, MX_CACHE_NEGATIVE };

/* A host's address; NULL: it has addresses that neither state has. */
struct mx_plan_address {
    struct mx_plan_address *next; /* in the order in which they were added */
    const struct mx_address *address;
    const uint8_t *host;
    bool was_dummy, was_real, is_dummy, is_real;
    bool is_stated; /* in the old state, and not only in the new one of a host without any before */
    /* Who has it in the new state, a real host [0] or a dummy [1]: stated there, or kept. */
    const struct mxtrap_exchanger *stated[2], *kept[2];
    const struct mxtrap_exchanger *left[2]; /* of an MX set that is not changed */
    bool is_kept_old[2];                    /* `kept` is of such a set, and so of the old state */
};

struct mx_step_address {
    struct mx_step_address *next;
    const struct mx_plan_address *of;
};

struct mx_step {
    struct mx_step *next;
    enum mx_step_kind kind;
    struct mx_step_address *addresses, **last_address;
    struct mx_change_zone *zones, *last_zone; /* to publish: old and new records */
    uint32_t seconds;                         /* to wait for caches of NAME */
    enum mx_cache cache;
    const uint8_t *name;
};

struct mx_plan {
    struct mx_arena *arena; /* of the changes */
    struct mx_step *steps, **last;
    struct mx_plan_address *addresses, **last_address;
    struct mx_index by_address;
    struct mx_step pending; /* the wait before the next step, if there is one */
    bool out_of_memory;
};

/* Makes the plan for CHANGES, in their arena. False when memory is out: free it in any case. */
bool mx_plan_make(struct mx_plan *plan, struct mx_changes *changes);
void mx_plan_free(struct mx_plan *plan);

/* plan_address.c: gathers which hosts use which addresses, before and after. */
void mx_plan_gather(struct mx_plan *plan, struct mx_changes *changes);

/* plan_refuse.c: reports why CHANGES must not be made: an address or a host that would have two
 * roles, a new alias, records that are never asked for; with IS_PLAN, also changes that no order of
 * steps makes safe. Returns the number of findings. */
size_t mx_plan_refuse(const struct mx_plan *plan, const struct mx_changes *changes, bool is_plan,
                      mxtrap_findings *findings);

/* The addresses of EXCHANGER's host in the old state: its own, or its alias's target's. */
const struct mx_address *mx_plan_old_addresses(const struct mx_changes *changes,
                                               const struct mxtrap_exchanger *exchanger,
                                               size_t *count);

/* The uses of ADDRESS; NULL: none. */
const struct mx_plan_address *mx_plan_find(const struct mx_plan *plan,
                                           const struct mx_address *address);

/* plan_step.c: appends a step, after the pending wait. NULL when memory is out, which the plan
 * remembers. */
struct mx_step *mx_plan_step(struct mx_plan *plan, enum mx_step_kind kind);
void mx_step_add_address(struct mx_plan *plan, struct mx_step *step,
                         const struct mx_plan_address *address);

/* Adds the publishing of CHANGE as AFTER to STEP, and sets CHANGE's `now`. */
void mx_step_publish(struct mx_plan *plan, struct mx_step *step, struct mx_change *change,
                     const struct mx_rrset *after);

/* Makes the next step wait for this cache. */
void mx_plan_wait(struct mx_plan *plan, uint32_t seconds, enum mx_cache cache, const uint8_t *name);

#endif
