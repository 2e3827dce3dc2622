/* A long list runs out of open files first. A connection waits for one; a DNS query without one
 * fails, so queries have a reserved share. */
#include "probe/fd_budget.h"

#include <limits.h>
#include <sys/resource.h>

enum {
    FILES_MAX = 20000, /* even if the machine allows more */
    OTHERS = 24,       /* standard files, the list, event loops, pipes, the resolver */
    PART = 8,          /* one in so many files is for DNS queries */
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
