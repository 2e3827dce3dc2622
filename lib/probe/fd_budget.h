/* The budget of open files: how many for connections, how many for DNS queries. */
#ifndef MX_PROBE_FD_BUDGET_H
#define MX_PROBE_FD_BUDGET_H

#include <stddef.h>

struct mx_fd_budget {
    unsigned probes;    /* connections at once, in one table of files */
    unsigned questions; /* DNS queries at once */
};

/* Raises the soft limit to the hard one, and returns it; at most 20000. */
size_t mx_fd_budget_allowed(void);

/* Divides ALLOWED files. At least half are for connections; queries get at least one. */
struct mx_fd_budget mx_fd_budget_share(size_t allowed);

#endif
