/* An address reached without leaving this machine passes no proxy, so it is not a control. */
#include "check/silent_controls.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED_MAX = 8 };

struct silent {
    struct mx_silent_controls *silents;
    struct mx_address address;
    enum mx_cause cause; /* why it was not asked */
    bool is_asked, listens;
};

struct mx_silent_controls {
    mx_silent_controls_fn *saw;
    void *context;
    size_t count, waiting;
    struct silent list[];
};

static void take_outcome(void *context, const struct mx_address *address,
                         const struct mx_probe_outcome *outcome) {
    struct silent *silent = context;
    struct mx_silent_controls *silents = silent->silents;

    silent->is_asked = outcome->state != MXTRAP_UNPROBED && !outcome->is_own;
    silent->cause = outcome->is_own ? MX_CAUSE_OWN : outcome->cause;
    silent->listens = silent->is_asked && mxtrap_state_listens(outcome->state);
    silents->waiting--;
    if (silents->saw != NULL) {
        silents->saw(silents->context, address, outcome);
    }
}

enum mxtrap_status mx_silent_controls_new(struct mx_prober *prober, const char *const *addresses,
                                          size_t count, struct mx_silent_controls **out) {
    struct mx_silent_controls *silents =
        calloc(1, sizeof *silents + count * sizeof silents->list[0]);
    enum mxtrap_status status = MXTRAP_OK;

    if (silents == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *out = silents;
    for (size_t i = 0; i < count && status == MXTRAP_OK; i++) {
        struct silent *silent = &silents->list[i];
        *silent = (struct silent){.silents = silents};
        if (!mx_address_parse(&silent->address, addresses[i], strlen(addresses[i]))) {
            return MXTRAP_ERR_INPUT;
        }
        status = mx_probe(prober, &silent->address, NULL, take_outcome, silent);
        silents->waiting += status == MXTRAP_OK ? 1 : 0;
        silents->count++;
    }
    return status;
}

void mx_silent_controls_listen(struct mx_silent_controls *silents, mx_silent_controls_fn *saw,
                               void *context) {
    silents->saw = saw;
    silents->context = context;
}

void mx_silent_controls_free(struct mx_silent_controls *silents) {
    free(silents);
}

bool mx_silent_controls_are_known(const struct mx_silent_controls *silents) {
    return silents->waiting == 0;
}

const struct mx_address *mx_silent_controls_answering(const struct mx_silent_controls *silents,
                                                      enum mx_family family) {
    for (size_t i = 0; i < silents->count; i++) {
        if (silents->list[i].listens && silents->list[i].address.family == family) {
            return &silents->list[i].address;
        }
    }
    return NULL;
}

size_t mx_silent_controls_write_unasked(const struct mx_silent_controls *silents,
                                        struct mx_text *text) {
    size_t count = 0;

    for (size_t i = 0; i < silents->count; i++) {
        const struct silent *silent = &silents->list[i];
        if (silent->is_asked || count++ >= NAMED_MAX || text == NULL) {
            continue;
        }
        mx_text_string(text, count > 1 ? ", " : "");
        mx_address_write(text, &silent->address);
        mx_text_string(text, ": ");
        mx_text_string(text, mx_cause_meaning(silent->cause));
    }
    return count;
}
