/* Text in the tongues of the reports: what would be read as markup comes out as text. */
#ifndef MX_REPORT_ESCAPE_H
#define MX_REPORT_ESCAPE_H

#include <stdbool.h>

#include "base/text.h"

/* XML 1.0, as text and in attributes; what is not printable ASCII comes out as \xNN, since XML has
 * no way to say most control characters, and a path need not be UTF-8. */
void mx_escape_xml(struct mx_text *text, const char *string);

/* A GitHub workflow command's message, or one of its properties. */
void mx_escape_github(struct mx_text *text, const char *string, bool is_property);

#endif
