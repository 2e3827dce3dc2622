/* Findings from the inside: how readers and rules report. */
#ifndef MX_MODEL_FINDINGS_H
#define MX_MODEL_FINDINGS_H

#include <stdint.h>

#include <mxtrap/findings.h>

#include "base/arena.h"
#include "base/place.h"
#include "base/text.h"
#include "dns/name.h"
#include "model/rule.h"

struct mxtrap_finding {
    const char *message;
    struct mx_place place;
    uint32_t order; /* in which it was reported */
    enum mx_rule rule : 16;
    enum mxtrap_severity severity : 16;
};

enum { MX_FINDINGS_MAX = 100000 };

struct mxtrap_findings {
    struct mx_arena arena;
    struct mxtrap_finding *kept;
    size_t count, capacity;
    size_t most; /* that are kept; the others are counted */
    size_t by_severity[MXTRAP_ERROR + 1];
    size_t input_errors;
    bool ignored[MX_RULE_COUNT]; /* see mxtrap_findings_ignore */
    bool is_muted;               /* leaves all findings out, and counts them */
    size_t left_out;
    const char *last_file; /* the copy that the last place's file got: most share it */
    struct mx_text message;
    enum mxtrap_status status;
};

/* Begins a finding; the caller writes its message into the builder that comes back, then ends it.
 * SEVERITY may be lower than the rule's row says, where the rule has two degrees. */
struct mx_text *mx_finding_begin(mxtrap_findings *findings);

/* The same of a message that begins with NAME and WORDS. */
struct mx_text *mx_finding_of(mxtrap_findings *findings, const uint8_t *name, const char *words);

void mx_finding_end(mxtrap_findings *findings, enum mx_rule rule, enum mxtrap_severity severity,
                    struct mx_place place);

/* Sorts those from index FROM on by line and column, and keeps one of each that say the same at
 * the same place (a layout read for several zones): all are of one file. */
void mx_findings_sort(mxtrap_findings *findings, size_t from);

/* Removes the findings that DROPS says, as if they had not been reported. */
void mx_findings_drop(mxtrap_findings *findings,
                      bool (*drops)(void *context, const struct mxtrap_finding *finding),
                      void *context);

/* MXTRAP_ERR_MEMORY once a finding could not be kept: then the list cannot be trusted. */
enum mxtrap_status mx_findings_status(const mxtrap_findings *findings);

/* Reports that the file at PATH cannot be read, by its ERROR (errno): MXTRAP_ERR_INPUT, or
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_findings_unreadable(mxtrap_findings *findings, const char *path, int error);

/* Reports `bad-argument`: WORDS, TEXT in quotes, and MORE, with blanks between; each may be NULL.
 * FINDINGS may be NULL: nothing is reported. MXTRAP_ERR_ARGUMENT, or MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_findings_argument(mxtrap_findings *findings, const char *words,
                                        const char *text, const char *more);

/* mx_options_read, which reports a size that is not valid. */
enum mxtrap_status mx_findings_options(void *own, size_t size, const void *given,
                                       mxtrap_findings *findings);

#endif
