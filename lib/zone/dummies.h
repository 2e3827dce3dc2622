/* Hosts that were named as dummies, against the exchangers that a file has. */
#ifndef MX_ZONE_DUMMIES_H
#define MX_ZONE_DUMMIES_H

#include <mxtrap/zone_file.h>

#include "zone/hosts.h"

/* Notes in OPTIONS->seen which of its dummies are exchangers among HOSTS, and of the others which
 * exchanger looks like them. */
void mx_zone_dummies_note(const struct mxtrap_zone_file_options *options,
                          const struct mx_zone_hosts *hosts);

#endif
