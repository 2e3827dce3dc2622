/* Folders as operands. The order is that of the names' bytes: the same on every machine. */
#include "folders.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/grow.h"
#include "tool/paths.h"

/* Takes PATH, which is freed with the list; NULL: memory is out. */
static bool add(struct cli_file_list *files, char *path, bool is_bare) {
    char **paths = mx_grow(files->paths, files->count, &files->capacity, sizeof *paths);
    files->paths = paths == NULL ? files->paths : paths;
    bool *are_bare =
        mx_grow(files->are_bare, files->count, &files->bare_capacity, sizeof *are_bare);
    files->are_bare = are_bare == NULL ? files->are_bare : are_bare;

    if (path == NULL || paths == NULL || are_bare == NULL) {
        free(path);
        return false;
    }
    are_bare[files->count] = is_bare;
    paths[files->count++] = path;
    return true;
}

void cli_files_free(struct cli_file_list *files) {
    for (size_t i = 0; i < files->count; i++) {
        free(files->paths[i]);
    }
    free(files->paths);
    free(files->are_bare);
    *files = (struct cli_file_list){0};
}

static bool is_wanted(const char *name) {
    static const char *const in[] = {"*.zone", "db.*", "*.mxtrap.yaml"}, *const out[] = {"*.jnl",
                                                                                         "*~"};
    bool is_in = false;

    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
        is_in = is_in || fnmatch(in[i], name, 0) == 0;
    }
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
        is_in = is_in && fnmatch(out[i], name, 0) != 0;
    }
    return is_in;
}

enum kind { UNKNOWN, FOLDER, PLAIN, OTHER };

/* What is in a folder. */
struct entry {
    char *path;
    enum kind kind;
};

struct entries {
    struct entry *list;
    size_t count, capacity;
};

/* As far as the folder says it: to ask for each file takes a tenth of the time of reading it. */
static enum kind kind_in_folder(const struct dirent *entry) {
#ifdef DT_UNKNOWN
    return entry->d_type == DT_UNKNOWN ? UNKNOWN
           : entry->d_type == DT_DIR   ? FOLDER
           : entry->d_type == DT_REG   ? PLAIN
                                       : OTHER;
#else
    (void)entry;
    return UNKNOWN;
#endif
}

static enum kind kind_at(const char *path) {
    struct stat status;

    if (lstat(path, &status) != 0) {
        return errno == ENOENT ? OTHER : UNKNOWN; /* it has gone, or nobody knows what it is */
    }
    return S_ISDIR(status.st_mode) ? FOLDER : S_ISREG(status.st_mode) ? PLAIN : OTHER;
}

static int compare(const void *left, const void *right) {
    return strcmp(((const struct entry *)left)->path, ((const struct entry *)right)->path);
}

static bool add_entry(struct entries *entries, const char *folder, const struct dirent *found) {
    struct entry *list = mx_grow(entries->list, entries->count, &entries->capacity, sizeof *list);
    char *path = list == NULL ? NULL : cli_path_join(folder, found->d_name);

    entries->list = list == NULL ? entries->list : list;
    if (path != NULL) {
        list[entries->count++] = (struct entry){path, kind_in_folder(found)};
    }
    return path != NULL;
}

/* What is in FOLDER, sorted; *IS_READ: all of it could be read. False as above. */
static bool list(struct entries *entries, const char *folder, bool *is_read) {
    DIR *open = opendir(folder);
    const struct dirent *found;
    bool is_good = true;

    *is_read = open != NULL;
    errno = 0;
    while (open != NULL && is_good && (found = readdir(open)) != NULL) { /* NOLINT(concurrency-*) */
        is_good = found->d_name[0] == '.' || add_entry(entries, folder, found);
        errno = 0;
    }
    if (open != NULL) {
        *is_read = errno == 0;
        closedir(open);
    }
    if (is_good && entries->count > 0) {
        qsort(entries->list, entries->count, sizeof *entries->list, compare);
    }
    return is_good;
}

static bool walk(struct cli_file_list *files, const char *folder) { /* NOLINT(misc-no-recursion) */
    struct entries entries = {0};
    bool is_read, is_good = list(&entries, folder, &is_read);

    if (is_good && !is_read) {
        is_good = add(files, strdup(folder), false);
    }
    for (size_t i = 0; i < entries.count; i++) {
        char *path = entries.list[i].path;
        enum kind kind = entries.list[i].kind;
        kind = is_good && kind == UNKNOWN ? kind_at(path) : kind;
        if (is_good && kind == FOLDER) {
            is_good = walk(files, path);          /* as deep as a path is long */
        } else if (is_good && (kind == UNKNOWN || /* to read it will say why */
                               (kind == PLAIN && is_wanted(strrchr(path, '/') + 1)))) {
            is_good = add(files, path, false);
            path = NULL;
        }
        free(path);
    }
    free(entries.list);
    return is_good;
}

bool cli_files_find(struct cli_file_list *files, const char *const *operands, size_t count) {
    struct stat status;
    bool is_good = true;

    for (size_t i = 0; i < count && is_good; i++) {
        size_t before = files->count;
        bool is_folder = strcmp(operands[i], "-") != 0 && stat(operands[i], &status) == 0 &&
                         S_ISDIR(status.st_mode);
        is_good = !is_folder || walk(files, operands[i]);
        if (is_good && files->count == before) {
            is_good = add(files, strdup(operands[i]), is_folder);
        }
    }
    return is_good;
}
