/* What is known of a target of MX records when the zone is read. */
#ifndef MX_ZONE_CLASSIFY_H
#define MX_ZONE_CLASSIFY_H

#include <stdbool.h>

#include "model/layout.h"
#include "zone/hosts.h"

/* What is known of the target HOST, and which name has its addresses: itself, or a wildcard. Where
 * the apex is not known, a name that is not in the file may be elsewhere. */
enum mx_target mx_zone_hosts_classify(const struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                                      struct mx_zone_host **addresses);

/* The same for an owner of MX records, which exists: no wildcard answers for it. */
enum mx_target mx_zone_hosts_classify_owner(const struct mx_zone_hosts *hosts,
                                            struct mx_zone_host *owner);

/* Whether a wildcard seems to answer for a target, and it is not known whether a name between the
 * two exists by a name below it (RFC 4592 2.2.2): sets marks_above, to read again. */
bool mx_zone_hosts_doubt_wildcards(struct mx_zone_hosts *hosts);

#endif
