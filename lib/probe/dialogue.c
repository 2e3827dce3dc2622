/* From a connection to the verdict: greeting, EHLO or HELO, STARTTLS if wanted, QUIT. Errors of
 * send() are ignored: the server's reply, or its absence, decides. */
#include "probe/dialogue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/name.h>

#include "dns/sockaddr.h"

#include "probe/connect_error.h"
#include "probe/smtp_blame.h"
#include "probe/tls.h"

enum { READ_MAX = 4096, QUIT_MS = 1000 };

enum { READY = 220, DONE = 250, CLOSING = 421, SYNTAX = 500, NOT_IMPLEMENTED = 502 };
enum {
    UNAVAILABLE = 450,
    SEQUENCE = 503,
    NO_MAIL = 521,
    LITERAL_MAX = MXTRAP_ADDRESS_TEXT_MAX + 8
};

/* The connection's own address; false if the kernel does not know it. */
static bool own_address(const struct mx_probe_connection *connection, struct mx_address *own) {
    struct sockaddr_storage name;
    socklen_t length = sizeof name;

    if (getsockname(connection->fd, (struct sockaddr *)&name, &length) != 0) {
        return false;
    }
    *own = mx_sockaddr_address(&name);
    return true;
}

/* RFC 5321 4.1.3: a client without a name sends its address. */
static void write_literal(const struct mx_probe_connection *connection, char *out) {
    char text[MXTRAP_ADDRESS_TEXT_MAX] = "127.0.0.1";
    struct mx_address own;

    if (own_address(connection, &own)) {
        mx_address_print(&own, text);
    }
    snprintf(out, LITERAL_MAX, "[%s%s]", strchr(text, ':') != NULL ? "IPv6:" : "", text);
}

static bool uses_literal(const struct mx_probe_connection *connection) {
    return connection->says_literal || connection->settings->helo[0] == '\0';
}

static void send_command(const struct mx_probe_connection *connection, const char *verb,
                         bool names_itself) {
    char line[MX_PROBE_HELO_MAX + 16], literal[LITERAL_MAX];
    const char *name = connection->settings->helo;

    if (names_itself && uses_literal(connection)) {
        write_literal(connection, literal);
        name = literal;
    }
    int length = snprintf(line, sizeof line, "%s%s%s\r\n", verb, names_itself ? " " : "",
                          names_itself ? name : "");

    if (length > 0 && (size_t)length < sizeof line) {
        (void)!send(connection->fd, line, (size_t)length, MSG_NOSIGNAL);
    }
}

static void await_reply(struct mx_probe_connection *connection, enum mx_probe_phase phase) {
    connection->phase = phase;
    connection->dialogue->reply = (struct mx_smtp_reply){0};
    mx_probe_time_out(connection, connection->settings->options.greeting_timeout_ms);
}

static void quit(struct mx_probe_connection *connection) {
    send_command(connection, "QUIT", false);
    mx_probe_time_out(connection, QUIT_MS);
}

static void keep_greeting(struct mx_probe_connection *connection) {
    struct mx_probe_dialogue *dialogue = connection->dialogue;
    struct mx_bytes *greeting = &connection->outcome.greeting;

    greeting->length = dialogue->reply.text_length < sizeof dialogue->greeting
                           ? dialogue->reply.text_length
                           : sizeof dialogue->greeting;
    memcpy(dialogue->greeting, dialogue->reply.text, greeting->length);
    greeting->at = greeting->length > 0 ? dialogue->greeting : NULL;
}

static void keep_keywords(struct mx_probe_connection *connection) {
    struct mx_probe_dialogue *dialogue = connection->dialogue;

    memcpy(dialogue->keywords, dialogue->reply.text, dialogue->reply.text_length);
    connection->outcome.keywords =
        (struct mx_bytes){dialogue->keywords, dialogue->reply.text_length};
    connection->outcome.starttls = dialogue->reply.starttls ? MX_OFFER_YES : MX_OFFER_NO;
}

static void keep_rejection(struct mx_probe_connection *connection) {
    struct mx_probe_dialogue *dialogue = connection->dialogue;
    size_t length = dialogue->reply.text_length < sizeof dialogue->rejection
                        ? dialogue->reply.text_length
                        : sizeof dialogue->rejection;

    memcpy(dialogue->rejection, dialogue->reply.text, length);
    connection->outcome.reply = (struct mx_bytes){length > 0 ? dialogue->rejection : NULL, length};
}

/* Whether the rejection is about this client. A reply to EHLO may repeat our address literal, so
 * our address in it proves nothing. */
static bool blames_client(const struct mx_probe_connection *connection) {
    struct mx_bytes reply = mx_probe_outcome_rejection(&connection->outcome);
    char text[MXTRAP_ADDRESS_TEXT_MAX];
    struct mx_address own;
    bool is_greeting = connection->phase != MX_PROBE_EHLO && connection->phase != MX_PROBE_HELO;
    bool has_own = is_greeting && own_address(connection, &own);

    if (has_own) {
        mx_address_print(&own, text);
    }
    return reply.length > 0 && mx_smtp_blames_client(reply.at, reply.length, has_own ? text : NULL);
}

/* Ends the dialogue with a verdict; QUIT is sent only to a server that speaks SMTP. */
static void judge(struct mx_probe_connection *connection, enum mxtrap_state state) {
    if (connection->phase == MX_PROBE_GREETING) {
        keep_greeting(connection);
        if (state ==
            MXTRAP_REJECTS) { /* a second connection's greeting replaces the first's reply */
            connection->outcome.reply = (struct mx_bytes){0};
        }
    }
    if (state == MXTRAP_REJECTS) {
        connection->outcome.state = state;
        connection->outcome.blames_client = blames_client(connection);
    }
    mx_probe_verdict(connection, state);
    if (state == MXTRAP_REJECTS || state == MXTRAP_ANSWERS) {
        quit(connection);
    } else {
        connection->dialogue->is_over = true;
    }
}

/* A failure of STARTTLS does not change the verdict. */
static void judge_tls(struct mx_probe_connection *connection, const char *error) {
    connection->dialogue->tls_outcome.error = error;
    connection->outcome.tls = &connection->dialogue->tls_outcome;
    mx_probe_verdict(connection, MXTRAP_ANSWERS);
    connection->dialogue->is_over = true;
}

static void continue_handshake(struct mx_probe_connection *connection, const char *bytes,
                               size_t length) {
    const char *error = NULL;

    switch (mx_tls_handshake(connection, bytes, length, &error)) {
    case MX_TLS_MORE:
        break;
    case MX_TLS_MADE:
        connection->outcome.tls = &connection->dialogue->tls_outcome;
        mx_probe_verdict(connection, MXTRAP_ANSWERS);
        mx_tls_send(connection, "QUIT\r\n");
        mx_probe_time_out(connection, QUIT_MS);
        break;
    case MX_TLS_FAILED:
        judge_tls(connection, error);
        break;
    }
}

static void start_tls(struct mx_probe_connection *connection, bool has_more) {
    if (connection->dialogue->reply.code != READY) {
        judge_tls(connection, "STARTTLS was refused");
        quit(connection);
        connection->dialogue->is_over = false;
    } else if (has_more) { /* cleartext must not be read as part of the TLS session */
        judge_tls(connection, "data came before the handshake");
    } else if (mx_tls_begin(connection) != MXTRAP_OK) {
        judge_tls(connection, "out of memory");
    } else {
        connection->phase = MX_PROBE_HANDSHAKE;
        mx_probe_time_out(connection, connection->settings->options.greeting_timeout_ms);
        continue_handshake(connection, NULL, 0);
    }
}

/* Whether the server sent more after its greeting, which may still be unread. */
static bool talks_on(const struct mx_probe_connection *connection, bool has_more) {
    char byte;

    return has_more || recv(connection->fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static void on_greeting(struct mx_probe_connection *connection, uint16_t code, bool has_more) {
    if (code != READY) {
        judge(connection, code >= 400 ? MXTRAP_REJECTS : MXTRAP_GARBLED);
        return;
    }
    keep_greeting(connection);
    if (talks_on(connection, has_more)) {
        await_reply(connection, MX_PROBE_AHEAD);
    } else {
        await_reply(connection, MX_PROBE_EHLO);
        send_command(connection, "EHLO", true);
    }
}

/* Whether a reply to EHLO may refuse the name in it: servers send 501, 504, 550, 554 and others,
 * and 450 for a name without an address. */
static bool is_about_name(uint16_t code) {
    return code == UNAVAILABLE ||
           (code > SYNTAX && code != NOT_IMPLEMENTED && code != SEQUENCE && code != NO_MAIL);
}

/* After the name was refused: sends the address literal instead, on a second connection if this one
 * accepts no more commands. False if that was done already. */
static bool send_literal(struct mx_probe_connection *connection, uint16_t code) {
    bool is_ehlo = connection->phase == MX_PROBE_EHLO;

    if (connection->name_refused != 0 && code == SEQUENCE && !connection->has_retried) {
        mx_probe_retry(connection);
        return true;
    }
    if (uses_literal(connection) || !is_about_name(code) ||
        mx_smtp_blames_client(connection->outcome.reply.at, connection->outcome.reply.length,
                              NULL)) {
        return false;
    }
    connection->says_literal = true;
    connection->name_refused = code;
    await_reply(connection, connection->phase);
    send_command(connection, is_ehlo ? "EHLO" : "HELO", true);
    return true;
}

static void on_hello(struct mx_probe_connection *connection, uint16_t code) {
    bool is_ehlo = connection->phase == MX_PROBE_EHLO;

    if (is_ehlo && (code == SYNTAX || code == NOT_IMPLEMENTED)) {
        await_reply(connection, MX_PROBE_HELO);
        send_command(connection, "HELO", true);
        return;
    }
    if (code != DONE) {
        keep_rejection(connection);
        if (!send_literal(connection, code)) {
            judge(connection, code >= 400 ? MXTRAP_REJECTS : MXTRAP_GARBLED);
        }
        return;
    }
    connection->outcome.reply = (struct mx_bytes){0};
    connection->outcome.starttls = MX_OFFER_NO;
    if (is_ehlo) {
        keep_keywords(connection);
    }
    if (connection->outcome.starttls == MX_OFFER_YES && connection->settings->options.starttls) {
        await_reply(connection, MX_PROBE_STARTTLS);
        send_command(connection, "STARTTLS", false);
    } else {
        judge(connection, MXTRAP_ANSWERS);
    }
}

static void on_reply(struct mx_probe_connection *connection, bool has_more) {
    uint16_t code = connection->dialogue->reply.code;

    if (connection->phase == MX_PROBE_STARTTLS) {
        start_tls(connection, has_more);
        return;
    }
    connection->outcome.code = code;
    if (connection->phase == MX_PROBE_GREETING) {
        on_greeting(connection, code, has_more);
    } else if (connection->phase == MX_PROBE_AHEAD) {
        keep_rejection(connection);
        judge(connection, code == CLOSING ? MXTRAP_REJECTS : MXTRAP_GARBLED);
    } else {
        on_hello(connection, code);
    }
}

/* The connection was closed, or garbled, or too late. */
static void fail(struct mx_probe_connection *connection, enum mxtrap_state state, const char *why) {
    if (connection->phase == MX_PROBE_STARTTLS || connection->phase == MX_PROBE_HANDSHAKE) {
        judge_tls(connection, why);
    } else if (state == MXTRAP_HANGUP && connection->name_refused != 0 &&
               !connection->has_retried) {
        mx_probe_retry(connection);
    } else {
        judge(connection, connection->phase == MX_PROBE_AHEAD ? MXTRAP_GARBLED : state);
    }
}

/* Keeps more of a garbled reply than its first wrong byte, so that a person can recognize it. */
static void keep_rest(struct mx_smtp_reply *reply, const char *bytes, size_t length) {
    size_t room = sizeof reply->text - reply->text_length, kept = length < room ? length : room;

    memcpy(reply->text + reply->text_length, bytes, kept);
    reply->text_length = (uint16_t)(reply->text_length + kept);
}

static void read_bytes(struct mx_probe_connection *connection, const char *bytes, size_t length) {
    while (length > 0 && connection->phase != MX_PROBE_QUITS &&
           connection->phase != MX_PROBE_RETRIES) {
        size_t used = length;
        if (connection->phase == MX_PROBE_HANDSHAKE) {
            continue_handshake(connection, bytes, length);
            return;
        }
        enum mx_smtp_verdict verdict =
            mx_smtp_reply_feed(&connection->dialogue->reply, bytes, length, &used);
        if (verdict == MX_SMTP_GARBLED) {
            keep_rest(&connection->dialogue->reply, bytes + used, length - used);
            fail(connection, MXTRAP_GARBLED, "the reply to STARTTLS is not SMTP");
        } else if (verdict == MX_SMTP_WHOLE) {
            on_reply(connection, used < length);
        }
        bytes += used;
        length -= used;
    }
}

static void on_bytes(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_connection *connection = context;
    char bytes[READ_MAX];
    ssize_t length = recv(fd, bytes, sizeof bytes, 0);
    (void)what;

    if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
        return;
    }
    if (connection->phase == MX_PROBE_QUITS) {
        /* 221, or the end; under TLS, session tickets may come first. */
        connection->dialogue->is_over = length <= 0 || connection->dialogue->tls == NULL;
    } else if (length > 0) {
        read_bytes(connection, bytes, (size_t)length);
    } else {
        fail(connection, MXTRAP_HANGUP, "the connection was closed");
    }
    if (connection->dialogue->is_over) {
        mx_probe_close(connection);
    }
}

void mx_probe_talk_late(struct mx_probe_connection *connection) {
    if (connection->phase != MX_PROBE_QUITS) {
        connection->outcome.waited_ms = connection->settings->options.greeting_timeout_ms;
        fail(connection, MXTRAP_MUTE, "no answer in time");
    }
    mx_probe_close(connection);
}

void mx_probe_talk(struct mx_probe_connection *connection) {
    /* A queued ICMP error would end an established connection; TCP ignores it (RFC 1122 4.2.3.9).
     */
    mx_probe_keep_icmp(connection->fd, connection->address.family, false);
    if (connection->dialogue == NULL) { /* else this is the second connection */
        connection->dialogue = calloc(1, sizeof *connection->dialogue);
    }
    if (connection->dialogue == NULL || !mx_probe_watch(connection, EV_READ, on_bytes)) {
        mx_probe_local(connection, MX_CAUSE_LOCAL, ENOMEM);
        return;
    }
    await_reply(connection, MX_PROBE_GREETING);
}
