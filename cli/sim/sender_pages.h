/* mxtrap-sim --list-senders. */
#ifndef CLI_SIM_SENDER_PAGES_H
#define CLI_SIM_SENDER_PAGES_H

#include "tool/options.h"

/* Prints the library's senders as a spec's list of them; UNUSED is NULL. */
enum cli_exit cli_list_senders(const struct cli_tool *tool, const char *unused);

#endif
