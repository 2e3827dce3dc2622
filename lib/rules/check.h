/* lib/rules: the checks of the catalogue, whose rows are in lib/model/rules*.def. Layouts come in,
 * from specs, zone files or live DNS, the last with what was observed (model/observed.h); findings
 * go out. A check is a pure function: it reads one layout and what the run knows of the others, and
 * never resolves, probes or prints. The room knows lib/simulate and lib/policy. run.c calls the
 * checks; each *_rules.c has those of one group; drift compares layouts with a spec.
 *
 * This file: the parameter of a check, and its functions for reporting. */
#ifndef MX_RULES_CHECK_H
#define MX_RULES_CHECK_H

#include <mxtrap/rules.h>

#include "model/findings.h"
#include "model/layout.h"
#include "model/observed.h"
#include "rules/real_hosts.h"

struct mx_rule_run {
    const mxtrap_zones *zones;
    struct mxtrap_rules_options options;
    mxtrap_findings *findings;
    /* Of the only layout of a live run; NULL: not live. */
    const struct mx_observed *observed;
    struct mx_real_hosts real_hosts;
    size_t *spf_steps;                 /* evaluator steps so far */
    size_t *ignored_spf_steps;         /* those of ignored rules */
    enum mx_rule rules[MX_RULE_COUNT]; /* the rules of this run */
    size_t rule_count;
    struct mx_addressed *addressed;
    struct mx_arena *scratch; /* a check empties it before it uses it */
    bool *is_used;            /* a row a rule: what ignores it in this zone may be needed */
};

/* The MX sets of one zone that no dummy protects. */
struct mx_untrapped {
    bool has_dummy; /* another set of the zone has one */
    const mxtrap_layout *first;
    size_t count;
};

struct mx_check {
    const struct mx_rule_run *run;
    const mxtrap_zone *zone;
    const mxtrap_layout *layout;
    const struct mx_untrapped *untrapped; /* of the zone */
    enum mx_rule rule;
    /* Live only: some host's role is unknown, so "there is no real host" cannot be concluded. */
    bool in_doubt;
};

typedef void mx_check_function(const struct mx_check *check);

#define MX_RULE(NAME, id, group, severity, set, check, title, why, mend, source)                   \
    MX_RULE_CHECK_##group(check)
#define MX_RULE_CHECK_INPUT(check)
#define MX_RULE_CHECK_LAYOUT(check) mx_check_function check;
#define MX_RULE_CHECK_RECORDS(check) mx_check_function check;
#define MX_RULE_CHECK_ADDRESSES(check) mx_check_function check;
#define MX_RULE_CHECK_POLICY(check)
#define MX_RULE_CHECK_SILENCE(check)
#define MX_RULE_CHECK_CHANGE(check)
#define MX_RULE_CHECK_LIVE(check)
#define MX_RULE_CHECK_VANTAGE(check)
#include "model/rules.def"
#undef MX_RULE

/* How many addresses of EXCHANGER a rule should check: all, or 0 if an earlier set of the zone has
 * them in the same role. */
size_t mx_addresses_to_check(const struct mx_check *check,
                             const struct mxtrap_exchanger *exchanger);

/* Live rules: without probed addresses they find nothing. */
mx_check_function mx_check_dummy_answers, mx_check_dummy_refuses, mx_check_dummy_unreachable,
    mx_check_real_silent, mx_check_real_address_silent, mx_check_real_rejects;

/* The first exchanger of ROLE that is not a null MX; NULL: none. */
const struct mxtrap_exchanger *mx_first_of(const mxtrap_layout *layout, enum mxtrap_role role);

/* Begins a report with the owner name. */
struct mx_text *mx_report_begin(const struct mx_check *check);

/* Ends it, at PLACE, with the rule's own severity or a lower one. */
void mx_report_end(const struct mx_check *check, struct mx_spot place);
void mx_report_end_as(const struct mx_check *check, struct mx_spot place,
                      enum mxtrap_severity severity);

/* Reports "OWNER: HOST WORDS". */
void mx_report_exchanger(const struct mx_check *check, const struct mxtrap_exchanger *exchanger,
                         const char *words);

/* Runs every rule over the only layout of ZONES, which was observed live. Rules about what a zone
 * file may contain are left out. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_rules_run_live(const mxtrap_zones *zones, const struct mx_observed *observed,
                                     mxtrap_findings *findings);

#endif
