/* A configuration file: one small document, read through the table of keys as a spec is. It may
 * come from a stranger's pull request: a symbolic link is refused, since errors show parts of the
 * text. */
#include <mxtrap/config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "model/layout.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mapping.h"
#include "spec/reader.h"
#include "spec/value.h"
#include "spec/yaml_tree.h"
#include "spec/zone.h"

enum { CONFIG_MAX = 65536, DUMMIES_MAX = 1000 };

struct mxtrap_config {
    struct mx_arena arena;
    mxtrap_zone accepted; /* only what it ignores */
    const char *origin, *include_root;
    const char **dummies;
    size_t dummy_count;
};

/* A name as it is written, for options; NULL after an error. */
static const char *read_name(struct mx_spec_reader *reader, const struct mx_node *node,
                             const struct mx_path *path) {
    const uint8_t *name;

    if (!mx_spec_name(reader, node, path, NULL, &name)) {
        return NULL;
    }
    const char *copy = mx_arena_copy(reader->arena, node->text, node->count);
    reader->out_of_memory |= copy == NULL;
    return copy;
}

static void read_dummies(struct mx_spec_reader *reader, const struct mx_node *node,
                         const struct mx_path *path, mxtrap_config *config) {
    if (!mx_spec_list_check(reader, node, path, DUMMIES_MAX)) {
        return;
    }
    size_t length = mx_spec_list_length(node);
    config->dummies = mx_spec_zeroed(reader, length, sizeof(const char *));
    for (size_t i = 0; config->dummies != NULL && i < length; i++) {
        struct mx_path item = mx_path_index(path, i);
        config->dummies[config->dummy_count++] =
            read_name(reader, mx_spec_list_item(node, i), node->kind == MX_SEQUENCE ? &item : path);
    }
}

/* Relative to the folder of the file. */
static void read_include_root(struct mx_spec_reader *reader, const struct mx_node *node,
                              const struct mx_path *path, mxtrap_config *config) {
    if (!mx_spec_string(reader, node, path)) {
        return;
    }
    if (node->count == 0 || strlen(node->text) < node->count) {
        mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, node, path, "is not a path");
        return;
    }
    const char *slash = strrchr(reader->file, '/');
    size_t folder = slash == NULL || *node->text == '/' ? 0 : (size_t)(slash + 1 - reader->file);
    char *root = mx_spec_zeroed(reader, folder + node->count + 1, 1);
    if (root != NULL) {
        memcpy(root, reader->file, folder);
        memcpy(root + folder, node->text, node->count);
        config->include_root = root;
    }
}

static void read_root(struct mx_spec_reader *reader, const struct mx_node *root,
                      mxtrap_config *config) {
    struct mx_fields fields;
    struct mx_path path;

    if (!mx_spec_fields(reader, root, NULL, MX_IN_CONFIG, &fields)) {
        return;
    }
    if (fields.values[MX_KEY_IGNORE] != NULL) {
        path = mx_path_key(NULL, MX_KEY_IGNORE);
        mx_spec_ignore(reader, fields.values[MX_KEY_IGNORE], &path, &config->accepted);
    }
    if (fields.values[MX_KEY_ORIGIN] != NULL) {
        path = mx_path_key(NULL, MX_KEY_ORIGIN);
        config->origin = read_name(reader, fields.values[MX_KEY_ORIGIN], &path);
    }
    if (fields.values[MX_KEY_DUMMIES] != NULL) {
        path = mx_path_key(NULL, MX_KEY_DUMMIES);
        read_dummies(reader, fields.values[MX_KEY_DUMMIES], &path, config);
    }
    if (fields.values[MX_KEY_INCLUDE_ROOT] != NULL) {
        path = mx_path_key(NULL, MX_KEY_INCLUDE_ROOT);
        read_include_root(reader, fields.values[MX_KEY_INCLUDE_ROOT], &path, config);
    }
}

static bool is_nothing(const struct mx_node *node) {
    return node->kind == MX_SCALAR && mx_node_scalar_type(node) == MX_SCALAR_NOTHING;
}

static void read_stream(struct mx_spec_reader *reader, struct mx_yaml *yaml,
                        mxtrap_config *config) {
    const struct mx_yaml_event *event;
    size_t documents = 0;

    while ((event = mx_yaml_next(yaml)) != NULL && event->type != YAML_STREAM_END_EVENT) {
        if (event->type == YAML_DOCUMENT_START_EVENT) {
            yaml->depth = 0;
            const struct mx_node *root =
                mx_yaml_next(yaml) == NULL ? NULL : mx_yaml_node(yaml, &reader->work);
            if (root == NULL) {
                return;
            }
            if (++documents > 1) {
                mx_spec_error(reader, MX_RULE_SPEC_CONFLICT, root, NULL,
                              "a configuration file has one document");
            } else if (!is_nothing(root)) {
                read_root(reader, root, config);
            }
        }
        if (event->type == YAML_DOCUMENT_END_EVENT) {
            mx_yaml_end_document(yaml);
        }
    }
}

/* Closes INPUT, which was opened with ERROR. */
static enum mxtrap_status read_input(mxtrap_config **out, struct mx_file input, int error,
                                     const char *path, mxtrap_findings *findings) {
    size_t first_finding = mxtrap_findings_count(findings);
    mxtrap_config *config = calloc(1, sizeof *config);
    const char *name = config == NULL ? NULL : mx_arena_copy(&config->arena, path, strlen(path));
    struct mx_spec_reader reader = {.findings = findings, .file = name};
    struct mx_yaml yaml;

    if (name == NULL) {
        mx_file_close(&input);
        mxtrap_config_free(config);
        return MXTRAP_ERR_MEMORY;
    }
    reader.arena = &config->arena;
    enum mxtrap_status status = mx_yaml_open(&yaml, input, error, name, findings);
    if (status == MXTRAP_OK) {
        read_stream(&reader, &yaml, config);
        mx_findings_sort(findings, first_finding);
        status = reader.out_of_memory       ? MXTRAP_ERR_MEMORY
                 : yaml.status != MXTRAP_OK ? yaml.status
                 : reader.errors > 0        ? MXTRAP_ERR_INPUT
                                            : mx_findings_status(findings);
        mx_yaml_close(&yaml);
        mx_arena_free(&reader.work);
    }
    if (status != MXTRAP_OK) {
        mxtrap_config_free(config);
        return status;
    }
    *out = config;
    return MXTRAP_OK;
}

/* Nothing that blocks, and nothing of another folder. */
static int open_config(struct mx_file *file, const char *path) {
    struct stat status;

    *file = (struct mx_file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK),
                             .is_owned = true};
    int error = file->fd < 0 || fstat(file->fd, &status) != 0 ? errno
                : !S_ISREG(status.st_mode)                    ? EINVAL
                : status.st_size > CONFIG_MAX                 ? EFBIG
                                                              : 0;

    if (error != 0) {
        mx_file_close(file);
    }
    return error;
}

enum mxtrap_status mxtrap_config_read(mxtrap_config **out, const char *path,
                                      mxtrap_findings *findings) {
    struct mx_file file;
    struct stat status;
    int error = open_config(&file, path);

    if (error != 0 && lstat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        mx_text_string(mx_finding_begin(findings),
                       S_ISLNK(status.st_mode)
                           ? "a configuration is not read through a symbolic link"
                           : "this is not a regular file");
        mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){path, 1, 1});
        return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
    }
    return read_input(out, file, error, path, findings);
}

enum mxtrap_status mxtrap_config_parse(mxtrap_config **out, const char *bytes, size_t length,
                                       const char *name, mxtrap_findings *findings) {
    return read_input(out, mx_file_in_memory(bytes, length), length > CONFIG_MAX ? EFBIG : 0, name,
                      findings);
}

void mxtrap_config_free(mxtrap_config *config) {
    if (config != NULL) {
        mx_arena_free(&config->arena);
        free(config);
    }
}

const char *mxtrap_config_origin(const mxtrap_config *config) {
    return config->origin;
}

const char *mxtrap_config_include_root(const mxtrap_config *config) {
    return config->include_root;
}

const char *const *mxtrap_config_dummies(const mxtrap_config *config, size_t *count) {
    *count = config->dummy_count;
    return config->dummies;
}

size_t mxtrap_config_ignored_count(const mxtrap_config *config) {
    return config->accepted.ignored_count;
}

const char *mxtrap_config_ignored_rule(const mxtrap_config *config, size_t index) {
    return index < config->accepted.ignored_count
               ? mx_rules[config->accepted.ignored[index]].info.id
               : NULL;
}

const char *mxtrap_config_ignored_reason(const mxtrap_config *config, size_t index) {
    return index < config->accepted.ignored_count ? config->accepted.reasons[index] : NULL;
}
