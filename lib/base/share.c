/* Each thread takes the next part until there is none. */
#include "base/share.h"

#include <stdatomic.h>

#include "base/threads.h"

enum { PART = 2048 };

struct shared {
    size_t count;
    atomic_size_t next;
    void (*work)(void *context, size_t from, size_t end);
    void *context;
};

unsigned mx_sharers(size_t count) {
    size_t processors = count < MX_SHARED_FROM ? 1 : mx_processors();

    return processors < MX_SHARERS_MAX ? (unsigned)processors : MX_SHARERS_MAX;
}

static void *take_parts(void *context) {
    struct shared *shared = context;
    size_t from;

    while ((from = atomic_fetch_add(&shared->next, PART)) < shared->count) {
        size_t rest = shared->count - from;
        shared->work(shared->context, from, from + (rest < PART ? rest : PART));
    }
    return NULL;
}

void mx_share(size_t count, void (*work)(void *context, size_t from, size_t end), void *context) {
    struct shared shared = {.count = count, .work = work, .context = context};
    pthread_t threads[MX_SHARERS_MAX];
    unsigned sharers = mx_sharers(count), started = 0;

    while (started + 1 < sharers && mx_thread_start(&threads[started], take_parts, &shared)) {
        started++;
    }
    if (started == 0) {
        work(context, 0, count);
    } else {
        take_parts(&shared);
    }
    while (started > 0) {
        pthread_join(threads[--started], NULL);
    }
}
