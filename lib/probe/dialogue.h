/* The second phase of an attempt: the SMTP dialogue. */
#ifndef MX_PROBE_DIALOGUE_H
#define MX_PROBE_DIALOGUE_H

#include "probe/connection.h"
#include "probe/smtp_reply.h"

struct mx_tls;

struct mx_probe_dialogue {
    struct mx_smtp_reply reply;
    bool is_over; /* nothing more is awaited */
    char greeting[MX_GREETING_MAX];
    char keywords[MX_KEYWORDS_MAX];
    char rejection[MX_REPLY_MAX];
    struct mx_tls *tls;
    struct mx_tls_outcome tls_outcome;
    char subject[MX_SUBJECT_MAX], name[MX_SUBJECT_MAX];
};

/* Runs the dialogue on a connected socket, up to QUIT. */
void mx_probe_talk(struct mx_probe_connection *connection);

/* The timer of a phase of the dialogue has fired. */
void mx_probe_talk_late(struct mx_probe_connection *connection);

#endif
