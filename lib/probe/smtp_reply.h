/* The parser of SMTP replies (RFC 5321 4.2), in pieces as they come. Pure, and bounded in memory. A
 * line ends with CRLF or with a bare LF; all lines of a reply carry the same code. */
#ifndef MX_PROBE_SMTP_REPLY_H
#define MX_PROBE_SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MX_SMTP_LINE_MAX = 2048,   /* bytes with the line end; RFC 5321 4.5.3.1.5 has 512 */
    MX_SMTP_REPLY_MAX = 65536, /* bytes of all lines */
    MX_SMTP_TEXT_MAX = 1024    /* bytes kept */
};

enum mx_smtp_verdict { MX_SMTP_MORE, MX_SMTP_WHOLE, MX_SMTP_GARBLED };

/* A zeroed struct waits for the first byte. */
struct mx_smtp_reply {
    uint16_t code;          /* of the first line, after three digits */
    uint16_t line_length;   /* bytes of the current line */
    uint32_t length, lines; /* bytes and whole lines read */
    bool starttls;          /* a line after the first has the keyword STARTTLS */
    bool is_last;           /* the current line is the final one */
    enum mx_smtp_verdict verdict;
    uint16_t line_code;
    uint8_t keyword_length; /* bytes of the current line that match the keyword */
    uint16_t text_length;
    char text[MX_SMTP_TEXT_MAX]; /* the first bytes, raw */
};

/* Reads those of LENGTH bytes that belong to the reply; *USED is their number. After the verdict
 * WHOLE or GARBLED, nothing more is used. */
enum mx_smtp_verdict mx_smtp_reply_feed(struct mx_smtp_reply *reply, const char *bytes,
                                        size_t length, size_t *used);

#endif
