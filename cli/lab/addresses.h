/* The specs' addresses on the loopback. */
#ifndef CLI_LAB_ADDRESSES_H
#define CLI_LAB_ADDRESSES_H

#include "hosts.h"

/* Brings the loopback up and puts every address on it. Those that can be nobody's, and IPv6 where
 * the kernel has none, are reported and left out. */
enum cli_exit lab_addresses_put(const char *tool, struct lab_hosts *hosts);

#endif
