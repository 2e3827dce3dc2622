/* Head, style sheet and end of a page. */
#include "report/page.h"

#include "report/colours.h"
#include "report/escape.h"

/* The policy keeps a browser from loading or running anything, whatever a text from outside
 * contains. */
static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
    "<meta name=\"color-scheme\" content=\"light dark\"/>\n";

static const char rules[] =
    ":root{" MX_COLOURS_LIGHT "}\n"
    "@media screen and (prefers-color-scheme:dark){:root{" MX_COLOURS_DARK "}}\n"
    "body{display:flex;flex-direction:column;margin:0 auto;padding:1rem;max-width:76rem;"
    "background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif}\n"
    "header{order:-2}.summary{order:-1}h1,h2,h3{line-height:1.2;break-after:avoid}\n"
    "h2,tbody th,code,li{overflow-wrap:anywhere}\n"
    "article,.rules{border-top:1px solid var(--rule)}figure{margin:0 0 1rem}\n"
    "figcaption,.faint{color:var(--faint)}\n"
    "text{fill:currentColor}tspan{fill:currentColor}\n"
    ".good,.pass{color:var(--good)}.bad,.fail,.error{color:var(--bad)}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem}"
    "tr{border-bottom:1px solid var(--rule)}\n"
    "thead th{background:var(--band)}tbody th{font-weight:normal;min-width:8rem}"
    "a{color:inherit}\n"
    "li{margin:.3rem 0}svg,tr,li,.rules section{break-inside:avoid}\n"
    "@media print{body{padding:0;font-size:11px}.wide{overflow:visible}th,td{padding:.2rem .3rem}"
    "tbody th{min-width:6rem}svg{max-width:100%;height:auto}}\n";

void mx_page_begin(struct mx_text *text, const char *tool) {
    mx_text_string(text, head);
    mx_page_between(text, "<title>", tool, "</title>\n<style>\n");
    mx_text_string(text, rules);
}

void mx_page_body(struct mx_text *text, const char *tool) {
    mx_page_between(text, "</style>\n</head>\n<body>\n<header><h1>", tool, "</h1></header>\n");
}

void mx_page_end(struct mx_text *text) {
    mx_text_string(text, "</body>\n</html>\n");
}

void mx_page_between(struct mx_text *text, const char *open, const char *string,
                     const char *close) {
    mx_text_string(text, open);
    mx_escape_xml(text, string);
    mx_text_string(text, close);
}
