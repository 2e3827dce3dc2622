/* Watches who connects to the exchangers of MX layouts, in captures: TCP SYNs become visits, which
 * have a behaviour, and a delay until a real host, if they reach one. */
#ifndef MXTRAP_WATCH_H
#define MXTRAP_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

struct mxtrap_watch_options {
    size_t size;          /* of this struct */
    uint16_t port;        /* 0: 25 */
    unsigned gap;         /* seconds without an attempt that end a visit; 0: 600 */
    unsigned ipv4_bits;   /* addresses that share so many bits are one source; 0: 32 */
    unsigned ipv6_bits;   /* the same of IPv6; 0: 64 */
    int64_t since, until; /* ms since 1970; packets outside are skipped. 0: no limit */
    unsigned max_sources; /* kept at once; 0: 1,000,000 */
};
#define MXTRAP_WATCH_OPTIONS_INIT MXTRAP_SIZED(mxtrap_watch_options)

typedef struct mxtrap_watch mxtrap_watch;

/* Begins to watch the layouts of ZONES, which must outlive it and whose roles are known. OPTIONS
 * may be NULL (all zero). *OUT is owned by the caller (mxtrap_watch_free) on success and untouched
 * on failure. Errors: MXTRAP_ERR_ARGUMENT (more bits than an address has, the size of the options),
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_new(mxtrap_watch **out, const mxtrap_zones *zones,
                                               const struct mxtrap_watch_options *options);

/* Frees it; NULL is allowed. */
MXTRAP_API void mxtrap_watch_free(mxtrap_watch *watch);

/* How many exchangers of the layouts have no known address, so that connections to them are not
 * seen; and how many addresses are watched. */
MXTRAP_API size_t mxtrap_watch_unaddressed(const mxtrap_watch *watch);
MXTRAP_API size_t mxtrap_watch_address_count(const mxtrap_watch *watch);

/* Reads the captures (pcap, pcapng; "-": standard input) at COUNT PATHS, merged by time. It may be
 * called again for later ones. MXTRAP_ERR_INPUT: FINDINGS say why, with the number of the packet
 * at which a capture cannot be read any further; what came before it counts. MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_read(mxtrap_watch *watch, const char *const *paths,
                                                size_t count, mxtrap_findings *findings);

/* Listens at interfaces; one at a time is enough for a process. */
typedef struct mxtrap_watch_live mxtrap_watch_live;

/* Opens COUNT INTERFACES, "eth0", "any" or "nflog:GROUP", which have to live as long as *OUT
 * (mxtrap_watch_live_free), as has WATCH. Privileges are needed for this call and no longer:
 * CAP_NET_RAW, for NFLOG CAP_NET_ADMIN. MXTRAP_ERR_INPUT: FINDINGS say which cannot be opened, and
 * why. MXTRAP_ERR_MEMORY. *OUT is untouched on failure. */
MXTRAP_API enum mxtrap_status mxtrap_watch_live_open(mxtrap_watch_live **out, mxtrap_watch *watch,
                                                     const char *const *interfaces, size_t count,
                                                     mxtrap_findings *findings);

/* Waits for packets, TIMEOUT_MS at most or until a signal comes, and adds those that have come.
 * MXTRAP_ERR_INPUT: an interface has gone, FINDINGS say which. MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_live_poll(mxtrap_watch_live *live, unsigned timeout_ms,
                                                     mxtrap_findings *findings);

/* Frees it; NULL is allowed. */
MXTRAP_API void mxtrap_watch_live_free(mxtrap_watch_live *live);

/* Adds one packet of link type LINK (a LINKTYPE_ of pcap): LENGTH octets, captured MS after 1970.
 * Errors: MXTRAP_ERR_MEMORY, MXTRAP_ERR_ARGUMENT (packets of this link type cannot be read). */
MXTRAP_API enum mxtrap_status mxtrap_watch_packet(mxtrap_watch *watch, int link, int64_t ms,
                                                  const void *octets, size_t length);

/* The end of all captures: no more packets come, and visits that may have gone on are counted as
 * unfinished. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_finish(mxtrap_watch *watch);

/* Writes all that WATCH knows, so that a later one goes on from it: before mxtrap_watch_finish,
 * which ends visits. Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_watch_save(const mxtrap_watch *watch, mxtrap_sink_fn *sink,
                                                void *context);

/* Reads what was saved at PATH into WATCH, which has seen no packet yet, and has the same layouts,
 * port, gap and bits. MXTRAP_ERR_INPUT: FINDINGS say which line is wrong. MXTRAP_ERR_MEMORY. After
 * an error, WATCH can only be freed. */
MXTRAP_API enum mxtrap_status mxtrap_watch_restore(mxtrap_watch *watch, const char *path,
                                                   mxtrap_findings *findings);

struct mxtrap_watch_names_options {
    size_t size;                /* of this struct */
    const char *const *servers; /* resolvers to ask, ADDRESS or ADDRESS@PORT; none: resolv.conf's */
    size_t server_count;        /* 16 at most */
    int recursive;              /* resolve from the root servers on; servers must be empty */
    unsigned most;              /* sources that are asked for; 0: 100; 1000 at most */
    unsigned timeout_ms;        /* for all of them; 0: 10000 */
};
#define MXTRAP_WATCH_NAMES_OPTIONS_INIT MXTRAP_SIZED(mxtrap_watch_names_options)

/* Looks up the names of the lost sources, the most persistent first: PTR records, and the addresses
 * of their names. A name that has the source's address is written in reports; a source of the other
 * family at one of its addresses, which met a real host, may have delivered: the source is no
 * longer lost. Call it again before each report. A warning in FINDINGS says that questions had no
 * answer. Errors: MXTRAP_ERR_ARGUMENT (FINDINGS say why, unless it is the size or a number),
 * MXTRAP_ERR_INPUT (resolv.conf), MXTRAP_ERR_MEMORY. One resolver at a time, as with mxtrap_check.
 */
MXTRAP_API enum mxtrap_status mxtrap_watch_names(mxtrap_watch *watch,
                                                 const struct mxtrap_watch_names_options *options,
                                                 mxtrap_findings *findings);

/* How many attempts at an exchanger's address were seen; 0: nothing is known of any sender. */
MXTRAP_API uint64_t mxtrap_watch_attempt_count(const mxtrap_watch *watch);

/* How many sources met a dummy and never a real host, with nobody who may have delivered for
 * them. */
MXTRAP_API size_t mxtrap_watch_lost_count(const mxtrap_watch *watch);

/* How many packets were not counted, since the capture cut them off before their TCP header, or had
 * no time for them; and how many sources were dropped because of max_sources. */
MXTRAP_API uint64_t mxtrap_watch_cut_count(const mxtrap_watch *watch);
MXTRAP_API uint64_t mxtrap_watch_untimed_count(const mxtrap_watch *watch);
MXTRAP_API uint64_t mxtrap_watch_dropped_count(const mxtrap_watch *watch);

/* How many packets were more than a second older than the last one of a state that was restored:
 * they are counted, but visits that they belong to may be counted wrongly. */
MXTRAP_API uint64_t mxtrap_watch_early_count(const mxtrap_watch *watch);

/* How often the kernel dropped packets while the watch listened, because they came too fast. */
MXTRAP_API uint64_t mxtrap_watch_missed_count(const mxtrap_watch *watch);

/* The behaviours of visits: the name and the meaning of that at INDEX, NULL past the end. */
MXTRAP_API const char *mxtrap_behaviour_name(size_t index);
MXTRAP_API const char *mxtrap_behaviour_meaning(size_t index);

MXTRAP_END_DECLS

#endif
