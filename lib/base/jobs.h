/* Work on many items by several threads, and the results in order. */
#ifndef MX_BASE_JOBS_H
#define MX_BASE_JOBS_H

#include <stdbool.h>
#include <stddef.h>

/* Threads at once, and items that were found and are not done yet. */
enum { MX_JOBS_MAX = 256, MX_JOBS_WAITING = 256 };

struct mx_jobs {
    unsigned at_once; /* threads, at most MX_JOBS_MAX; 0 and 1: the caller's */
    void *context;
    /* Whether there is this item. Called in order, by the caller's thread, beside the others';
     * after false no more. */
    bool (*more)(void *context, size_t item);
    /* Called for each item, at once; what it returns goes to DONE. */
    void *(*work)(void *context, size_t item);
    /* Called for each item in order, never two at once; false: no more items. */
    bool (*done)(void *context, size_t item, void *result);
};

/* Returns when all are done. */
void mx_jobs_run(const struct mx_jobs *jobs);

#endif
