/* The source lines of findings, each with a caret below its column. */
#ifndef MX_REPORT_SOURCE_LINE_H
#define MX_REPORT_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "report/by_file.h"

/* The place of a finding in its file: offsets of its line and of the character at its column. */
struct mx_source_place {
    uint64_t line, at;
};

struct mx_sources {
    const struct mx_by_file *by_file;
    struct mx_source_place *places; /* a row a finding */
    int fd;                         /* of the last file shown; -1: none */
    size_t file;
    char *bytes; /* what was read of it last */
    uint64_t from;
    size_t filled;
};

/* Finds the places of all reported findings in files that can be read again; reads each file once.
 * False when memory is out; free it in any case. */
bool mx_sources_find(struct mx_sources *sources, const mxtrap_findings *findings,
                     const struct mx_by_file *by_file);
void mx_sources_free(struct mx_sources *sources);

/* Writes the line of the finding at INDEX and the caret, two lines of text; nothing if the file
 * cannot be read, or no longer has this line and column. */
void mx_sources_write(struct mx_sources *sources, struct mx_text *text, size_t index);

#endif
