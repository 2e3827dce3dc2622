/* A scan from its first file to its last. */
#include "zone/scan/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zone/scan/include.h"
#include "zone/scan/libzscanner.h"
#include "zone/scan/loop.h"
#include "zone/scan/reader.h"
#include "zone/scan/report.h"

static void free_reader(struct mx_zone_reader *reader) {
    for (size_t i = 0; i <= MX_ZONE_DEPTH_MAX; i++) {
        mx_zone_source_free(&reader->files[i].source);
    }
    mx_zone_entry_free(&reader->entry);
    mx_text_free(&reader->rendered);
    mx_text_free(&reader->scratch);
    mx_zone_scanner_close(reader);
    free(reader);
}

/* A reader whose first file is still to be opened; NULL when memory is out. */
static struct mx_zone_reader *new_reader(const struct mx_zone_scan_options *options,
                                         struct mx_arena *names, mxtrap_findings *findings,
                                         const struct mx_zone_handler *handler) {
    struct mx_zone_reader *reader = calloc(1, sizeof *reader);

    if (reader == NULL) {
        return NULL;
    }
    for (size_t i = 0; i <= MX_ZONE_DEPTH_MAX; i++) {
        reader->files[i].source.file.fd = -1;
    }
    reader->options = options;
    reader->names = names;
    reader->findings = findings;
    reader->handler = handler;
    if (mx_zone_scanner_open(reader) != MXTRAP_OK) {
        free_reader(reader);
        return NULL;
    }
    return reader;
}

enum mxtrap_status mx_zone_unreadable(const char *path, int error, struct mx_arena *names,
                                      mxtrap_findings *findings) {
    const char *name = error == ENOMEM ? NULL : mx_arena_copy(names, path, strlen(path));

    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    return mx_findings_unreadable(findings, name, error);
}

/* Reads the first file, which is open unless ERROR says why not, and all that it includes. */
static enum mxtrap_status read_all(struct mx_zone_reader *reader, const char *path, int error) {
    static const uint8_t root[] = {0};
    const uint8_t *origin = reader->options->origin;
    struct mx_zone_file *first = &reader->files[0];

    if (error != 0) {
        return mx_zone_unreadable(path, error, reader->names, reader->findings);
    }
    const char *name = mx_arena_copy(reader->names, path, strlen(path));
    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    reader->has_origin = origin != NULL;
    mx_zone_file_begin(reader, first, name, origin != NULL ? origin : root);
    if (mx_zone_source_is_raw(&first->source)) {
        mx_zone_error(
            reader, 1, 1,
            "this is BIND's raw format, not text; write text by \"named-compilezone -f raw "
            "-F text -o OUTPUT ZONE FILE\"");
        reader->file = NULL;
    }
    while (reader->file != NULL && !reader->out_of_memory) {
        mx_zone_read_on(reader);
    }
    if (reader->out_of_memory || mx_findings_status(reader->findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return reader->errors > 0 ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}

enum mxtrap_status mx_zone_scan_here(const struct mx_file *file, const char *name,
                                     const struct mx_zone_scan_options *options,
                                     struct mx_arena *names, mxtrap_findings *findings,
                                     const struct mx_zone_handler *handler) {
    bool is_deaf = handler->record == NULL || handler->lost == NULL;
    struct mx_zone_reader *reader = is_deaf ? NULL : new_reader(options, names, findings, handler);

    if (reader == NULL) {
        return is_deaf ? MXTRAP_ERR_ARGUMENT : MXTRAP_ERR_MEMORY;
    }
    int error = file->fd >= 0 && lseek(file->fd, 0, SEEK_SET) != 0 ? errno : 0;
    struct mx_file again = *file;
    again.is_owned = false;
    int other_error = mx_zone_source_open(&reader->files[0].source, again);
    enum mxtrap_status status = read_all(reader, name, error != 0 ? error : other_error);
    free_reader(reader);
    return status;
}
