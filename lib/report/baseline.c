/* A finding is known by its file, its rule and its message, which names the owner and the hosts: by
 * what a change of another line leaves as it is. */
#include <mxtrap/baseline.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/index.h"
#include "base/json_text.h"
#include "model/findings.h"
#include "report/finding_as_json.h"

enum { BASELINE_MAX = 64 << 20 };

#define SCHEMA "mxtrap.baseline/1"

struct entry {
    const char *file; /* as in JSON; NULL: none */
    const char *rule, *message;
    size_t count;
};

struct mxtrap_baseline {
    char *path;
    json_t *root; /* has the text of the entries */
    struct entry *entries;
    size_t count;
    struct mx_index by_entry;
};

/* Names of files as JSON has them, and without "./" at the front. */
struct names {
    struct mx_arena arena;
    const char *last, *name; /* successive findings share the path */
    bool is_out_of_memory;
};

static const char *name_of(struct names *names, const char *path) {
    if (path == NULL || path == names->last) {
        return path == NULL ? NULL : names->name;
    }
    names->last = path;
    while (path[0] == '.' && path[1] == '/') {
        path += 1 + strspn(path + 1, "/");
    }
    json_t *string = mx_path_json(path);
    names->name = string == NULL ? NULL
                                 : mx_arena_copy(&names->arena, json_string_value(string),
                                                 json_string_length(string));
    names->is_out_of_memory |= names->name == NULL;
    json_decref(string);
    return names->name;
}

static int compare_text(const char *a, const char *b) {
    return a == NULL || b == NULL ? (a != NULL) - (b != NULL) : strcmp(a, b);
}

static int compare(const void *left, const void *right) {
    const struct entry *a = left, *b = right;
    int by_file = compare_text(a->file, b->file), by_rule = strcmp(a->rule, b->rule);

    return by_file != 0 ? by_file : by_rule != 0 ? by_rule : strcmp(a->message, b->message);
}

static bool is_same(const void *row, const void *key) {
    return compare(row, key) == 0;
}

static uint32_t hash(const struct entry *entry) {
    return mx_hash(entry->message, strlen(entry->message)) ^
           (entry->file == NULL ? 0 : mx_hash(entry->file, strlen(entry->file)));
}

/* Of what was not read, nothing is known. */
static bool can_be_known(const struct mxtrap_finding *finding) {
    return mx_rules[finding->rule].group != MX_GROUP_INPUT || finding->severity != MXTRAP_ERROR;
}

static struct entry entry_of(struct names *names, const struct mxtrap_finding *finding) {
    return (struct entry){name_of(names, finding->place.file), mx_rules[finding->rule].info.id,
                          finding->message, 1};
}

static void write_entries(struct mx_text *text, struct entry *entries, size_t count) {
    bool is_first = true;

    if (count > 0) {
        qsort(entries, count, sizeof *entries, compare);
    }
    mx_text_string(text, "{\"schema\": \"" SCHEMA "\", \"findings\": [");
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && compare(&entries[i], &entries[next]) == 0;) {
            next++;
        }
        const struct entry *entry = &entries[i];
        mx_json_write_item(text, is_first,
                           json_pack("{s:s?, s:s, s:s, s:I}", "file", entry->file, "rule",
                                     entry->rule, "message", entry->message, "count",
                                     (json_int_t)(next - i)));
        is_first = false;
    }
    mx_text_string(text, count > 0 ? "\n]}\n" : "]}\n");
}

enum mxtrap_status mxtrap_baseline_write(const mxtrap_findings *findings, mxtrap_sink_fn *sink,
                                         void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    struct entry *entries = calloc(findings->count + 1, sizeof *entries);
    struct names names = {0};
    size_t count = 0, reported = 0;
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    for (int severity = MXTRAP_NOTE; severity <= MXTRAP_ERROR; severity++) {
        reported += findings->by_severity[severity];
    }
    if (reported > findings->count) {
        status = MXTRAP_ERR_ARGUMENT;
        goto done;
    }
    for (size_t i = 0; entries != NULL && i < findings->count; i++) {
        if (can_be_known(&findings->kept[i])) {
            entries[count++] = entry_of(&names, &findings->kept[i]);
        }
    }
    if (entries != NULL && !names.is_out_of_memory) {
        write_entries(&text, entries, count);
        status = mx_text_end(&text);
    }
done:
    mx_arena_free(&names.arena);
    free(entries);
    return status;
}

/* What is at fault, and nothing that the file has: it may be any file. */
static enum mxtrap_status refuse(mxtrap_findings *findings, struct mx_place place,
                                 const char *what) {
    mx_text_string(mx_finding_begin(findings), what);
    mx_finding_end(findings, MX_RULE_BASELINE_SYNTAX, MXTRAP_ERROR, place);
    return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
}

static bool read_entry(json_t *object, struct entry *out) {
    json_int_t count = json_integer_value(json_object_get(object, "count"));
    const json_t *file = json_object_get(object, "file");

    *out =
        (struct entry){json_string_value(file), json_string_value(json_object_get(object, "rule")),
                       json_string_value(json_object_get(object, "message")), (size_t)count};
    return json_object_size(object) == 4 && count > 0 && out->rule != NULL &&
           out->message != NULL && (out->file != NULL || json_is_null(file));
}

/* An entry that is given twice counts as often as both say. */
static bool add_entry(mxtrap_baseline *baseline, struct entry entry) {
    struct entry *known =
        (struct entry *)mx_index_find(&baseline->by_entry, hash(&entry), &entry, is_same);

    if (known != NULL) {
        known->count += entry.count;
        return true;
    }
    baseline->entries[baseline->count] = entry;
    return mx_index_add(&baseline->by_entry, hash(&entry), &baseline->entries[baseline->count++]);
}

static enum mxtrap_status read_entries(mxtrap_baseline *baseline, mxtrap_findings *findings) {
    const struct mx_place start = {baseline->path, 1, 1};
    const char *schema = json_string_value(json_object_get(baseline->root, "schema"));
    const json_t *list = json_object_get(baseline->root, "findings");
    struct entry entry;

    if (schema == NULL || strcmp(schema, SCHEMA) != 0 || !json_is_array(list)) {
        return refuse(findings, start, "this is not a baseline (" SCHEMA ")");
    }
    baseline->entries = calloc(json_array_size(list) + 1, sizeof *baseline->entries);
    if (baseline->entries == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!read_entry(json_array_get(list, i), &entry)) {
            return refuse(findings, start,
                          "an entry of the baseline is not file, rule, message and count");
        }
        if (!add_entry(baseline, entry)) {
            return MXTRAP_ERR_MEMORY;
        }
    }
    return MXTRAP_OK;
}

static enum mxtrap_status parse(mxtrap_baseline *baseline, const char *bytes, size_t length,
                                mxtrap_findings *findings) {
    json_error_t error;

    baseline->root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
    if (baseline->root == NULL && json_error_code(&error) == json_error_out_of_memory) {
        return MXTRAP_ERR_MEMORY;
    }
    if (baseline->root == NULL) {
        struct mx_place place = {baseline->path, error.line > 0 ? (uint32_t)error.line : 1,
                                 error.column > 0 ? (uint32_t)error.column : 1};
        return refuse(findings, place, "this is not JSON");
    }
    return read_entries(baseline, findings);
}

enum mxtrap_status mxtrap_baseline_read(mxtrap_baseline **out, const char *path,
                                        mxtrap_findings *findings) {
    mxtrap_baseline *baseline = calloc(1, sizeof *baseline);
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;
    struct mx_file file = {.fd = -1};
    char *bytes = NULL;
    size_t length = 0;

    if (baseline == NULL || (baseline->path = strdup(path)) == NULL) {
        goto done;
    }
    int error = mx_file_open(&file, path);
    if (error == 0) {
        error = mx_file_read_rest(&file, BASELINE_MAX, &bytes, &length);
    }
    status = error != 0 ? mx_findings_unreadable(findings, path, error)
                        : parse(baseline, bytes, length, findings);
done:
    mx_file_close(&file);
    free(bytes);
    if (status != MXTRAP_OK) {
        mxtrap_baseline_free(baseline);
        return status;
    }
    *out = baseline;
    return MXTRAP_OK;
}

void mxtrap_baseline_free(mxtrap_baseline *baseline) {
    if (baseline != NULL) {
        mx_index_free(&baseline->by_entry);
        json_decref(baseline->root);
        free(baseline->entries);
        free(baseline->path);
        free(baseline);
    }
}

struct match {
    mxtrap_baseline *baseline;
    struct names names;
    size_t known;
};

static bool is_known(void *context, const struct mxtrap_finding *finding) {
    struct match *match = context;
    struct entry key = entry_of(&match->names, finding);
    struct entry *entry =
        !can_be_known(finding)
            ? NULL
            : (struct entry *)mx_index_find(&match->baseline->by_entry, hash(&key), &key, is_same);

    if (entry == NULL || entry->count == 0) {
        return false;
    }
    entry->count--;
    match->known++;
    return true;
}

static bool is_name(const void *row, const void *key) {
    return strcmp(row, key) == 0;
}

/* The names of FILES, which were read. False when memory is out. */
static bool index_files(struct mx_index *index, struct names *names, const char *const *files,
                        size_t count) {
    bool is_good = true;

    for (size_t i = 0; i < count && is_good; i++) {
        const char *name = name_of(names, files[i]);
        is_good = name != NULL && mx_index_add(index, mx_hash(name, strlen(name)), name);
    }
    return is_good;
}

/* Whether ENTRY would have been found if it were still there. */
static bool is_stale(const struct entry *entry, const struct mx_index *files,
                     const mxtrap_findings *findings) {
    enum mx_rule rule = mx_rule_find(entry->rule, strlen(entry->rule));
    bool is_asked = rule == MX_RULE_COUNT || !findings->ignored[rule];
    bool is_read = mxtrap_findings_input_errors(findings) == 0; /* or the unread part may have it */

    return entry->count > 0 && is_asked && is_read &&
           (entry->file == NULL ||
            mx_index_find(files, mx_hash(entry->file, strlen(entry->file)), entry->file, is_name) !=
                NULL ||
            access(entry->file, F_OK) != 0);
}

static void report_stale(const mxtrap_baseline *baseline, const struct entry *entry,
                         mxtrap_findings *findings) {
    const char *const words[] = {entry->file, entry->message};
    struct mx_text *text = mx_finding_begin(findings);

    for (size_t i = entry->file == NULL ? 1 : 0; i < 2; i++) {
        mx_text_escaped(text, words[i], strlen(words[i]));
        mx_text_string(text, i == 0 ? ": " : " [");
    }
    mx_text_escaped(text, entry->rule, strlen(entry->rule));
    mx_text_string(text, "]: no longer found; --write-baseline removes it");
    mx_finding_end(findings, MX_RULE_BASELINE_STALE, MXTRAP_NOTE,
                   (struct mx_place){baseline->path, 1, 1});
}

enum mxtrap_status mxtrap_baseline_apply(mxtrap_baseline *baseline, const char *const *files,
                                         size_t file_count, mxtrap_findings *findings,
                                         size_t *known) {
    struct match match = {.baseline = baseline};
    struct mx_index read = {0};
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    mx_findings_drop(findings, is_known, &match);
    if (index_files(&read, &match.names, files, file_count)) {
        for (size_t i = 0; i < baseline->count; i++) {
            if (is_stale(&baseline->entries[i], &read, findings)) {
                report_stale(baseline, &baseline->entries[i], findings);
            }
        }
        status = match.names.is_out_of_memory ? MXTRAP_ERR_MEMORY : mx_findings_status(findings);
    }
    if (status == MXTRAP_OK) {
        *known = match.known;
    }
    mx_index_free(&read);
    mx_arena_free(&match.names.arena);
    return status;
}
