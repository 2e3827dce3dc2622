/* The catalogue: every rule's row, with its check and its words. */
#include <mxtrap/rules.h>

#include "model/rule.h"
#include "rules/check.h"

static const struct {
    struct mxtrap_rule_info info;
    mx_check_function *check;
} rows[MX_RULE_COUNT] = {
#define MX_RULE(NAME, id, group, severity, check, title, why, mend, source)                        \
    [MX_RULE_##                                                                                    \
        NAME] = {{id, MX_GROUP_WORD_##group, MXTRAP_##severity, title, why, mend, source}, check},
#include "model/rules.def"
#undef MX_RULE
};

size_t mxtrap_rules_count(void) {
    return MX_RULE_COUNT;
}

const struct mxtrap_rule_info *mxtrap_rules_at(size_t index) {
    return index < MX_RULE_COUNT ? &rows[index].info : NULL;
}

mx_check_function *mx_rule_check(enum mx_rule rule) {
    return rows[rule].check;
}
