/* $INCLUDE: which file is meant, whether it may be read, and the stack of open files.
 *
 * The path is relative to the folder of the file that includes it; if it leads nowhere, to the
 * working directory, as in BIND. A zone in memory has neither: its include folder takes the place
 * of both. The author of the zone may not be trusted: with an include root, a file outside it looks
 * like one that does not exist, and no message quotes an included file. */
#include "zone/scan/include.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zone/scan/libzscanner.h"
#include "zone/scan/scan.h"

static void refuse(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                   const char *reason) {
    struct mx_place place = {reader->file->name, token->line, token->column};
    struct mx_text *text = mx_finding_begin(reader->findings);

    mx_text_string(text, "$INCLUDE");
    if (reader->file == reader->files) {
        mx_text_char(text, ' ');
        mx_text_quoted(text, token->text, token->length);
    }
    mx_text_string(text, ": ");
    mx_text_string(text, reason);
    mx_finding_end(reader->findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, place);
    reader->errors++;
}

/* A folder: LENGTH bytes of a path; none: the working directory. */
struct folder {
    const char *path;
    size_t length;
};

/* What relative paths begin in where they lead nowhere from the folder of their own file. */
static struct folder home_folder(const struct mx_zone_reader *reader) {
    const char *path = reader->options->include_folder;

    return (struct folder){path, path == NULL ? 0 : strlen(path)};
}

static struct folder own_folder(const struct mx_zone_reader *reader) {
    const char *name = reader->file->name, *slash = strrchr(name, '/');

    if (reader->file == reader->files && reader->options->include_folder != NULL) {
        return home_folder(reader);
    }
    return (struct folder){slash == NULL ? NULL : name,
                           slash == NULL ? 0 : (size_t)(slash - name) + 1};
}

/* The path in the arena, in FOLDER; NULL when memory is out. */
static char *make_path(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                       struct folder folder) {
    struct mx_text *path = &reader->scratch;

    path->length = 0;
    if (folder.length > 0) {
        mx_text_bytes(path, folder.path, folder.length);
        if (folder.path[folder.length - 1] != '/') {
            mx_text_char(path, '/');
        }
    }
    for (size_t i = 0; i < token->length; i++) {
        bool escapes_quote = token->quoted && i + 1 < token->length && token->text[i] == '\\' &&
                             token->text[i + 1] == '"';
        if (!escapes_quote) {
            mx_text_char(path, token->text[i]);
        }
    }
    char *copy =
        path->status != MXTRAP_OK
            ? NULL
            : mx_arena_copy(reader->names, path->length > 0 ? path->bytes : "", path->length);
    reader->out_of_memory = reader->out_of_memory || copy == NULL;
    return copy;
}

/* Both are absolute, without links and dots. */
static bool is_within(const char *path, const char *folder) {
    size_t length = strlen(folder);

    if (length > 0 && folder[length - 1] == '/') {
        length--;
    }
    return strncmp(path, folder, length) == 0 && path[length] == '/';
}

/* Opens PATH: a plain file within the root. Else -1, and *REASON; *IS_NOWHERE says whether there is
 * no file, or one that must look like it. */
static int open_confined(const char *path, const char *root, const char **reason,
                         bool *is_nowhere) {
    char *real_root = root == NULL ? NULL : realpath(root, NULL);
    char *real = realpath(path, NULL);
    int error = real == NULL ? errno : 0, fd = -1;

    *is_nowhere = error == ENOENT || error == ENOTDIR;
    if (root != NULL && (real == NULL || real_root == NULL || !is_within(real, real_root))) {
        *reason = "there is no readable file (it must be within the include root)";
        *is_nowhere = true;
    } else if (real == NULL) {
        *reason = strerror(error);
    } else if ((fd = open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)) < 0) {
        *reason = strerror(errno);
    }
    free(real);
    free(real_root);
    return fd;
}

static bool is_open_already(const struct mx_zone_reader *reader, const struct stat *status) {
    for (const struct mx_zone_file *file = reader->files; file <= reader->file; file++) {
        const struct mx_file *open = &file->source.file;
        if (open->device == status->st_dev && open->inode == status->st_ino) {
            return true;
        }
    }
    return false;
}

void mx_zone_file_begin(struct mx_zone_reader *reader, struct mx_zone_file *file, const char *name,
                        const uint8_t *origin) {
    if (reader->file != NULL) {
        zs_scanner_t *s = reader->scanner;
        memcpy(reader->file->origin.wire, s->zone_origin, s->zone_origin_length);
        memcpy(reader->file->owner.wire, s->r_owner, reader->owner_length);
        reader->file->owner_length = reader->owner_length;
        reader->file->owner_is_lost = reader->owner_is_lost;
    }
    file->name = name;
    file->number = (uint32_t)(reader->options->file + reader->includes);
    file->at = file->directive = file->backslash = 0;
    file->line = 1;
    reader->file = file;
    mx_zone_set_origin(reader, origin);
}

void mx_zone_file_end(struct mx_zone_reader *reader) {
    mx_zone_source_close(&reader->file->source);
    reader->file = reader->file == reader->files ? NULL : reader->file - 1;
    if (reader->file != NULL) {
        zs_scanner_t *s = reader->scanner;
        mx_zone_set_origin(reader, reader->file->origin.wire);
        memcpy(s->r_owner, reader->file->owner.wire, reader->file->owner_length);
        reader->owner_length = reader->file->owner_length;
        reader->owner_is_lost = reader->file->owner_is_lost;
    }
}

static void push(struct mx_zone_reader *reader, const struct mx_zone_token *token, const char *path,
                 int fd, const uint8_t *origin) {
    struct mx_zone_file *file = &reader->files[reader->file - reader->files + 1];
    struct stat status;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        refuse(reader, token, "not a regular file");
        close(fd);
    } else if (is_open_already(reader, &status)) {
        refuse(reader, token, "the file includes itself");
        close(fd);
    } else if (mx_zone_source_open(&file->source, (struct mx_file){.fd = fd,
                                                                   .is_owned = true,
                                                                   .device = status.st_dev,
                                                                   .inode = status.st_ino}) != 0) {
        reader->out_of_memory = true;
        mx_zone_source_close(&file->source);
    } else {
        mx_zone_file_begin(reader, file, path, origin);
    }
}

/* Opens the file that TOKEN names: -1, and *REASON, or *PATH NULL when memory is out. */
static int open_path(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                     const char **path, const char **reason) {
    const char *root = reader->options->include_root, *other_reason;
    bool is_absolute = token->length == 0 || token->text[0] == '/', is_nowhere;
    static const struct folder none;
    struct folder own = is_absolute ? none : own_folder(reader);
    struct folder home = is_absolute ? none : home_folder(reader);
    int fd;

    *path = make_path(reader, token, own);
    if (*path == NULL) {
        return -1;
    }
    fd = open_confined(*path, root, reason, &is_nowhere);
    if (fd < 0 && is_nowhere && own.path != home.path) {
        *path = make_path(reader, token, home);
        fd = *path == NULL ? -1 : open_confined(*path, root, &other_reason, &is_nowhere);
    }
    return fd;
}

void mx_zone_include(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                     const uint8_t *origin) {
    const char *reason = NULL;

    if (reader->options->no_include) {
        refuse(reader, token, "not allowed here");
        return;
    }
    if (reader->file == &reader->files[MX_ZONE_DEPTH_MAX]) {
        refuse(reader, token, "more than 20 files include each other");
        return;
    }
    if (reader->includes++ >= MX_ZONE_INCLUDES_MAX) {
        refuse(reader, token, "more than 10000 files are included");
        return;
    }
    const char *path = NULL;
    int fd = open_path(reader, token, &path, &reason);
    if (path == NULL) {
        return;
    }
    if (fd < 0) {
        refuse(reader, token, reason);
        return;
    }
    push(reader, token, path, fd, origin);
}
