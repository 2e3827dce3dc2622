/* What the prober's tests share: a prober on a loop of its own, and what it found. */
#ifndef PROBING_H
#define PROBING_H

#include "peer.h"

#include <event2/event.h>

#include "probe/prober.h"

#define HELO "client.example"
#define NO_HELO "none"

struct found {
    struct mx_probe_outcome *outcome; /* the last one told */
    unsigned told;
};

struct probing {
    struct event_base *base;
    struct mx_prober *prober;
    struct mx_arena arena;
    unsigned owed, files;
};

struct asked {
    struct probing *probing;
    struct found *found;
};

static inline struct probing probing_begin(struct mx_probe_options options) {
    struct probing probing = {.files = open_files()};

    probing.base = event_base_new();
    options.helo = options.helo == NULL                 ? HELO
                   : strcmp(options.helo, NO_HELO) == 0 ? NULL
                                                        : options.helo;
    options.allow_special = true;
    assert_non_null(probing.base);
    assert_int_equal(mx_prober_new(probing.base, &options, &probing.prober), MXTRAP_OK);
    return probing;
}

static inline void probing_end(struct probing *probing) {
    mx_prober_free(probing->prober);
    event_base_free(probing->base);
    mx_arena_free(&probing->arena);
    assert_int_equal(open_files(), probing->files);
}

static inline void keep_found(void *context, const struct mx_address *address,
                              const struct mx_probe_outcome *outcome) {
    struct asked *asked = context;
    (void)address;

    asked->found->told++;
    asked->found->outcome = mx_probe_outcome_copy(&asked->probing->arena, outcome);
    assert_non_null(asked->found->outcome);
    asked->probing->owed--;
}

static inline void probing_ask(struct probing *probing, const struct mx_address *address,
                               const char *server_name, bool again, struct found *found) {
    struct asked *asked = mx_arena_alloc(&probing->arena, sizeof *asked);

    assert_non_null(asked);
    *asked = (struct asked){probing, found};
    probing->owed++;
    assert_int_equal((again ? mx_probe_again : mx_probe)(probing->prober, address, server_name,
                                                         keep_found, asked),
                     MXTRAP_OK);
}

/* Runs until everybody who asked was told. */
static inline void probing_run(struct probing *probing) {
    while (probing->owed > 0) {
        assert_int_equal(event_base_loop(probing->base, EVLOOP_ONCE), 0);
    }
}

static inline void assert_state(const struct found *found, enum mxtrap_state state) {
    assert_int_equal(found->told, 1);
    if (found->outcome->state != state) {
        fail_msg("%s (%s, %d) and not %s", mxtrap_state_name(found->outcome->state),
                 mx_cause_name(found->outcome->cause), found->outcome->error,
                 mxtrap_state_name(state));
    }
}

#endif
