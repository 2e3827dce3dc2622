/* The caller's thread finds items while there is room for their results, and works like the others
 * when there is none. Who has the result that is next in order hands on all that are. The lock is
 * held during neither: a thread that waits for it sleeps, which takes longer than a small file. */
#include "base/jobs.h"

#include "base/threads.h"

struct run {
    const struct mx_jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t found, taken, handed_on;
    bool is_all; /* there are no more than were found */
    bool is_stopped;
    bool is_ready[MX_JOBS_WAITING];
    void *results[MX_JOBS_WAITING];
    pthread_t threads[MX_JOBS_MAX];
    size_t started, wanted;
};

/* With the lock held, but not while DONE works: until then the next result is not ready, so that no
 * other thread hands on what comes after it. */
static void hand_on(struct run *run) {
    while (run->is_ready[run->handed_on % MX_JOBS_WAITING]) {
        bool goes_on = true;
        size_t end = run->handed_on;

        for (; run->is_ready[end % MX_JOBS_WAITING]; end++) {
            run->is_ready[end % MX_JOBS_WAITING] = false;
        }
        pthread_mutex_unlock(&run->lock);
        /* What was begun is handed on all the same: its result is to be freed. */
        for (size_t item = run->handed_on; item < end; item++) {
            goes_on =
                run->jobs->done(run->jobs->context, item, run->results[item % MX_JOBS_WAITING]) &&
                goes_on;
        }
        pthread_mutex_lock(&run->lock);
        run->is_stopped = run->is_stopped || !goes_on;
        run->handed_on = end;
        pthread_cond_broadcast(&run->changed);
    }
}

static void take(struct run *run) {
    size_t item = run->taken++;

    pthread_mutex_unlock(&run->lock);
    void *result = run->jobs->work(run->jobs->context, item);
    pthread_mutex_lock(&run->lock);
    run->results[item % MX_JOBS_WAITING] = result;
    run->is_ready[item % MX_JOBS_WAITING] = true;
    hand_on(run);
}

static void *work(void *context) {
    struct run *run = context;

    pthread_mutex_lock(&run->lock);
    while (!run->is_stopped && (run->taken < run->found || !run->is_all)) {
        if (run->taken < run->found) {
            take(run);
        } else {
            pthread_cond_wait(&run->changed, &run->lock);
        }
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

/* One item more, and a thread where another item waits as well. */
static void find(struct run *run) {
    pthread_mutex_unlock(&run->lock);
    bool is_more = run->jobs->more(run->jobs->context, run->found);
    pthread_mutex_lock(&run->lock);
    run->found += is_more ? 1 : 0;
    run->is_all = !is_more;
    if (run->found - run->taken > 1 && run->started < run->wanted) {
        if (mx_thread_start(&run->threads[run->started], work, run)) {
            run->started++;
        } else {
            run->wanted = run->started; /* those that run do the work */
        }
    }
    pthread_cond_broadcast(&run->changed);
}

static void find_all(struct run *run) {
    pthread_mutex_lock(&run->lock);
    while (!run->is_all && !run->is_stopped) {
        if (run->found - run->handed_on < MX_JOBS_WAITING) {
            find(run);
        } else if (run->taken < run->found) {
            take(run);
        } else {
            pthread_cond_wait(&run->changed, &run->lock);
        }
    }
    pthread_mutex_unlock(&run->lock);
}

void mx_jobs_run(const struct mx_jobs *jobs) {
    struct run run = {.jobs = jobs, .wanted = jobs->at_once > 1 ? jobs->at_once - 1 : 0};

    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.changed, NULL);
    find_all(&run);
    work(&run);
    for (size_t i = 0; i < run.started; i++) {
        pthread_join(run.threads[i], NULL);
    }
    pthread_cond_destroy(&run.changed);
    pthread_mutex_destroy(&run.lock);
}
