/* Pipes to the programs that a tool starts. */
#ifndef CLI_TOOL_PIPES_H
#define CLI_TOOL_PIPES_H

#include <stdbool.h>

/* Opens a pipe that no program inherits. False with errno; the caller sets both ends to -1 before,
 * and closes PAIR after a failure as well. */
bool cli_pipe_open(int *pair);

/* Closes the ends that are not -1. */
void cli_pipe_close(const int *pair);

#endif
