/* The exchangers at the owner's own addresses, to which software connects that ignores MX records.
 */
#ifndef MX_SIMULATE_OWNER_HOSTS_H
#define MX_SIMULATE_OWNER_HOSTS_H

#include "model/layout.h"
#include "model/sender.h"

/* With more addresses the result is unknown. */
enum { MX_OWNER_HOSTS_MAX = 64 };

/* An exchanger, and its address that the owner has; SIZE_MAX: the exchanger is the owner, and its
 * addresses are unknown. */
struct mx_owner_host {
    const struct mxtrap_exchanger *exchanger;
    size_t address;
};

struct mx_owner_hosts {
    struct mx_owner_host places[MX_OWNER_HOSTS_MAX];
    size_t count;
    bool is_known; /* false if an owner address belongs to no exchanger, and none to a real host */
};

/* Why a sender at ADDRESS connects to itself: a loopback or the unspecified address. Else
 * MX_TURNED_COUNT. */
enum mx_sender_cause mx_owner_host_cause(const struct mx_address *address);

/* The exchangers for a sender that uses FAMILY. */
struct mx_owner_hosts mx_owner_hosts_of(const mxtrap_layout *layout, enum mx_sender_family family);

#endif
