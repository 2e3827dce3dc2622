/* The addresses of an MX set's owner itself, which software that looks up no MX connects to, and
 * which exchangers stand there. */
#ifndef MX_SIMULATE_OWNER_HOSTS_H
#define MX_SIMULATE_OWNER_HOSTS_H

#include "model/layout.h"
#include "model/sender.h"

/* Of more addresses nothing is known: no DNS answer has so many that anybody means. */
enum { MX_OWNER_HOSTS_MAX = 64 };

/* An exchanger, and which of its addresses is the owner's; SIZE_MAX: the exchanger is the owner,
 * and its addresses are not known. */
struct mx_owner_host {
    const struct mxtrap_exchanger *exchanger;
    size_t address;
};

struct mx_owner_hosts {
    struct mx_owner_host places[MX_OWNER_HOSTS_MAX];
    size_t count;
    bool is_known; /* whether what comes of it is: an address at which nobody says what listens
                    * tells nothing, unless a real host stands at another */
};

/* What a sender makes of an exchanger at ADDRESS if it is one of any machine's own: a loopback or
 * the unspecified address; else MX_TURNED_COUNT. */
enum mx_sender_cause mx_owner_host_cause(const struct mx_address *address);

/* The addresses that a sender with those of FAMILY uses. */
struct mx_owner_hosts mx_owner_hosts_of(const mxtrap_layout *layout, enum mx_sender_family family);

#endif
