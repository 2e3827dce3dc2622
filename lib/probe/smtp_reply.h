/* SMTP replies (RFC 5321 4.2), read piece by piece: pure, bounded in memory and in time.
 * A line ends with CRLF or with a bare LF; all lines of a reply carry the same code. */
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
    uint16_t code;          /* of the first line, once three digits were read */
    uint16_t line_length;   /* bytes of the line under way */
    uint32_t length, lines; /* bytes and whole lines read */
    bool starttls;          /* a line behind the first begins with the keyword STARTTLS */
    bool is_last;           /* the line under way is the final one */
    enum mx_smtp_verdict verdict;
    uint16_t line_code;
    uint8_t keyword_length; /* how far the line under way agrees with the keyword */
    uint16_t text_length;
    char text[MX_SMTP_TEXT_MAX]; /* the first bytes, raw */
};

/* Reads of LENGTH bytes as many as belong to the reply; *USED says how many these are. Once the
 * verdict is WHOLE or GARBLED it stays, and nothing more is used. */
enum mx_smtp_verdict mx_smtp_reply_feed(struct mx_smtp_reply *reply, const char *bytes,
                                        size_t length, size_t *used);

#endif
