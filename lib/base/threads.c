/* Threads that the library starts for itself. */
#ifdef __linux__
#define _GNU_SOURCE /* the libc reads it: NOLINT(bugprone-reserved-identifier,cert-dcl*) */
#endif
#include "base/threads.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* Memory of a thread's own takes 64 MiB of addresses. Where it gets none, the C library maps and
 * unmaps each piece, which takes minutes instead of a second. */
static bool has_addresses(void) {
    struct rlimit limit;

    return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY;
}

size_t mx_processors(void) {
    if (!has_addresses()) {
        return 1;
    }
#ifdef __linux__
    cpu_set_t set;

    /* With more than 1,024 processors it fails: the count of all of them will do. */
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return (size_t)CPU_COUNT(&set);
    }
#endif
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (size_t)count;
}

bool mx_thread_start(pthread_t *thread, void *(*run)(void *context), void *context) {
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool is_started = pthread_create(thread, NULL, run, context) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return is_started;
}
