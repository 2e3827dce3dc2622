/* What is seen of a domain's addresses: each is probed from each vantage point, again while its
 * state is unexpected; then the points are asked for the proofs that silence needs. */
#ifndef MX_CHECK_LOOKS_H
#define MX_CHECK_LOOKS_H

#include "check/domain_run.h"
#include "check/lookup.h"
#include "check/views.h"

struct mx_look;

typedef void mx_looks_done(void *context);

/* Set the members up to CONTEXT, and zero the others. */
struct mx_looks {
    struct mx_domain_run *run;
    const struct mx_lookup *lookup;
    struct mx_arena *arena;
    mx_looks_done *done; /* called once, within mx_looks_begin or later */
    void *context;

    struct mx_view_of *views; /* one for each vantage point */
    struct mx_look *list;
    size_t count, waiting;
    bool out_of_memory;
};

/* Once the lookup has a layout and OBSERVED what is expected of it. False: memory is out. */
bool mx_looks_make(struct mx_looks *looks, const struct mx_observed *observed);

void mx_looks_begin(struct mx_looks *looks);

/* The proofs wait for as many releases as holds. */
void mx_looks_hold(struct mx_looks *looks);
void mx_looks_release(struct mx_looks *looks);

/* Another domain with the same address may have learnt more by now. */
void mx_looks_update(struct mx_looks *looks);

#endif
