/* The life of one question: queued; sent to libunbound; if that fails, sent to the configured
 * servers; answered from its timer, so that no callback runs inside the caller's call or inside
 * libunbound. */
#include "net/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unbound-event.h>

#include <mxtrap/name.h>

#include "base/monotonic.h"
#include "dns/wire.h"
#include "net/ask.h"
#include "net/resolve_context.h"
#include "net/resolve_log.h"
#include "net/resolve_queue.h"

enum { TIMEOUT_MS = 10000, IN_FLIGHT = 512, DIRECT_MIN_MS = 200, PATIENCE_MS = 2000 };

struct question {
    struct mx_queued queued; /* the first member; until it is sent */
    TAILQ_ENTRY(question) link;
    struct mx_resolver *resolver;
    struct mx_name name;
    uint16_t type;
    mx_dns_done *done;
    void *context;

    struct event *timer;
    uint64_t began;
    int unbound_id;
    bool in_unbound; /* libunbound will call back */
    bool half_time;  /* half of its time is over */
    bool over;       /* the answer is final */
    bool is_again;   /* past libunbound's cache */
    bool waits;      /* until the cache has expired */

    struct mx_dns_ask *direct;
    size_t servers_asked; /* directly */

    struct mx_arena arena;
    struct mx_dns_answer answer;
};

TAILQ_HEAD(questions, question);

struct mx_resolver {
    struct event_base *base;
    struct mx_context context;
    unsigned timeout_ms, in_flight_max;
    void (*on_room)(void *context);
    void *room_context;
    struct questions delayed, asked;
    struct mx_queue queue;
    unsigned in_flight;
    bool closing;
};

static unsigned time_left(const struct question *question) {
    uint64_t spent = mx_monotonic_ms() - question->began;
    unsigned whole = question->resolver->timeout_ms;
    return spent < whole ? (unsigned)(whole - spent) : 0;
}

static void end(struct question *question) {
    question->over = true;
    mx_dns_ask_cancel(question->direct);
    question->direct = NULL;
    event_active(question->timer, EV_TIMEOUT, 0);
}

static void end_with(struct question *question, enum mx_dns_result result, const char *why) {
    mx_dns_answer_error(&question->answer, result, question->name.wire, why);
    end(question);
}

static void ask_directly(struct question *question);

/* A configured server has answered a direct question, after libunbound failed or took too long. */
static void direct_done(void *context, const struct mx_dns_answer *reply) {
    struct question *question = context;
    struct mx_resolver *resolver = question->resolver;
    struct mx_dns_answer copy = *reply, *answer = &copy;

    question->direct = NULL;
    mx_dns_answer_refuse_referral(answer, question->name.wire);
    if (mx_dns_result_is_definite(answer->result) &&
        (!resolver->context.dnssec || question->is_again)) {
        mx_dns_answer_copy(&question->answer, &question->arena, answer);
        end(question);
        return;
    }
    if (question->servers_asked == 1 ||
        mx_dns_result_weight(answer->result) > mx_dns_result_weight(question->answer.result)) {
        if (mx_dns_result_is_definite(answer->result)) {
            mx_dns_answer_error(&question->answer, MX_DNS_SERVFAIL, question->name.wire,
                                "the server answers, but its answer cannot be validated");
        } else {
            mx_dns_answer_copy(&question->answer, &question->arena, answer);
        }
    }
    if (question->servers_asked < resolver->context.server_count && time_left(question) > 0) {
        ask_directly(question);
    } else if (!question->in_unbound) {
        end(question);
    }
}

static void ask_directly(struct question *question) {
    const struct mx_context *context = &question->resolver->context;
    size_t servers_left = context->server_count - question->servers_asked;
    unsigned share = time_left(question) / (unsigned)servers_left;
    const struct mx_dns_question direct = {
        .name = question->name.wire,
        .type = question->type,
        .recurse = true,
        /* A little less than its share, so that its reason arrives before our own timeout. */
        .timeout_ms = share > DIRECT_MIN_MS ? share - share / 16 : DIRECT_MIN_MS,
    };
    const struct mx_dns_server *server = &context->servers[question->servers_asked++];

    if (mx_dns_ask(&question->direct, question->resolver->base, server, &direct, direct_done,
                   question) != MXTRAP_OK) {
        end_with(question, MX_DNS_NO_MEMORY, NULL);
    }
}

static void unbound_failed(struct question *question) {
    struct mx_context *context = &question->resolver->context;

    if (context->server_count == 0) {
        mx_context_explain(context, &question->answer, question->name.wire, question->type);
        end(question);
    } else if (question->servers_asked == 0) {
        ask_directly(question);
    } else if (question->direct == NULL) {
        end(question);
    }
}

/* Called by libunbound, possibly from within ub_resolve_event. */
static void unbound_done(void *context, int rcode, void *packet, int length, int security,
                         char *why_bogus, int was_ratelimited) {
    enum { BOGUS = 1, SECURE = 2 };
    struct question *question = context;
    struct mx_dns_answer answer;
    (void)was_ratelimited;

    question->in_unbound = false;
    if (question->over) {
        return;
    }
    if (security == BOGUS) {
        end_with(question, MX_DNS_BOGUS, why_bogus);
        return;
    }
    if (rcode != 0 || packet == NULL || length < 0) {
        unbound_failed(question);
        return;
    }
    mx_dns_answer_read(&answer, &question->arena, packet, (size_t)length, question->name.wire,
                       question->type);
    mx_dns_answer_refuse_referral(&answer, question->name.wire);
    if (!mx_dns_result_is_definite(answer.result)) {
        unbound_failed(question);
        return;
    }
    answer.secure = security == SECURE;
    question->answer = answer;
    end(question);
}

static bool set_timer(struct question *question, unsigned wait) {
    struct timeval time = {.tv_sec = (time_t)(wait / 1000),
                           .tv_usec = (suseconds_t)(wait % 1000 * 1000)};
    return event_add(question->timer, &time) == 0;
}

/* Past the cache: asks the configured servers, one after another. */
static void start_directly(struct question *question) {
    if (set_timer(question, question->resolver->timeout_ms / 2)) {
        ask_directly(question);
    } else {
        end_with(question, MX_DNS_NO_MEMORY, NULL);
    }
}

static void start(struct question *question) {
    struct mx_resolver *resolver = question->resolver;
    char name[MXTRAP_NAME_TEXT_MAX];

    TAILQ_INSERT_TAIL(&resolver->asked, question, link);
    resolver->in_flight++;
    question->began = mx_monotonic_ms();
    mx_log_rewind(&resolver->context);
    mx_dns_answer_error(&question->answer, MX_DNS_TIMEOUT, question->name.wire,
                        "no answer in time");
    if (question->is_again && resolver->context.server_count > 0) {
        start_directly(question);
        return;
    }
    question->in_unbound = true;
    int error = ub_resolve_event(resolver->context.unbound,
                                 mx_name_print(question->name.wire, name), question->type,
                                 MX_CLASS_IN, question, unbound_done, &question->unbound_id);
    if (error != 0) {
        question->in_unbound = false;
        end_with(question, error == UB_NOMEM ? MX_DNS_NO_MEMORY : MX_DNS_UNREACHABLE,
                 ub_strerror(error));
    } else if (!question->over && !set_timer(question, resolver->timeout_ms / 2)) {
        end_with(question, MX_DNS_NO_MEMORY, NULL);
    }
}

static void start_waiting(struct mx_resolver *resolver) {
    struct question *question;
    bool was_full = mx_resolver_is_full(resolver);

    while (resolver->in_flight < resolver->in_flight_max &&
           (question = (struct question *)mx_queue_next(&resolver->queue)) != NULL) {
        start(question);
    }
    if (was_full && !mx_resolver_is_full(resolver) && resolver->on_room != NULL) {
        resolver->on_room(resolver->room_context);
    }
}

static void send_in_turn(struct question *question) {
    mx_queue_add(&question->resolver->queue, &question->queued, mx_monotonic_ms());
    start_waiting(question->resolver);
}

static void question_free(struct question *question) {
    mx_dns_ask_cancel(question->direct);
    if (question->timer != NULL) {
        event_free(question->timer);
    }
    mx_arena_free(&question->arena);
    free(question);
}

static void deliver(struct question *question) {
    struct mx_resolver *resolver = question->resolver;

    if (question->in_unbound) {
        ub_cancel(resolver->context.unbound, question->unbound_id);
    }
    TAILQ_REMOVE(&resolver->asked, question, link);
    resolver->in_flight--;
    start_waiting(resolver);
    question->done(question->context, &question->answer);
    question_free(question);
}

static void timer_fired(evutil_socket_t fd, short what, void *context) {
    struct question *question = context;
    struct mx_resolver *resolver = question->resolver;
    (void)fd, (void)what;

    if (question->waits) {
        question->waits = false;
        TAILQ_REMOVE(&resolver->delayed, question, link);
        send_in_turn(question);
    } else if (!question->over && question->half_time) {
        end(question);
    } else if (!question->over) {
        question->half_time = true;
        if (resolver->context.server_count > 0 && question->servers_asked == 0) {
            ask_directly(question);
        }
        if (!question->over && !set_timer(question, time_left(question))) {
            end_with(question, MX_DNS_NO_MEMORY, NULL);
        }
    } else {
        deliver(question);
    }
}

/* Asks for NAME as ASKED has it, after WAIT_MS. */
static enum mxtrap_status ask(const struct question *asked, const uint8_t *name, unsigned wait_ms) {
    struct mx_resolver *resolver = asked->resolver;

    if (resolver->closing) {
        return MXTRAP_ERR_ARGUMENT;
    }
    struct question *question = malloc(sizeof *question);
    if (question == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *question = *asked;
    memcpy(question->name.wire, name, mx_name_length(name));
    question->timer = event_new(resolver->base, -1, 0, timer_fired, question);
    question->waits = wait_ms > 0;
    if (question->timer == NULL || (question->waits && !set_timer(question, wait_ms))) {
        question_free(question);
        return MXTRAP_ERR_MEMORY;
    }
    if (question->waits) {
        TAILQ_INSERT_TAIL(&resolver->delayed, question, link);
    } else {
        send_in_turn(question);
    }
    return MXTRAP_OK;
}

enum mxtrap_status mx_resolver_ask(struct mx_resolver *resolver, const uint8_t *name, uint16_t type,
                                   mx_dns_done *done, void *context) {
    const struct question asked = {
        .resolver = resolver, .type = type, .done = done, .context = context};
    return ask(&asked, name, 0);
}

enum mxtrap_status mx_resolver_ask_later(struct mx_resolver *resolver, const uint8_t *name,
                                         uint16_t type, mx_dns_done *done, void *context) {
    struct question asked = {.resolver = resolver, .type = type, .done = done, .context = context};
    asked.queued.is_patient = true;
    return ask(&asked, name, 0);
}

enum mxtrap_status mx_resolver_ask_again(struct mx_resolver *resolver, const uint8_t *name,
                                         uint16_t type, unsigned wait_ms, mx_dns_done *done,
                                         void *context) {
    const struct question asked = {
        .resolver = resolver, .type = type, .done = done, .context = context, .is_again = true};
    return ask(&asked, name, resolver->context.server_count == 0 ? wait_ms : 0);
}

bool mx_resolver_is_full(const struct mx_resolver *resolver) {
    return mx_queue_is_full(&resolver->queue, resolver->in_flight_max);
}

struct event_base *mx_resolver_base(const struct mx_resolver *resolver) {
    return resolver->base;
}

enum mxtrap_status mx_resolver_new(struct event_base *base,
                                   const struct mx_resolver_options *options,
                                   struct mx_resolver **out, char *why) {
    struct mx_resolver *resolver = calloc(1, sizeof *resolver);
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    if (resolver == NULL) {
        snprintf(why, MX_DNS_WHY_MAX, "%s", mxtrap_strerror(status));
        return status;
    }
    status = mx_context_open(&resolver->context, base, options, why);
    if (status != MXTRAP_OK) {
        free(resolver);
        return status;
    }
    resolver->base = base;
    resolver->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    resolver->in_flight_max = options->in_flight_max > 0 ? options->in_flight_max : IN_FLIGHT;
    resolver->on_room = options->on_room;
    resolver->room_context = options->room_context;
    TAILQ_INIT(&resolver->delayed);
    mx_queue_init(&resolver->queue, options->patience_ms > 0 ? options->patience_ms : PATIENCE_MS);
    TAILQ_INIT(&resolver->asked);
    *out = resolver;
    return MXTRAP_OK;
}

static void cancel_all(struct questions *questions) {
    while (!TAILQ_EMPTY(questions)) {
        struct question *question = TAILQ_FIRST(questions);
        TAILQ_REMOVE(questions, question, link);
        mx_dns_answer_error(&question->answer, MX_DNS_CANCELLED, question->name.wire,
                            "the run ended first");
        question->done(question->context, &question->answer);
        question_free(question);
    }
}

void mx_resolver_free(struct mx_resolver *resolver) {
    struct question *question;

    if (resolver == NULL) {
        return;
    }
    resolver->closing = true;
    /* ub_ctx_delete calls back for each question that is not cancelled. */
    TAILQ_FOREACH(question, &resolver->asked, link) {
        /* cppcheck-suppress uninitvar ; TAILQ_FOREACH sets it */
        if (question->in_unbound) {
            ub_cancel(resolver->context.unbound, question->unbound_id);
            question->in_unbound = false;
        }
    }
    mx_context_close(&resolver->context);
    cancel_all(&resolver->asked);
    while ((question = (struct question *)mx_queue_next(&resolver->queue)) != NULL) {
        TAILQ_INSERT_TAIL(&resolver->delayed, question, link);
    }
    cancel_all(&resolver->delayed);
    free(resolver);
}
