/* A folder with a slash at its end gets no second one. */
#include "paths.h"

#include <string.h>

void cli_in_folder(struct mx_text *path, const char *folder) {
    mx_text_string(path, folder);
    mx_text_string(path, folder[strlen(folder) - 1] == '/' ? "" : "/");
}

char *cli_path_join(const char *folder, const char *name) {
    struct mx_text text = {0};

    cli_in_folder(&text, folder);
    mx_text_string(&text, name);
    const char *path = mx_text_string_of(&text);
    char *copy = path == NULL ? NULL : strdup(path);
    mx_text_free(&text);
    return copy;
}
