/* One domain under check: from its name to its result. */
#ifndef MX_CHECK_DOMAIN_H
#define MX_CHECK_DOMAIN_H

#include <mxtrap/check_result.h>

#include "check/lookup.h"
#include "check/vantage.h"
#include "model/observed.h"

struct mx_domain;

/* What all domains of a run share. */
struct mx_domain_run {
    struct mx_resolver *resolver;
    struct mx_prober *prober;
    struct mx_vantage *vantage;
    const mxtrap_zones *spec; /* NULL: there is none */
    unsigned attempts;
    size_t settling; /* domains that wait for nothing but whether they can be believed */
    struct mx_domain *under_way;
    enum mx_cause cut; /* unless there is none: all that is under way ends, with what is known */
    struct mx_stand_ins stand_ins;
    bool ipv4, ipv6, probe, accept_refused, allow_special, authoritative;
};

typedef void mx_domain_done(void *context, struct mx_domain *domain);

/* Begins the check of NAME (wire format). DONE is called once, from the loop; it is then to free
 * the domain. *OUT is untouched on failure: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_domain_begin(struct mx_domain_run *run, const uint8_t *name,
                                   mx_domain_done *done, void *context, struct mx_domain **out);

/* Before the run's resolver is freed: ends what else asks it. */
void mx_domain_cut(struct mx_domain *domain);

/* The domain begun before this one that is still under way; NULL: it is the oldest. */
struct mx_domain *mx_domain_older(const struct mx_domain *domain);

/* What it came to; lives as long as DOMAIN. Once DONE was called. MXTRAP_ERR_MEMORY: the result
 * could not be had. */
enum mxtrap_status mx_domain_result(struct mx_domain *domain, struct mxtrap_result *out);

void mx_domain_free(struct mx_domain *domain);

#endif
