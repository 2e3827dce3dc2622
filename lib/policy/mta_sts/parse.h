/* An MTA-STS policy from the inside (RFC 8461 3.2), and the reader of one that is in memory. */
#ifndef MX_POLICY_MTA_STS_PARSE_H
#define MX_POLICY_MTA_STS_PARSE_H

#include <mxtrap/mta_sts.h>

#include "base/arena.h"
#include "base/place.h"
#include "dns/name.h"
#include "model/findings.h"

enum mx_mta_sts_mode { MX_MTA_STS_NONE, MX_MTA_STS_TESTING, MX_MTA_STS_ENFORCE };

#define MX_MTA_STS_AGE_MAX 31557600U

/* One mx field: a host, or with WILDCARD any one label below the name. */
struct mx_mta_sts_host {
    const uint8_t *name;
    struct mx_mta_sts_host *next;
    struct mx_place place; /* of its value */
    bool is_wildcard;
};

struct mxtrap_mta_sts {
    struct mx_arena arena;
    const char *file;
    struct mx_mta_sts_host *first;
    size_t count;
    struct mx_place mode_place;
    enum mx_mta_sts_mode mode;
    uint32_t max_age;
};

/* RFC 8461 3.3: senders may refuse more. */
enum { MX_MTA_STS_FILE_MAX = 65536 };

/* The same as mxtrap_mta_sts_read for LENGTH bytes; FILE stands for them in findings. *POLICY,
 * which is zeroed, is changed on failure as well. */
enum mxtrap_status mx_mta_sts_parse(struct mxtrap_mta_sts *policy, const char *bytes, size_t length,
                                    const char *file, mxtrap_findings *findings);

#endif
