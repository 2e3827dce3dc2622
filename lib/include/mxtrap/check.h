/* Checks live domains, by DNS and by connections to port 25, and hands out one result a domain.
 *
 * A check runs an event loop in the thread of the caller, and calls its functions from there. On
 * Linux it starts up to three threads, with all signals blocked, for connections beyond the first
 * thousand; they end with the check. A process has one check at a time, since libunbound's log,
 * which a check reads, belongs to the process.
 *
 * The traffic is DNS questions to the resolver, and connections to the mail port of each
 * exchanger's addresses; on these it sends EHLO and QUIT, and STARTTLS if that is asked for, but no
 * mail. */
#ifndef MXTRAP_CHECK_H
#define MXTRAP_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/check_result.h>
#include <mxtrap/export.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>
#include <mxtrap/zone_file.h>

MXTRAP_BEGIN_DECLS

/* Opens the connection to a vantage point, which has ended, once more: sets *FROM and *TO. It must
 * not block. Returns 0, or anything else: the vantage point is lost. */
typedef int mxtrap_check_reopen_fn(void *context, int *from, int *to);

/* A vantage point: the far side of mxtrap_serve at the other end of two descriptors, or this
 * machine. */
struct mxtrap_check_vantage {
    const char *name; /* as results and findings have it; printable ASCII */
    int from, to; /* read from, written to; made non-blocking, left open; -1 and -1: this machine */
    mxtrap_check_reopen_fn *reopen; /* called once at most; NULL: it is lost when it ends */
    void *context;                  /* of reopen */
};

/* What it points to must live as long as the check. */
struct mxtrap_check_options {
    size_t size;                /* of this struct */
    const mxtrap_zones *spec;   /* what the domains are compared with; NULL: nothing */
    const char *const *servers; /* resolvers to ask, ADDRESS or ADDRESS@PORT; none: resolv.conf's */
    size_t server_count;        /* 16 at most */
    const char *resolv_conf;    /* NULL: /etc/resolv.conf */
    const char *trust_anchor;   /* file, for dnssec; NULL: the root's */
    const char *root_hints;     /* file, for recursive; NULL: built in */
    int recursive;              /* resolve from the root servers on; servers must be empty */
    int dnssec;                 /* validate (RFC 4035) */
    int authoritative;          /* ask every authoritative server itself as well, and compare */
    const char *const *controls; /* hosts or addresses that are known to answer on port 25: silence
                                    counts only if one of them answers, before and after it */
    size_t control_count;
    const char *const *silent_controls; /* addresses that are known not to answer on port 25:
                                           if one does, no other answer counts */
    size_t silent_control_count;
    unsigned timeout_ms;          /* for a connection; 0: 10000; 1 hour at most */
    unsigned greeting_timeout_ms; /* for the greeting, and again for the reply to EHLO; 0: 30000 */
    unsigned deadline_ms;         /* for the whole run; 0: none */
    unsigned attempts;            /* at an address that is not as expected; 0: 2; 100 at most */
    unsigned rate;                /* connections started a second; 0: 20000 */
    unsigned jobs;                /* domains under way at once; 0: 10000 */
    uint16_t port;                /* 0: 25 */
    int no_probe;                 /* DNS only, no connections */
    int starttls;                 /* make the TLS handshake where it is offered (RFC 3207) */
    int accept_refused;           /* a dummy may also answer with a TCP reset */
    int allow_special;            /* probe special-purpose addresses (RFC 6890) too */
    int no_ipv4, no_ipv6;         /* leave an address family out */
    const char *stand_ins;        /* "FIRST-LAST", IPv4 addresses that a rehearsal made up: a domain
                                     with a host there does not pass; NULL: none */
    const char *helo;             /* this host's name for EHLO (RFC 5321 4.1.1.1): letters, digits,
                                     . - _ [ : ]. NULL: the default, the address that each connection
                                     comes from, as an address literal (RFC 5321 4.1.3) */
    const struct mxtrap_check_vantage *vantages; /* who connects; none: this machine */
    size_t vantage_count;                        /* 16 at most */
    unsigned quorum; /* vantage points that must be proven for a pass; 0: all of them */
};
#define MXTRAP_CHECK_OPTIONS_INIT MXTRAP_SIZED(mxtrap_check_options)

typedef struct mxtrap_check mxtrap_check;

/* Makes a check, which is to run once. *OUT is owned by the caller (mxtrap_check_free) on success
 * and untouched on failure. OPTIONS may be NULL (all zero). Errors, with the reason in FINDINGS:
 * MXTRAP_ERR_ARGUMENT (bad-argument: an option is out of range, not an address, or excludes
 * another), MXTRAP_ERR_INPUT (unreadable: a file that an option names); MXTRAP_ERR_MEMORY. */
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
 * must stay valid until the next call; with LATER and END *OUT is ignored. In a run that was ended
 * early, LATER means END. It must not block: the event loop would stand still, and connections
 * would seem to time out. */
typedef enum mxtrap_check_next mxtrap_check_next_fn(const char **out, void *context);

/* Receives the result of a domain, as soon as it is known: the order is not that of the domains.
 * RESULT is valid during the call. Returns 0, or anything else to end the run, which then returns
 * MXTRAP_ERR_OUTPUT. */
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

/* Ends the run early: no further domain is begun, those under way end as inconclusive, and
 * mxtrap_check_run returns. May be called from a signal handler, and from within the run. */
MXTRAP_API void mxtrap_check_stop(mxtrap_check *check);

/* 1 if the run was ended early, by mxtrap_check_stop, its deadline or an error; else 0. */
MXTRAP_API int mxtrap_check_was_cut(const mxtrap_check *check);

/* Findings about the run as a whole, once mxtrap_check_run has returned; owned by CHECK. With a
 * warning among them (no control answers any more), domains that passed may have been filtered. */
MXTRAP_API const mxtrap_findings *mxtrap_check_findings(const mxtrap_check *check);

/* Adds to ZONES what DNS has of COUNT DOMAINS, as a person types them: a zone with one MX set each,
 * and the addresses of its exchangers. No host is probed: roles come from the dummies or no_dummies
 * of ROLES, which may be NULL, else they are assumed as by mxtrap_zone_file_read. Of OPTIONS, those
 * of the resolver count. MXTRAP_ERR_INPUT: FINDINGS say what is not known (no-such-domain, no-mx,
 * lame-dns; unreadable: a file that an option names), and ZONES has the rest. MXTRAP_ERR_ARGUMENT:
 * FINDINGS say why; MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_check_layouts(mxtrap_zones *zones, const char *const *domains,
                                                   size_t count,
                                                   const struct mxtrap_check_options *options,
                                                   const struct mxtrap_zone_file_options *roles,
                                                   mxtrap_findings *findings);

struct mxtrap_check_progress {
    size_t done, in_flight;      /* domains with a result, and under way */
    size_t connections, waiting; /* open connections, and addresses that wait for one */
};

/* PROGRESS is valid during the call. */
typedef void mxtrap_check_progress_fn(void *context, const struct mxtrap_check_progress *progress);

/* Has TICK called with CONTEXT about once a second from within mxtrap_check_run; NULL ends that. */
MXTRAP_API void mxtrap_check_on_progress(mxtrap_check *check, mxtrap_check_progress_fn *tick,
                                         void *context);

MXTRAP_END_DECLS

#endif
