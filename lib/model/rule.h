/* Rules as names: the enum, ids, groups and severities of the catalogue's rows. What the rules do
 * stands in rules/; the readers need their names alone (for `ignore`, and to report by). */
#ifndef MX_MODEL_RULE_H
#define MX_MODEL_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include <mxtrap/findings.h>

enum mx_rule {
#define MX_RULE(NAME, id, group, severity, check, title, why, mend, source) MX_RULE_##NAME,
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

#define MX_GROUP_WORD_INPUT "input"
#define MX_GROUP_WORD_LAYOUT "layout"
#define MX_GROUP_WORD_RECORDS "records"
#define MX_GROUP_WORD_ADDRESSES "addresses"
#define MX_GROUP_WORD_POLICY "policy"
#define MX_GROUP_WORD_SILENCE "silence"
#define MX_GROUP_WORD_CHANGE "change"
#define MX_GROUP_WORD_LIVE "live"
#define MX_GROUP_WORD_VANTAGE "vantage"

const char *mx_rule_id(enum mx_rule rule);
enum mx_rule_group mx_rule_group(enum mx_rule rule);
const char *mx_rule_group_word(enum mx_rule rule); /* "live" */
enum mxtrap_severity mx_rule_severity(enum mx_rule rule);

/* Whether a layout is looked at for it, by rules or before firewall rules are written, which a zone
 * may ask not to be done; other rules are reported by whoever reads a file or asks the network. */
bool mx_rule_has_check(enum mx_rule rule);

/* The rule of this id; MX_RULE_COUNT where there is none. */
enum mx_rule mx_rule_find(const char *id, size_t length);

#endif
