/* Which of the given files a finding is in. */
#ifndef MX_REPORT_BY_FILE_H
#define MX_REPORT_BY_FILE_H

#include <mxtrap/findings_writer.h>

#include "base/index.h"
#include "model/findings.h"

/* Other files: included ones, a spec given by --spec. */
#define MX_OTHER_FILES SIZE_MAX

struct mx_by_file {
    const struct mxtrap_findings_writer_options *options;
    struct mx_index by_name; /* rows: members of options->files, the first of each name */
    size_t *of;              /* a row a finding: the index of its file, or MX_OTHER_FILES */
};

/* False when memory is out; free it in any case. OPTIONS must outlive it. */
bool mx_by_file_make(struct mx_by_file *by_file, const mxtrap_findings *findings,
                     const struct mxtrap_findings_writer_options *options);
void mx_by_file_free(struct mx_by_file *by_file);

/* The index in options->files of NAME, or MX_OTHER_FILES. */
size_t mx_by_file_find(const struct mx_by_file *by_file, const char *name);

#endif
