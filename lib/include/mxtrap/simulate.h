/* Simulates which exchangers of a layout senders reach: spam software and MTAs.
 *
 * Nothing is resolved and no connection is made. A dummy is silent, or refuses connections where
 * its zone says so (silence: reset); every other host answers on each of its addresses. A host
 * whose addresses are not known has one. */
#ifndef MXTRAP_SIMULATE_H
#define MXTRAP_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* A program looks up MX itself and is no MTA: a library, or a tool for tests. */
enum mxtrap_sender_kind { MXTRAP_SENDER_BOT, MXTRAP_SENDER_MTA, MXTRAP_SENDER_PROGRAM };

/* A sender: a row of the library's table, or one that a spec added. */
typedef struct mxtrap_sender mxtrap_sender;

/* The row at INDEX, NULL past the end. */
MXTRAP_API const mxtrap_sender *mxtrap_sender_at(size_t index);

/* Its name, and the source of what the row says of it; they live as long as the sender. */
MXTRAP_API const char *mxtrap_sender_name(const mxtrap_sender *sender);
MXTRAP_API const char *mxtrap_sender_source(const mxtrap_sender *sender);
MXTRAP_API enum mxtrap_sender_kind mxtrap_sender_kind(const mxtrap_sender *sender);

/* How many visits of it were measured, as a spec says (the key `visits`); 0: not known. */
MXTRAP_API uint32_t mxtrap_sender_visits(const mxtrap_sender *sender);

/* Writes it as an item of a spec's list of senders (mxtrap-spec(5)), without keys that have their
 * default; what a spec has no key for comes as comments. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_sender_write(const mxtrap_sender *sender, mxtrap_sink_fn *sink,
                                                  void *context);

/* How many senders the specs in ZONES have added (the key `senders`). */
MXTRAP_API size_t mxtrap_zones_sender_count(const mxtrap_zones *zones);

/* The address families that the sender uses and its host has. A sender that does not speak one of
 * them has only the other. */
enum mxtrap_family {
    MXTRAP_FAMILY_WORST, /* dual, ipv4 or ipv4-host, whichever is the worst for the owner of the
                          * domain */
    MXTRAP_FAMILY_IPV4,  /* only IPv4: the sender is configured not to use IPv6 */
    MXTRAP_FAMILY_IPV6,  /* only IPv6: it is configured not to use IPv4 */
    MXTRAP_FAMILY_DUAL,  /* both */
    /* The host has one family, but the sender is not configured for it: it looks up both, unless it
     * first finds out what the host has, and each address of the other family fails at once. */
    MXTRAP_FAMILY_IPV4_HOST,
    MXTRAP_FAMILY_IPV6_HOST
};

/* "worst", "ipv4", "ipv6", "dual", "ipv4-host" or "ipv6-host". */
MXTRAP_API const char *mxtrap_family_name(enum mxtrap_family family);

enum mxtrap_outcome {
    MXTRAP_OUTCOME_SILENT,     /* the connection times out */
    MXTRAP_OUTCOME_REFUSED,    /* by a TCP reset */
    MXTRAP_OUTCOME_ANSWERS,    /* the message is delivered */
    MXTRAP_OUTCOME_UNREACHABLE /* of a family that the sender's host does not have */
};

/* "silent", "refused", "answers" or "unreachable". */
MXTRAP_API const char *mxtrap_outcome_name(enum mxtrap_outcome outcome);

/* One address that a sender tries. A walk has an array of them, so that this struct never grows. */
struct mxtrap_attempt {
    const mxtrap_exchanger *exchanger;
    size_t address; /* its index; SIZE_MAX: the host's addresses are not known */
    enum mxtrap_outcome outcome;
    uint32_t seconds; /* how long the attempt lasts */
};

/* One sender's attempt to deliver one message (the first queue run).
 *
 * Where equal preferences leave the order to chance, there are several paths. The attempts are
 * those of the path that is worst for the owner of the domain: for a bot the quickest one that
 * reaches a real host, if any does; for an MTA one that reaches none, if there is one, or else the
 * longest. */
struct mxtrap_walk {
    const mxtrap_sender *sender;
    enum mxtrap_family family; /* never MXTRAP_FAMILY_WORST */
    int is_known; /* 0: it tries addresses of the owner, and what is there is not known */
    /* 1: it tries silent addresses again while it waits for others, so that it depends on the
     * moment at which each connection ends when it goes on, if ever. There is then one attempt for
     * each address, `delivered` and `probability` are 0, and `seconds` is the least that it takes.
     */
    int by_moment;
    int delivered;           /* whether the last attempt answers */
    double probability;      /* that it reaches a real host, over all paths */
    uint64_t seconds;        /* of all attempts */
    double expected_seconds; /* over all paths */
    const struct mxtrap_attempt *attempts;
    size_t attempt_count;
};

/* All senders against one layout. */
typedef struct mxtrap_simulation mxtrap_simulation;

struct mxtrap_simulate_options {
    size_t size; /* of this struct */
    enum mxtrap_family family;
    /* Its senders (the spec's key `senders`) are simulated after the library's own; one with the
     * name of a row replaces the row. It must outlive the simulation unchanged. NULL: none. */
    const mxtrap_zones *senders;
};
#define MXTRAP_SIMULATE_OPTIONS_INIT MXTRAP_SIZED(mxtrap_simulate_options)

/* Simulates LAYOUT, which must outlive the simulation. *OUT is owned by the caller
 * (mxtrap_simulation_free) on success and untouched on failure. OPTIONS may be NULL (all zero).
 * Errors: MXTRAP_ERR_ARGUMENT (the size of the options), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_simulate(mxtrap_simulation **out, const mxtrap_layout *layout,
                                              const struct mxtrap_simulate_options *options);

/* If LAYOUT has the same exchangers as the layout that was simulated, and the addresses of its
 * owner make no difference, makes SIMULATION that of LAYOUT and returns 1: many owners share one MX
 * set. Else returns 0, and SIMULATION is as it was. LAYOUT, and the one before, must outlive it. */
MXTRAP_API int mxtrap_simulation_repeat(mxtrap_simulation *simulation, const mxtrap_layout *layout);

/* Frees it and all that was reached from it; NULL is allowed. */
MXTRAP_API void mxtrap_simulation_free(mxtrap_simulation *simulation);

/* The layout that was simulated: a walk's attempts point to its exchangers. After a repetition it
 * is the first one with the owner of the other. */
MXTRAP_API const mxtrap_layout *mxtrap_simulation_layout(const mxtrap_simulation *simulation);

/* The senders' walks, in the order of the table, then of the spec; NULL past the end. */
MXTRAP_API size_t mxtrap_simulation_count(const mxtrap_simulation *simulation);
MXTRAP_API const struct mxtrap_walk *mxtrap_simulation_at(const mxtrap_simulation *simulation,
                                                          size_t index);

/* The senders with measured visits of which it is not known what they reach: behaviours that no
 * row simulates, and walks that are not known or decided by the moment. NULL past the end. */
MXTRAP_API const mxtrap_sender *mxtrap_simulation_unknown_at(const mxtrap_simulation *simulation,
                                                             size_t index);

/* The walks of a simulation, counted. Those that are not known are in none of the counts. */
struct mxtrap_simulation_summary {
    size_t size;                       /* of this struct */
    size_t bots, trapped;              /* bots, and those that reach no real host on any path */
    size_t mtas, delivering;           /* MTAs, and those that deliver on every path */
    const struct mxtrap_walk *slowest; /* the slowest of these; NULL: none delivers */
    const mxtrap_exchanger *costly; /* the dummy that costs it most; NULL: none costs it anything */
    uint64_t costs;                 /* how many seconds */
    uint64_t visits;                /* measured ones, of all senders; 0: the specs have none */
    uint64_t unknown_visits;        /* of those with unknown walks */
    double trapped_visits; /* those that reach no real host; where chance decides, its part */
};
#define MXTRAP_SIMULATION_SUMMARY_INIT MXTRAP_SIZED(mxtrap_simulation_summary)

/* Counts the walks of SIMULATION into OUT, whose size is set; what OUT points to lives as long as
 * SIMULATION. Errors: MXTRAP_ERR_ARGUMENT (the size is 0 or too large); OUT is then untouched. */
MXTRAP_API enum mxtrap_status mxtrap_simulation_summarize(struct mxtrap_simulation_summary *out,
                                                          const mxtrap_simulation *simulation);

MXTRAP_END_DECLS

#endif
