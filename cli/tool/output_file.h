/* Output files that are complete or absent. */
#ifndef CLI_TOOL_OUTPUT_FILE_H
#define CLI_TOOL_OUTPUT_FILE_H

#include <stdbool.h>

#include "attributes.h"
#include "output.h"
#include "unfinished.h"

struct cli_file {
    struct cli_stream stream;
    char *target;                    /* the final name; NULL: not open */
    struct cli_unfinished temporary; /* without a path: not a regular file, written in place */
    struct cli_lost lost;            /* a property of the old file that could not be kept */
};

/* Opens FILE for writing to PATH, through a temporary file in the same folder; on failure errno is
 * in file->stream.error, and FILE is to be finished or discarded as well. A symbolic link stays a
 * link, even a dangling one. Owner, group, mode, access control list and extended attributes are
 * kept; fails also if one cannot be kept and that would change who can read the file. */
bool cli_file_open(struct cli_file *file, const char *path);

/* Closes the descriptor, without waiting for the disk; false as above. */
bool cli_file_close(struct cli_file *file);

/* Renames it to its final name; false as above. */
bool cli_file_commit(struct cli_file *file);

/* If STATUS, of writing FILE, is MXTRAP_OK and the bytes are on the disk, renames it; else removes
 * it and reports that NAME cannot be written. */
enum cli_exit cli_file_finish(const char *tool, struct cli_file *file, const char *name,
                              enum mxtrap_status status);

/* Waits until renames in FOLDER are on the disk; false with errno. */
bool cli_folder_sync(const char *folder);

/* Reports that NAME cannot be written, and the reason; returns CLI_SYSTEM. */
enum cli_exit cli_file_complain(const char *tool, const struct cli_file *file, const char *name);

/* Warns of a property that could not be kept. Call it before the file is renamed. */
void cli_file_warn(const char *tool, const struct cli_file *file, const char *name);

/* Frees it, and removes a temporary file. */
void cli_file_discard(struct cli_file *file);
#endif
