/* The vantage points of a run: who connects to port 25, from this machine or over a link, and what
 * shows that the port can be reached from there. Each has controls and proofs of its own; DNS is
 * asked from here for all of them. */
#ifndef MX_CHECK_POINTS_H
#define MX_CHECK_POINTS_H

#include <mxtrap/check.h>

#include "check/control_hosts.h"
#include "check/silent_controls.h"
#include "check/vantage.h"
#include "probe/link.h"

enum { MX_POINTS_MAX = 16 };

struct mx_point {
    const char *name;           /* NULL: this machine, the only one */
    struct mx_probe_link *link; /* NULL: this machine */
    struct mx_prober *prober;
    struct mx_vantage *vantage;
    struct mx_control_hosts *controls;
    struct mx_silent_controls *silents;
};

struct mx_points {
    struct mx_point list[MX_POINTS_MAX];
    size_t count;
    size_t quorum; /* so many must be proven, and agree, where nothing listens */
};

/* One more point. Errors: MXTRAP_ERR_ARGUMENT (an option of PROBE is out of range),
 * MXTRAP_ERR_MEMORY; what was made is freed by mx_points_free. */
enum mxtrap_status mx_points_add(struct mx_points *points, struct event_base *base,
                                 const struct mx_probe_options *probe,
                                 const struct mxtrap_check_vantage *vantage);

/* Asks the controls from each point: OPTIONS without prober, news and context. Errors: as for
 * mx_control_hosts_new and mx_silent_controls_new. */
enum mxtrap_status mx_points_open(struct mx_points *points,
                                  const struct mx_control_hosts_options *options,
                                  const char *const *silents, size_t silent_count);

/* After the resolver. */
void mx_points_free(struct mx_points *points);

/* The run ends, for CAUSE. */
void mx_points_cut(struct mx_points *points, enum mx_cause cause);

/* To be called now and then: see mx_vantage_go_on. */
void mx_points_go_on(struct mx_points *points);

/* Those that wait for a proof are notified of what is known, unless a point still asks. */
void mx_points_end(struct mx_points *points);

/* Whether every point is done: see mx_vantage_finish. */
bool mx_points_finish(struct mx_points *points);

struct mx_prober_counts mx_points_counts(const struct mx_points *points);

/* Reports of each point what there is to say at the end of the run, `vantage-lost` among it. */
void mx_points_report(const struct mx_points *points, mxtrap_findings *findings);

#endif
