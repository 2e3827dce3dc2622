/* A network of the lab's own. */
#ifndef CLI_LAB_NAMESPACE_H
#define CLI_LAB_NAMESPACE_H

#include <sys/types.h>

#include "tool/options.h"

/* fork() into namespaces for users, the network, mounts, processes, host name and IPC; the user
 * stays the same, and root keeps its way with the files of all. Where no user namespace is to be
 * had, root goes without. -1 after a report of what forbids it. The process that calls this stays
 * where it is, so that LeakSanitizer, which makes a thread of its own, works there. */
pid_t lab_namespace_fork(const char *tool);

/* In the new process: nothing that it mounts is seen outside, /proc shows its namespace, and
 * /etc/resolv.conf names 127.0.0.1. What forbids that is reported. */
enum cli_exit lab_namespace_settle(const char *tool);

#endif
