/* Lines of a file or a pipe, within a bound: what is longer is passed over, however long it is, and
 * never held. */
#ifndef CLI_CHECK_LINES_H
#define CLI_CHECK_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum cli_line {
    CLI_LINE,         /* there is one */
    CLI_LINE_NOT_YET, /* of a stream: none is whole yet */
    CLI_LINE_END      /* there are no more, or `error` says why not */
};

/* A struct with the first members set is one to begin with. */
struct cli_lines {
    int fd;
    size_t most;    /* bytes of a line that are kept */
    bool is_stream; /* its writer may be slow: never wait for more */

    char *line;    /* the line taken last, with a NUL in place of its end; valid until the next */
    size_t length; /* bytes of it that were kept, NULs among them */
    size_t number; /* from 1 */
    bool is_too_long; /* LINE is its beginning */
    bool has_end;     /* it had a line end */
    long long whole;  /* bytes of all lines that had one */
    int error;        /* errno; ENOMEM: memory is out */

    char *bytes;
    size_t capacity, taken, filled;
    bool is_at_end, discards;
    long long discarded;
};

enum cli_line cli_lines_next(struct cli_lines *lines);

/* No more is read; whole lines that were read already still come. */
void cli_lines_stop(struct cli_lines *lines);

void cli_lines_free(struct cli_lines *lines);

#endif
