/* What a process that has read its files and talks to strangers can do without. */
#ifndef CLI_CHECK_CONFINE_H
#define CLI_CHECK_CONFINE_H

#include <stdbool.h>

/* Gives up, for this process, its threads and what they start, for good: to run programs; to write,
 * make, rename or remove files; to read others than certificates, libraries and the like; to look
 * into other processes, to mount, to make namespaces, to listen; and the capabilities of root. A
 * call that is refused has an error and nobody is ended by it. What the system has no means for is
 * left out. */
void cli_confine(void);

/* The parts, each for tests: false where the system has no means for it. */
bool cli_confine_privileges(void);
bool cli_confine_files(void);
bool cli_confine_calls(void);

#endif
