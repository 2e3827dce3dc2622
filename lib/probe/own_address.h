/* Whether an address is reached without leaving this machine. What answers there shows nothing of
 * the way out, and what is silent there may answer to others: a firewall treats the loopback
 * interface apart. NAT that brings a packet back (a hairpin) is not seen. */
#ifndef MX_PROBE_OWN_ADDRESS_H
#define MX_PROBE_OWN_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/address.h"

/* The socket that the kernel is asked by; -1 where there is none (no Linux, or not allowed). */
int mx_own_address_open(void);

/* Whether a TCP connection to PORT of ADDRESS would stay on this machine. ASKED: from
 * mx_own_address_open; without it a connected UDP socket tells, which misses addresses that have a
 * source of their own (secondary ones). Where nothing tells, false. */
bool mx_own_address_is(int asked, const struct mx_address *address, uint16_t port);

#endif
