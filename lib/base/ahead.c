/* A ring of batches: one thread fills a batch after another, the other empties them. They meet once
 * a batch, so that a lock costs little for each piece; and the maker fills a batch of its own,
 * which is then copied: a write to memory that the other processor has just read waits for that
 * one, at every cache line, and a copy does not. */
#include "base/ahead.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"

/* Of a batch, unless one piece needs more; both threads' batches stay in the processor's cache. */
enum { BATCHES = 8, BATCH_SIZE = 64 * 1024 };

/* A piece, and its size before it: both are multiples of this. */
enum { ALIGNMENT = 8 };

/* BATCH_SIZE bytes at least. */
struct batch {
    char *bytes;
    size_t room, used;
};

struct mx_ahead {
    void (*make)(struct mx_ahead *ahead, void *context);
    void *context;
    pthread_t thread;
    pthread_mutex_t lock; /* of the members up to the batches */
    pthread_cond_t changed;
    size_t filled, emptied; /* batches, from the start on */
    bool is_made, is_stopped;
    struct batch batches[BATCHES];              /* of one thread at a time */
    alignas(MX_CACHE_LINE) struct batch making; /* the maker's */
    bool is_early;                              /* likewise: half of the others are full */
    alignas(MX_CACHE_LINE) char *at, *end; /* the other thread's, in the batch that it empties */
    bool is_emptying;
};

/* What was made becomes the next batch of the ring, which the maker waits for; false when nobody
 * needs any more. */
static bool hand_over(struct mx_ahead *ahead, bool is_last) {
    pthread_mutex_lock(&ahead->lock);
    size_t most = ahead->filled - ahead->emptied == BATCHES ? BATCHES / 2 : BATCHES - 1;
    while (!ahead->is_stopped && ahead->filled - ahead->emptied > most) {
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    }
    bool goes_on = !ahead->is_stopped;
    ahead->is_early = ahead->filled - ahead->emptied >= BATCHES / 2;
    struct batch *batch = &ahead->batches[ahead->filled % BATCHES];
    pthread_mutex_unlock(&ahead->lock);
    if (!goes_on) {
        return false;
    }
    if (ahead->making.used <= batch->room) {
        memcpy(batch->bytes, ahead->making.bytes, ahead->making.used);
        batch->used = ahead->making.used;
    } else {
        struct batch large = ahead->making;
        ahead->making = *batch;
        *batch = large;
    }
    ahead->making.used = 0;
    pthread_mutex_lock(&ahead->lock);
    ahead->filled++;
    ahead->is_made = is_last;
    if (is_last || ahead->filled - ahead->emptied >= BATCHES / 2) {
        pthread_cond_signal(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->lock);
    return true;
}

static bool make_room(struct batch *batch, size_t size) {
    if (batch->room >= size) {
        return true;
    }
    char *bytes = malloc(size);
    if (bytes == NULL) {
        return false;
    }
    free(batch->bytes);
    batch->bytes = bytes;
    batch->room = size;
    batch->used = 0;
    return true;
}

bool mx_ahead_is_early(const struct mx_ahead *ahead) {
    return ahead->is_early;
}

void *mx_ahead_add(struct mx_ahead *ahead, size_t size) {
    struct batch *making = &ahead->making;

    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size_t whole = ALIGNMENT + ((size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1));
    if (making->room - making->used < whole &&
        ((making->used > 0 && !hand_over(ahead, false)) || !make_room(making, whole))) {
        return NULL;
    }
    char *piece = making->bytes + making->used;
    *(uint64_t *)(void *)piece = whole;
    making->used += whole;
    return piece + ALIGNMENT;
}

static void *run(void *context) {
    struct mx_ahead *ahead = context;

    ahead->make(ahead, ahead->context);
    hand_over(ahead, true);
    return NULL;
}

/* Gives back the batch that is empty, and waits for a full one; false after the last one. */
static bool fetch(struct mx_ahead *ahead) {
    pthread_mutex_lock(&ahead->lock);
    if (ahead->is_emptying) {
        ahead->emptied++;
        if (ahead->filled - ahead->emptied <= BATCHES / 2) {
            pthread_cond_signal(&ahead->changed);
        }
    }
    size_t fewest = ahead->filled == ahead->emptied ? BATCHES / 2 : 1;
    while (ahead->filled - ahead->emptied < fewest && !ahead->is_made) {
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    }
    ahead->is_emptying = ahead->filled > ahead->emptied;
    if (ahead->is_emptying) {
        const struct batch *batch = &ahead->batches[ahead->emptied % BATCHES];
        ahead->at = batch->bytes;
        ahead->end = batch->bytes + batch->used;
    }
    pthread_mutex_unlock(&ahead->lock);
    return ahead->is_emptying;
}

void *mx_ahead_next(struct mx_ahead *ahead) {
    /* The last batch may be empty. */
    while (ahead->at == ahead->end) {
        if (!fetch(ahead)) {
            return NULL;
        }
    }
    char *piece = ahead->at;
    ahead->at += *(const uint64_t *)(const void *)piece;
    return piece + ALIGNMENT;
}

static void free_all(struct mx_ahead *ahead) {
    for (size_t i = 0; i < BATCHES; i++) {
        free(ahead->batches[i].bytes);
    }
    free(ahead->making.bytes);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
}

static bool make_batches(struct mx_ahead *ahead) {
    for (size_t i = 0; i < BATCHES; i++) {
        if (!make_room(&ahead->batches[i], BATCH_SIZE)) {
            return false;
        }
    }
    return make_room(&ahead->making, BATCH_SIZE);
}

struct mx_ahead *mx_ahead_start(void (*make)(struct mx_ahead *ahead, void *context),
                                void *context) {
    struct mx_ahead *ahead =
        mx_processors() < 2 ? NULL : aligned_alloc(alignof(struct mx_ahead), sizeof *ahead);

    if (ahead == NULL) {
        return NULL;
    }
    *ahead = (struct mx_ahead){0};
    ahead->make = make;
    ahead->context = context;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (!make_batches(ahead) || !mx_thread_start(&ahead->thread, run, ahead)) {
        free_all(ahead);
        return NULL;
    }
    return ahead;
}

void mx_ahead_end(struct mx_ahead *ahead) {
    if (ahead == NULL) {
        return;
    }
    pthread_mutex_lock(&ahead->lock);
    ahead->is_stopped = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    free_all(ahead);
}
