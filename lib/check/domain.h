/* The check of one domain, from its name to its result. */
#ifndef MX_CHECK_DOMAIN_H
#define MX_CHECK_DOMAIN_H

#include <mxtrap/check_result.h>

#include "check/domain_run.h"

struct mx_domain;

typedef void mx_domain_done(void *context, struct mx_domain *domain);

/* Begins the check of NAME (wire format). DONE is called once, from the loop, and frees the domain.
 * MXTRAP_ERR_MEMORY: *OUT is untouched. */
enum mxtrap_status mx_domain_begin(struct mx_domain_run *run, const uint8_t *name,
                                   mx_domain_done *done, void *context, struct mx_domain **out);

/* Call it before the run's resolver is freed: cancels the domain's questions to name servers. */
void mx_domain_cut(struct mx_domain *domain);

/* The next older domain that is under way; NULL: none. */
struct mx_domain *mx_domain_older(const struct mx_domain *domain);

/* The result, after DONE; valid as long as DOMAIN. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_domain_result(struct mx_domain *domain, struct mxtrap_result *out);

void mx_domain_free(struct mx_domain *domain);

#endif
