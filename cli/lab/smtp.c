/* Real hosts: as much of RFC 5321 as a prober or a curious person sees, but no mail is accepted.
 * Dummies: sockets whose filter drops every segment, so that a SYN gets no answer, without a
 * firewall. */
#include "lab.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <linux/filter.h>

#include "tool/output.h"

/* RFC 5321 4.5.3.1.4 has 512 octets a line; 4.5.3.2.7 waits 5 minutes for the next. */
enum { SMTP_PORT = 25, LINE_LENGTH_MAX = 512, IDLE_SECONDS = 300 };

/* Replies to commands; "%s" is the host's name. */
static const struct verb {
    const char *name, *reply;
    bool ends;
} verbs[] = {
    {"EHLO", "250 %s\r\n", false},
    {"HELO", "250 %s\r\n", false},
    {"NOOP", "250 OK\r\n", false},
    {"RSET", "250 OK\r\n", false},
    {"QUIT", "221 %s closing\r\n", true},
    {"MAIL", "550 %s takes no mail: this is mxtrap-lab\r\n", false},
    {"RCPT", "503 MAIL first\r\n", false},
    {"DATA", "503 RCPT first\r\n", false},
    {"", "502 not implemented\r\n", false},
};

static void send_reply(struct lab_client *client, const char *format) {
    char *name = ldns_rdf2str(client->address->host);

    if (name == NULL) {
        lab_client_end(client);
        return;
    }
    size_t length = strlen(name);
    if (length > 1) {
        name[length - 1] = '\0'; /* SMTP has no final dot */
    }
    evbuffer_add_printf(bufferevent_get_output(client->stream), format, name);
    free(name);
}

static void greet(struct lab_client *client) {
    send_reply(client, "220 %s ESMTP mxtrap-lab\r\n");
}

static void obey(struct lab_client *client, const char *line, size_t length) {
    const struct verb *verb = verbs;

    while (verb->name[0] != '\0' && (length < 4 || strncasecmp(verb->name, line, 4) != 0 ||
                                     (length > 4 && line[4] != ' '))) {
        verb++;
    }
    send_reply(client, verb->reply);
    if (verb->ends) {
        lab_client_end(client);
    }
}

static void read_lines(struct lab_client *client) {
    struct evbuffer *input = bufferevent_get_input(client->stream);
    size_t length;
    char *line;

    while (!client->is_ending && !lab_client_is_full(client) &&
           (line = evbuffer_readln(input, &length, EVBUFFER_EOL_CRLF)) != NULL) {
        obey(client, line, length);
        free(line);
    }
    if (!client->is_ending && evbuffer_get_length(input) >= LINE_LENGTH_MAX) {
        send_reply(client, "500 line too long\r\n");
        lab_client_end(client);
    }
}

static const struct lab_service smtp = {.port = SMTP_PORT,
                                        .input_max = LINE_LENGTH_MAX,
                                        .idle_seconds = IDLE_SECONDS,
                                        .greet = greet,
                                        .on_input = read_lines};

/* The socket listens, so that the kernel sends no reset, and its filter drops every segment, so
 * that it sends nothing else. It is never used or closed. */
static bool drop_all(struct lab_server *server, const struct lab_address *address) {
    struct sock_filter keep_nothing = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog filter = {.len = 1, .filter = &keep_nothing};
    int fd = lab_server_bind(server->tool, address, SMTP_PORT, SOCK_STREAM);

    if (fd < 0) {
        return false;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0 ||
        listen(fd, 1) != 0) {
        cli_complain_of(server->tool, "cannot make a dummy silent: %s", strerror(errno));
        return false;
    }
    return true;
}

bool lab_smtp_serve(struct lab_server *server, const struct lab_hosts *hosts) {
    bool is_served = true;

    for (size_t i = 0; is_served && i < hosts->count; i++) {
        const struct lab_address *address = &hosts->rows[i];
        if (address->is_added && address->behaviour == LAB_ANSWERS) {
            is_served = lab_server_listen(server, address, &smtp);
        } else if (address->is_added && address->behaviour == LAB_DROPS) {
            is_served = drop_all(server, address);
        }
    }
    return is_served;
}
