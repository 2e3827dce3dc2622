/* When attempts that nobody answers are sent again, by system: how often each list of times was
 * seen. */
#ifndef MX_WATCH_SIGNATURES_H
#define MX_WATCH_SIGNATURES_H

#include "watch/visit.h"

struct mx_signature_count {
    struct mx_signature signature;
    uint64_t attempts;
};

/* No more than these: a stranger may send at any time. */
enum { MX_SIGNATURES_MAX = 1024 };

struct mx_signatures {
    struct mx_signature_count *list; /* as they came */
    size_t count, capacity;
    struct mx_index index;
    uint64_t others; /* attempts whose list was one too many */
};

/* ATTEMPTS more of one list; false when memory is out. */
bool mx_signatures_add(struct mx_signatures *signatures, const struct mx_signature *signature,
                       uint64_t attempts);

void mx_signatures_free(struct mx_signatures *signatures);

#endif
