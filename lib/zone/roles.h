/* Which exchangers of a zone file are dummies. */
#ifndef MX_ZONE_ROLES_H
#define MX_ZONE_ROLES_H

#include <mxtrap/zone_file.h>

#include "model/layout.h"
#include "zone/hosts.h"

/* Sets the roles of the exchangers of all COUNT layouts of a zone, and what the layouts know of
 * them: see mxtrap_zone_file_read. The exchangers have by now what their comments say, and what
 * their targets are; hosts must be names of struct mx_zone_host.
 * False when memory is out. */
bool mx_zone_roles_set(mxtrap_layout *layouts, size_t count,
                       const struct mxtrap_zone_file_options *options);

/* Before records are read: where nobody asked which dummies were seen, they become targets, so that
 * HOSTS know whether they are in the zone. False when memory is out. */
bool mx_zone_dummies_want(const struct mxtrap_zone_file_options *options,
                          struct mx_zone_hosts *hosts);

/* Notes in OPTIONS->seen which of its dummies are exchangers among HOSTS, and of the others which
 * exchanger looks like them. */
void mx_zone_dummies_note(const struct mxtrap_zone_file_options *options,
                          const struct mx_zone_hosts *hosts);

/* Without OPTIONS->seen, reports at PLACE the dummies that would be names of the zone of HOSTS, and
 * are not there. */
void mx_zone_dummies_check(const struct mxtrap_zone_file_options *options,
                           const struct mx_zone_hosts *hosts, struct mx_place place,
                           mxtrap_findings *findings);

#endif
