/* The control hosts of a run: hosts of others that are known to answer. They are asked in rounds:
 * when the run begins, again after silence, and at its end. Only they reveal a filter that lets
 * one's own hosts through and drops the rest. */
#ifndef MX_CHECK_CONTROL_HOSTS_H
#define MX_CHECK_CONTROL_HOSTS_H

#include "net/resolve.h"
#include "probe/prober.h"

struct mx_control_hosts;

/* Called with an outcome; ADDRESS is NULL: a lookup has ended. */
typedef void mx_control_hosts_fn(void *context, const struct mx_address *address,
                                 const struct mx_probe_outcome *outcome);

struct mx_control_hosts_options {
    struct mx_resolver *resolver;
    struct mx_prober *prober;
    const char *const *hosts; /* names or addresses */
    size_t count;
    unsigned attempts; /* per round at an address that does not answer */
    bool ipv4, ipv6;   /* the families that are asked */
    mx_control_hosts_fn *news;
    void *context;
};

/* Looks up A and AAAA records of the hosts, and asks their addresses: the first round. OPTIONS is
 * copied, the hosts must outlive it. *OUT is the caller's, on failure too, since some requests may
 * be under way. Errors: MXTRAP_ERR_INPUT (a host is neither a name nor an address),
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_control_hosts_new(const struct mx_control_hosts_options *options,
                                        struct mx_control_hosts **out);

/* Call it after mx_resolver_free and mx_prober_free. NULL is allowed. */
void mx_control_hosts_free(struct mx_control_hosts *controls);

/* Whether all lookups have ended; and how many controls there are. */
bool mx_control_hosts_are_known(const struct mx_control_hosts *controls);
size_t mx_control_hosts_count(const struct mx_control_hosts *controls);

/* Whether one of them has an address of FAMILY, or may have one. */
bool mx_control_hosts_have(const struct mx_control_hosts *controls, enum mx_family family);

enum mx_proof { MX_PROOF_YES, MX_PROOF_NO, MX_PROOF_LATER };

/* Whether FAMILY is proven open: a control answered in the first round, and one answered at SINCE
 * (an outcome's `ended`) or later. MX_PROOF_LATER: this needs another round, or the end of this
 * one. */
enum mx_proof mx_control_hosts_prove(const struct mx_control_hosts *controls, enum mx_family family,
                                     uint64_t since);

/* Asks those of FAMILY again that were not asked since SINCE; not before the first round has an
 * answer, and not too often: twice a second at first, in a long run once in ten seconds. AT_ONCE:
 * without this limit. */
void mx_control_hosts_ask(struct mx_control_hosts *controls, enum mx_family family, uint64_t since,
                          bool at_once);

/* Writes "NAME [ADDRESS]: silent, NAME [ADDRESS]: refused": those of FAMILY that did not answer in
 * the last round, or whose lookup failed. Returns their number. TEXT may be NULL. */
size_t mx_control_hosts_write_failed(const struct mx_control_hosts *controls, enum mx_family family,
                                     struct mx_text *text);

#endif
