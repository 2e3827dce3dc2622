/* The command that is run where none is given. */
#ifndef CLI_LAB_COMMAND_H
#define CLI_LAB_COMMAND_H

#include <stddef.h>

#include <mxtrap/layout.h>

/* mxtrap-check of every zone against the specs: its words, then NULL, in one piece that the caller
 * frees; NULL when memory is out. The words live as long as the specs' and as the piece. */
char **lab_default_command(const mxtrap_zones *zones, char **specs, size_t spec_count);

#endif
