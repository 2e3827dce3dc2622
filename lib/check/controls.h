/* The control hosts of a run: their addresses, looked up once, for the vantage point. */
#ifndef MX_CONTROLS_H
#define MX_CONTROLS_H

#include "check/vantage.h"
#include "live/resolve.h"

struct mx_controls;

/* Looks up the A and AAAA records of COUNT hosts (names, or addresses as they are) and gives them
 * to VANTAGE as they come. *OUT is the caller's. Errors: MXTRAP_ERR_ARGUMENT (*BAD is then the one
 * that is neither a name nor an address), MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_controls_new(struct mx_resolver *resolver, struct mx_vantage *vantage,
                                   const char *const *hosts, size_t count, struct mx_controls **out,
                                   const char **bad);

/* Whether all of them are looked up. */
bool mx_controls_are_known(const struct mx_controls *controls);

/* Not while one is looked up: after mx_resolver_free. */
void mx_controls_free(struct mx_controls *controls);

#endif
