/* Work that a thread of its own does ahead of the one that needs it: what it makes comes over piece
 * by piece, in order, and it waits where it is some hundred kilobytes ahead, or eight pieces where
 * these are larger. */
#ifndef MX_BASE_AHEAD_H
#define MX_BASE_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

struct mx_ahead;

/* Starts a thread that calls MAKE(ahead, CONTEXT), which adds pieces until it has made all, or
 * until one cannot be added. NULL where no thread can be had or memory is out: nothing was called,
 * and the caller does the work itself. */
struct mx_ahead *mx_ahead_start(void (*make)(struct mx_ahead *ahead, void *context), void *context);

/* For MAKE: the next piece, of SIZE bytes, aligned for pointers and 64-bit integers, to be filled
 * before the next call. NULL when memory is out, or when nobody needs any more. */
void *mx_ahead_add(struct mx_ahead *ahead, size_t size);

/* For MAKE: whether it is so far ahead that it may as well do more of the work. */
bool mx_ahead_is_early(const struct mx_ahead *ahead);

/* For the one that needs it: the next piece, which stays until the next call. NULL after the last
 * one: then MAKE has returned, and all that it has written may be read. */
void *mx_ahead_next(struct mx_ahead *ahead);

/* Ends the thread, and frees what it made. AHEAD may be NULL. */
void mx_ahead_end(struct mx_ahead *ahead);

#endif
