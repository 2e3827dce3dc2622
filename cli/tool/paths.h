/* Paths of files in folders. */
#ifndef CLI_TOOL_PATHS_H
#define CLI_TOOL_PATHS_H

#include "base/text.h"

/* Begins the path of a file in FOLDER, which may end in a slash. */
void cli_in_folder(struct mx_text *path, const char *folder);

/* FOLDER/NAME, for the caller to free; NULL: memory is out. */
char *cli_path_join(const char *folder, const char *name);

#endif
