/* A vantage point elsewhere, seen from the near side: attempts go out as requests, outcomes come
 * back. The other end is a process that speaks mxtrap.probe/1 (message.h): mxtrap-check --serve at
 * the end of ssh, as a rule. It is not trusted: whatever it sends that no far side would send ends
 * the link, and what was asked over it is then `unprobed`. */
#ifndef MX_PROBE_LINK_H
#define MX_PROBE_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/status.h>

struct event_base;
struct mx_probe_connection;
struct mx_probe_link;

/* Reads from FROM and writes to TO, both made non-blocking and left open. The far side has WAIT_MS
 * for its first line. *OUT is the caller's (mx_probe_link_free), untouched on failure:
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_probe_link_new(struct mx_probe_link **out, struct event_base *base, int from,
                                     int to, unsigned wait_ms);

/* After the prober that uses it. NULL is allowed. */
void mx_probe_link_free(struct mx_probe_link *link);

/* Why the far side is lost, a text as long-lived as LINK; NULL: it is not. */
const char *mx_probe_link_lost(const struct mx_probe_link *link);

/* Opens the link once more: sets *FROM and *TO, as in mx_probe_link_new. Not 0: that cannot be. */
typedef int mx_probe_link_reopen_fn(void *context, int *from, int *to);

/* A far side that began and then ends is opened once more, by REOPEN; what it has not answered is
 * asked again. NULL: it is lost, as one that ends a second time. */
void mx_probe_link_on_end(struct mx_probe_link *link, mx_probe_link_reopen_fn *reopen,
                          void *context);

/* Why it was opened a second time; NULL: it was not. */
const char *mx_probe_link_ended(const struct mx_probe_link *link);

/* Calls CHANGED when there is room where there was none. */
typedef void mx_probe_link_changed_fn(void *context);
void mx_probe_link_on_change(struct mx_probe_link *link, mx_probe_link_changed_fn *changed,
                             void *context);

/* Whether there is room for one more request beside UNDER_WAY. A lost link has: the request then
 * ends at once. */
bool mx_probe_link_has_room(const struct mx_probe_link *link, size_t under_way);

/* The connections that the far side starts a second; 0: not known. */
unsigned mx_probe_link_rate(const struct mx_probe_link *link);

/* Makes the attempt over the link. */
void mx_probe_link_begin(struct mx_probe_connection *connection);

/* Tells the far side to end; outcomes that still come are ignored. The caller ends the attempts. */
void mx_probe_link_cancel(struct mx_probe_link *link);

#endif
