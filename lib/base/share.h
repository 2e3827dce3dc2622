/* Rows of a large table, shared out among threads. */
#ifndef MX_BASE_SHARE_H
#define MX_BASE_SHARE_H

#include <stddef.h>

/* Fewer rows are work for one thread; more threads, which all wait for memory, are no gain. */
enum { MX_SHARED_FROM = 10000, MX_SHARERS_MAX = 4 };

/* How many threads are to work on COUNT rows: 1, or one a processor, up to MX_SHARERS_MAX. */
unsigned mx_sharers(size_t count);

/* Calls WORK for parts of COUNT rows, from FROM up to END, in any order and several at once;
 * returns when all are done. */
void mx_share(size_t count, void (*work)(void *context, size_t from, size_t end), void *context);

#endif
