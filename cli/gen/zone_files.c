/* -o DIR/: a file a zone, all written under temporary names before the first is renamed. */
#include "gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/inputs.h"
#include "tool/output_file.h"
#include "tool/paths.h"

struct files {
    const struct cli_tool *tool;
    const char *folder;
    const char *const *specs;
    size_t spec_count;
    struct cli_file *list;
    size_t count;
};

/* FOLDER and db.ZONE, or the format's own name, in lower case, without the final dot; a slash in a
 * name (RFC 2317) is escaped. */
static const char *file_name(struct mx_text *path, const char *folder, const mxtrap_zone *zone,
                             const mxtrap_format *format) {
    char origin[MXTRAP_NAME_TEXT_MAX];
    size_t length = strlen(mxtrap_zone_origin(origin, zone));

    cli_in_folder(path, folder);
    mx_text_string(path, mxtrap_format_file_prefix(format));
    if (length == 1) {
        mx_text_char(path, '@'); /* unique: in a zone's name it would be escaped */
    }
    for (size_t i = 0; i + 1 < length; i++) {
        char c = origin[i];
        if (c == '/') {
            mx_text_string(path, "\\047");
        } else {
            mx_text_char(path, mx_lower(c));
        }
    }
    mx_text_string(path, mxtrap_format_file_suffix(format));
    return mx_text_string_of(path);
}

static enum cli_exit write_zone(struct files *files, const mxtrap_zone *zone,
                                const mxtrap_format *format) {
    struct cli_file *file = &files->list[files->count++];
    const char *tool = files->tool->name;
    struct mx_text path = {0};
    enum cli_exit result = CLI_SYSTEM;
    enum mxtrap_status status;

    const char *name = file_name(&path, files->folder, zone, format);
    if (name == NULL) {
        cli_complain(tool, mxtrap_strerror(MXTRAP_ERR_MEMORY));
        goto done;
    }
    result = cli_check_output(files->tool, name, files->specs, files->spec_count);
    if (result != CLI_HOLDS) {
        goto done;
    }
    result = CLI_SYSTEM;
    if (!cli_file_open(file, name)) {
        cli_file_complain(tool, file, name);
        goto done;
    }
    status = mxtrap_write_zone(zone, format, cli_sink, &file->stream);
    if (status == MXTRAP_ERR_MEMORY) {
        cli_complain(tool, mxtrap_strerror(status));
    } else if (status != MXTRAP_OK || !cli_file_close(file)) {
        cli_complain_write(tool, name, file->stream.error);
    } else {
        result = CLI_HOLDS;
    }
done:
    mx_text_free(&path);
    return result;
}

static enum cli_exit write_all(struct files *files, const mxtrap_zones *zones,
                               const mxtrap_format *format) {
    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        if (mxtrap_zone_is_chosen(zones, zone)) {
            enum cli_exit result = write_zone(files, zone, format);
            if (result != CLI_HOLDS) {
                return result;
            }
        }
    }
    sync(); /* for all files: after a power failure no renamed file may be empty */
    for (size_t i = 0; i < files->count; i++) {
        cli_file_warn(files->tool->name, &files->list[i], files->list[i].target);
    }
    for (size_t i = 0; i < files->count; i++) {
        struct cli_file *file = &files->list[i];
        if (!cli_file_commit(file)) {
            return cli_file_complain(files->tool->name, file, file->target);
        }
    }
    sync(); /* and the folders that links led to */
    return cli_folder_sync(files->folder)
               ? CLI_HOLDS
               : cli_complain_write(files->tool->name, files->folder, errno);
}

enum cli_exit cli_write_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder,
                               const char *const *specs, size_t count) {
    struct files files = {.tool = tool,
                          .folder = folder,
                          .specs = specs,
                          .spec_count = count,
                          .list = calloc(mxtrap_zones_count(zones) + 1, sizeof *files.list)};

    if (files.list == NULL) {
        cli_complain(tool->name, mxtrap_strerror(MXTRAP_ERR_MEMORY));
        return CLI_SYSTEM;
    }
    enum cli_exit result = write_all(&files, zones, format);
    for (size_t i = 0; i < files.count; i++) {
        cli_file_discard(&files.list[i]);
    }
    free(files.list);
    return result;
}

static enum cli_exit check_zone(const struct cli_tool *tool, const mxtrap_zone *zone,
                                const mxtrap_format *format, const char *folder) {
    struct mx_text path = {0}, wanted = {0};
    const char *name = file_name(&path, folder, zone, format);
    enum mxtrap_status status = mxtrap_write_zone(zone, format, cli_stale_gather, &wanted);
    enum cli_exit result = name != NULL && status == MXTRAP_OK
                               ? cli_stale(tool, name, &wanted)
                               : cli_finish(tool->name, MXTRAP_ERR_MEMORY);

    mx_text_free(&path);
    mx_text_free(&wanted);
    return result;
}

enum cli_exit cli_check_folder(const struct cli_tool *tool, const mxtrap_zones *zones,
                               const mxtrap_format *format, const char *folder) {
    enum cli_exit worst = CLI_HOLDS;

    for (size_t i = 0; i < mxtrap_zones_count(zones) && worst != CLI_SYSTEM; i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        enum cli_exit result =
            mxtrap_zone_is_chosen(zones, zone) ? check_zone(tool, zone, format, folder) : CLI_HOLDS;
        worst = result > worst ? result : worst;
    }
    return worst;
}
