/* The check of live domains: DNS and port 25 in, one result a domain out, as they come.
 *
 * One event loop, in the caller's thread, which alone calls back. On Linux up to three threads of
 * its own, with all signals blocked, make the connections beyond the first thousand; they end with
 * the check. Traffic: DNS questions to the resolver, and connections to the mail port of each
 * exchanger's addresses, on which nothing is said but EHLO and QUIT. */
#ifndef MXTRAP_CHECK_H
#define MXTRAP_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/check_result.h>
#include <mxtrap/export.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* What it points to must live as long as the check. */
struct mxtrap_check_options {
    size_t size;              /* of this struct */
    const mxtrap_zones *spec; /* what the domains are compared with; NULL: they are judged alone */
    const char *const *servers; /* resolvers to ask, ADDRESS or ADDRESS@PORT; none: resolv.conf's */
    size_t server_count;        /* 16 at most */
    const char *resolv_conf;    /* NULL: /etc/resolv.conf */
    const char *trust_anchor;   /* file, for dnssec; NULL: the root's */
    const char *root_hints;     /* file, for recursive; NULL: built in */
    int recursive;              /* ask from the root servers on, no resolver */
    int dnssec;                 /* validate */
    int authoritative;          /* ask every authoritative server itself as well, and compare */
    const char *const *controls; /* hosts that surely answer on port 25: silence is believed only
                                    where one does, before and after it */
    size_t control_count;
    const char *const *silent_controls; /* addresses where nothing answers on port 25: where one
                                           takes a connection, nothing is known of any host */
    size_t silent_control_count;
    unsigned timeout_ms;          /* for a connection; 0: 10000; 1 hour at most */
    unsigned greeting_timeout_ms; /* for the greeting, and again for the reply to EHLO; 0: 30000 */
    unsigned deadline_ms;         /* for the whole run; 0: none */
    unsigned attempts;            /* at an address that is not as expected; 0: 2; 100 at most */
    unsigned rate;                /* connections started a second; 0: 20000 */
    unsigned jobs;                /* domains under way at once; 0: 10000 */
    uint16_t port;                /* 0: 25 */
    int no_probe;                 /* DNS alone */
    int starttls;                 /* make the handshake where it is offered, report what came */
    int accept_refused;           /* a reset is as good as silence */
    int allow_special;            /* probe special-purpose addresses (RFC 6890) too */
    int no_ipv4, no_ipv6;         /* leave an address family out */
    const char *stand_ins;        /* "FIRST-LAST", IPv4 addresses that a rehearsal made up: where a
                                     host is there, nothing passes; NULL: none */
    const char *helo;             /* this host's own name for EHLO; letters, digits, . - _ [ : ];
                                     NULL: the address that each connection comes from */
};
#define MXTRAP_CHECK_OPTIONS_INIT MXTRAP_SIZED(mxtrap_check_options)

typedef struct mxtrap_check mxtrap_check;

/* Makes a check. *OUT is owned by the caller (mxtrap_check_free) on success and untouched on
 * failure. OPTIONS may be NULL (all zero). Errors, with the reason in FINDINGS: MXTRAP_ERR_ARGUMENT
 * (bad-argument: an option is out of range, not an address, or excludes another), MXTRAP_ERR_INPUT
 * (unreadable: a file that an option names); MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_check_new(mxtrap_check **out,
                                               const struct mxtrap_check_options *options,
                                               mxtrap_findings *findings);

/* Frees the check, not from within one of its functions; NULL is allowed. */
MXTRAP_API void mxtrap_check_free(mxtrap_check *check);

enum mxtrap_check_next {
    MXTRAP_NEXT_DOMAIN, /* here is one */
    MXTRAP_NEXT_LATER,  /* none yet (a pipe, say): asked again soon; what is under way goes on */
    MXTRAP_NEXT_END     /* there are no more */
};

/* Sets *OUT to the next domain, as a person types it (UTF-8 IDN or not, final dot or not), which
 * must stay valid until the next call; *OUT does not count with LATER and END. A run that was ended
 * early takes LATER for END. It should not block: nothing else goes on meanwhile, and a timeout may
 * be believed that was none. */
typedef enum mxtrap_check_next mxtrap_check_next_fn(const char **out, void *context);

/* Takes a domain's result, in the order in which they are known; RESULT is valid during the call.
 * Anything but 0 ends the run: MXTRAP_ERR_OUTPUT. */
typedef int mxtrap_check_result_fn(void *context, const struct mxtrap_result *result);

/* Whether TEXT is a domain that can be checked, as a person types it. OUT, of MXTRAP_NAME_TEXT_MAX
 * bytes, then has it as results do: lower case, A-labels, no final dot. It may be NULL, and stays
 * as it was on failure. Errors: MXTRAP_ERR_ARGUMENT, with the reason in FINDINGS (bad-argument),
 * which may be NULL; MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_check_domain(char *out, const char *text,
                                                  mxtrap_findings *findings);

/* Checks all domains that NEXT gives; memory does not grow with their number. Errors:
 * MXTRAP_ERR_ARGUMENT (what NEXT gave is not a domain: mxtrap_check_findings says why),
 * MXTRAP_ERR_OUTPUT (RESULT returned something else than 0), MXTRAP_ERR_MEMORY. They end the run:
 * domains that were under way have no result. */
MXTRAP_API enum mxtrap_status mxtrap_check_run(mxtrap_check *check, mxtrap_check_next_fn *next,
                                               mxtrap_check_result_fn *result, void *context);

/* Ends the run early: no domain is begun any more, and mxtrap_check_run returns when what is under
 * way has come to its (inconclusive) end. May be called from a signal handler. */
MXTRAP_API void mxtrap_check_stop(mxtrap_check *check);

/* Whether the run was ended early, by mxtrap_check_stop, its deadline or an error. */
MXTRAP_API int mxtrap_check_was_cut(const mxtrap_check *check);

/* What there is to say of the run as a whole, once mxtrap_check_run has returned: with a warning
 * among them (no control answers any more), what passed may have been filtered. Owned by CHECK. */
MXTRAP_API const mxtrap_findings *mxtrap_check_findings(const mxtrap_check *check);

struct mxtrap_check_progress {
    size_t done, in_flight;
    size_t connections, waiting; /* open now; addresses that wait for one */
};

/* Called about once a second from within mxtrap_check_run; NULL ends that. */
typedef void mxtrap_check_progress_fn(void *context, const struct mxtrap_check_progress *progress);
MXTRAP_API void mxtrap_check_on_progress(mxtrap_check *check, mxtrap_check_progress_fn *tick,
                                         void *context);

MXTRAP_END_DECLS

#endif
