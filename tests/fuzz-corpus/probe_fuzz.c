/* Fuzz target of mxtrap.probe/1: bytes as a line of either side. What is read keeps its bounds, and
 * an outcome that is written again is read as the same. */
#include <stdint.h>
#include <string.h>

#include "probe/message.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_same(struct mx_bytes one, struct mx_bytes other) {
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.at, other.at, one.length) == 0);
}

static void check_reply(const struct mx_probe_reply *reply) {
    static struct mx_probe_reply again;
    const struct mx_probe_outcome *one = &reply->outcome, *other = &again.outcome;
    struct mx_text text = {0};

    require(mxtrap_state_name(one->state) != NULL && one->cause < MX_CAUSE_COUNT);
    require((one->state == MXTRAP_UNPROBED) == (one->cause != MX_CAUSE_NONE));
    require(one->greeting.length <= MX_GREETING_MAX && one->reply.length <= MX_REPLY_MAX &&
            one->keywords.length <= MX_KEYWORDS_MAX && one->code <= 999);
    mx_probe_outcome_write(&text, reply->id, one);
    require(mx_text_string_of(&text) != NULL && text.length <= MX_PROBE_OUTCOME_LINE_MAX);
    require(mx_probe_reply_parse(&again, text.bytes, text.length - 1) == NULL);
    require(again.id == reply->id && other->state == one->state && other->ms == one->ms &&
            other->cause == one->cause && other->error == one->error && other->code == one->code);
    require(is_same(one->greeting, other->greeting) && is_same(one->reply, other->reply) &&
            is_same(one->keywords, other->keywords));
    require((one->tls == NULL) == (other->tls == NULL));
    mx_text_free(&text);
}

static void check_request(const struct mx_probe_request *request) {
    require(request->is_cancel || (request->port > 0 && request->timeout_ms > 0 &&
                                   request->timeout_ms <= MX_PROBE_TIMEOUT_MAX_MS));
    require(memchr(request->helo, '\0', sizeof request->helo) != NULL);
    require(memchr(request->server_name, '\0', sizeof request->server_name) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct mx_probe_reply reply;
    struct mx_probe_greeting greeting;
    struct mx_probe_request request;
    const char *line = (const char *)data;

    if (size > MX_PROBE_OUTCOME_LINE_MAX) {
        return 0; /* the reader of lines ends there */
    }
    if (mx_probe_greeting_parse(&greeting, line, size) == NULL) {
        require(greeting.port > 0 && greeting.window > 0 && greeting.window <= MX_PROBE_WINDOW_MAX);
        require(greeting.rate <= MX_PROBE_RATE_MAX);
    }
    if (mx_probe_request_parse(&request, line, size) == NULL) {
        check_request(&request);
    }
    if (mx_probe_reply_parse(&reply, line, size) == NULL) {
        check_reply(&reply);
    }
    return 0;
}
