/* The list of findings. */
#include "model/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/options.h"
#include "base/sort.h"

/* Of how many findings before it one is known to be said already; how many are worth an arena of
 * their own. */
enum { LOOK_BACK = 16, OWN_ARENA = 64 };

enum mxtrap_status mxtrap_findings_new(mxtrap_findings **out) {
    mxtrap_findings *findings = calloc(1, sizeof *findings);

    if (findings == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    findings->most = MX_FINDINGS_MAX;
    *out = findings;
    return MXTRAP_OK;
}

void mxtrap_findings_free(mxtrap_findings *findings) {
    if (findings != NULL) {
        mx_arena_free(&findings->arena);
        mx_text_free(&findings->message);
        free(findings->kept);
        free(findings);
    }
}

struct mx_text *mx_finding_begin(mxtrap_findings *findings) {
    findings->message.length = 0;
    return &findings->message;
}

struct mx_text *mx_finding_of(mxtrap_findings *findings, const uint8_t *name, const char *words) {
    struct mx_text *text = mx_finding_begin(findings);

    mx_name_write(text, name, NULL);
    mx_text_string(text, words);
    return text;
}

/* Adds it as it is, unless there are enough; false when memory is out. */
static bool add(mxtrap_findings *findings, const struct mxtrap_finding *finding) {
    if (findings->count >= findings->most) {
        return true;
    }
    struct mxtrap_finding *kept =
        mx_grow(findings->kept, findings->count, &findings->capacity, sizeof *kept);
    if (kept == NULL) {
        findings->status = MXTRAP_ERR_MEMORY;
        return false;
    }
    findings->kept = kept;
    kept[findings->count] = *finding;
    kept[findings->count].order = (uint32_t)findings->count;
    findings->count++;
    return true;
}

static const char *copy_file(mxtrap_findings *findings, const char *file) {
    if (findings->last_file == NULL || strcmp(findings->last_file, file) != 0) {
        findings->last_file = mx_arena_copy(&findings->arena, file, strlen(file));
    }
    return findings->last_file;
}

/* What other rules of the group report was read all the same. */
static bool is_unreadable(enum mx_rule rule) {
    return mx_rules[rule].group == MX_GROUP_INPUT && mx_rules[rule].info.severity == MXTRAP_ERROR;
}

static void count_one(mxtrap_findings *findings, enum mx_rule rule, enum mxtrap_severity severity,
                      int step) {
    findings->by_severity[severity] += (size_t)step;
    if (is_unreadable(rule) && severity == MXTRAP_ERROR) {
        findings->input_errors += (size_t)step;
    }
}

enum mxtrap_status mxtrap_findings_ignore(mxtrap_findings *findings, const char *rule) {
    enum mx_rule found = mx_rule_find(rule, strlen(rule));

    if (found == MX_RULE_COUNT) {
        return mx_findings_argument(findings, "no rule has the id", rule, NULL);
    }
    if (is_unreadable(found)) {
        return mx_findings_argument(findings, "the rule", rule,
                                    "cannot be ignored: it is about unreadable input");
    }
    findings->ignored[found] = true;
    return MXTRAP_OK;
}

static bool is_ignored(const mxtrap_findings *findings, enum mx_rule rule,
                       enum mxtrap_severity severity) {
    return findings->ignored[rule] &&
           (rule != MX_RULE_MISSING_FINAL_DOT || severity != MXTRAP_ERROR);
}

/* Keeps it, with copies of its text, unless there are enough. */
static void keep(mxtrap_findings *findings, struct mxtrap_finding given, size_t length) {
    if (findings->count >= findings->most) {
        return;
    }
    if (given.message != NULL) {
        given.message = mx_arena_copy(&findings->arena, given.message, length);
        given.place.file = given.place.file == NULL ? NULL : copy_file(findings, given.place.file);
    }
    if (given.message == NULL || (given.place.line > 0 && given.place.file == NULL)) {
        findings->status = MXTRAP_ERR_MEMORY;
        return;
    }
    add(findings, &given);
}

void mx_finding_end(mxtrap_findings *findings, enum mx_rule rule, enum mxtrap_severity severity,
                    struct mx_place place) {
    if (findings->is_muted) {
        findings->left_out++;
    } else if (!is_ignored(findings, rule, severity)) {
        const char *message = mx_text_string_of(&findings->message);
        count_one(findings, rule, severity, 1);
        keep(findings, (struct mxtrap_finding){message, place, 0, rule, severity},
             findings->message.length);
    }
}

/* What FROM kept is INTO's, which has none: large lists are not copied. */
static void swap_kept(mxtrap_findings *into, mxtrap_findings *from) {
    struct mxtrap_finding *kept = into->kept;
    size_t capacity = into->capacity;

    into->kept = from->kept;
    into->capacity = from->capacity;
    while (into->count < from->count && into->count < into->most) {
        into->kept[into->count].order = (uint32_t)into->count;
        into->count++;
    }
    from->kept = kept;
    from->capacity = capacity;
    from->count = 0;
}

enum mxtrap_status mxtrap_findings_move(mxtrap_findings *into, mxtrap_findings *from) {
    if (from->count < OWN_ARENA || into->count >= into->most) {
        for (size_t i = 0; i < from->count; i++) {
            keep(into, from->kept[i], strlen(from->kept[i].message));
        }
        mx_arena_reset(&from->arena);
    } else {
        if (into->count == 0) {
            swap_kept(into, from);
        }
        for (size_t i = 0; i < from->count && add(into, &from->kept[i]); i++) {
        }
        mx_arena_move(&into->arena, &from->arena);
    }
    for (int severity = MXTRAP_NOTE; severity <= MXTRAP_ERROR; severity++) {
        into->by_severity[severity] += from->by_severity[severity];
        from->by_severity[severity] = 0;
    }
    into->input_errors += from->input_errors;
    into->status = from->status == MXTRAP_OK ? into->status : from->status;
    from->input_errors = from->count = 0;
    from->last_file = NULL;
    from->status = MXTRAP_OK;
    return into->status;
}

static int compare_unsigned(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right) {
    const struct mxtrap_finding *a = left, *b = right;
    int by_line = compare_unsigned(a->place.line, b->place.line);
    int by_column = compare_unsigned(a->place.column, b->place.column);

    return by_line != 0     ? by_line
           : by_column != 0 ? by_column
                            : compare_unsigned(a->order, b->order);
}

static bool is_same(const struct mxtrap_finding *a, const struct mxtrap_finding *b) {
    return a->rule == b->rule && a->place.line == b->place.line &&
           a->place.column == b->place.column && strcmp(a->message, b->message) == 0;
}

/* Whether one of the last few before AT, which are of one place with it or not, says the same. */
static bool is_said(const mxtrap_findings *findings, size_t from, size_t at,
                    const struct mxtrap_finding *finding) {
    for (size_t back = 1; back <= LOOK_BACK && back <= at - from; back++) {
        if (is_same(finding, &findings->kept[at - back])) {
            return true;
        }
    }
    return false;
}

void mx_findings_sort(mxtrap_findings *findings, size_t from) {
    size_t kept = from;

    if (findings->count <= from) {
        return;
    }
    mx_sort(findings->kept + from, findings->count - from, sizeof *findings->kept, compare);
    for (size_t i = from; i < findings->count; i++) {
        struct mxtrap_finding *finding = &findings->kept[i];
        if (is_said(findings, from, kept, finding)) {
            count_one(findings, finding->rule, finding->severity, -1);
        } else {
            findings->kept[kept++] = *finding;
        }
    }
    findings->count = kept;
}

void mx_findings_drop(mxtrap_findings *findings,
                      bool (*drops)(void *context, const struct mxtrap_finding *finding),
                      void *context) {
    size_t kept = 0;

    for (size_t i = 0; i < findings->count; i++) {
        const struct mxtrap_finding *finding = &findings->kept[i];
        if (drops(context, finding)) {
            count_one(findings, finding->rule, finding->severity, -1);
        } else {
            findings->kept[kept++] = *finding;
        }
    }
    findings->count = kept;
}

enum mxtrap_status mx_findings_status(const mxtrap_findings *findings) {
    return findings->status;
}

size_t mxtrap_findings_severity_count(const mxtrap_findings *findings,
                                      enum mxtrap_severity severity) {
    return findings->by_severity[severity];
}

size_t mxtrap_findings_input_errors(const mxtrap_findings *findings) {
    return findings->input_errors;
}

size_t mxtrap_findings_count(const mxtrap_findings *findings) {
    return findings->count;
}

const mxtrap_finding *mxtrap_findings_at(const mxtrap_findings *findings, size_t index) {
    return index < findings->count ? &findings->kept[index] : NULL;
}

int mxtrap_findings_have_warning(const mxtrap_findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        const struct mxtrap_finding *finding = &findings->kept[i];
        if (finding->severity == MXTRAP_WARNING && !mx_rules[finding->rule].is_about_vantage) {
            return 1;
        }
    }
    return 0;
}

const char *mxtrap_finding_rule(const mxtrap_finding *finding) {
    return mx_rules[finding->rule].info.id;
}

enum mxtrap_severity mxtrap_finding_severity(const mxtrap_finding *finding) {
    return finding->severity;
}

const char *mxtrap_finding_message(const mxtrap_finding *finding) {
    return finding->message;
}

const char *mxtrap_finding_file(const mxtrap_finding *finding) {
    return finding->place.file;
}

unsigned mxtrap_finding_line(const mxtrap_finding *finding) {
    return finding->place.line;
}

unsigned mxtrap_finding_column(const mxtrap_finding *finding) {
    return finding->place.column;
}

const char *mxtrap_severity_name(enum mxtrap_severity severity) {
    static const char *const words[] = {"note", "warning", "error"};
    return MX_WORD_OF(words, severity, "unknown");
}

enum mxtrap_status mx_findings_unreadable(mxtrap_findings *findings, const char *path, int error) {
    mx_text_string(mx_finding_begin(findings), strerror(error));
    mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){path, 1, 1});
    return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
}

static void add_word(struct mx_text *text, const char *word) {
    if (text->length > 0 && word != NULL) {
        mx_text_char(text, ' ');
    }
    mx_text_string(text, word != NULL ? word : "");
}

enum mxtrap_status mx_findings_argument(mxtrap_findings *findings, const char *words,
                                        const char *text, const char *more) {
    if (findings == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    struct mx_text *message = mx_finding_begin(findings);
    add_word(message, words);
    if (text != NULL) {
        add_word(message, "");
        mx_text_quoted(message, text, strlen(text));
    }
    add_word(message, more);
    mx_finding_end(findings, MX_RULE_BAD_ARGUMENT, MXTRAP_ERROR, (struct mx_place){0});
    return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_ARGUMENT : MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mx_findings_options(void *own, size_t size, const void *given,
                                       mxtrap_findings *findings) {
    return mx_options_read(own, size, given) == MXTRAP_OK
               ? MXTRAP_OK
               : mx_findings_argument(findings,
                                      "the size of the options is 0, or that of a later release",
                                      NULL, NULL);
}
