/* Where something was written. */
#ifndef MX_BASE_PLACE_H
#define MX_BASE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FILE lives as long as what it came from, and is copied when reported; line and column count
 * from 1. */
struct mx_place {
    const char *file;
    uint32_t line, column;
};

/* The names of the files that were read, by number: those of one set of zones. A zeroed struct has
 * none. */
struct mx_files {
    const char **names;
    size_t count, capacity;
};

enum { MX_FILES_MAX = 1 << 23 };

/* Makes NAME, which lives as long as FILES, that of the file NUMBER. False when memory is out, or
 * NUMBER is too large. */
bool mx_files_set(struct mx_files *files, size_t number, const char *name);
void mx_files_free(struct mx_files *files);

/* A place in one of them. A large zone has millions: no byte is lost to alignment. */
struct __attribute__((packed)) mx_spot {
    uint32_t line, column; /* line 0: nowhere */
    uint32_t file : 23;    /* below MX_FILES_MAX */
    bool is_again : 1;     /* the same record is in the zone file once more */
};

struct mx_place mx_place_in(const struct mx_files *files, struct mx_spot spot);

#endif
