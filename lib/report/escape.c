/* Escapes for XML and for workflow commands. */
#include "report/escape.h"

void mx_escape_xml(struct mx_text *text, const char *string) {
    for (; *string != '\0'; string++) {
        switch (*string) {
        case '&':
            mx_text_string(text, "&amp;");
            break;
        case '<':
            mx_text_string(text, "&lt;");
            break;
        case '>':
            mx_text_string(text, "&gt;");
            break;
        case '"':
            mx_text_string(text, "&quot;");
            break;
        case '\\': /* messages are escaped already */
            mx_text_char(text, '\\');
            break;
        default:
            mx_text_escaped(text, string, 1);
            break;
        }
    }
}

void mx_escape_github(struct mx_text *text, const char *string, bool is_property) {
    for (; *string != '\0'; string++) {
        unsigned char c = (unsigned char)*string;
        if (c < ' ' || c == 0x7f || c == '%' || (is_property && (c == ':' || c == ','))) {
            mx_text_format(text, "%%%02X", c);
        } else {
            mx_text_char(text, *string);
        }
    }
}
