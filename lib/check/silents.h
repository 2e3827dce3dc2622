/* The controls for silence: addresses that nothing is to answer at. Where one takes a connection,
 * something on the way does so for every address. Each is asked once, when the run begins. */
#ifndef MX_CHECK_SILENTS_H
#define MX_CHECK_SILENTS_H

#include "base/text.h"
#include "probe/prober.h"

struct mx_silents;

/* One more has been asked: what became of it. */
typedef void mx_silents_saw(void *context, const struct mx_address *address,
                            const struct mx_probe_outcome *outcome);

/* Asks COUNT addresses. *OUT is the caller's, on failure too. Errors: MXTRAP_ERR_INPUT (a text is
 * no address), MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_silents_new(struct mx_prober *prober, const char *const *addresses,
                                  size_t count, struct mx_silents **out);
void mx_silents_listen(struct mx_silents *silents, mx_silents_saw *saw, void *context);

/* After mx_prober_free; NULL is allowed. */
void mx_silents_free(struct mx_silents *silents);

/* Whether all of them were asked. */
bool mx_silents_are_known(const struct mx_silents *silents);

/* The first one of FAMILY that takes connections; NULL: none does. */
const struct mx_address *mx_silents_answering(const struct mx_silents *silents,
                                              enum mx_family family);

/* "ADDRESS: CAUSE, ADDRESS: CAUSE": those that could not be asked. Returns how many; TEXT may be
 * NULL. */
size_t mx_silents_write_unasked(const struct mx_silents *silents, struct mx_text *text);

#endif
