/* Which exchangers of a zone file are dummies. */
#ifndef MX_ZONE_ROLES_H
#define MX_ZONE_ROLES_H

#include <mxtrap/zone_file.h>

#include "model/layout.h"

/* Sets the roles of the exchangers of all COUNT layouts of a zone, and what the layouts know of
 * them: see mxtrap_zone_file_read. The exchangers have by now what their comments say, and what
 * their targets are; hosts must be names of struct mx_zone_host.
 * False when memory is out. */
bool mx_zone_roles_set(mxtrap_layout *layouts, size_t count,
                       const struct mxtrap_zone_file_options *options);

#endif
