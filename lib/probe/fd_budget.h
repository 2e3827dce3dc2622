/* The files that this process may open, and who gets them. */
#ifndef MX_PROBE_FD_BUDGET_H
#define MX_PROBE_FD_BUDGET_H

#include <stddef.h>

struct mx_fd_budget {
    unsigned probes;    /* connections at once, in one table of files */
    unsigned questions; /* to DNS, at once */
};

/* How many there may be at once: at most 20000, the soft limit raised to the hard one. */
size_t mx_fd_budget_allowed(void);

/* Shares ALLOWED files out. At least half are for connections; questions get at least one. */
struct mx_fd_budget mx_fd_budget_share(size_t allowed);

#endif
