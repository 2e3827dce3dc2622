/* Which exchangers of a zone file are dummies. */
#ifndef MX_ZONE_ROLES_H
#define MX_ZONE_ROLES_H

#include <mxtrap/zone_file.h>

#include "model/layout.h"

/* Gives the exchangers of all COUNT layouts of a zone their roles, and the layouts what is known of
 * these: see mxtrap_zone_file_read. The exchangers have by now what their comments say, and what
 * their targets are; hosts must be names of struct mx_zone_host.
 * False when memory is out. */
bool mx_zone_roles_give(mxtrap_layout *layouts, size_t count,
                        const struct mxtrap_zone_file_options *options);

#endif
