/* Inside the resolver: the questions that wait to be sent. See resolve_queue.c. */
#ifndef MX_NET_RESOLVE_QUEUE_H
#define MX_NET_RESOLVE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct mx_queued {
    TAILQ_ENTRY(mx_queued) link;
    uint64_t due; /* milliseconds */
    bool is_patient;
};

TAILQ_HEAD(mx_queued_list, mx_queued);

struct mx_queue {
    struct mx_queued_list lists[2]; /* by is_patient */
    size_t counts[2];
    unsigned patience_ms;
};

void mx_queue_init(struct mx_queue *queue, unsigned patience_ms);
void mx_queue_add(struct mx_queue *queue, struct mx_queued *queued, uint64_t now_ms);

/* Removes the next one; NULL: none waits. */
struct mx_queued *mx_queue_next(struct mx_queue *queue);

/* Whether MAX urgent ones wait, or as many patient ones as may take memory. */
bool mx_queue_is_full(const struct mx_queue *queue, size_t max);

#endif
