/* The real hosts of all zones of a run, whichever are chosen: a dummy of one zone must not be a
 * real host of another. */
#ifndef MX_RULES_REAL_HOSTS_H
#define MX_RULES_REAL_HOSTS_H

#include "base/index.h"
#include "model/layout.h"
#include "rules/crowds.h"

struct mx_reals {
    struct mx_index by_address, by_name; /* rows: exchangers */
    struct mx_crowds crowds;             /* of all hosts, not of real ones only */
    size_t addresses;
    bool has_outside; /* some exchanger is outside its zone: names of two zones can meet */
};

/* False when memory is out. */
bool mx_reals_index(struct mx_reals *reals, const mxtrap_zones *zones);
void mx_reals_free(struct mx_reals *reals);

/* Says that the addresses of LAYOUT will be asked for soon (mx_index_expect). */
void mx_reals_expect(const struct mx_reals *reals, const mxtrap_layout *layout);

/* The real host that has ADDRESS, or the name HOST; NULL where there is none. */
const struct mxtrap_exchanger *mx_reals_by_address(const struct mx_reals *reals,
                                                   const struct mx_address *address);
const struct mxtrap_exchanger *mx_reals_by_name(const struct mx_reals *reals, const uint8_t *host);

/* Whether the layout at INDEX shares its exchangers with the one before: owner names of a spec. */
bool mx_layout_is_shared(const mxtrap_zone *zone, size_t index);

#endif
