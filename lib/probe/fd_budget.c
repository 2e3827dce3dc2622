/* Open files are the first thing that a long list runs out of. Who connects waits for one; a
 * question to DNS that finds none is lost, so that questions have a share of their own. */
#include "probe/fd_budget.h"

#include <limits.h>
#include <sys/resource.h>

enum {
    FILES_MAX = 20000, /* whatever the machine allows */
    OTHERS = 24,       /* standard files, the list, loops, threads' pipes, the resolver's */
    PART = 8,          /* of all files one in so many is for questions */
    QUESTIONS_MAX = 512
};

size_t mx_fd_budget_allowed(void) {
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return _POSIX_OPEN_MAX;
    }
    if (limit.rlim_cur < limit.rlim_max) {
        struct rlimit raised = {limit.rlim_max, limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
            limit = raised;
        }
    }
    return limit.rlim_cur > FILES_MAX ? FILES_MAX : (size_t)limit.rlim_cur;
}

struct mx_fd_budget mx_fd_budget_share(size_t allowed) {
    size_t questions = allowed / PART, kept = questions + OTHERS;
    size_t probes = allowed / 2 > kept ? allowed - kept : allowed - allowed / 2;

    if (questions > QUESTIONS_MAX) {
        questions = QUESTIONS_MAX;
    }
    return (struct mx_fd_budget){(unsigned)probes, questions > 0 ? (unsigned)questions : 1};
}
