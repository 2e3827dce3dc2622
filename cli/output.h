/* Where a tool's bytes go: standard output, or files that are whole or not there. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>

#include <mxtrap/sink.h>
#include <mxtrap/status.h>

#include "options.h"
#include "unfinished.h"

struct cli_stream {
    int fd;
    int error; /* errno of the first write that failed */
    const char *name;
};

extern struct cli_stream cli_standard_output, cli_standard_error;

/* Takes the numbers of standard streams that are closed: a file or a socket that got one would have
 * what is printed written into it. */
void cli_hold_streams(void);

/* An mxtrap_sink; CONTEXT is a struct cli_stream. */
mxtrap_sink cli_sink;

/* Prints "TOOL: MESSAGE" on standard error, control characters escaped. */
void cli_complain(const char *tool, const char *message);

/* The same from a printf format, of which %s may be outside text; returns CLI_SYSTEM. */
__attribute__((format(printf, 2, 3))) enum cli_exit cli_complain_of(const char *tool,
                                                                    const char *format, ...);

/* Prints "TOOL: cannot write NAME: reason" for errno ERROR; returns CLI_SYSTEM. */
enum cli_exit cli_complain_write(const char *tool, const char *name, int error);

/* The exit status for what was written to standard output; a failure is reported. */
enum cli_exit cli_finish(const char *tool, enum mxtrap_status status);

/* A file that takes its name only when it is whole. */
struct cli_file {
    struct cli_stream stream;
    char *target;                    /* the name to take; NULL: not open */
    struct cli_unfinished temporary; /* without a path: written in place, as no regular file is */
};

/* Opens FILE for writing to PATH, through a temporary file beside it; false leaves errno in
 * file->stream.error. A symbolic link to a file stays one; mode, owner and group stay, the latter
 * two where the system lets us. */
bool cli_file_open(struct cli_file *file, const char *path);

/* Closes the descriptor: the bytes are on their way to the disk; false as above. */
bool cli_file_close(struct cli_file *file);

/* Gives it its name; false as above. */
bool cli_file_commit(struct cli_file *file);

/* Gives FILE its name if STATUS, that of writing it, is MXTRAP_OK, and its bytes are on the disk;
 * else removes it and reports that NAME cannot be written. */
enum cli_exit cli_file_finish(const char *tool, struct cli_file *file, const char *name,
                              enum mxtrap_status status);

/* Frees it; what has no name yet is removed. */
void cli_file_discard(struct cli_file *file);

#endif
