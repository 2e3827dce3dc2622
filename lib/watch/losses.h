/* Whose mail may be lost: sources that met a dummy and no real host, unless another source can
 * explain it. A sender with both families may try the dummy by one and deliver by the other. Who
 * may have delivered for it is a set of 64 bits, a bit for many sources: what is left of it after
 * each of its visits. A source that is set off by chance is gone after a few visits; its other half
 * is there after each. */
#ifndef MX_WATCH_LOSSES_H
#define MX_WATCH_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/sources.h"

/* A sender gives up a silent host within this time: RFC 5321 4.5.3.2.1 has five minutes. */
enum { MX_PARTNER_MS = 300000 };

/* A visit that met a real host. */
struct mx_reached {
    int64_t ms;
    uint32_t group;
    uint8_t bit;
};

/* The last ones of a family, in the order of time. */
enum { MX_REACHED_MAX = 65536 };
struct mx_reached_log {
    struct mx_reached *ring; /* NULL: none yet */
    size_t begin, count;
};

/* One more, of the log's family; false when memory is out. */
bool mx_reached_add(struct mx_reached_log *log, struct mx_reached reached);

/* That at INDEX, from the oldest. */
const struct mx_reached *mx_reached_at(const struct mx_reached_log *log, size_t index);

/* Those in the LOG of the other family that met a real host of the group of SOURCE within TIME
 * after MS; all bits where that is not known any more, or where they are so many that all bits
 * would be set. */
uint64_t mx_reached_partners(const struct mx_reached_log *log, const struct mx_source *source,
                             int64_t ms, int64_t time);

/* MX_LOSS_UNRESOLVED: another source may have delivered for it. */
enum mx_loss { MX_LOSS_NONE, MX_LOSS_UNRESOLVED, MX_LOSS_LOST };
enum mx_loss mx_loss_of(const struct mx_source *source);

/* Whether it tried again as a queue does: twice or more, and never after half a day. */
bool mx_source_is_queue(const struct mx_source *source);

/* The lost sources by their set, the most persistent first. */
struct mx_losses {
    const struct mx_source **list;
    size_t count;
};

/* False when memory is out. free() frees the list. */
bool mx_losses_make(struct mx_losses *out, const struct mx_source_table *sources);

#endif
