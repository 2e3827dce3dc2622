/* Findings: what is wrong, or worth a remark, in what was read. They are data; whether a call
 * worked is its status. And the catalogue of the rules that report them. */
#ifndef MXTRAP_FINDINGS_H
#define MXTRAP_FINDINGS_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* In ascending order. An error makes a tool fail, a warning does with --strict, a note never. */
enum mxtrap_severity { MXTRAP_NOTE, MXTRAP_WARNING, MXTRAP_ERROR };

/* An ordered list of findings; it owns their text. */
typedef struct mxtrap_findings mxtrap_findings;
typedef struct mxtrap_finding mxtrap_finding;

/* Makes an empty list. *OUT is owned by the caller (mxtrap_findings_free) on success and
 * untouched on failure. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_findings_new(mxtrap_findings **out);

/* Frees the list and every finding in it; NULL is allowed. */
MXTRAP_API void mxtrap_findings_free(mxtrap_findings *findings);

/* Leaves out findings of the rule with the id RULE from now on. Errors of missing-final-dot stay,
 * since either meaning of such a name can be written explicitly. Errors: MXTRAP_ERR_ARGUMENT (no
 * rule has this id, or it is an error of the group "input"), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_findings_ignore(mxtrap_findings *findings, const char *rule);

/* Appends the findings of FROM to INTO, and empties FROM, whose rules to leave out stay. Errors:
 * MXTRAP_ERR_MEMORY, also where FROM could not keep a finding. */
MXTRAP_API enum mxtrap_status mxtrap_findings_move(mxtrap_findings *into, mxtrap_findings *from);

/* How many findings of SEVERITY were reported, those past the limit of kept ones included. */
MXTRAP_API size_t mxtrap_findings_severity_count(const mxtrap_findings *findings,
                                                 enum mxtrap_severity severity);

/* How many errors of the group "input" were reported (syntax, types, ranges, arguments), for which
 * a tool exits with 2 and not with 1. */
MXTRAP_API size_t mxtrap_findings_input_errors(const mxtrap_findings *findings);

/* Whether there is a warning about what was checked, and not of the group "vantage", whose findings
 * are about the place that a check ran at. */
MXTRAP_API int mxtrap_findings_have_warning(const mxtrap_findings *findings);

/* How many findings are kept (at most 100,000) and the one at INDEX, in the order in which they
 * were reported; NULL past the end. A finding is valid until the next one is
 * reported; its strings live as long as the list. */
MXTRAP_API size_t mxtrap_findings_count(const mxtrap_findings *findings);
MXTRAP_API const mxtrap_finding *mxtrap_findings_at(const mxtrap_findings *findings, size_t index);

/* The stable id of the rule, "first-not-dummy". Never NULL. */
MXTRAP_API const char *mxtrap_finding_rule(const mxtrap_finding *finding);
MXTRAP_API enum mxtrap_severity mxtrap_finding_severity(const mxtrap_finding *finding);

/* One line of printable ASCII: what came from the input is escaped in it (\xNN). Never NULL. */
MXTRAP_API const char *mxtrap_finding_message(const mxtrap_finding *finding);

/* Where: the path as it was given, raw bytes, NULL where the finding has no file; line and
 * column count from 1 (columns in characters), 0 where there is none. */
MXTRAP_API const char *mxtrap_finding_file(const mxtrap_finding *finding);
MXTRAP_API unsigned mxtrap_finding_line(const mxtrap_finding *finding);
MXTRAP_API unsigned mxtrap_finding_column(const mxtrap_finding *finding);

/* "error", "warning" or "note"; a constant. */
MXTRAP_API const char *mxtrap_severity_name(enum mxtrap_severity severity);

/* One row of the catalogue of rules. All strings are constants. */
struct mxtrap_rule_info {
    const char *id;    /* "first-not-dummy"; ids are stable */
    const char *group; /* "input", "layout", "records", "addresses", "policy", "silence",
                        * "change", "live", "vantage" */
    enum mxtrap_severity severity; /* the highest that it reports */
    const char *title;             /* what it finds, in one line */
    const char *why;               /* what goes wrong */
    const char *fix;               /* what to do about it */
    const char *source;            /* the RFC, or the documented behaviour of which MTA */
};

/* How many rules there are, and the row at INDEX; NULL past the end. */
MXTRAP_API size_t mxtrap_rules_count(void);
MXTRAP_API const struct mxtrap_rule_info *mxtrap_rules_at(size_t index);

MXTRAP_END_DECLS

#endif
