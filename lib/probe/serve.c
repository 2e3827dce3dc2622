/* The far side's loop: lines in, as many as may be under way; outcomes out, as the other side takes
 * them. Where it does not, no more lines are read: neither side holds more than a window of
 * requests, however many addresses there are. */
#include <mxtrap/serve.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "model/findings.h"
#include "probe/message.h"

enum { WINDOW = 32768, READ_BYTES = 65536, PENDING_MAX = 262144 };

/* A request under way. */
struct asked {
    struct server *server;
    uint64_t id;
    struct asked *next; /* of those that are free */
};

struct server {
    struct mxtrap_serve_options options;
    struct event_base *base;
    struct event *readable, *writable;
    struct evbuffer *in, *out;
    struct mx_prober *prober;      /* once the first request came */
    struct mx_probe_request first; /* whose options hold for all */
    int from, to;
    bool from_is_ready, to_is_ready; /* always: see cannot_be_waited_for */
    struct asked *slots, *free;      /* a window of them */
    size_t under_way;
    uint64_t taken;
    bool is_at_end;
    uint32_t line;   /* of the input */
    const char *why; /* what ends it; NULL: nothing */
    enum mxtrap_status status;
};

static void fail(struct server *server, enum mxtrap_status status, const char *why) {
    if (server->status == MXTRAP_OK) {
        server->status = status;
        server->why = why;
    }
    event_base_loopbreak(server->base);
}

/* Files and /dev/null are always ready; some kernels refuse to wait for them. */
static bool cannot_be_waited_for(int fd) {
    struct stat status;

    return fstat(fd, &status) == 0 &&
           (S_ISREG(status.st_mode) || (S_ISCHR(status.st_mode) && !isatty(fd)));
}

static void wait_for(struct event *event, bool is_always_ready) {
    if (is_always_ready || event_add(event, NULL) != 0) {
        event_active(event, EV_READ | EV_WRITE, 1);
    }
}

static void go_on(struct server *server) {
    size_t pending = evbuffer_get_length(server->out);

    if (pending > 0) {
        wait_for(server->writable, server->to_is_ready);
    }
    if (server->is_at_end) {
        if (server->under_way == 0 && pending == 0) {
            event_base_loopbreak(server->base);
        }
    } else if (server->under_way < server->options.window && pending < PENDING_MAX) {
        wait_for(server->readable, server->from_is_ready);
    }
}

static int put(void *context, const char *bytes, size_t length) {
    return evbuffer_add(context, bytes, length);
}

static void write_outcome(struct server *server, uint64_t id,
                          const struct mx_probe_outcome *outcome) {
    struct mx_text text = MX_TEXT_INTO(put, server->out);

    mx_probe_outcome_write(&text, id, outcome);
    if (mx_text_finish(&text) != MXTRAP_OK) {
        fail(server, MXTRAP_ERR_MEMORY, "out of memory");
    }
    mx_text_free(&text);
}

static void on_outcome(void *argument, const struct mx_address *address,
                       const struct mx_probe_outcome *outcome) {
    struct asked *asked = argument;
    struct server *server = asked->server;
    (void)address;

    write_outcome(server, asked->id, outcome);
    asked->next = server->free;
    server->free = asked;
    server->under_way--;
    go_on(server);
}

static bool has_same_options(const struct mx_probe_request *one,
                             const struct mx_probe_request *other) {
    return one->timeout_ms == other->timeout_ms &&
           one->greeting_timeout_ms == other->greeting_timeout_ms &&
           one->starttls == other->starttls && strcmp(one->helo, other->helo) == 0;
}

static enum mxtrap_status make_prober(struct server *server,
                                      const struct mx_probe_request *request) {
    const struct mx_probe_options options = {.port = server->options.port,
                                             .timeout_ms = request->timeout_ms,
                                             .greeting_timeout_ms = request->greeting_timeout_ms,
                                             .rate = server->options.rate,
                                             .starttls = request->starttls,
                                             .allow_special = server->options.allow_special != 0,
                                             .keeps_nothing = true,
                                             .helo =
                                                 request->helo[0] != '\0' ? request->helo : NULL};

    server->first = *request;
    return mx_prober_new(server->base, &options, &server->prober);
}

static void ask(struct server *server, const struct mx_probe_request *request) {
    const struct mx_probe_outcome declined = {.state = MXTRAP_UNPROBED, .cause = MX_CAUSE_DECLINED};
    const char *host = request->server_name[0] != '\0' ? request->server_name : NULL;
    struct asked *asked = server->free;

    if (request->port != server->options.port) {
        write_outcome(server, request->id, &declined);
        return;
    }
    asked->id = request->id;
    if (mx_probe(server->prober, &request->address, host, on_outcome, asked) != MXTRAP_OK) {
        fail(server, MXTRAP_ERR_MEMORY, "out of memory");
        return;
    }
    server->free = asked->next;
    server->under_way++;
}

static void on_line(struct server *server, const char *line, size_t length) {
    struct mx_probe_request request;
    const char *why = mx_probe_request_parse(&request, line, length);
    enum mxtrap_status status = MXTRAP_OK;

    server->line++;
    if (why != NULL) {
        fail(server, MXTRAP_ERR_INPUT, why);
    } else if (request.is_cancel) {
        server->is_at_end = true;
        if (server->prober != NULL) {
            mx_prober_cancel_all(server->prober, MX_CAUSE_CANCELLED);
        }
    } else if (server->options.max > 0 && server->taken++ == server->options.max) {
        server->status = MXTRAP_ERR_INPUT; /* but those that were taken are answered first */
        server->why = "there were as many requests as may be";
        server->is_at_end = true;
    } else if (server->prober == NULL && (status = make_prober(server, &request)) != MXTRAP_OK) {
        fail(server, status == MXTRAP_ERR_ARGUMENT ? MXTRAP_ERR_INPUT : status,
             "an option of the request is out of range");
    } else if (!has_same_options(&server->first, &request)) {
        fail(server, MXTRAP_ERR_INPUT, "a request has other options than the first one");
    } else {
        ask(server, &request);
    }
}

/* Whole lines, as many as there is room for. */
static void read_lines(struct server *server) {
    while (server->status == MXTRAP_OK && !server->is_at_end &&
           server->under_way < server->options.window) {
        size_t length;
        char *line = evbuffer_readln(server->in, &length, EVBUFFER_EOL_LF);
        if (line == NULL) {
            if (evbuffer_get_length(server->in) > MX_PROBE_REQUEST_LINE_MAX) {
                fail(server, MXTRAP_ERR_INPUT, "a line is too long");
            }
            return;
        }
        on_line(server, line, length);
        free(line);
    }
}

static void on_readable(evutil_socket_t fd, short what, void *argument) {
    struct server *server = argument;
    bool has_line = evbuffer_search_eol(server->in, NULL, NULL, EVBUFFER_EOL_LF).pos >= 0;
    (void)what;

    if (!has_line) {
        int got = evbuffer_read(server->in, fd, READ_BYTES);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            go_on(server);
            return;
        }
        if (got < 0 && errno != ECONNRESET) {
            fail(server, MXTRAP_ERR_INPUT, strerror(errno));
        }
        server->is_at_end = got <= 0;
        if (server->is_at_end && evbuffer_get_length(server->in) > 0) {
            fail(server, MXTRAP_ERR_INPUT, "the last line is cut");
        }
    }
    read_lines(server);
    go_on(server);
}

static void on_writable(evutil_socket_t fd, short what, void *argument) {
    struct server *server = argument;
    (void)what;

    if (evbuffer_write(server->out, fd) < 0 && errno != EAGAIN && errno != EINTR) {
        if (errno == EPIPE || errno == ECONNRESET) {
            server->is_at_end = true; /* nobody is there any more */
            event_base_loopbreak(server->base);
        } else {
            fail(server, MXTRAP_ERR_OUTPUT, strerror(errno));
        }
        return;
    }
    go_on(server);
}

static bool open_server(struct server *server) {
    server->from_is_ready = cannot_be_waited_for(server->from);
    server->to_is_ready = cannot_be_waited_for(server->to);
    server->base = event_base_new();
    server->in = evbuffer_new();
    server->out = evbuffer_new();
    server->slots = calloc(server->options.window, sizeof *server->slots);
    if (server->base == NULL || server->in == NULL || server->out == NULL ||
        server->slots == NULL) {
        return false;
    }
    for (unsigned i = 0; i < server->options.window; i++) {
        server->slots[i] = (struct asked){.server = server, .next = server->free};
        server->free = &server->slots[i];
    }
    server->readable = event_new(server->base, server->from, EV_READ, on_readable, server);
    server->writable = event_new(server->base, server->to, EV_WRITE, on_writable, server);
    return server->readable != NULL && server->writable != NULL;
}

static void close_server(struct server *server) {
    mx_prober_free(server->prober);
    free(server->slots);
    if (server->readable != NULL) {
        event_free(server->readable);
    }
    if (server->writable != NULL) {
        event_free(server->writable);
    }
    if (server->in != NULL) {
        evbuffer_free(server->in);
    }
    if (server->out != NULL) {
        evbuffer_free(server->out);
    }
    if (server->base != NULL) {
        event_base_free(server->base);
    }
}

static void run(struct server *server) {
    struct mx_text text = MX_TEXT_INTO(put, server->out);
    const struct mx_probe_greeting greeting = {server->options.port, server->options.window,
                                               server->options.rate};

    mx_probe_greeting_write(&text, &greeting);
    if (mx_text_finish(&text) != MXTRAP_OK) {
        fail(server, MXTRAP_ERR_MEMORY, "out of memory");
    }
    mx_text_free(&text);
    go_on(server);
    if (server->status == MXTRAP_OK && event_base_dispatch(server->base) < 0) {
        fail(server, MXTRAP_ERR_MEMORY, "out of memory");
    }
}

/* Where the other side went wrong. */
static void report(const struct server *server, mxtrap_findings *findings) {
    struct mx_place place = {"-", server->line, 1};

    mx_text_string(mx_finding_begin(findings), server->why);
    mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, place);
}

static unsigned or_default(unsigned value, unsigned standard) {
    return value != 0 ? value : standard;
}

enum mxtrap_status mxtrap_serve(int from, int to, const struct mxtrap_serve_options *options,
                                mxtrap_findings *findings) {
    struct server server = {.from = from, .to = to};
    enum mxtrap_status status =
        mx_findings_options(&server.options, sizeof server.options, options, findings);

    if (status == MXTRAP_OK &&
        (server.options.window > MX_PROBE_WINDOW_MAX || server.options.rate > MX_PROBE_RATE_MAX)) {
        status =
            mx_findings_argument(findings, "the window or the rate is out of range", NULL, NULL);
    }
    if (status != MXTRAP_OK) {
        return status;
    }
    server.options.port = (uint16_t)or_default(server.options.port, MX_PROBE_PORT);
    server.options.window = or_default(server.options.window, WINDOW);
    server.options.rate = or_default(server.options.rate, MX_PROBE_RATE);
    int flags = fcntl(to, F_GETFL);
    if (open_server(&server)) {
        evutil_make_socket_nonblocking(to);
        run(&server);
    } else {
        server.status = MXTRAP_ERR_MEMORY;
    }
    close_server(&server);
    if (flags >= 0) {
        fcntl(to, F_SETFL, flags);
    }
    if (server.why != NULL) {
        report(&server, findings);
    }
    return server.status;
}
