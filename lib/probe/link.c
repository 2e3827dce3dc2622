/* Attempts over a link: a slot each, whose number is in the request's id, so that an outcome finds
 * its attempt, and one that nobody asked for finds none. */
#include "probe/link.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "base/monotonic.h"
#include "probe/connection.h"
#include "probe/message.h"

enum {
    READ_BYTES = 65536,
    MILLISECOND_NS = 1000000,
    REPLIES = 5, /* the greeting, EHLO, HELO, STARTTLS, and one more for a second connection */
    MARGIN_MS = 60000, /* for the way there and back */
    WHY_MAX = 192
};

struct mx_probe_link {
    struct event_base *base;
    struct event *readable, *writable, *first_line;
    struct evbuffer *in, *out;
    struct mx_probe_connection **slots; /* NULL before the far side's first line */
    unsigned *free_slots;
    unsigned window, free_count, rate;
    uint64_t asked;      /* requests up to now */
    uint64_t heard;      /* when the last outcome came, in nanoseconds */
    uint64_t *ids;       /* of the request in each slot */
    struct timeval wait; /* for the first line */
    bool is_cancelled;
    char why[WHY_MAX]; /* "": not lost */
    const char *ended; /* why it was opened once more; NULL: it was not */
    mx_probe_link_reopen_fn *reopen;
    void *reopen_context;
    mx_probe_link_changed_fn *changed;
    void *context;
};

/* Ends all that is under way, for CAUSE; without one it is asked again when there is room. */
static void end_attempts(struct mx_probe_link *link, enum mx_cause cause) {
    for (unsigned i = 0; i < link->window && !link->is_cancelled; i++) {
        struct mx_probe_connection *connection = link->slots[i];
        link->slots[i] = NULL;
        if (connection != NULL && cause == MX_CAUSE_NONE) {
            connection->is_unasked = true;
            mx_probe_close(connection);
        } else if (connection != NULL) {
            mx_probe_local(connection, cause, 0);
        }
    }
}

static void stop_events(struct mx_probe_link *link) {
    event_del(link->readable);
    event_del(link->writable);
    event_del(link->first_line);
}

static void notify_of_change(struct mx_probe_link *link) {
    if (link->changed != NULL) {
        link->changed(link->context);
    }
}

static void lose(struct mx_probe_link *link, const char *why) {
    struct mx_text text = mx_text_within(link->why, sizeof link->why);

    if (link->why[0] != '\0') {
        return;
    }
    mx_text_string(&text, why);
    mx_text_string(&text, link->ended != NULL ? ", after a second start" : "");
    mx_text_string_of(&text);
    stop_events(link);
    end_attempts(link, MX_CAUSE_VANTAGE_LOST);
    notify_of_change(link);
}

const char *mx_probe_link_lost(const struct mx_probe_link *link) {
    return link->why[0] != '\0' ? link->why : NULL;
}

void mx_probe_link_on_change(struct mx_probe_link *link, mx_probe_link_changed_fn *changed,
                             void *context) {
    link->changed = changed;
    link->context = context;
}

void mx_probe_link_on_end(struct mx_probe_link *link, mx_probe_link_reopen_fn *reopen,
                          void *context) {
    link->reopen = reopen;
    link->reopen_context = context;
}

const char *mx_probe_link_ended(const struct mx_probe_link *link) {
    return link->ended;
}

bool mx_probe_link_has_room(const struct mx_probe_link *link, size_t under_way) {
    return link->why[0] != '\0' || under_way < link->window;
}

unsigned mx_probe_link_rate(const struct mx_probe_link *link) {
    return link->rate;
}

static bool open_window(struct mx_probe_link *link, unsigned window) {
    link->slots = calloc(window, sizeof(struct mx_probe_connection *));
    link->ids = calloc(window, sizeof *link->ids);
    link->free_slots = calloc(window, sizeof *link->free_slots);
    if (link->slots == NULL || link->ids == NULL || link->free_slots == NULL) {
        return false;
    }
    link->window = window;
    for (unsigned i = 0; i < window; i++) {
        link->free_slots[link->free_count++] = i;
    }
    return true;
}

static void read_greeting(struct mx_probe_link *link, const char *line, size_t length) {
    struct mx_probe_greeting greeting;
    const char *why = mx_probe_greeting_parse(&greeting, line, length);

    event_del(link->first_line);
    if (why == NULL && !open_window(link, greeting.window)) {
        why = "out of memory";
    }
    if (why != NULL) {
        lose(link, why);
    } else {
        link->rate = greeting.rate;
        notify_of_change(link);
    }
}

/* A silence takes as long as it was asked to, whoever watches. */
static bool is_early(const struct mx_probe_connection *connection,
                     const struct mx_probe_outcome *outcome) {
    uint64_t elapsed = (mx_monotonic_ns() - connection->began) / MILLISECOND_NS;

    return outcome->state == MXTRAP_SILENT &&
           elapsed + elapsed / 16 < connection->settings->options.timeout_ms;
}

static void read_reply(struct mx_probe_link *link, const char *line, size_t length) {
    struct mx_probe_reply reply;
    const char *why = mx_probe_reply_parse(&reply, line, length);
    unsigned slot = why == NULL ? (unsigned)(reply.id % link->window) : 0;
    struct mx_probe_connection *connection = link->slots[slot];

    if (why == NULL && (connection == NULL || link->ids[slot] != reply.id)) {
        why = "an outcome that was not asked for";
    } else if (why == NULL && is_early(connection, &reply.outcome)) {
        why = "a silence shorter than the timeout";
    }
    if (why != NULL) {
        lose(link, why);
        return;
    }
    link->slots[slot] = NULL;
    link->free_slots[link->free_count++] = slot;
    connection->outcome = reply.outcome;
    link->heard = mx_monotonic_ns();
    connection->outcome.ended = mx_monotonic_ms();
    mx_probe_close(connection);
}

static void read_lines(struct mx_probe_link *link) {
    size_t length;
    char *line;

    while (link->why[0] == '\0' &&
           (line = evbuffer_readln(link->in, &length, EVBUFFER_EOL_LF)) != NULL) {
        if (link->is_cancelled) {
            free(line);
            continue;
        }
        if (link->window == 0) {
            read_greeting(link, line, length);
        } else {
            read_reply(link, line, length);
        }
        free(line);
    }
    if (evbuffer_get_length(link->in) > MX_PROBE_OUTCOME_LINE_MAX) {
        lose(link, "a line that is too long");
    }
}

static void on_end(struct mx_probe_link *link, const char *why);

static void on_readable(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_link *link = context;
    int got = evbuffer_read(link->in, fd, READ_BYTES);
    (void)what;

    if (got > 0) {
        read_lines(link);
    } else if (got == 0 || errno == ECONNRESET) { /* what it had not read is no matter */
        on_end(link, evbuffer_get_length(link->in) > 0 ? "it ended within a line" : "it ended");
    } else if (errno != EAGAIN && errno != EINTR) {
        lose(link, strerror(errno));
    }
}

static void on_no_line(evutil_socket_t fd, short what, void *context) {
    (void)fd;
    (void)what;

    lose(context, "nothing came from it in time");
}

static void on_writable(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_link *link = context;
    (void)what;

    int written = evbuffer_write(link->out, fd);
    if (written < 0 && (errno == EPIPE || errno == ECONNRESET)) {
        on_end(link, "it ended");
    } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
        lose(link, strerror(errno));
    } else if (evbuffer_get_length(link->out) > 0) {
        event_add(link->writable, NULL);
    }
}

/* Waits for the first line of a far side. */
static bool begin_events(struct mx_probe_link *link, int from, int to) {
    evutil_make_socket_nonblocking(from);
    evutil_make_socket_nonblocking(to);
    return event_assign(link->readable, link->base, from, EV_READ | EV_PERSIST, on_readable,
                        link) == 0 &&
           event_assign(link->writable, link->base, to, EV_WRITE, on_writable, link) == 0 &&
           event_add(link->readable, NULL) == 0 && evtimer_add(link->first_line, &link->wait) == 0;
}

static void close_window(struct mx_probe_link *link) {
    free(link->slots);
    free(link->ids);
    free(link->free_slots);
    link->slots = NULL;
    link->ids = NULL;
    link->free_slots = NULL;
    link->window = link->free_count = 0;
}

/* One that never began would not begin the second time either. */
static void on_end(struct mx_probe_link *link, const char *why) {
    int from, to;

    if (link->window == 0 || link->ended != NULL || link->reopen == NULL || link->is_cancelled) {
        lose(link, why);
        return;
    }
    stop_events(link);
    if (link->reopen(link->reopen_context, &from, &to) != 0) {
        lose(link, why);
        return;
    }
    link->ended = why;
    end_attempts(link, MX_CAUSE_NONE);
    close_window(link);
    evbuffer_drain(link->in, SIZE_MAX);
    evbuffer_drain(link->out, SIZE_MAX);
    if (!begin_events(link, from, to)) {
        lose(link, "out of memory");
    }
}

static int put(void *context, const char *bytes, size_t length) {
    return evbuffer_add(context, bytes, length);
}

static bool send_request(struct mx_probe_link *link, const struct mx_probe_request *request) {
    struct mx_text text = MX_TEXT_INTO(put, link->out);

    mx_probe_request_write(&text, request);
    bool is_sent = mx_text_finish(&text) == MXTRAP_OK && event_add(link->writable, NULL) == 0;
    mx_text_free(&text);
    return is_sent;
}

/* So long after the last outcome another one must come, whatever the far side's rate. */
static uint64_t patience_ms(const struct mx_probe_options *options) {
    return (uint64_t)options->timeout_ms * 2 + (uint64_t)options->greeting_timeout_ms * REPLIES +
           MARGIN_MS;
}

static void on_time(evutil_socket_t fd, short what, void *context) {
    struct mx_probe_connection *connection = context;
    const struct mx_probe_options *options = &connection->settings->options;
    uint64_t quiet = (mx_monotonic_ns() - options->link->heard) / MILLISECOND_NS;
    (void)fd;
    (void)what;

    if (quiet < patience_ms(options)) {
        mx_probe_set_timer(connection, patience_ms(options) - quiet);
    } else {
        lose(options->link, "no outcome in time");
    }
}

static bool send_attempt(struct mx_probe_link *link, struct mx_probe_connection *connection) {
    const struct mx_probe_options *options = &connection->settings->options;
    struct mx_probe_request request = {.address = connection->address,
                                       .port = options->port,
                                       .timeout_ms = options->timeout_ms,
                                       .greeting_timeout_ms = options->greeting_timeout_ms,
                                       .starttls = options->starttls};
    unsigned slot = link->free_slots[--link->free_count];

    request.id = link->asked++ * link->window + slot;
    link->slots[slot] = connection;
    link->ids[slot] = request.id;
    memcpy(request.helo, connection->settings->helo, sizeof request.helo);
    if (connection->server_name != NULL && options->starttls) {
        snprintf(request.server_name, sizeof request.server_name, "%s", connection->server_name);
    }
    return send_request(link, &request);
}

void mx_probe_link_begin(struct mx_probe_connection *connection) {
    const struct mx_probe_options *options = &connection->settings->options;
    struct mx_probe_lane *lane = connection->lane;
    struct mx_probe_link *link = options->link;

    TAILQ_INSERT_TAIL(&lane->flight, connection, link);
    evtimer_assign(&connection->timer, lane->base, on_time, connection);
    connection->began = mx_monotonic_ns();
    if (lane->over != MX_CAUSE_NONE || link->why[0] != '\0') {
        mx_probe_local(connection, lane->over != MX_CAUSE_NONE ? lane->over : MX_CAUSE_VANTAGE_LOST,
                       0);
        return;
    }
    mx_probe_set_timer(connection, patience_ms(options));
    if (!send_attempt(link, connection)) {
        lose(link, "out of memory");
    }
}

void mx_probe_link_cancel(struct mx_probe_link *link) {
    const struct mx_probe_request cancel = {.is_cancel = true};

    if (!link->is_cancelled && link->why[0] == '\0') {
        send_request(link, &cancel);
    }
    link->is_cancelled = true;
}

enum mxtrap_status mx_probe_link_new(struct mx_probe_link **out, struct event_base *base, int from,
                                     int to, unsigned wait_ms) {
    struct mx_probe_link *link = calloc(1, sizeof *link);

    if (link == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    link->base = base;
    link->wait = (struct timeval){(time_t)(wait_ms / 1000), (suseconds_t)(wait_ms % 1000 * 1000)};
    link->in = evbuffer_new();
    link->out = evbuffer_new();
    link->readable = event_new(base, from, EV_READ | EV_PERSIST, on_readable, link);
    link->writable = event_new(base, to, EV_WRITE, on_writable, link);
    link->first_line = evtimer_new(base, on_no_line, link);
    if (link->in == NULL || link->out == NULL || link->readable == NULL || link->writable == NULL ||
        link->first_line == NULL || !begin_events(link, from, to)) {
        mx_probe_link_free(link);
        return MXTRAP_ERR_MEMORY;
    }
    *out = link;
    return MXTRAP_OK;
}

void mx_probe_link_free(struct mx_probe_link *link) {
    if (link == NULL) {
        return;
    }
    if (link->readable != NULL) {
        event_free(link->readable);
    }
    if (link->writable != NULL) {
        event_free(link->writable);
    }
    if (link->first_line != NULL) {
        event_free(link->first_line);
    }
    if (link->in != NULL) {
        evbuffer_free(link->in);
    }
    if (link->out != NULL) {
        evbuffer_free(link->out);
    }
    close_window(link);
    free(link);
}
