/* Zone files by their names, and zones in memory. A spec in their place is reported as such, not
 * line by line. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/options.h"
#include "model/layout.h"
#include "spec/kind.h"
#include "zone/scan/pipe.h"
#include "zone/zone_file.h"

/* A zone file and its name. It is opened once: what is read again is the same file. */
struct zone_input {
    const char *name;
    struct mx_file file;
    bool has_file;
};

static enum mxtrap_status read_file(const void *source, const struct mx_zone_scan_options *options,
                                    struct mx_arena *names, mxtrap_findings *findings,
                                    const struct mx_zone_handler *handler) {
    const struct zone_input *input = source;

    return mx_zone_scan(&input->file, input->name, options, names, findings, handler);
}

/* A spec is reported as such, not line by line. */
static bool is_spec(const struct zone_input *input) {
    char head[MX_KIND_HEAD];
    ssize_t length = mx_file_peek(&input->file, head, sizeof head);

    return length > 0 && mx_looks_like_spec(head, (size_t)length);
}

static enum mxtrap_status report_spec(const char *path, struct mx_arena *names,
                                      mxtrap_findings *findings) {
    const char *name = mx_arena_copy(names, path, strlen(path));

    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    bool has_a_specs_name = mx_ends_in(path, ".yaml") || mx_ends_in(path, ".yml");
    mx_text_string(mx_finding_begin(findings),
                   has_a_specs_name
                       ? "this is a spec, not a zone file"
                       : "this is a spec, not a zone file: give it by a name that ends "
                         "in .yaml or .yml");
    mx_finding_end(findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, (struct mx_place){name, 1, 1});
    return MXTRAP_ERR_INPUT;
}

static enum mxtrap_status read_input(mxtrap_zones *zones, const struct zone_input *input,
                                     const struct mxtrap_zone_file_options *options,
                                     mxtrap_findings *findings) {
    const struct mx_zone_records records = {.read = read_file,
                                            .source = input,
                                            .file = input->name,
                                            .has_file = input->has_file,
                                            .include_folder =
                                                input->has_file ? NULL : options->include_root};

    return is_spec(input) ? report_spec(input->name, &zones->arena, findings)
                          : mx_zone_read(zones, &records, options, findings);
}

enum mxtrap_status mxtrap_zone_file_read(mxtrap_zones *zones, const char *path,
                                         const struct mxtrap_zone_file_options *options,
                                         mxtrap_findings *findings) {
    struct zone_input input = {.name = path, .has_file = true};
    struct mxtrap_zone_file_options own;
    enum mxtrap_status status = mx_findings_options(&own, sizeof own, options, findings);
    char *bytes = NULL;

    if (status != MXTRAP_OK) {
        return status;
    }
    int error = mx_zone_open(path, &input.file, &bytes);
    status = error != 0 ? mx_zone_unreadable(path, error, &zones->arena, findings)
                        : read_input(zones, &input, &own, findings);
    mx_file_close(&input.file);
    free(bytes);
    return status;
}

enum mxtrap_status mxtrap_zone_file_parse(mxtrap_zones *zones, const char *bytes, size_t length,
                                          const char *name,
                                          const struct mxtrap_zone_file_options *options,
                                          mxtrap_findings *findings) {
    struct zone_input input = {.name = name, .file = mx_file_in_memory(bytes, length)};
    struct mxtrap_zone_file_options own;
    enum mxtrap_status status = mx_findings_options(&own, sizeof own, options, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    own.no_include = own.no_include || own.include_root == NULL;
    return read_input(zones, &input, &own, findings);
}
