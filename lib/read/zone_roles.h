/* Which exchangers of a zone file are dummies. */
#ifndef MX_ZONE_ROLES_H
#define MX_ZONE_ROLES_H

#include <mxtrap/zone_file.h>

#include "model/layout.h"

/* Gives the exchangers of OWNER their roles: out of the spec, else by the names given, else by the
 * comments (the roles that they have by now), else by their place, but not where the set
 * IS_PARTIAL; see mxtrap_zone_file_read. Hosts must be names of struct mx_zone_host. */
void mx_zone_roles_give(struct mxtrap_exchanger *exchangers, size_t count, const uint8_t *owner,
                        bool is_partial, const struct mxtrap_zone_file_options *options);

/* Behind all of these: in a set that was too small to assume anything of, hosts that are dummies in
 * another set of the zone are dummies, and the others real. */
void mx_zone_roles_spread(mxtrap_layout *layouts, size_t count);

#endif
