/* The order in which a change is safe: silence first, then publish, and as long waits between as
 * caches keep what was. At no moment does a sender, whatever its cache has, find a real host
 * without an address that answers, or a dummy that answers. */
#ifndef MX_CHANGE_PLAN_H
#define MX_CHANGE_PLAN_H

#include "change/changes.h"
#include "model/findings.h"

enum mx_step_kind {
    MX_STEP_SILENCE, /* nothing may answer on port 25 of these */
    MX_STEP_ANSWER,  /* a real host must answer there */
    MX_STEP_PUBLISH,
    MX_STEP_WAIT,
    MX_STEP_RELEASE /* nobody comes there any more */
};

enum mx_cache { MX_CACHE_MX, MX_CACHE_ADDRESS, MX_CACHE_NEGATIVE };

/* A host's address; NULL: it has some that are kept elsewhere. */
struct mx_plan_address {
    struct mx_plan_address *next; /* of the plan, in the order in which they were met */
    const struct mx_address *address;
    const uint8_t *host;
    bool was_dummy, was_real, is_dummy, is_real;
    bool is_told; /* before, and not only afterwards for a host that was there without any */
    /* Whose it is afterwards, a real host's [0] and a dummy's [1]: told, or kept since before. */
    const struct mxtrap_exchanger *told[2], *kept[2];
    const struct mxtrap_exchanger *left[2]; /* of an MX set that is left alone */
};

struct mx_step_address {
    struct mx_step_address *next;
    const struct mx_plan_address *of;
};

struct mx_step {
    struct mx_step *next;
    enum mx_step_kind kind;
    struct mx_step_address *addresses, **last_address;
    struct mx_change_zone *zones, *last_zone; /* to publish: what was and what then is */
    uint32_t seconds;                         /* to wait, since DNS might be asked for NAME */
    enum mx_cache cache;
    const uint8_t *name;
};

struct mx_plan {
    struct mx_arena *arena; /* that of the changes */
    struct mx_step *steps, **last;
    struct mx_plan_address *addresses, **last_address;
    struct mx_index by_address;
    struct mx_step pending; /* the wait that goes before the next step, if one follows */
    bool out_of_memory;
};

/* The plan for CHANGES, in their arena. False when memory is out: free it all the same. */
bool mx_plan_make(struct mx_plan *plan, struct mx_changes *changes);
void mx_plan_free(struct mx_plan *plan);

/* plan_address.c: gathers who uses which addresses, before and after. */
void mx_plan_gather(struct mx_plan *plan, struct mx_changes *changes);

/* plan_refuse.c: reports why CHANGES must not be made as they are: an address or a host that would
 * have two roles, an alias that is to come, records that nobody would be asked for; where IS_PLAN,
 * what no order of steps makes safe, too. How many findings that gives. */
size_t mx_plan_refuse(const struct mx_plan *plan, const struct mx_changes *changes, bool is_plan,
                      mxtrap_findings *findings);

/* What HOST has by EXCHANGER, a record of the old state: its own addresses, or by its alias. */
const struct mx_address *mx_plan_old_addresses(const struct mx_changes *changes,
                                               const struct mxtrap_exchanger *exchanger,
                                               size_t *count);

/* Where ADDRESS is used; NULL: nowhere. */
const struct mx_plan_address *mx_plan_find(const struct mx_plan *plan,
                                           const struct mx_address *address);

/* plan_step.c: adds a step at the end, after the wait that was due; NULL when memory is out, which
 * the plan then knows. */
struct mx_step *mx_plan_step(struct mx_plan *plan, enum mx_step_kind kind);
void mx_step_take_address(struct mx_plan *plan, struct mx_step *step,
                          const struct mx_plan_address *address);

/* What the publishing of CHANGE as AFTER adds to STEP; CHANGE then has it as what is now. */
void mx_step_publish(struct mx_plan *plan, struct mx_step *step, struct mx_change *change,
                     const struct mx_rrset *after);

/* Whatever step comes next has to wait for this cache. */
void mx_plan_wait(struct mx_plan *plan, uint32_t seconds, enum mx_cache cache, const uint8_t *name);

#endif
