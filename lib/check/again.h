/* Asks DNS again if the verdict would be pass and rests on records with short TTLs. */
#ifndef MX_CHECK_AGAIN_H
#define MX_CHECK_AGAIN_H

#include <mxtrap/check_result.h>

#include "check/lookup.h"
#include "model/observed.h"

struct mx_again;

/* Whether a record of FIRST has a TTL below a minute, so that senders may soon get another answer.
 */
bool mx_again_is_wanted(const struct mx_lookup *first);

/* Asks for all of FIRST's records, past the caches, up to ROUNDS times or until an answer differs.
 * FIRST and OBSERVED, the outcomes of its addresses, must outlive it. DONE is called once, from the
 * loop. MXTRAP_ERR_MEMORY: DONE is not called; *OUT is the caller's otherwise. */
typedef void mx_again_done(void *context);
enum mxtrap_status mx_again_begin(const struct mx_lookup *first, const struct mx_observed *observed,
                                  unsigned rounds, mx_again_done *done, void *context,
                                  struct mx_again **out);

/* After DONE: reports `nameservers-disagree` for differences, and makes *VERDICT inconclusive if an
 * address that senders see was not checked. A failed lookup is not a difference.
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_again_judge(const struct mx_again *again, mxtrap_findings *findings,
                                  enum mxtrap_verdict *verdict);

/* Not before DONE. NULL is allowed. */
void mx_again_free(struct mx_again *again);

#endif
