/* The command that is run where none is given. */
#ifndef CLI_LAB_COMMAND_H
#define CLI_LAB_COMMAND_H

#include <stddef.h>

/* mxtrap-check of every owner name of the specs: its words, then NULL, in one piece that the caller
 * frees; NULL when memory is out. It points to the specs' words. */
char **lab_default_command(const char *const *specs, size_t spec_count);

#endif
