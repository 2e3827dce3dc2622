/* The catalogue: every rule's row, from the one table. */
#include "model/rule.h"

#include <string.h>

#define GROUP_WORD_INPUT "input"
#define GROUP_WORD_LAYOUT "layout"
#define GROUP_WORD_RECORDS "records"
#define GROUP_WORD_ADDRESSES "addresses"
#define GROUP_WORD_POLICY "policy"
#define GROUP_WORD_SILENCE "silence"
#define GROUP_WORD_CHANGE "change"
#define GROUP_WORD_LIVE "live"
#define GROUP_WORD_VANTAGE "vantage"

enum { ANY_SET, WHOLE_SET };

const struct mx_rule_row mx_rules[MX_RULE_COUNT] = {
#define MX_RULE(NAME, id, group, severity, set, check, title, why, mend, source)                   \
    [MX_RULE_##NAME] = {{id, GROUP_WORD_##group, MXTRAP_##severity, title, why, mend, source},     \
                        MX_GROUP_##group,                                                          \
                        (set) == WHOLE_SET,                                                        \
                        MX_GROUP_##group == MX_GROUP_VANTAGE,                                      \
                        sizeof #check != sizeof "NULL" || MX_GROUP_##group == MX_GROUP_SILENCE},
#include "model/rules.def"
#undef MX_RULE
};

enum mx_rule mx_rule_find(const char *id, size_t length) {
    for (size_t i = 0; i < MX_RULE_COUNT; i++) {
        if (strlen(mx_rules[i].info.id) == length && memcmp(mx_rules[i].info.id, id, length) == 0) {
            return (enum mx_rule)i;
        }
    }
    return MX_RULE_COUNT;
}

size_t mxtrap_rules_count(void) {
    return MX_RULE_COUNT;
}

const struct mxtrap_rule_info *mxtrap_rules_at(size_t index) {
    return index < MX_RULE_COUNT ? &mx_rules[index].info : NULL;
}
