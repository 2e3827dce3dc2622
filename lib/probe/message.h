/* mxtrap.probe/1: what a check and a vantage point elsewhere say to each other, a JSON object a
 * line. docs/mxtrap-probe.schema.json describes the objects.
 *
 *   far side   the first line: its version and port, how many requests it takes at once, its rate
 *   near side  requests, each with an id of its own; {"cancel": true}
 *   far side   an outcome for each request, in the order in which they are known
 *
 * Neither side trusts the other: lines are bounded, every member is checked, and only durations
 * cross, since clocks differ. Bytes that came from servers cross as characters of the same number
 * (ISO 8859-1), so that nothing is lost or changed. */
#ifndef MX_PROBE_MESSAGE_H
#define MX_PROBE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/name.h>

#include "base/text.h"
#include "model/probe_outcome.h"
#include "probe/prober.h"

#define MX_PROBE_SCHEMA "mxtrap.probe/1"

/* The longest line, without its end. The texts of an outcome take six bytes a byte at most. */
enum {
    MX_PROBE_WINDOW_MAX = 65536,
    MX_PROBE_RATE_MAX = 1000000,
    MX_PROBE_REQUEST_LINE_MAX = 2048,
    MX_PROBE_OUTCOME_LINE_MAX = 32768
};

struct mx_probe_greeting {
    uint16_t port;   /* the only one that it connects to */
    unsigned window; /* requests under way at most; 1 or more */
    unsigned rate;   /* connections that it starts a second at most; 0: it does not say */
};

struct mx_probe_request {
    uint64_t id;
    bool is_cancel; /* ends the run; the rest is not there */
    struct mx_address address;
    uint16_t port;
    unsigned timeout_ms, greeting_timeout_ms;
    bool starttls;
    char helo[MX_PROBE_HELO_MAX + 1];       /* "": none */
    char server_name[MXTRAP_NAME_TEXT_MAX]; /* "": none */
};

/* An outcome with room for its texts. */
struct mx_probe_reply {
    uint64_t id;
    struct mx_probe_outcome outcome; /* `ended` is the reader's business */
    struct mx_tls_outcome tls;
    char greeting[MX_GREETING_MAX], reply[MX_REPLY_MAX], keywords[MX_KEYWORDS_MAX];
    char subject[MX_SUBJECT_MAX], name[MX_SUBJECT_MAX];
    char error[MX_SUBJECT_MAX], version[MX_SUBJECT_MAX], trust[MX_SUBJECT_MAX];
};

/* Each appends a line, its end included. */
void mx_probe_greeting_write(struct mx_text *text, const struct mx_probe_greeting *greeting);
void mx_probe_request_write(struct mx_text *text, const struct mx_probe_request *request);
void mx_probe_outcome_write(struct mx_text *text, uint64_t id,
                            const struct mx_probe_outcome *outcome);

/* Each parses a line of LENGTH bytes without its end. NULL on success; else its error, a constant,
 * and *OUT is undefined. */
const char *mx_probe_greeting_parse(struct mx_probe_greeting *out, const char *line, size_t length);
const char *mx_probe_request_parse(struct mx_probe_request *out, const char *line, size_t length);
const char *mx_probe_reply_parse(struct mx_probe_reply *out, const char *line, size_t length);

#endif
