/* Exchangers of one MX set by what they are known by. A set of more than a few is indexed: two sets
 * laid side by side would else cost the product of their lengths. */
#ifndef MX_MX_SET_H
#define MX_MX_SET_H

#include "base/index.h"
#include "model/layout.h"

struct mx_set {
    const mxtrap_layout *layout;
    struct mx_index by_record, by_host; /* empty where the set is gone through */
};

/* False when memory is out: free it all the same. */
bool mx_set_make(struct mx_set *set, const mxtrap_layout *layout);
void mx_set_free(struct mx_set *set);

/* The first exchanger of HOST with this PREFERENCE; the last one with any. NULL: there is none. */
const struct mxtrap_exchanger *mx_set_record(const struct mx_set *set, const uint8_t *host,
                                             uint16_t preference);
const struct mxtrap_exchanger *mx_set_host(const struct mx_set *set, const uint8_t *host);

/* The role of HOST; unknown where it is no exchanger of the set. */
enum mxtrap_role mx_set_role(const struct mx_set *set, const uint8_t *host);

#endif
