/* What a zone's records say of the names that have a part in mail. */
#ifndef MX_ZONE_HOST_RECORDS_H
#define MX_ZONE_HOST_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "zone/hosts.h"
#include "zone/scan/record.h"

/* Adds a record that is no MX: keeps it where its owner has a part in mail, else remembers only
 * that such an owner was met. False when memory is out. */
bool mx_zone_hosts_add_record(struct mx_zone_hosts *hosts, const struct mx_zone_record *record);

/* Remembers that an address of OWNER (NULL: of any name) was in a line that could not be read.
 * False as above. */
bool mx_zone_hosts_add_lost(struct mx_zone_hosts *hosts, const uint8_t *owner);

/* Adds the owner of a TLSA or CNAME record: at _25._tcp below a host it speaks for the host's port
 * 25 (RFC 6698 3), which an alias does as well (RFC 7671 7). */
bool mx_zone_hosts_add_tlsa(struct mx_zone_hosts *hosts, const uint8_t *owner);

/* Marks that OWNER exists, and what is above it (RFC 4592 2.2.2), as far as they have a part in
 * mail. */
void mx_zone_hosts_mark(const struct mx_zone_hosts *hosts, const uint8_t *owner);

/* Forgets what was added, and keeps the names: before the file is read again. */
void mx_zone_hosts_forget(struct mx_zone_hosts *hosts);

#endif
