/* Places are kept without the name of their file, and get it when they are reported. */
#include "base/place.h"

#include <stdlib.h>

#include "base/grow.h"

bool mx_files_set(struct mx_files *files, size_t number, const char *name) {
    while (files->count <= number) {
        const char **names = number < MX_FILES_MAX ? mx_grow(files->names, files->count,
                                                             &files->capacity, sizeof *names)
                                                   : NULL;
        if (names == NULL) {
            return false;
        }
        files->names = names;
        files->names[files->count++] = NULL;
    }
    files->names[number] = name;
    return true;
}

void mx_files_free(struct mx_files *files) {
    free(files->names);
    *files = (struct mx_files){0};
}

struct mx_place mx_place_in(const struct mx_files *files, struct mx_spot spot) {
    const char *file = spot.line == 0 ? NULL : files->names[spot.file];

    return (struct mx_place){file, spot.line, spot.column};
}
