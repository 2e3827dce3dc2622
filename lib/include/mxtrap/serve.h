/* The far side of a check: connects to port 25 for a check that runs elsewhere.
 *
 * A check whose own network drops outbound port 25 asks a vantage point: this function, on a
 * machine where the port is open, at the other end of ssh or any pair of pipes. It takes addresses
 * and bounds from the other side, and nothing else: no name that it would resolve, no file, no
 * program. The protocol is mxtrap.probe/1, described by docs/mxtrap-probe.schema.json. */
#ifndef MXTRAP_SERVE_H
#define MXTRAP_SERVE_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* The far side's own bounds: what is asked beyond them is declined. */
struct mxtrap_serve_options {
    size_t size;       /* of this struct */
    uint16_t port;     /* the only port that is connected to; 0: 25 */
    unsigned rate;     /* connections started a second; 0: 20000 */
    unsigned max;      /* requests taken in a run, after which it ends; 0: no limit */
    unsigned window;   /* requests under way at once; 0: 32768; 65536 at most */
    int allow_special; /* connect to special-purpose addresses (RFC 6890) too */
};
#define MXTRAP_SERVE_OPTIONS_INIT MXTRAP_SIZED(mxtrap_serve_options)

/* Reads requests from the descriptor FROM and writes outcomes to TO, until FROM ends and every
 * outcome is written, or TO is closed: MXTRAP_OK. Both are left open; TO is made non-blocking while
 * it runs. OPTIONS may be NULL.
 * Errors: MXTRAP_ERR_ARGUMENT (an option is out of range), MXTRAP_ERR_INPUT (FROM cannot
 * be read, a line is no request, has other options than the first, or is beyond max; the run ends),
 * MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. FINDINGS have the reason of the first three. */
MXTRAP_API enum mxtrap_status mxtrap_serve(int from, int to,
                                           const struct mxtrap_serve_options *options,
                                           mxtrap_findings *findings);

MXTRAP_END_DECLS

#endif
