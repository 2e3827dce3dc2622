/* Where connections are made: see lane.c. */
#ifndef MX_PROBE_LANE_H
#define MX_PROBE_LANE_H

#include "probe/connection.h"

/* Lanes in addition to HOME, and the connections of HOME before one is started. */
enum { MX_PROBE_LANES = 3, MX_PROBE_HOME_MAX = 1000 };

/* Connections that lanes return. */
struct mx_probe_back;

/* The lane for one more connection; NULL if there is no room in any. */
struct mx_probe_lane *mx_probe_lane_find(struct mx_prober *prober);

/* Begins CONNECTION: at once at home, else on the lane's thread. */
void mx_probe_lane_begin(struct mx_probe_lane *lane, struct mx_probe_connection *connection);

/* Makes every lane end its connections, and those that it gets later. */
void mx_probe_lanes_end(struct mx_prober *prober, enum mx_cause cause);

/* Ends the threads and frees all connections. */
void mx_probe_lanes_free(struct mx_prober *prober);

#endif
