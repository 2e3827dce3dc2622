/* One finding as a JSON object, in every format that has one. */
#ifndef MX_REPORT_FINDINGS_JSON_H
#define MX_REPORT_FINDINGS_JSON_H

#include <jansson.h>

#include <mxtrap/findings.h>

/* NULL when memory is out. */
json_t *mx_finding_json(const mxtrap_finding *finding);

/* A path, of which what is not UTF-8 is escaped; null for NULL. */
json_t *mx_path_json(const char *path);

#endif
