/* Folders as operands: the zone files and specs below them. */
#ifndef CLI_LINT_FOLDERS_H
#define CLI_LINT_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>

struct cli_file_list {
    char **paths;
    bool *are_bare; /* folders in which no file was found */
    size_t count, capacity, bare_capacity;
};

/* Adds to FILES each of COUNT OPERANDS or, of a folder, the files below it that are named *.zone,
 * db.* or *.mxtrap.yaml, in the order of their names. What is hidden, a journal or an editor's
 * backup is left out, and symbolic links are not followed. A folder that cannot be read, or that
 * has no such file, is in the list itself. False when memory is out. */
bool cli_files_find(struct cli_file_list *files, const char *const *operands, size_t count);

void cli_files_free(struct cli_file_list *files);

#endif
