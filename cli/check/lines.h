/* Lines of a file or a pipe, in bounded memory: the rest of a long line is skipped. */
#ifndef CLI_CHECK_LINES_H
#define CLI_CHECK_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum cli_line {
    CLI_LINE,         /* a line was read */
    CLI_LINE_NOT_YET, /* of a stream: no complete line yet */
    CLI_LINE_END      /* no more lines, or an `error` */
};

/* Set the first members, and zero the others. */
struct cli_lines {
    int fd;
    size_t most;    /* bytes kept of a line */
    bool is_stream; /* do not wait for the writer */

    char *line;       /* the last line, NUL-terminated; valid until the next */
    size_t length;    /* bytes kept of it; some may be NUL */
    size_t number;    /* from 1 */
    bool is_too_long; /* LINE is only its beginning */
    bool has_end;     /* it had a line end */
    long long whole;  /* bytes of all lines with a line end */
    int error;        /* errno; ENOMEM: memory is out */

    char *bytes;
    size_t capacity, taken, filled;
    bool is_at_end, discards;
    long long discarded;
};

enum cli_line cli_lines_next(struct cli_lines *lines);

/* Stops reading; complete lines already read are still returned. */
void cli_lines_stop(struct cli_lines *lines);

void cli_lines_free(struct cli_lines *lines);

#endif
