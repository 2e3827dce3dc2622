/* The checks of two states before a change is planned. */
#ifndef MX_CHANGE_STATES_H
#define MX_CHANGE_STATES_H

#include "model/findings.h"
#include "model/layout.h"

/* See mxtrap_states_check. */
enum mxtrap_status mx_states_check(const mxtrap_zones *before, const mxtrap_zones *after,
                                   mxtrap_findings *findings);

#endif
