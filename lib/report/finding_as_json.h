/* The JSON object of a finding, the same in all formats. */
#ifndef MX_REPORT_FINDING_AS_JSON_H
#define MX_REPORT_FINDING_AS_JSON_H

#include <jansson.h>

#include <mxtrap/findings.h>

/* NULL when memory is out. */
json_t *mx_finding_json(const mxtrap_finding *finding);

/* A path is bytes: those that are not UTF-8 are escaped as in text. null for NULL. */
json_t *mx_path_json(const char *path);

#endif
