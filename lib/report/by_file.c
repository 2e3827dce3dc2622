/* Assigns findings to files, by an index: there may be as many files as findings. */
#include "report/by_file.h"

#include <stdlib.h>
#include <string.h>

static bool is_name(const void *row, const void *key) {
    return strcmp(*(const char *const *)row, key) == 0;
}

size_t mx_by_file_find(const struct mx_by_file *by_file, const char *name) {
    const char *const *found =
        mx_index_find(&by_file->by_name, mx_hash(name, strlen(name)), name, is_name);

    return found == NULL ? MX_OTHER_FILES : (size_t)(found - by_file->options->files);
}

static bool index_files(struct mx_by_file *by_file) {
    const struct mxtrap_findings_writer_options *options = by_file->options;

    for (size_t i = 0; i < options->file_count; i++) {
        const char *name = options->files[i];
        if (mx_by_file_find(by_file, name) == MX_OTHER_FILES &&
            !mx_index_add(&by_file->by_name, mx_hash(name, strlen(name)), &options->files[i])) {
            return false;
        }
    }
    return true;
}

bool mx_by_file_make(struct mx_by_file *by_file, const mxtrap_findings *findings,
                     const struct mxtrap_findings_writer_options *options) {
    size_t count = mxtrap_findings_count(findings), last = MX_OTHER_FILES;
    const char *last_name = NULL;

    *by_file =
        (struct mx_by_file){.options = options, .of = calloc(count + 1, sizeof *by_file->of)};
    if (by_file->of == NULL || !index_files(by_file)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = mxtrap_finding_file(mxtrap_findings_at(findings, i));
        if (name != last_name) { /* successive findings share the name's pointer */
            last = name == NULL ? MX_OTHER_FILES : mx_by_file_find(by_file, name);
            last_name = name;
        }
        by_file->of[i] = last;
    }
    return true;
}

void mx_by_file_free(struct mx_by_file *by_file) {
    mx_index_free(&by_file->by_name);
    free(by_file->of);
    *by_file = (struct mx_by_file){0};
}
