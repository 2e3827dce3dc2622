/* Threads that the library starts for itself: what one may count on, and signals. */
#ifndef MX_BASE_THREADS_H
#define MX_BASE_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* What two threads write often is in lines of their own. */
enum { MX_CACHE_LINE = 64 };

/* How many processors this process may use for threads: those that its affinity allows, at least 1;
 * and only 1 where its addresses are limited (RLIMIT_AS, ulimit -v). */
size_t mx_processors(void);

/* pthread_create, for a thread that blocks all signals: they are for the caller's. False where none
 * can be had. */
bool mx_thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

#endif
