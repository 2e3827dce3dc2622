/* Work on many items by several threads, and the results in order. */
#ifndef MX_BASE_JOBS_H
#define MX_BASE_JOBS_H

#include <stdbool.h>
#include <stddef.h>

enum { MX_JOBS_MAX = 256 };

struct mx_jobs {
    size_t count;     /* items */
    unsigned at_once; /* threads; 0 and 1: the caller's */
    void *context;
    /* Called for each item, at once; what it returns goes to DONE. */
    void *(*work)(void *context, size_t item);
    /* Called for each item in order, never two at once; false: no more items. */
    bool (*done)(void *context, size_t item, void *result);
};

/* Returns when all are done. The results of a bounded number of items wait for those before them.
 */
void mx_jobs_run(const struct mx_jobs *jobs);

#endif
