/* The specs of a rehearsal. */
#ifndef CLI_LAB_INPUT_H
#define CLI_LAB_INPUT_H

#include "hosts.h"

/* Reads the specs and runs the rules over them, and reports both: what cannot be read ends the
 * rehearsal, broken rules do not. Standard input ("-") can be read again by the command. */
enum cli_exit lab_read_specs(const struct lab_settings *settings, const char *const *specs,
                             size_t count, mxtrap_zones *zones);

#endif
