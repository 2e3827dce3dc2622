/* The name of a file decides how it is read. */
#include "inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mxtrap/rules.h>
#include <mxtrap/spec.h>

#include "base/text.h"

#include "output.h"

bool cli_is_spec(const char *path) {
    return mx_ends_in(path, ".yaml") || mx_ends_in(path, ".yml");
}

const char *cli_same_file(const char *output, const char *const *paths, size_t count) {
    struct stat one, other;

    if (stat(output, &one) != 0 || !S_ISREG(one.st_mode)) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        if (stat(paths[i], &other) == 0 && other.st_dev == one.st_dev &&
            other.st_ino == one.st_ino) {
            return paths[i];
        }
    }
    return NULL;
}

enum cli_exit cli_check_output(const struct cli_tool *tool, const char *output,
                               const char *const *operands, size_t count) {
    const char *same = output == NULL ? NULL : cli_same_file(output, operands, count);

    for (size_t i = 0; i < tool->option_count && output != NULL && same == NULL; i++) {
        const struct cli_option *option = &tool->options[i];
        if (option->kind == CLI_INPUT && option->list != NULL) {
            same = cli_same_file(output, option->list->items, option->list->count);
        } else if (option->kind == CLI_INPUT && *option->text != NULL) {
            same = cli_same_file(output, option->text, 1);
        }
    }
    return same == NULL ? CLI_HOLDS : cli_usage(tool, "%s is both input and output", same);
}

enum mxtrap_status cli_input_read(mxtrap_zones *zones, const char *path,
                                  const struct mxtrap_zone_file_options *options,
                                  mxtrap_findings *findings) {
    return cli_is_spec(path) ? mxtrap_spec_read(zones, path, findings)
                             : mxtrap_zone_file_read(zones, path, options, findings);
}

enum cli_exit cli_read_roles(const struct cli_tool *tool, const struct cli_list *dummies,
                             const struct cli_list *specs, mxtrap_zones **out,
                             struct mxtrap_zone_file_options *options, mxtrap_findings *findings) {
    enum mxtrap_status status = specs->count > 0 ? mxtrap_zones_new(out) : MXTRAP_OK;

    if (dummies->count > 0 && options->no_dummies) {
        return cli_usage(tool, "--dummy and --no-dummies exclude each other");
    }
    if (options->seen == NULL) {
        options->seen = calloc(dummies->count + 1, sizeof *options->seen);
        status = options->seen != NULL ? status : MXTRAP_ERR_MEMORY;
    }
    options->dummies = dummies->items;
    options->dummy_count = dummies->count;
    for (size_t i = 0; i < specs->count && status == MXTRAP_OK; i++) {
        status = mxtrap_spec_read_senders(*out, specs->items[i], findings);
        status = status == MXTRAP_ERR_INPUT ? MXTRAP_OK : status;
    }
    options->spec = mxtrap_findings_input_errors(findings) == 0 ? *out : NULL;
    return cli_finish(tool->name, status);
}

enum cli_exit cli_judge_roles(const struct cli_tool *tool, mxtrap_zones *const *sets,
                              const char *const *files, size_t count,
                              const struct mxtrap_zone_file_options *roles,
                              mxtrap_findings *findings) {
    static const struct mxtrap_rules_options options = {.size = sizeof options, .roles_only = 1};
    enum mxtrap_status status = MXTRAP_OK;
    bool has_zones = false;

    if (mxtrap_findings_input_errors(findings) > 0) {
        return CLI_HOLDS; /* nothing will come of them */
    }
    for (size_t i = 0; i < count && status == MXTRAP_OK; i++) {
        status = mxtrap_rules_run(sets[i], &options, findings);
        if (status == MXTRAP_OK) {
            status = mxtrap_rules_nothing(sets[i], files[i], findings);
        }
        has_zones |= !cli_is_spec(files[i]);
    }
    if (status == MXTRAP_OK && roles != NULL && has_zones) {
        status = mxtrap_zone_file_unseen(roles, findings);
    }
    return cli_finish(tool->name, status);
}
