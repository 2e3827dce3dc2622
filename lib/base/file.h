/* Files to read, whole or piece by piece; "-" is standard input, and bytes in memory can take the
 * place of a file. Errors are errno values; 0 is success. Nothing goes through stdio, whose buffer
 * would keep a secret. */
#ifndef MX_BASE_FILE_H
#define MX_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct mx_file {
    int fd;        /* -1: not open, or in memory */
    bool is_owned; /* opened here: closed here. Standard input is not */
    bool is_plain; /* a plain file with a name: it can be read again */
    size_t size;   /* of a plain file, when it was opened */
    dev_t device;  /* with the next: which file it is; 0: in memory */
    ino_t inode;
    const char *bytes; /* in memory: what was not read yet */
    size_t left;
};

/* Opens the file at PATH. A directory is EISDIR. */
int mx_file_open(struct mx_file *file, const char *path);
void mx_file_close(struct mx_file *file);

/* LENGTH bytes that are to be read as a file; they must outlive it. */
struct mx_file mx_file_in_memory(const char *bytes, size_t length);

/* The next bytes of FILE, at most SIZE; 0 at its end, -1 on failure, as read(2), but begun again
 * when a signal breaks it off. */
ssize_t mx_file_next(struct mx_file *file, void *bytes, size_t size);

/* The first bytes of FILE, at most SIZE, which are read again afterwards; as mx_file_next. Where it
 * cannot be read again, -1. */
ssize_t mx_file_peek(const struct mx_file *file, void *bytes, size_t size);

/* Reads the file at PATH into BYTES, which has room for MAX + 1. EFBIG for a file of more than MAX
 * bytes; *LENGTH is untouched after an error. */
int mx_file_read(const char *path, char *bytes, size_t max, size_t *length);

/* Reads the rest of FILE onto the heap, of a plain file at least up to the size that it had when it
 * was opened; free() frees it, also where it is empty. EFBIG as above;
 * *BYTES and *LENGTH are untouched after an error. */
int mx_file_read_rest(struct mx_file *file, size_t max, char **bytes, size_t *length);

#endif
