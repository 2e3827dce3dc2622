/* Standard output, and messages on standard error. */
#ifndef CLI_TOOL_OUTPUT_H
#define CLI_TOOL_OUTPUT_H

#include <stdbool.h>

#include <mxtrap/sink.h>
#include <mxtrap/status.h>

#include "options.h"

struct cli_stream {
    int fd;
    int error; /* errno of the first write that failed */
    const char *name;
    char last; /* byte that was written */
};

extern struct cli_stream cli_standard_output, cli_standard_error;

/* Whether the terminal shows progress in its last line: the next write to the terminal clears it.
 */
extern bool cli_shows_progress;

/* Opens /dev/null for standard streams that are closed: else a file or a socket would get the
 * number, and the tool's output. From here on, a write that fails returns, whatever the reason. */
void cli_streams_begin(void);

/* The exit status, which is RESULT; but where the reader of standard output has gone, the process
 * ends here by SIGPIPE, as it would without cli_streams_begin(). Nothing is left to clean up. */
int cli_streams_end(int result);

/* An mxtrap_sink_fn; CONTEXT is a struct cli_stream. */
mxtrap_sink_fn cli_sink;

/* Prints "TOOL: MESSAGE" on standard error, control characters escaped. */
void cli_complain(const char *tool, const char *message);

/* The same from a printf format, whose arguments may be outside text; returns CLI_SYSTEM. */
__attribute__((format(printf, 2, 3))) enum cli_exit cli_complain_of(const char *tool,
                                                                    const char *format, ...);

/* Prints "TOOL: cannot write NAME: reason" for errno ERROR; returns CLI_SYSTEM.
 * Nothing is printed where cli_streams_end() ends the process. */
enum cli_exit cli_complain_write(const char *tool, const char *name, int error);

/* The exit status after writing to standard output; a failure is reported. */
enum cli_exit cli_finish(const char *tool, enum mxtrap_status status);

#endif
