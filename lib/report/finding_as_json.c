/* Findings as JSON objects. */
#include "report/finding_as_json.h"

#include <string.h>

#include "base/json_text.h"

json_t *mx_path_json(const char *path) {
    if (path == NULL) {
        return json_null();
    }
    json_t *string = json_string(path);
    return string != NULL ? string : mx_json_bytes(path, strlen(path));
}

static json_t *number_json(unsigned number) {
    return number == 0 ? json_null() : json_integer((json_int_t)number);
}

json_t *mx_finding_json(const mxtrap_finding *finding) {
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "rule", mxtrap_finding_rule(finding),
                     "severity", mxtrap_severity_name(mxtrap_finding_severity(finding)), "message",
                     mxtrap_finding_message(finding), "file",
                     mx_path_json(mxtrap_finding_file(finding)), "line",
                     number_json(mxtrap_finding_line(finding)), "column",
                     number_json(mxtrap_finding_column(finding)));
}
