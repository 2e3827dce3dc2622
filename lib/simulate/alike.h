/* MX sets with the same result for every sender. */
#ifndef MX_SIMULATE_ALIKE_H
#define MX_SIMULATE_ALIKE_H

#include "model/layout.h"

/* Whether every sender does the same with both: the same hosts, with the same lists of addresses,
 * and nothing that depends on the owner. False proves nothing. */
bool mx_layouts_are_alike(const mxtrap_layout *a, const mxtrap_layout *b);

#endif
