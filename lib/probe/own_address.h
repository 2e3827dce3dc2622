/* Whether an address is reached without leaving this machine. An answer from it does not prove that
 * outbound port 25 is open, and its silence does not prove a filter, since firewalls treat the
 * loopback interface differently. NAT that returns a packet (a hairpin) is not detected. */
#ifndef MX_PROBE_OWN_ADDRESS_H
#define MX_PROBE_OWN_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/address.h"

/* The socket to ask the kernel by; -1: not on Linux, or not allowed. */
int mx_own_address_open(void);

/* Whether a TCP connection to PORT of ADDRESS would stay on this machine; false if unknown. ASKED
 * is from mx_own_address_open; if it is -1, a connected UDP socket is used, which misses secondary
 * addresses. */
bool mx_own_address_is(int asked, const struct mx_address *address, uint16_t port);

#endif
