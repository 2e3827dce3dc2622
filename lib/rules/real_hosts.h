/* The real hosts of all zones of a run, chosen or not: a dummy of one zone must not be a real host
 * of another. */
#ifndef MX_RULES_REAL_HOSTS_H
#define MX_RULES_REAL_HOSTS_H

#include "base/index.h"
#include "model/layout.h"
#include "rules/crowds.h"

struct mx_real_hosts {
    struct mx_index by_address, by_name; /* rows: exchangers */
    struct mx_crowds crowds;             /* of all hosts */
    size_t addresses;
    bool has_outside; /* an exchanger is outside its zone, so two zones may have one host */
};

/* False when memory is out. */
bool mx_real_hosts_index(struct mx_real_hosts *real_hosts, const mxtrap_zones *zones);
void mx_real_hosts_free(struct mx_real_hosts *real_hosts);

/* Prefetches what is found by the addresses of LAYOUT's hosts of ROLE (mx_index_expect). */
void mx_real_hosts_expect(const struct mx_real_hosts *real_hosts, const mxtrap_layout *layout,
                          enum mxtrap_role role);

/* The real host that has ADDRESS, or the name HOST; NULL: none. */
const struct mxtrap_exchanger *mx_real_hosts_by_address(const struct mx_real_hosts *real_hosts,
                                                        const struct mx_address *address);
const struct mxtrap_exchanger *mx_real_hosts_by_name(const struct mx_real_hosts *real_hosts,
                                                     const uint8_t *host);

#endif
