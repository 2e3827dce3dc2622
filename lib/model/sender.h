/* A sender: how a program that sends mail walks an MX set. lib/simulate has a table of them, and a
 * spec may add its own. */
#ifndef MX_MODEL_SENDER_H
#define MX_MODEL_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/address.h"

/* Which exchangers it tries. "One of" is one at random where several share the preference. */
enum mx_sender_order {
    MX_ORDER_ALL,             /* all, by preference (RFC 5321 5.1) */
    MX_ORDER_FIRST,           /* one of the lowest preference */
    MX_ORDER_LAST,            /* one of the highest */
    MX_ORDER_LAST_THEN_FIRST, /* one of the highest, then one of the lowest */
    MX_ORDER_REVERSE,         /* all, from the highest preference down */
    MX_ORDER_ANSWER,          /* all, as the DNS answer has them: in any order */
    MX_ORDER_RANDOM,          /* one of all */
    MX_ORDER_ADDRESS_RECORD,  /* the domain's own addresses, no exchanger */
    MX_ORDER_COUNT
};

/* What is shuffled among exchangers of one preference: whole hosts, or all their addresses. */
enum mx_sender_ties { MX_TIES_HOSTS, MX_TIES_ADDRESSES, MX_TIES_COUNT };

/* Which address family goes first, within a host or, where addresses are shuffled, within a
 * preference. */
enum mx_sender_prefer { MX_PREFER_NONE, MX_PREFER_IPV4, MX_PREFER_IPV6, MX_PREFER_COUNT };

/* The address families that it speaks. */
enum mx_sender_family { MX_SENDER_BOTH, MX_SENDER_IPV4, MX_SENDER_IPV6, MX_SENDER_FAMILY_COUNT };

/* What it looks up where its host has one address family only: all that it speaks, so that what it
 * cannot reach counts against its limits, or what its host has. */
enum mx_sender_lookup { MX_LOOKUP_ALL, MX_LOOKUP_HOST, MX_LOOKUP_UNKNOWN, MX_LOOKUP_COUNT };

/* Where the preferred family goes first: within each host, within a preference, or as far as one
 * pass gets that swaps neighbours, hosts being shuffled before (Exim). The latter two count with
 * MX_TIES_HOSTS, and one pass with a limit of less than MX_SENDER_SWAP_MAX addresses. */
enum mx_sender_sort { MX_SORT_HOST, MX_SORT_PREFERENCE, MX_SORT_SWAP, MX_SORT_COUNT };

/* What it does with an address, or the name of an exchanger, that it met before. */
enum mx_sender_again { MX_AGAIN_TRIES, MX_AGAIN_ADDRESS_ONCE, MX_AGAIN_NAME_ONCE, MX_AGAIN_COUNT };

/* Whether what exceeds its limit on addresses is left out of the whole list, or of each family so
 * that both keep a part (Postfix). The latter counts with MX_TIES_ADDRESSES, MX_ORDER_ALL,
 * MX_PREFER_NONE and no other limit. */
enum mx_sender_balance { MX_BALANCE_NONE, MX_BALANCE_FAMILIES, MX_BALANCE_COUNT };

/* What its timeout is for: each address, or a host, whose addresses then have a share each, or of
 * which the first that is silent uses all. */
enum mx_sender_budget { MX_BUDGET_ADDRESS, MX_BUDGET_HOST, MX_BUDGET_FIRST };

/* What it does with the rest of the set: it goes on, or it puts the mail off. */
enum mx_sender_after { MX_AFTER_NEXT, MX_AFTER_STOP, MX_AFTER_UNKNOWN, MX_AFTER_COUNT };

/* After what: the first is that of a dummy, the others are a real host's that turns it away. */
enum mx_sender_cause {
    MX_TURNED_REFUSED,
    MX_TURNED_GREETING_421,
    MX_TURNED_GREETING_554,
    MX_TURNED_CLOSES, /* without a greeting */
    MX_TURNED_EHLO_421,
    MX_TURNED_RCPT_450,
    /* And where an exchanger is the sender itself, or stands at an address of any machine's own, as
     * 127.0.0.1 and 0.0.0.0: it passes over it, or it takes itself for an exchanger. */
    MX_TURNED_ITSELF,
    MX_TURNED_LOOPBACK,
    MX_TURNED_UNSPECIFIED,
    MX_TURNED_COUNT
};

/* A program looks up MX itself and is no MTA: a library, or a tool for tests. */
enum mx_sender_kind { MX_SENDER_BOT, MX_SENDER_MTA, MX_SENDER_PROGRAM, MX_SENDER_KIND_COUNT };

/* Limits that a spec's senders keep to: the exact probabilities are computed up to them. */
enum { MX_SENDERS_MAX = 64, MX_SENDER_LIMIT_MAX = 100, MX_SENDER_SWAP_MAX = 8 };

/* Connections at once, of any sender. */
enum { MX_SENDER_AT_ONCE_MAX = 4 };

struct mxtrap_sender {
    const char *name, *source;
    uint32_t timeout;        /* seconds until it gives up on what is silent */
    uint16_t hosts;          /* at most so many exchangers; 0: no limit */
    uint16_t addresses;      /* at most so many addresses; 0: no limit */
    uint16_t addresses_hard; /* up to so many as one of each further preference; 0: none */
    uint16_t per_host;       /* at most so many addresses of one host; 0: no limit */
    uint8_t balances;        /* enum mx_sender_balance */
    uint8_t budget;          /* the enum above; MX_BUDGET_HOST with MX_TIES_HOSTS alone, no limit */
    uint8_t at_once;         /* connections at once, to hosts of one preference; 0: one */
    uint8_t pause;           /* seconds between the starts of two connections */
    uint8_t retry;           /* seconds after which an address tried in vain is tried again, before
                                those of the next preference; 0: not in one run */
    uint8_t lookup; /* enum mx_sender_lookup; where it is not known, the worse is taken: all */
    uint8_t kind, order, ties, prefer, sort, again, family; /* the enums above */
    bool is_named;                  /* a spec names it, and says nothing else of what it does */
    bool is_unknown;                /* what it does is not known: it cannot be simulated */
    uint32_t visits;                /* that were measured */
    uint8_t after[MX_TURNED_COUNT]; /* enum mx_sender_after */
};

/* Whether a sender with the addresses of FAMILY uses ADDRESS. */
static inline bool mx_sender_uses(enum mx_sender_family family, const struct mx_address *address) {
    return family == MX_SENDER_BOTH ||
           address->family == (family == MX_SENDER_IPV4 ? MX_IPV4 : MX_IPV6);
}

/* The words of each enum, as a spec has them, a NULL behind the last. */
extern const char *const mx_sender_kind_words[];
extern const char *const mx_sender_order_words[];
extern const char *const mx_sender_ties_words[];
extern const char *const mx_sender_prefer_words[];
extern const char *const mx_sender_family_words[];
extern const char *const mx_sender_lookup_words[];
extern const char *const mx_sender_sort_words[];
extern const char *const mx_sender_again_words[];
extern const char *const mx_sender_after_words[];
extern const char *const mx_sender_cause_words[];
extern const char *const mx_sender_balance_words[];

#endif
