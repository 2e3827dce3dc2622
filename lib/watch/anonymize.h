/* Other addresses for those that were seen (Crypto-PAn's way): two that share a prefix share one of
 * the same length afterwards. The key is a new one each time, and is not kept: nobody can undo it,
 * and two reports cannot be compared. */
#ifndef MX_WATCH_ANONYMIZE_H
#define MX_WATCH_ANONYMIZE_H

#include <stdbool.h>

#include "dns/address.h"

struct mx_anonymizer {
    unsigned char key[32];
};

/* False where the system has no randomness. */
bool mx_anonymizer_make(struct mx_anonymizer *anonymizer);

/* False where the digest fails; ADDRESS may be anything then. */
bool mx_anonymize(const struct mx_anonymizer *anonymizer, struct mx_address *address);

#endif
