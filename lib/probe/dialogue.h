/* The SMTP dialogue on a connection that is made. */
#ifndef MX_PROBE_DIALOGUE_H
#define MX_PROBE_DIALOGUE_H

#include "probe/connection.h"
#include "probe/smtp_reply.h"

struct mx_tls;

struct mx_probe_dialogue {
    struct mx_smtp_reply reply;
    bool is_over; /* there is nothing left to wait for */
    char greeting[MX_GREETING_MAX];
    char keywords[MX_KEYWORDS_MAX];
    char rejection[MX_REPLY_MAX];
    struct mx_tls *tls;
    struct mx_tls_outcome tls_outcome;
    char subject[MX_SUBJECT_MAX], name[MX_SUBJECT_MAX];
};

/* Goes on with a socket that is connected, to the end. */
void mx_probe_talk(struct mx_probe_connection *connection);

/* The time of a phase after MX_PROBE_CONNECTS is over. */
void mx_probe_talk_late(struct mx_probe_connection *connection);

#endif
