/* The source lines of findings, each with a caret below its column. */
#ifndef MX_REPORT_SOURCE_LINE_H
#define MX_REPORT_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ahead.h"
#include "base/text.h"
#include "report/by_file.h"

/* The place of a finding in its file: offsets of its line and of the character at its column. */
struct mx_source_place {
    uint64_t line, at;
};

struct mx_sources {
    const struct mx_by_file *by_file;
    struct mx_source_wanted *wanted; /* places to be found, in the order of the files */
    size_t wanted_count;
    struct mx_source_place *places; /* a row a finding; NULL: they come from AHEAD */
    struct mx_ahead *ahead;
    const struct mx_source_found *found; /* the last that came */
    bool out_of_memory;                  /* AHEAD ended too early; read after the last finding */
    int fd;                              /* of the last file shown; -1: none */
    size_t file;
    char *bytes; /* what was read of it last */
    uint64_t from;
    size_t filled;
};

/* Finds the places of all reported findings in files that can be read again; reads each file once.
 * If they are many, another thread does so, while findings are written. False when memory is out;
 * free it in any case. */
bool mx_sources_find(struct mx_sources *sources, const mxtrap_findings *findings,
                     const struct mx_by_file *by_file);

/* False when memory was out after all. */
bool mx_sources_free(struct mx_sources *sources);

/* Writes the line of the finding at INDEX and the caret, two lines of text; nothing if the file
 * cannot be read, or no longer has this line and column. Call it for one finding after another. */
void mx_sources_write(struct mx_sources *sources, struct mx_text *text, size_t index);

#endif
