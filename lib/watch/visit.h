/* A visit: the SYNs of one source, up to a pause. Here it becomes attempts (retransmissions are
 * one), then the exchangers that it met, of the one MX set that explains it best. Pure. */
#ifndef MX_WATCH_VISIT_H
#define MX_WATCH_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/behaviour.h"
#include "watch/watched.h"

/* A visit of more SYNs goes on as another one: no MTA sends so many. */
enum { MX_SYNS_MAX = 256 };

/* The most specific address of a visit may be in many sets: only so many are looked at. */
enum { MX_SETS_TRIED = 64 };

struct mx_syn {
    int32_t at; /* ms since the visit began, in their order */
    uint32_t sequence;
    uint32_t target;
    uint16_t port;
};

/* SYN times of an attempt that nobody answered, in whole seconds since the first, which is 0. */
enum { MX_SIGNATURE_MAX = 15 };
struct mx_signature {
    uint8_t count;
    uint8_t seconds[MX_SIGNATURE_MAX];
};

struct mx_visit {
    uint32_t set;
    enum mx_behaviour behaviour;
    unsigned attempts;
    unsigned tries; /* attempts at the first address that are as far apart as a queue's */
    uint16_t retries[MX_RETRY_BUCKETS]; /* the pauses between them */
    bool met_dummy, met_real;
    int32_t dummy_at; /* where it met one: when it first did so */
    int32_t delay;    /* where it met a real host after a dummy: how much later. Else -1 */
};

/* Reads COUNT SYNs (1 to MX_SYNS_MAX) of a source of this FAMILY. The signatures of attempts at
 * silent dummies, at most COUNT, go to SIGNATURES, their number to *SIGNATURE_COUNT. */
void mx_visit_read(struct mx_visit *out, const struct mx_watched_sets *sets,
                   const struct mx_syn *syns, size_t count, uint8_t family,
                   struct mx_signature *signatures, size_t *signature_count);

#endif
