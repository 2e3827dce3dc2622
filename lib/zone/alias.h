/* Exchangers that are aliases, which RFC 2181 10.3 forbids and zones have: a plan that makes one a
 * host has to know what caches have of it. */
#ifndef MX_ZONE_ALIAS_H
#define MX_ZONE_ALIAS_H

#include "zone/hosts.h"
#include "zone/scan/record.h"

/* Adds the CNAME record of HOST: what a target of MX records leads to becomes a target, too. Of
 * several that a name has, which no server loads, the first counts. False when memory is out. */
bool mx_zone_alias_add(struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                       const struct mx_zone_record *record);

/* Forgets them, before the file is read again. */
void mx_zone_aliases_forget(struct mx_zone_hosts *hosts);

/* Copies the aliases into ZONE, in ARENA. False when memory is out. */
bool mx_zone_aliases_copy(const struct mx_zone_hosts *hosts, struct mx_arena *arena,
                          mxtrap_zone *zone);

/* Gives exchangers of ZONE's COUNT layouts that are aliases, which every MTA follows, the addresses
 * of the hosts that they lead to, and says what role these have: for those who simulate what is
 * connected to. The exchangers have their roles by now. False when memory is out. */
bool mx_zone_aliases_follow(const struct mx_zone_hosts *hosts, const mxtrap_zone *zone,
                            mxtrap_layout *layouts, size_t count);

#endif
