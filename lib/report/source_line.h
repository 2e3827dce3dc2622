/* The line of a file that a finding is about, and a caret below its column. */
#ifndef MX_SOURCE_LINE_H
#define MX_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "model/text.h"

/* Findings come mostly in the order of their lines: the file is read on from where it stands. A
 * zeroed struct has no file open. */
struct mx_source {
    const char *name;
    FILE *file;
    uint32_t line; /* of what is read next, from 1 */
    char *bytes;
    size_t size;
};

/* Writes the line and the caret, two lines of text; nothing where the file cannot be read, has no
 * such line or column any more, or where the line is longer than a mebibyte. */
void mx_source_write(struct mx_source *source, struct mx_text *text, const char *name,
                     uint32_t line, uint32_t column);
void mx_source_close(struct mx_source *source);

#endif
