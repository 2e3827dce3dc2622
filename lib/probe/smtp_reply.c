/* A state machine that reads byte by byte, so that no line is buffered. */
#include "probe/smtp_reply.h"

#include "base/text.h"

static const char keyword[] = "starttls";

enum { KEYWORD_LENGTH = sizeof keyword - 1, KEYWORD_OTHER = UINT8_MAX };

/* RFC 5321 4.2: the first digit is 2 to 5. */
static bool read_digit(struct mx_smtp_reply *reply, char c) {
    if (c < (reply->line_length == 0 ? '2' : '0') || c > (reply->line_length == 0 ? '5' : '9')) {
        return false;
    }
    reply->line_code = (uint16_t)(reply->line_code * 10 + (c - '0'));
    return true;
}

/* The keyword is a whole word: a space or the end of the line follows (RFC 5321 4.1.1.1). */
static void match_keyword(struct mx_smtp_reply *reply, char c) {
    bool is_end = c == ' ' || c == '\r' || c == '\n';

    if (reply->keyword_length == KEYWORD_OTHER || reply->lines == 0) {
        return;
    }
    if (reply->keyword_length == KEYWORD_LENGTH) {
        reply->starttls = reply->starttls || is_end;
        reply->keyword_length = KEYWORD_OTHER;
    } else if (mx_lower(c) == keyword[reply->keyword_length]) {
        reply->keyword_length++;
    } else {
        reply->keyword_length = KEYWORD_OTHER;
    }
}

/* After the code: '-' if more lines follow, a space or nothing on the final one. */
static bool read_separator(struct mx_smtp_reply *reply, char c) {
    if (c != '-' && c != ' ' && c != '\r' && c != '\n') {
        return false;
    }
    if (reply->lines > 0 && reply->line_code != reply->code) {
        return false;
    }
    reply->code = reply->line_code;
    reply->is_last = c != '-';
    return true;
}

static void end_line(struct mx_smtp_reply *reply) {
    reply->lines++;
    reply->line_length = 0;
    reply->line_code = 0;
    reply->keyword_length = 0;
    if (reply->is_last) {
        reply->verdict = MX_SMTP_WHOLE;
    }
}

static bool read_byte(struct mx_smtp_reply *reply, char c) {
    bool agrees = true;

    if (reply->line_length < 3) {
        agrees = read_digit(reply, c);
    } else if (reply->line_length == 3) {
        agrees = read_separator(reply, c);
    } else {
        match_keyword(reply, c);
    }
    reply->length++;
    reply->line_length++;
    if (agrees && c == '\n') {
        end_line(reply);
    }
    return agrees && reply->line_length < MX_SMTP_LINE_MAX &&
           (reply->length < MX_SMTP_REPLY_MAX || reply->verdict == MX_SMTP_WHOLE);
}

enum mx_smtp_verdict mx_smtp_reply_feed(struct mx_smtp_reply *reply, const char *bytes,
                                        size_t length, size_t *used) {
    size_t at = 0;

    while (at < length && reply->verdict == MX_SMTP_MORE) {
        if (reply->text_length < MX_SMTP_TEXT_MAX) {
            reply->text[reply->text_length++] = bytes[at];
        }
        if (!read_byte(reply, bytes[at++])) {
            reply->verdict = MX_SMTP_GARBLED;
        }
    }
    *used = at;
    return reply->verdict;
}
