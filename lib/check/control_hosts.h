/* The control hosts of a run: hosts of somebody else that surely answer. They are asked in rounds,
 * all of them at once: when the run begins, again after what is silent, and at its end.
 * What lets one's own hosts through and drops the rest is seen by no other host. */
#ifndef MX_CHECK_CONTROL_HOSTS_H
#define MX_CHECK_CONTROL_HOSTS_H

#include "net/resolve.h"
#include "probe/prober.h"

struct mx_control_hosts;

/* What an address came to; without one (NULL) a lookup has ended. */
typedef void mx_control_hosts_news(void *context, const struct mx_address *address,
                                   const struct mx_probe_outcome *outcome);

struct mx_control_hosts_options {
    struct mx_resolver *resolver;
    struct mx_prober *prober;
    const char *const *hosts; /* names, or addresses as they are */
    size_t count;
    unsigned attempts; /* at one that does not answer, in each round */
    bool ipv4, ipv6;   /* the families that are asked */
    mx_control_hosts_news *news;
    void *context;
};

/* Looks up A and AAAA records of the hosts, and asks their addresses as they come: the first round.
 * OPTIONS is copied, the hosts must outlive it. *OUT is the caller's, on failure too, where others
 * may be on their way. Errors: MXTRAP_ERR_INPUT (a host is neither a name nor an address),
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_control_hosts_new(const struct mx_control_hosts_options *options,
                                        struct mx_control_hosts **out);

/* Not while one is looked up or asked: after mx_resolver_free and mx_prober_free. NULL is allowed.
 */
void mx_control_hosts_free(struct mx_control_hosts *controls);

/* Whether all of them are looked up; and how many there are. */
bool mx_control_hosts_are_known(const struct mx_control_hosts *controls);
size_t mx_control_hosts_count(const struct mx_control_hosts *controls);

/* Whether one of them has an address of FAMILY, or may have one. */
bool mx_control_hosts_have(const struct mx_control_hosts *controls, enum mx_family family);

enum mx_proof { MX_PROOF_YES, MX_PROOF_NO, MX_PROOF_LATER };

/* Whether FAMILY is shown to be open: a control answered in the first round, and one has answered
 * at SINCE (as an outcome's `ended`) or later. LATER: that needs another round, or one under way.
 */
enum mx_proof mx_control_hosts_prove(const struct mx_control_hosts *controls, enum mx_family family,
                                     uint64_t since);

/* Asks those of FAMILY again that were not since SINCE, and are not under way; not before the first
 * round has an answer, and not too often: twice a second at first, in a long run once in ten
 * seconds. AT_ONCE: however often. */
void mx_control_hosts_ask(struct mx_control_hosts *controls, enum mx_family family, uint64_t since,
                          bool at_once);

/* "NAME [ADDRESS]: silent, NAME [ADDRESS]: refused": those of FAMILY that did not answer in the
 * last round, or could not be looked up. Returns how many there are. TEXT may be NULL. */
size_t mx_control_hosts_write_failed(const struct mx_control_hosts *controls, enum mx_family family,
                                     struct mx_text *text);

#endif
