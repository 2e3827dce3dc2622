/* The frame of pages: one HTML file without script or external parts, light or dark as the reader
 * prefers, and light on paper. */
#ifndef MX_REPORT_PAGE_H
#define MX_REPORT_PAGE_H

#include "base/text.h"

/* Begins the page of TOOL, and its style sheet, with the rules that all pages have: the caller adds
 * its own before mx_page_body. */
void mx_page_begin(struct mx_text *text, const char *tool);

/* Ends the style sheet and begins the body, with the heading TOOL. */
void mx_page_body(struct mx_text *text, const char *tool);

void mx_page_end(struct mx_text *text);

/* STRING, escaped, between two pieces of markup. */
void mx_page_between(struct mx_text *text, const char *open, const char *string, const char *close);

#endif
