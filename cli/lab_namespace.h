/* A network of the lab's own. */
#ifndef CLI_LAB_NAMESPACE_H
#define CLI_LAB_NAMESPACE_H

#include "options.h"

/* Moves this process into a network and a mount namespace of its own, and its children into a
 * process namespace; without root in a user namespace, in which it stays the same user. What
 * forbids that is reported. */
enum cli_exit lab_namespace_enter(const char *tool);

/* Makes the lab the name server of /etc/resolv.conf, for this namespace alone. */
enum cli_exit lab_namespace_resolve(const char *tool);

#endif
