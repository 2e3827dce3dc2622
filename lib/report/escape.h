/* Escapes text for reports with markup. */
#ifndef MX_REPORT_ESCAPE_H
#define MX_REPORT_ESCAPE_H

#include <stdbool.h>

#include "base/text.h"

/* XML 1.0, for text and attributes. Bytes other than printable ASCII become \xNN: XML cannot
 * represent most control characters, and a path need not be UTF-8. */
void mx_escape_xml(struct mx_text *text, const char *string);

/* The message of a GitHub workflow command, or one of its properties. */
void mx_escape_github(struct mx_text *text, const char *string, bool is_property);

#endif
