/* The SPF policies of a zone that have a part in mail: those of its apex and of MX owners, and
 * those that these include or redirect to. All others are skipped as they are read. */
#ifndef MX_ZONE_SPF_H
#define MX_ZONE_SPF_H

#include "base/text.h"
#include "model/layout.h"
#include "policy/spf/policy.h"
#include "zone/hosts.h"
#include "zone/scan/record.h"

struct mx_zone_policy;

struct mx_zone_spf {
    struct mx_arena *arena;
    struct mx_zone_hosts *hosts; /* gets the hosts that terms name; its `missed` counts here too */
    struct mx_index by_name;
    struct mx_zone_policy *first;
    struct mx_text text;
    struct mx_zone_doubles doubles;
    struct mx_zone_skipped skipped; /* owners whose policy was skipped */
};

void mx_zone_spf_init(struct mx_zone_spf *spf, struct mx_arena *arena, struct mx_zone_hosts *hosts);
void mx_zone_spf_free(struct mx_zone_spf *spf);

/* Keeps the policy of NAME, of this hash, when it comes. False when memory is out. */
bool mx_zone_spf_want(struct mx_zone_spf *spf, const uint8_t *name, uint32_t hash);

/* After an MX owner of this hash was met: its policy may have been skipped. */
void mx_zone_spf_met_owner(struct mx_zone_spf *spf, uint32_t hash);

/* Adds a TXT record; one that is no SPF record is passed over. IS_OWNER says whether a name (and
 * its hash) owns MX records. False when memory is out. */
typedef bool mx_zone_is_owner(void *context, const uint8_t *name, uint32_t hash);
bool mx_zone_spf_add(struct mx_zone_spf *spf, const struct mx_zone_record *record,
                     mx_zone_is_owner *is_owner, void *context);

/* Forgets what was added, and keeps the names: before the file is read again. */
void mx_zone_spf_forget(struct mx_zone_spf *spf);

/* After the last record: looks up what terms name. FIND_MX finds the exchangers of an MX set. */
typedef bool mx_zone_find_mx(void *context, const uint8_t *name, struct mx_spf_term *term);
void mx_zone_spf_resolve(struct mx_zone_spf *spf, mx_zone_find_mx *find_mx, void *context);

/* The policy of NAME; NULL where none was met. */
const struct mx_spf *mx_zone_spf_of(const struct mx_zone_spf *spf, const uint8_t *name);

#endif
