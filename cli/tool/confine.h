/* Confinement: drops privileges after the inputs are read and before the network is used. */
#ifndef CLI_TOOL_CONFINE_H
#define CLI_TOOL_CONFINE_H

#include <stdbool.h>

/* This process and all it starts can no longer run programs; write, create, rename or remove files;
 * read files other than certificates, libraries and the like; inspect other processes, mount,
 * create namespaces, or listen; and root's capabilities are dropped. A refused call fails with an
 * error; it does not end the process. Means that the system lacks are skipped. */
void cli_confine(void);

/* The parts, for tests: false if the system lacks the means. */
bool cli_confine_privileges(void);
bool cli_confine_files(void);
bool cli_confine_calls(void);

#endif
