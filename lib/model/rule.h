/* The catalogue of rules (rules.def): an enum, and a row for each. The checks are in rules/;
 * readers need the rows for `ignore` and for their reports. */
#ifndef MX_MODEL_RULE_H
#define MX_MODEL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/findings.h>

enum mx_rule {
#define MX_RULE(NAME, id, group, severity, set, check, title, why, mend, source) MX_RULE_##NAME,
#include "model/rules.def"
#undef MX_RULE
    MX_RULE_COUNT
};

enum mx_rule_group {
    MX_GROUP_INPUT,
    MX_GROUP_LAYOUT,
    MX_GROUP_RECORDS,
    MX_GROUP_ADDRESSES,
    MX_GROUP_POLICY,
    MX_GROUP_SILENCE,
    MX_GROUP_CHANGE,
    MX_GROUP_LIVE,
    MX_GROUP_VANTAGE
};

/* A row of the catalogue. */
struct mx_rule_row {
    struct mxtrap_rule_info info;
    enum mx_rule_group group;
    bool needs_whole_set;  /* it is not run where a record of the set could not be read */
    bool is_about_vantage; /* of the place that the check ran at, and not of the domain */
    /* Whether a layout is looked at for it, by rules or before firewall rules are written, which a
     * zone may ask not to be done; other rules are reported by whoever reads a file or asks the
     * network. */
    bool has_check;
};
extern const struct mx_rule_row mx_rules[MX_RULE_COUNT];

/* The rule of this id; MX_RULE_COUNT where there is none. */
enum mx_rule mx_rule_find(const char *id, size_t length);

#endif
