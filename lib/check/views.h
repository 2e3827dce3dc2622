/* What each vantage point saw of one domain, and the one observation that is judged.
 *
 * A host that listens anywhere listens: one look is enough, from whichever point. That nothing
 * listens is believed where as many points as the quorum saw it, each with a proof of its own that
 * the port can be reached from there; else the address is not known. */
#ifndef MX_CHECK_VIEWS_H
#define MX_CHECK_VIEWS_H

#include "base/arena.h"
#include "check/points.h"
#include "model/observed.h"

struct mx_looks;

struct mx_view_of {
    struct mx_looks *looks; /* that it is part of */
    const struct mx_point *point;
    struct mx_observed observed;
    uint64_t last_doubt[MX_IPV6 + 1]; /* when the last outcome that needs a proof came; 0: none */
};

/* One for each of POINTS, with what OBSERVED has of the layout and of what is expected, and without
 * outcomes. NULL when memory is out. */
struct mx_view_of *mx_views_make(struct mx_arena *arena, const struct mx_points *points,
                                 const struct mx_observed *observed);

/* Puts what VIEWS come to into OBSERVED, and reports why points do not count. With one point that
 * is what it saw. */
enum mxtrap_status mx_views_merge(struct mx_arena *arena, const struct mx_points *points,
                                  struct mx_view_of *views, struct mx_observed *observed,
                                  mxtrap_findings *findings);

/* After the judgement: reports `vantage-disagrees` for real hosts that answer to some points only.
 */
void mx_views_compare(const struct mx_points *points, const struct mx_view_of *views,
                      const struct mx_observed *observed, mxtrap_findings *findings);

#endif
