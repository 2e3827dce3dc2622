/* Makes and frees a prober. */
#include "probe/targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "probe/fd_budget.h"
#include "probe/link.h"
#include "probe/own_address.h"
#include "probe/tls.h"

/* Characters of EHLO's argument (RFC 5321 4.1.2); none can end the line. The underscore is allowed
 * because real hosts' names have it, against RFC 1123. */
static bool is_helo(const char *name) {
    size_t length = strlen(name);

    for (size_t i = 0; i < length; i++) {
        if (!mx_is_alpha(name[i]) && !mx_is_digit(name[i]) && strchr(".-_[:]", name[i]) == NULL) {
            return false;
        }
    }
    return length > 0 && length <= MX_PROBE_HELO_MAX;
}

/* How long the kernel sends a SYN a second before it backs off: Linux since 6.5 as long as
 * tcp_syn_linear_timeouts says (ip-sysctl; IPv6, too); older Linux and others at 0 and 1 s only. */
static unsigned kernel_sends_ms(void) {
    FILE *file = fopen("/proc/sys/net/ipv4/tcp_syn_linear_timeouts", "re");
    char digits[4]; /* at most 127 */
    unsigned more = 0;

    if (file != NULL) {
        if (fgets(digits, sizeof digits, file) != NULL) {
            more = (unsigned)strtoul(digits, NULL, 10);
        }
        fclose(file);
    }
    return (more > 1 ? more + 1 : 2) * 1000;
}

static void or_default(unsigned *value, unsigned standard) {
    if (*value == 0) {
        *value = standard;
    }
}

static bool set_options(struct mx_prober *prober, const struct mx_probe_options *options) {
    struct mx_probe_options *own = &prober->settings.options;
    unsigned share = mx_fd_budget_share(mx_fd_budget_allowed()).probes;

    if ((options->helo != NULL && !is_helo(options->helo)) ||
        options->timeout_ms > MX_PROBE_TIMEOUT_MAX_MS ||
        options->greeting_timeout_ms > MX_PROBE_TIMEOUT_MAX_MS) {
        return false;
    }
    *own = *options;
    if (options->helo != NULL) {
        memcpy(prober->settings.helo, options->helo, strlen(options->helo) + 1);
    }
    own->helo = prober->settings.helo;
    own->port = own->port != 0 ? own->port : MX_PROBE_PORT;
    or_default(&own->timeout_ms, MX_PROBE_TIMEOUT_MS);
    or_default(&own->greeting_timeout_ms, MX_PROBE_GREETING_TIMEOUT_MS);
    or_default(&own->rate, MX_PROBE_RATE);
    or_default(&own->known_max, MX_PROBE_KNOWN_MAX);
    or_default(&own->socket_ms, kernel_sends_ms());
    if (own->socket_ms < own->timeout_ms / MX_PROBE_CONNECTS_MAX) {
        own->socket_ms = own->timeout_ms / MX_PROBE_CONNECTS_MAX;
    }
    or_default(&own->pause_ms, MX_PROBE_PAUSE_MS);
    or_default(&own->home_max, MX_PROBE_HOME_MAX);
    or_default(&own->open_max, share * (1 + MX_PROBE_LANES));
    prober->home = (struct mx_probe_lane){.prober = prober,
                                          .base = prober->base,
                                          .room = share,
                                          .room_max = share,
                                          .hand_back = mx_probe_ended};
    TAILQ_INIT(&prober->home.flight);
    return true;
}

/* There is room on the link, or it was lost. What the far side cannot begin yet waits here, where
 * it is counted. */
static void on_link(void *context) {
    struct mx_prober *prober = context;
    unsigned rate = mx_probe_link_rate(prober->settings.options.link);

    if (rate > 0 && rate < prober->pace.rate) {
        prober->pace.rate = rate;
    }
    event_active(&prober->work, EV_TIMEOUT, 1);
}

enum mxtrap_status mx_prober_new(struct event_base *base, const struct mx_probe_options *options,
                                 struct mx_prober **out) {
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;
    struct mx_prober *prober = calloc(1, sizeof *prober);

    if (prober == NULL) {
        return status;
    }
    prober->base = base;
    TAILQ_INIT(&prober->pausing.targets);
    TAILQ_INIT(&prober->queue.targets);
    TAILQ_INIT(&prober->flight.targets);
    TAILQ_INIT(&prober->ready.targets);
    TAILQ_INIT(&prober->known.targets);
    if (!set_options(prober, options)) {
        status = MXTRAP_ERR_ARGUMENT;
        goto done;
    }
    if (prober->settings.options.starttls &&
        (prober->settings.tls_context = mx_tls_context_new()) == NULL) {
        goto done;
    }
    if (event_assign(&prober->work, base, -1, 0, mx_probe_work, prober) != 0 ||
        evtimer_assign(&prober->pace_timer, base, mx_probe_work, prober) != 0) {
        goto done;
    }
    if (prober->settings.options.link != NULL) {
        mx_probe_link_on_change(prober->settings.options.link, on_link, prober);
    }
    prober->own = prober->settings.options.allow_special || options->link != NULL
                      ? -1
                      : mx_own_address_open();
    mx_pace_init(&prober->pace, prober->settings.options.rate, mx_monotonic_ns());
    *out = prober;
    prober = NULL;
    status = MXTRAP_OK;
done:
    if (prober != NULL) {
        mx_tls_context_free(prober->settings.tls_context);
        free(prober);
    }
    return status;
}

static void forget_list(struct mx_prober *prober, struct mx_probe_list *list) {
    while (!TAILQ_EMPTY(&list->targets)) {
        mx_probe_forget(prober, TAILQ_FIRST(&list->targets));
    }
}

void mx_prober_free(struct mx_prober *prober) {
    if (prober == NULL) {
        return;
    }
    mx_probe_lanes_free(prober);
    forget_list(prober, &prober->flight);
    forget_list(prober, &prober->queue);
    forget_list(prober, &prober->pausing);
    forget_list(prober, &prober->ready);
    forget_list(prober, &prober->known);
    event_del(&prober->work);
    event_del(&prober->pace_timer);
    mx_index_free(&prober->targets);
    if (prober->own >= 0) {
        close(prober->own);
    }
    mx_tls_context_free(prober->settings.tls_context);
    free(prober);
}
