/* libunbound 1.17 returns SERVFAIL for every failure, and writes the reason (log-servfail) only to
 * its log, just before it calls back. So the log goes into a small buffer here. If it overflows,
 * the failure stays a plain SERVFAIL. */
#include "net/resolve_log.h"

#include <stdlib.h>
#include <string.h>

#include "dns/wire.h"

enum mxtrap_status mx_log_open(struct mx_context *context) {
    context->failures = calloc(MX_FAILURES_KEPT, sizeof *context->failures);
    context->log = fmemopen(context->log_text, sizeof context->log_text, "w");
    if (context->failures == NULL || context->log == NULL ||
        setvbuf(context->log, NULL, _IONBF, 0) != 0 ||
        ub_ctx_debugout(context->unbound, context->log) != 0) {
        return MXTRAP_ERR_MEMORY;
    }
    return MXTRAP_OK;
}

void mx_log_close(struct mx_context *context) {
    free(context->failures);
    context->failures = NULL;
    if (context->log != NULL) {
        fclose(context->log);
        context->log = NULL;
    }
}

void mx_log_rewind(struct mx_context *context) {
    rewind(context->log);
    context->log_text[0] = '\0';
}

/* The line is "[1700000000] libunbound[123:0] error: SERVFAIL <...>: reason\n"; this returns the
 * part after "error: ". */
void mx_log_last(struct mx_context *context, char *buffer, size_t size) {
    static const char mark[] = "error: ";
    long end = ftell(context->log);
    size_t length = end > 0 && (size_t)end < sizeof context->log_text ? (size_t)end : 0;

    while (length > 0 && context->log_text[length - 1] == '\n') {
        length--;
    }
    context->log_text[length] = '\0';
    char *line = strrchr(context->log_text, '\n');
    line = line != NULL ? line + 1 : context->log_text;
    char *text = strstr(line, mark);
    snprintf(buffer, size, "%s", text != NULL ? text + sizeof mark - 1 : line);
}

/* libunbound's reasons and their results; the first row found in the reason counts. */
static const struct {
    const char *words;
    enum mx_dns_result result;
    uint8_t rcode;
} reasons[] = {
    {"number restarts (eg. indirections)", MX_DNS_ALIAS_LOOP, 0},
    {"got SERVFAIL", MX_DNS_SERVFAIL, MX_RCODE_SERVFAIL},
    {"got REFUSED", MX_DNS_REFUSED, MX_RCODE_REFUSED},
    {"got NOTIMPL", MX_DNS_REFUSED, MX_RCODE_NOTIMP},
    {"got FORMERR", MX_DNS_REFUSED, MX_RCODE_FORMERR},
    {"upstream server timeout", MX_DNS_TIMEOUT, 0},
    {"query response was timeout", MX_DNS_TIMEOUT, 0},
};

static void classify(struct mx_failure *failure) {
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (strstr(failure->why, reasons[i].words) != NULL) {
            failure->result = reasons[i].result;
            failure->rcode = reasons[i].rcode;
            return;
        }
    }
    failure->result = MX_DNS_SERVFAIL;
    failure->rcode = 0;
}

static struct mx_failure *known_failure(struct mx_context *context, const uint8_t *name,
                                        uint16_t type) {
    for (size_t i = 0; i < MX_FAILURES_KEPT && i < context->failure_count; i++) {
        struct mx_failure *failure = &context->failures[i];
        if (failure->type == type && mx_name_equal(failure->name.wire, name)) {
            return failure;
        }
    }
    return NULL;
}

static struct mx_failure *new_failure(struct mx_context *context, const uint8_t *name,
                                      uint16_t type) {
    struct mx_failure *failure = known_failure(context, name, type);

    if (failure == NULL) {
        failure = &context->failures[context->failure_count++ % MX_FAILURES_KEPT];
    }
    memcpy(failure->name.wire, name, mx_name_length(name));
    failure->type = type;
    return failure;
}

void mx_context_explain(struct mx_context *context, struct mx_dns_answer *out, const uint8_t *name,
                        uint16_t type) {
    static const char mark[] = "SERVFAIL <";
    char line[sizeof context->log_text];
    struct mx_failure *failure;

    mx_log_last(context, line, sizeof line);
    char *reason = strncmp(line, mark, sizeof mark - 1) == 0 ? strstr(line, ">: ") : NULL;
    if (reason != NULL) {
        failure = new_failure(context, name, type);
        snprintf(failure->why, sizeof failure->why, "%s", reason + 3);
        classify(failure);
    } else {
        failure = known_failure(context, name, type);
    }
    mx_log_rewind(context);
    mx_dns_answer_error(out, failure != NULL ? failure->result : MX_DNS_SERVFAIL, name,
                        failure != NULL ? failure->why : NULL);
    out->rcode = failure != NULL ? failure->rcode : 0;
}
