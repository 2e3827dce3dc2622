/* States and causes as words, out of their tables, and copies of outcomes. */
#include "model/probe_outcome.h"

static const struct {
    const char *name, *meaning;
    bool listens;
} states[] = {
#define MX_STATE(NAME, name, listens, meaning) [MXTRAP_##NAME] = {name, meaning, listens},
#include "model/states.def"
#undef MX_STATE
};

static const struct {
    const char *name, *meaning;
    bool is_network;
} causes[MX_CAUSE_COUNT] = {
#define MX_CAUSE(NAME, name, is_network, meaning) [MX_CAUSE_##NAME] = {name, meaning, is_network},
#include "model/unprobed.def"
#undef MX_CAUSE
};

static bool is_state(enum mxtrap_state state) {
    return (size_t)state < sizeof states / sizeof states[0];
}

const char *mxtrap_state_name(enum mxtrap_state state) {
    return is_state(state) ? states[state].name : NULL;
}

const char *mxtrap_state_meaning(enum mxtrap_state state) {
    return is_state(state) ? states[state].meaning : NULL;
}

int mxtrap_state_listens(enum mxtrap_state state) {
    return is_state(state) && states[state].listens ? 1 : 0;
}

const char *mx_cause_name(enum mx_cause cause) {
    return causes[cause].name;
}

const char *mx_cause_meaning(enum mx_cause cause) {
    return causes[cause].meaning;
}

bool mx_cause_is_network(enum mx_cause cause) {
    return causes[cause].is_network;
}

static int rank(const struct mx_probe_outcome *outcome) {
    return outcome->state == MXTRAP_ANSWERS ? 2 : mxtrap_state_listens(outcome->state);
}

bool mx_probe_outcome_outranks(const struct mx_probe_outcome *one,
                               const struct mx_probe_outcome *other) {
    return rank(one) > rank(other);
}

struct mx_bytes mx_probe_outcome_rejection(const struct mx_probe_outcome *outcome) {
    if (outcome->reply.length > 0) {
        return outcome->reply;
    }
    return outcome->state == MXTRAP_REJECTS ? outcome->greeting : (struct mx_bytes){0};
}

bool mx_probe_outcome_is_turned_away(const struct mx_probe_outcome *outcome) {
    return outcome->state == MXTRAP_REJECTS && outcome->blames_client;
}

static bool copy_bytes(struct mx_arena *arena, struct mx_bytes *bytes) {
    if (bytes->at != NULL) {
        bytes->at = mx_arena_copy(arena, bytes->at, bytes->length);
        return bytes->at != NULL;
    }
    return true;
}

static bool copy_words(struct mx_arena *arena, const char **words) {
    if (*words != NULL) {
        *words = mx_arena_copy(arena, *words, strlen(*words));
        return *words != NULL;
    }
    return true;
}

static struct mx_tls_outcome *copy_tls(struct mx_arena *arena, const struct mx_tls_outcome *tls) {
    struct mx_tls_outcome *copy = mx_arena_alloc(arena, sizeof *copy);

    if (copy == NULL) {
        return NULL;
    }
    *copy = *tls;
    if (!copy_words(arena, &copy->error) || !copy_words(arena, &copy->version) ||
        !copy_words(arena, &copy->trust) || !copy_bytes(arena, &copy->subject) ||
        !copy_bytes(arena, &copy->name)) {
        return NULL;
    }
    return copy;
}

struct mx_probe_outcome *mx_probe_outcome_copy(struct mx_arena *arena,
                                               const struct mx_probe_outcome *outcome) {
    struct mx_probe_outcome *copy = mx_arena_alloc(arena, sizeof *copy);

    if (copy == NULL) {
        return NULL;
    }
    *copy = *outcome;
    if (!copy_bytes(arena, &copy->greeting) || !copy_bytes(arena, &copy->keywords) ||
        !copy_bytes(arena, &copy->reply)) {
        return NULL;
    }
    if (outcome->tls != NULL) {
        copy->tls = copy_tls(arena, outcome->tls);
    }
    return outcome->tls != NULL && copy->tls == NULL ? NULL : copy;
}
