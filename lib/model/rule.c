/* The catalogue's names, out of the one table. */
#include "model/rule.h"

#include <string.h>

static const struct {
    const char *id, *group_word;
    enum mx_rule_group group;
    enum mxtrap_severity severity;
    bool has_check;
} names[MX_RULE_COUNT] = {
#define MX_RULE(NAME, id, group, severity, check, title, why, mend, source)                        \
    [MX_RULE_##NAME] = {id, MX_GROUP_WORD_##group, MX_GROUP_##group, MXTRAP_##severity,            \
                        sizeof #check != sizeof "NULL" || MX_GROUP_##group == MX_GROUP_SILENCE},
#include "model/rules.def"
#undef MX_RULE
};

const char *mx_rule_id(enum mx_rule rule) {
    return names[rule].id;
}

enum mx_rule_group mx_rule_group(enum mx_rule rule) {
    return names[rule].group;
}

const char *mx_rule_group_word(enum mx_rule rule) {
    return names[rule].group_word;
}

enum mxtrap_severity mx_rule_severity(enum mx_rule rule) {
    return names[rule].severity;
}

bool mx_rule_has_check(enum mx_rule rule) {
    return names[rule].has_check;
}

enum mx_rule mx_rule_find(const char *id, size_t length) {
    for (size_t i = 0; i < MX_RULE_COUNT; i++) {
        if (strlen(names[i].id) == length && memcmp(names[i].id, id, length) == 0) {
            return (enum mx_rule)i;
        }
    }
    return MX_RULE_COUNT;
}
