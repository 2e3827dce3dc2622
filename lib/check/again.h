/* DNS asked once more where what it said may have been of the moment: short TTLs, and a verdict
 * that would be pass. */
#ifndef MX_CHECK_AGAIN_H
#define MX_CHECK_AGAIN_H

#include <mxtrap/check_result.h>

#include "check/lookup.h"
#include "model/observed.h"

struct mx_again;

/* Whether some record that FIRST found has a TTL under a minute: then a sender may soon be told
 * something else. */
bool mx_again_is_wanted(const struct mx_lookup *first);

/* Asks for all of FIRST's records, past the caches, up to ROUNDS times or until an answer differs.
 * FIRST and OBSERVED, which is what was found at its addresses, must outlive it. DONE is called
 * once, from the loop. MXTRAP_ERR_MEMORY: DONE is not called; *OUT is the caller's otherwise. */
typedef void mx_again_done(void *context);
enum mxtrap_status mx_again_begin(const struct mx_lookup *first, const struct mx_observed *observed,
                                  unsigned rounds, mx_again_done *done, void *context,
                                  struct mx_again **out);

/* Once DONE was called: reports `nameservers-disagree` for what differs, and makes *VERDICT
 * inconclusive where an address that senders are given was not looked at. What could not be asked
 * again is no difference. MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_again_judge(const struct mx_again *again, mxtrap_findings *findings,
                                  enum mxtrap_verdict *verdict);

/* Not while it asks. NULL is allowed. */
void mx_again_free(struct mx_again *again);

#endif
