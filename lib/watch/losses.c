/* The log of visits that reached a real host, and the list of those that never did. */
#include "watch/losses.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

enum { QUEUE_LEAST = 2, LOOKED_AT_MAX = 4096, PARTNERS_MAX = 256 };

bool mx_reached_add(struct mx_reached_log *log, struct mx_reached reached) {
    if (log->ring == NULL) {
        log->ring = calloc(MX_REACHED_MAX, sizeof *log->ring);
        if (log->ring == NULL) {
            return false;
        }
    }
    size_t end = (log->begin + log->count) % MX_REACHED_MAX;
    if (log->count > 0) {
        /* Packets may be a little out of order: the log never is. */
        int64_t last = log->ring[(end + MX_REACHED_MAX - 1) % MX_REACHED_MAX].ms;
        reached.ms = reached.ms < last ? last : reached.ms;
    }
    log->ring[end] = reached;
    if (log->count < MX_REACHED_MAX) {
        log->count++;
    } else {
        log->begin = (log->begin + 1) % MX_REACHED_MAX;
    }
    return true;
}

const struct mx_reached *mx_reached_at(const struct mx_reached_log *log, size_t index) {
    return &log->ring[(log->begin + index) % MX_REACHED_MAX];
}

uint64_t mx_reached_partners(const struct mx_reached_log *log, const struct mx_source *source,
                             int64_t ms, int64_t time) {
    size_t low = 0, high = log->count, found = 0;
    uint64_t partners = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (mx_reached_at(log, middle)->ms < ms) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0 && log->count == MX_REACHED_MAX) {
        return UINT64_MAX;
    }
    for (size_t i = low; i < log->count && mx_reached_at(log, i)->ms - ms <= time; i++) {
        if (mx_reached_at(log, i)->group == source->group) {
            partners |= UINT64_C(1) << mx_reached_at(log, i)->bit;
            found++;
        }
        if (found == PARTNERS_MAX || i - low == LOOKED_AT_MAX) {
            return UINT64_MAX;
        }
    }
    return partners;
}

enum mx_loss mx_loss_of(const struct mx_source *source) {
    if (!source->is_judged || source->met_real) {
        return MX_LOSS_NONE;
    }
    return source->partners == 0 && !source->is_explained ? MX_LOSS_LOST : MX_LOSS_UNRESOLVED;
}

bool mx_source_is_queue(const struct mx_source *source) {
    return source->returns >= QUEUE_LEAST && !source->is_irregular;
}

/* Greater first, where X and Y differ. */
#define BY(x, y)                                                                                   \
    if ((x) != (y)) {                                                                              \
        return (x) > (y) ? -1 : 1;                                                                 \
    }

static int by_persistence(const void *left, const void *right) {
    const struct mx_source *a = *(const struct mx_source *const *)left;
    const struct mx_source *b = *(const struct mx_source *const *)right;

    BY(b->set, a->set)
    BY(mx_source_is_queue(a), mx_source_is_queue(b))
    BY(a->returns, b->returns)
    BY(a->attempts, b->attempts)
    BY(a->last - a->first, b->last - b->first)
    return memcmp(a->address, b->address, sizeof a->address);
}

bool mx_losses_make(struct mx_losses *out, const struct mx_source_table *sources) {
    const struct mx_source **list = NULL;
    size_t count = 0, capacity = 0;

    for (const struct mx_source *one = sources->oldest; one != NULL; one = one->newer) {
        if (mx_loss_of(one) != MX_LOSS_LOST) {
            continue;
        }
        const struct mx_source **more = mx_grow(list, count, &capacity, sizeof *list);
        if (more == NULL) {
            free(list);
            return false;
        }
        list = more;
        list[count++] = one;
    }
    if (count > 0) {
        qsort(list, count, sizeof *list, by_persistence);
    }
    *out = (struct mx_losses){list, count};
    return true;
}
