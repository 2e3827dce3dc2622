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

static int compare(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The paths of what is in FOLDER, sorted; *IS_READ: the folder could be. False as above. */
static bool list(struct cli_file_list *names, const char *folder, bool *is_read) {
    DIR *open = opendir(folder);
    const struct dirent *entry;
    bool is_good = true;

    *is_read = open != NULL;
    while (open != NULL && is_good && (entry = readdir(open)) != NULL) { /* NOLINT(concurrency-*) */
        is_good =
            entry->d_name[0] == '.' || add(names, cli_path_join(folder, entry->d_name), false);
    }
    if (open != NULL) {
        closedir(open);
    }
    if (is_good && names->count > 0) {
        qsort(names->paths, names->count, sizeof *names->paths, compare);
    }
    return is_good;
}

static bool walk(struct cli_file_list *files, const char *folder) { /* NOLINT(misc-no-recursion) */
    struct cli_file_list names = {0};
    bool is_read, is_good = list(&names, folder, &is_read);
    struct stat status;

    if (is_good && !is_read) {
        is_good = add(files, strdup(folder), false);
    }
    for (size_t i = 0; i < names.count && is_good; i++) {
        const char *path = names.paths[i];
        if (lstat(path, &status) != 0) {
            /* It has gone, or nobody knows what it is: to read it will say why. */
            is_good = errno == ENOENT || add(files, strdup(path), false);
        } else if (S_ISDIR(status.st_mode)) {
            is_good = walk(files, path); /* as deep as a path is long */
        } else if (S_ISREG(status.st_mode) && is_wanted(strrchr(path, '/') + 1)) {
            is_good = add(files, strdup(path), false);
        }
    }
    cli_files_free(&names);
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
