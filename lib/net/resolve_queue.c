/* Questions that wait, in two levels, each in its order: a patient question is sent after the
 * urgent ones, but only those that come within its patience. So none waits for ever. Pure: the
 * caller passes the time. */
#include "net/resolve_queue.h"

enum { PATIENT_MAX = 65536 }; /* questions of 1 KiB */

void mx_queue_init(struct mx_queue *queue, unsigned patience_ms) {
    *queue = (struct mx_queue){.patience_ms = patience_ms};
    TAILQ_INIT(&queue->lists[0]);
    TAILQ_INIT(&queue->lists[1]);
}

void mx_queue_add(struct mx_queue *queue, struct mx_queued *queued, uint64_t now_ms) {
    queued->due = now_ms + (queued->is_patient ? queue->patience_ms : 0);
    TAILQ_INSERT_TAIL(&queue->lists[queued->is_patient], queued, link);
    queue->counts[queued->is_patient]++;
}

struct mx_queued *mx_queue_next(struct mx_queue *queue) {
    struct mx_queued *next = TAILQ_FIRST(&queue->lists[0]);
    struct mx_queued *patient = TAILQ_FIRST(&queue->lists[1]);

    if (next == NULL || (patient != NULL && patient->due < next->due)) {
        next = patient;
    }
    if (next != NULL) {
        TAILQ_REMOVE(&queue->lists[next->is_patient], next, link);
        queue->counts[next->is_patient]--;
    }
    return next;
}

bool mx_queue_is_full(const struct mx_queue *queue, size_t max) {
    return queue->counts[0] >= max || queue->counts[1] >= PATIENT_MAX;
}
