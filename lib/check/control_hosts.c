/* A control that cannot be looked up proves nothing. It is not an error; the verdict reports it. */
#include "check/control_hosts.h"

#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "net/domain_name.h"

/* The time between rounds grows with the run's age. */
enum {
    PLACES_MAX = 4, /* of a control and family */
    INTERVAL_MIN_MS = 500,
    INTERVAL_MAX_MS = 10000,
    AGE_PART = 20, /* the interval is this part of the age */
    NAMED_MAX = 8, /* in a finding */
    MILLISECOND_NS = 1000000
};

/* An address of a control, and its last outcome. */
struct place {
    struct control *control;
    struct mx_address address;
    enum mxtrap_state state;
    enum mx_cause cause;
    uint64_t began, finished; /* begin of the last request, and of the last with an outcome */
    unsigned tries;
    bool is_under_way, is_own, answered;
};

struct control {
    struct mx_control_hosts *controls;
    const char *host;
    struct places {
        struct place list[PLACES_MAX];
        size_t count;
        const char *why; /* the lookup failed; else NULL */
    } families[2];
};

/* The controls' evidence for a family. */
struct shown {
    uint64_t asked;    /* when one was last asked */
    uint64_t proven;   /* when one last answered; 0: never */
    bool at_the_start; /* one answered its first request */
};

struct mx_control_hosts {
    struct mx_control_hosts_options options;
    uint64_t began;
    size_t waiting; /* lookups */
    struct shown shown[2];
    struct control list[];
};

static uint64_t now_ms(void) {
    return mx_monotonic_ns() / MILLISECOND_NS;
}

static size_t index_of(uint8_t family) {
    return family == MX_IPV6 ? 1 : 0;
}

static mx_probe_done on_outcome;

/* Asks PLACE once more; false: memory is out. */
static bool ask(struct place *place) {
    place->tries++;
    return mx_probe_again(place->control->controls->options.prober, &place->address, NULL,
                          on_outcome, place) == MXTRAP_OK;
}

static void begin_place(struct place *place) {
    place->tries = 0;
    place->began = now_ms();
    place->is_under_way = ask(place);
    if (!place->is_under_way) {
        place->state = MXTRAP_UNPROBED;
        place->cause = MX_CAUSE_LOCAL;
        place->answered = false;
        place->finished = place->began;
    }
}

/* The outcome may be an older answer that the prober kept; only a new answer counts. */
static void on_outcome(void *context, const struct mx_address *address,
                       const struct mx_probe_outcome *outcome) {
    struct place *place = context;
    struct mx_control_hosts *controls = place->control->controls;
    struct shown *shown = &controls->shown[index_of(address->family)];
    bool is_asked = outcome->state != MXTRAP_UNPROBED && !outcome->is_own;

    place->state = outcome->state;
    place->cause = outcome->cause;
    place->is_own = outcome->is_own;
    place->answered =
        is_asked && outcome->state == MXTRAP_ANSWERS && outcome->ended >= place->began;
    if (place->answered) {
        shown->proven = outcome->ended > shown->proven ? outcome->ended : shown->proven;
        shown->at_the_start = shown->at_the_start || place->finished == 0;
    } else if (is_asked && place->tries < controls->options.attempts && ask(place)) {
        return;
    }
    place->is_under_way = false;
    place->finished = place->began;
    controls->options.news(controls->options.context, address, outcome);
}

static void add(struct control *control, const struct mx_address *address) {
    const struct mx_control_hosts_options *options = &control->controls->options;
    struct places *places = &control->families[index_of(address->family)];

    if (places->count < PLACES_MAX &&
        (address->family == MX_IPV4 ? options->ipv4 : options->ipv6)) {
        struct place *place = &places->list[places->count++];
        *place = (struct place){.control = control, .address = *address};
        begin_place(place);
    }
}

static void add_addresses(struct control *control, const struct mx_dns_answer *answer,
                          uint8_t family) {
    struct mx_control_hosts *controls = control->controls;

    controls->waiting--;
    for (size_t i = 0; answer->result == MX_DNS_OK && i < answer->record_count; i++) {
        struct mx_address address = {.family = family};
        memcpy(address.bytes, answer->records[i].bytes, family == MX_IPV4 ? 4 : 16);
        add(control, &address);
    }
    if (answer->result != MX_DNS_OK && answer->result != MX_DNS_NODATA) {
        control->families[index_of(family)].why = mx_dns_result_name(answer->result);
    }
    controls->options.news(controls->options.context, NULL, NULL);
}

static void on_ipv4(void *context, const struct mx_dns_answer *answer) {
    add_addresses(context, answer, MX_IPV4);
}

static void on_ipv6(void *context, const struct mx_dns_answer *answer) {
    add_addresses(context, answer, MX_IPV6);
}

static enum mxtrap_status look_up(struct control *control, const struct mx_name *name,
                                  uint16_t type, mx_dns_done *done) {
    struct mx_control_hosts *controls = control->controls;
    enum mxtrap_status status =
        mx_resolver_ask(controls->options.resolver, name->wire, type, done, control);

    controls->waiting += status == MXTRAP_OK ? 1 : 0;
    return status;
}

static enum mxtrap_status begin(struct control *control) {
    const struct mx_control_hosts_options *options = &control->controls->options;
    struct mx_address address = {0};
    struct mx_name name;
    const char *why;

    if (mx_address_parse(&address, control->host, strlen(control->host))) {
        add(control, &address);
        return MXTRAP_OK;
    }
    enum mxtrap_status status =
        mx_domain_name_read(&name, control->host, strlen(control->host), &why);
    if (status == MXTRAP_OK && options->ipv4) {
        status = look_up(control, &name, MX_TYPE_A, on_ipv4);
    }
    if (status == MXTRAP_OK && options->ipv6) {
        status = look_up(control, &name, MX_TYPE_AAAA, on_ipv6);
    }
    return status;
}

enum mxtrap_status mx_control_hosts_new(const struct mx_control_hosts_options *options,
                                        struct mx_control_hosts **out) {
    struct mx_control_hosts *controls =
        calloc(1, sizeof *controls + options->count * sizeof controls->list[0]);
    enum mxtrap_status status = MXTRAP_OK;

    if (controls == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    controls->options = *options;
    controls->began = controls->shown[0].asked = controls->shown[1].asked = now_ms();
    *out = controls;
    for (size_t i = 0; i < options->count && status == MXTRAP_OK; i++) {
        controls->list[i].controls = controls;
        controls->list[i].host = options->hosts[i];
        status = begin(&controls->list[i]);
    }
    return status;
}

void mx_control_hosts_free(struct mx_control_hosts *controls) {
    free(controls);
}

bool mx_control_hosts_are_known(const struct mx_control_hosts *controls) {
    return controls->waiting == 0;
}

size_t mx_control_hosts_count(const struct mx_control_hosts *controls) {
    return controls->options.count;
}

bool mx_control_hosts_have(const struct mx_control_hosts *controls, enum mx_family family) {
    if (controls->waiting > 0) {
        return true;
    }
    for (size_t i = 0; i < controls->options.count; i++) {
        const struct places *places = &controls->list[i].families[index_of((uint8_t)family)];
        if (places->count > 0 || places->why != NULL) {
            return true;
        }
    }
    return false;
}

/* Whether every address of FAMILY has an outcome of a request at SINCE or later. */
static bool are_finished(const struct mx_control_hosts *controls, size_t which, uint64_t since) {
    for (size_t i = 0; i < controls->options.count; i++) {
        const struct places *places = &controls->list[i].families[which];
        for (size_t j = 0; j < places->count; j++) {
            if (places->list[j].finished == 0 || places->list[j].finished < since) {
                return false;
            }
        }
    }
    return controls->waiting == 0;
}

enum mx_proof mx_control_hosts_prove(const struct mx_control_hosts *controls, enum mx_family family,
                                     uint64_t since) {
    size_t which = index_of((uint8_t)family);
    const struct shown *shown = &controls->shown[which];

    if (!shown->at_the_start) {
        return are_finished(controls, which, 0) ? MX_PROOF_NO : MX_PROOF_LATER;
    }
    return shown->proven >= since                 ? MX_PROOF_YES
           : are_finished(controls, which, since) ? MX_PROOF_NO
                                                  : MX_PROOF_LATER;
}

static uint64_t interval(const struct mx_control_hosts *controls, uint64_t now) {
    uint64_t part = (now - controls->began) / AGE_PART;

    return part < INTERVAL_MIN_MS   ? INTERVAL_MIN_MS
           : part > INTERVAL_MAX_MS ? INTERVAL_MAX_MS
                                    : part;
}

void mx_control_hosts_ask(struct mx_control_hosts *controls, enum mx_family family, uint64_t since,
                          bool at_once) {
    size_t which = index_of((uint8_t)family);
    struct shown *shown = &controls->shown[which];
    uint64_t now = now_ms();

    if (!shown->at_the_start || (!at_once && now - shown->asked < interval(controls, now))) {
        return;
    }
    for (size_t i = 0; i < controls->options.count; i++) {
        struct places *places = &controls->list[i].families[which];
        for (size_t j = 0; j < places->count; j++) {
            if (!places->list[j].is_under_way && places->list[j].finished < since) {
                begin_place(&places->list[j]);
                shown->asked = now;
            }
        }
    }
}

static const char *words_of(const struct place *place) {
    return place->is_own                     ? "an address of this machine, which proves nothing"
           : place->state == MXTRAP_UNPROBED ? mx_cause_meaning(place->cause)
           : place->state == MXTRAP_ANSWERS  ? "no longer answers"
                                             : mxtrap_state_name(place->state);
}

/* "NAME [ADDRESS]: ", or only the address if the control was given by address. */
static void write_name(struct mx_text *text, const char *host, const struct mx_address *address) {
    struct mx_address given = {0};

    mx_text_escaped(text, host, strlen(host));
    if (!mx_address_parse(&given, host, strlen(host))) {
        mx_text_string(text, " [");
        mx_address_write(text, address);
        mx_text_char(text, ']');
    }
    mx_text_string(text, ": ");
}

static size_t write_control(const struct control *control, size_t which, struct mx_text *text,
                            size_t count) {
    const struct places *places = &control->families[which];

    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->list[i];
        if (place->answered || count++ >= NAMED_MAX || text == NULL) {
            continue;
        }
        mx_text_string(text, count > 1 ? ", " : "");
        write_name(text, control->host, &place->address);
        mx_text_string(text, words_of(place));
    }
    if (places->why != NULL && count++ < NAMED_MAX && text != NULL) {
        mx_text_string(text, count > 1 ? ", " : "");
        mx_text_escaped(text, control->host, strlen(control->host));
        mx_text_string(text, ": cannot be looked up, ");
        mx_text_string(text, places->why);
    }
    return count;
}

size_t mx_control_hosts_write_failed(const struct mx_control_hosts *controls, enum mx_family family,
                                     struct mx_text *text) {
    size_t count = 0;

    for (size_t i = 0; i < controls->options.count; i++) {
        count = write_control(&controls->list[i], index_of((uint8_t)family), text, count);
    }
    if (text != NULL && count > NAMED_MAX) {
        mx_text_format(text, " and %zu more", count - NAMED_MAX);
    }
    return count;
}
