/* MX sets that come to the same, whoever sends. */
#ifndef MX_SIMULATE_ALIKE_H
#define MX_SIMULATE_ALIKE_H

#include "model/layout.h"

/* Whether all senders do the same with both: the same hosts, of which addresses are not compared
 * but known by their list, and nothing that depends on the owner. False is no proof. */
bool mx_layouts_are_alike(const mxtrap_layout *a, const mxtrap_layout *b);

#endif
