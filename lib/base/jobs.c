/* Each thread takes the next item, and who has the result that is next in order hands on all that
 * are: no thread waits for another unless the ring of results is full. */
#include "base/jobs.h"

#include "base/threads.h"

enum { RING = 256 };

struct run {
    const struct mx_jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t has_room;
    size_t next, handed_on;
    bool is_stopped;
    bool is_ready[RING];
    void *results[RING];
};

/* With the lock held, which others wait for while DONE works. */
static void hand_on(struct run *run) {
    size_t before = run->handed_on;

    while (run->is_ready[run->handed_on % RING]) {
        size_t at = run->handed_on % RING;
        run->is_ready[at] = false;
        /* What was begun is handed on all the same: its result is to be freed. */
        run->is_stopped = !run->jobs->done(run->jobs->context, run->handed_on, run->results[at]) ||
                          run->is_stopped;
        run->handed_on++;
    }
    if (run->handed_on > before) {
        pthread_cond_broadcast(&run->has_room);
    }
}

static void *work(void *context) {
    struct run *run = context;

    pthread_mutex_lock(&run->lock);
    while (run->next < run->jobs->count && !run->is_stopped) {
        if (run->next == run->handed_on + RING) {
            pthread_cond_wait(&run->has_room, &run->lock);
            continue;
        }
        size_t item = run->next++;
        pthread_mutex_unlock(&run->lock);
        void *result = run->jobs->work(run->jobs->context, item);
        pthread_mutex_lock(&run->lock);
        run->results[item % RING] = result;
        run->is_ready[item % RING] = true;
        hand_on(run);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

void mx_jobs_run(const struct mx_jobs *jobs) {
    struct run run = {.jobs = jobs};
    pthread_t threads[MX_JOBS_MAX];
    size_t started = 0;

    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.has_room, NULL);
    while (started + 1 < jobs->at_once && started + 1 < jobs->count && started < MX_JOBS_MAX &&
           mx_thread_start(&threads[started], work, &run)) {
        started++; /* where no thread starts, those that run do the work */
    }
    work(&run);
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_cond_destroy(&run.has_room);
    pthread_mutex_destroy(&run.lock);
}
