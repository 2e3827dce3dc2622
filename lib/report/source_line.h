/* The lines that findings are about, and a caret below the column of each. */
#ifndef MX_REPORT_SOURCE_LINE_H
#define MX_REPORT_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "report/by_file.h"

/* Where in its file a finding is: offsets of its line and of its column's character. */
struct mx_source_place {
    uint64_t line, at;
};

struct mx_sources {
    const struct mx_by_file *by_file;
    struct mx_source_place *places; /* a row a finding */
    int fd;                         /* of the file that was shown last; -1: none */
    size_t file;
};

/* Finds the places of all findings that are to be reported and are in a file that can be read
 * again, each file being read once. False when memory is out; to be freed in any case. */
bool mx_sources_find(struct mx_sources *sources, const mxtrap_findings *findings,
                     const struct mx_by_file *by_file);
void mx_sources_free(struct mx_sources *sources);

/* Writes the line of the finding at INDEX and the caret, two lines of text; nothing where the file
 * cannot be read, or has no such line or column any more. */
void mx_sources_write(struct mx_sources *sources, struct mx_text *text, size_t index);

#endif
