/* The silent controls: addresses at which nothing answers. If one accepts a connection, a proxy on
 * the path does so for every address. Each is asked once, when the run begins. */
#ifndef MX_CHECK_SILENT_CONTROLS_H
#define MX_CHECK_SILENT_CONTROLS_H

#include "base/text.h"
#include "probe/prober.h"

struct mx_silent_controls;

/* Called with the outcome of each. */
typedef void mx_silent_controls_fn(void *context, const struct mx_address *address,
                                   const struct mx_probe_outcome *outcome);

/* Asks COUNT addresses. *OUT is the caller's, on failure too. Errors: MXTRAP_ERR_INPUT (not an
 * address), MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_silent_controls_new(struct mx_prober *prober, const char *const *addresses,
                                          size_t count, struct mx_silent_controls **out);
void mx_silent_controls_listen(struct mx_silent_controls *silents, mx_silent_controls_fn *saw,
                               void *context);

/* Call it after mx_prober_free. NULL is allowed. */
void mx_silent_controls_free(struct mx_silent_controls *silents);

/* Whether all of them were asked. */
bool mx_silent_controls_are_known(const struct mx_silent_controls *silents);

/* The first one of FAMILY that accepts connections; NULL: none. */
const struct mx_address *mx_silent_controls_answering(const struct mx_silent_controls *silents,
                                                      enum mx_family family);

/* Writes "ADDRESS: CAUSE, ADDRESS: CAUSE" for those that could not be asked. Returns their number;
 * TEXT may be NULL. */
size_t mx_silent_controls_write_unasked(const struct mx_silent_controls *silents,
                                        struct mx_text *text);

#endif
