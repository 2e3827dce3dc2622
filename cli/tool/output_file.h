/* Files that are whole or not there. */
#ifndef CLI_TOOL_OUTPUT_FILE_H
#define CLI_TOOL_OUTPUT_FILE_H

#include <stdbool.h>

#include "attributes.h"
#include "output.h"
#include "unfinished.h"

/* A file that takes its name only when it is whole. */
struct cli_file {
    struct cli_stream stream;
    char *target;                    /* the name to take; NULL: not open */
    struct cli_unfinished temporary; /* without a path: written in place, as no regular file is */
    struct cli_lost lost;            /* what the new file does not have of the old one */
};

/* Opens FILE for writing to PATH, through a temporary file beside it; false leaves errno in
 * file->stream.error. A symbolic link stays one, also to a file that is not there yet. Owner,
 * group, mode, access control list and extended attributes stay; false also where one cannot, and
 * who may read the file would change by it. */
bool cli_file_open(struct cli_file *file, const char *path);

/* Closes the descriptor: the bytes are on their way to the disk; false as above. */
bool cli_file_close(struct cli_file *file);

/* Gives it its name; false as above. */
bool cli_file_commit(struct cli_file *file);

/* Gives FILE its name if STATUS, that of writing it, is MXTRAP_OK, and its bytes are on the disk;
 * else removes it and reports that NAME cannot be written. */
enum cli_exit cli_file_finish(const char *tool, struct cli_file *file, const char *name,
                              enum mxtrap_status status);

/* Waits until what was renamed in FOLDER is on the disk; false with errno. */
bool cli_folder_sync(const char *folder);

/* Reports that NAME cannot be written, and why; returns CLI_SYSTEM. */
enum cli_exit cli_file_complain(const char *tool, const struct cli_file *file, const char *name);

/* Says what will not be as it was, before the file takes its name; nothing where all will. */
void cli_file_tell(const char *tool, const struct cli_file *file, const char *name);

/* Frees it; what has no name yet is removed. */
void cli_file_discard(struct cli_file *file);
#endif
