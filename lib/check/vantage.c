/* Proofs age: a silence that ended at a time counts when a host of that family has answered after
 * it. So the hosts that answered last are asked once more; where they are gone, the controls are.
 */
#include "check/vantage.h"

#include <stdlib.h>
#include <string.h>

enum { CONTROLS_MOST = 64, SEEN_MOST = 4 };

struct waiter {
    struct waiter *next;
    mx_vantage_done *done;
    void *argument;
    uint64_t since;
};

struct family {
    struct mx_vantage *vantage;
    enum mx_family number;
    uint64_t proven;                   /* when a host answered last */
    struct mx_address seen[SEEN_MOST]; /* those that answered, the last one first */
    size_t seen_count;
    struct mx_address controls[CONTROLS_MOST];
    size_t control_count;
    size_t next_seen, next_control; /* to be asked; back to the first ones with every new proof */
    bool is_asking;
    struct waiter *waiters;
};

struct mx_vantage {
    struct mx_prober *prober;
    struct family families[2];
};

static struct family *family_of(struct mx_vantage *vantage, uint8_t family) {
    return &vantage->families[family == MX_IPV6 ? 1 : 0];
}

enum mxtrap_status mx_vantage_new(struct mx_prober *prober, struct mx_vantage **out) {
    struct mx_vantage *vantage = calloc(1, sizeof *vantage);

    if (vantage == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    vantage->prober = prober;
    for (int i = 0; i < 2; i++) {
        vantage->families[i].vantage = vantage;
        vantage->families[i].number = i == 0 ? MX_IPV4 : MX_IPV6;
    }
    *out = vantage;
    return MXTRAP_OK;
}

/* Tells those that wait; PROVEN: those alone whose silence ended before the proof. */
static void tell(struct family *family, bool proven) {
    struct waiter *told = NULL, **link = &family->waiters;

    while (*link != NULL) {
        struct waiter *waiter = *link;
        if (proven && waiter->since > family->proven) {
            link = &waiter->next;
            continue;
        }
        *link = waiter->next;
        waiter->next = told;
        told = waiter;
    }
    while (told != NULL) { /* a callback may ask again */
        struct waiter *next = told->next;
        told->done(told->argument, family->number, proven);
        free(told);
        told = next;
    }
}

void mx_vantage_free(struct mx_vantage *vantage) {
    for (int i = 0; vantage != NULL && i < 2; i++) {
        while (vantage->families[i].waiters != NULL) {
            struct waiter *next = vantage->families[i].waiters->next;
            free(vantage->families[i].waiters);
            vantage->families[i].waiters = next;
        }
    }
    free(vantage);
}

static void search(struct family *family);

static void take_proof(void *argument, const struct mx_address *address,
                       const struct mx_fact *fact) {
    struct family *family = argument;

    family->is_asking = false;
    mx_vantage_saw(family->vantage, address, fact);
    if (family->waiters != NULL) {
        search(family);
    }
}

/* Asks the next host that may prove it. */
static void search(struct family *family) {
    const struct mx_address *candidate = NULL;

    if (family->is_asking) {
        return;
    }
    if (family->next_seen < family->seen_count) {
        candidate = &family->seen[family->next_seen++];
    } else if (family->next_control < family->control_count) {
        candidate = &family->controls[family->next_control++];
    }
    if (candidate != NULL) {
        struct mx_address address = *candidate;
        family->is_asking = mx_probe_again(family->vantage->prober, &address, NULL, take_proof,
                                           family) == MXTRAP_OK;
    }
}

void mx_vantage_control(struct mx_vantage *vantage, const struct mx_address *address) {
    struct family *family = family_of(vantage, address->family);

    if (family->control_count < CONTROLS_MOST) {
        family->controls[family->control_count++] = *address;
        if (family->waiters != NULL) {
            search(family);
        }
    }
}

static size_t find_seen(const struct family *family, const struct mx_address *address) {
    size_t at = 0;

    while (at < family->seen_count && !mx_address_equal(&family->seen[at], address)) {
        at++;
    }
    return at;
}

/* In front of the others that answered, of which the one longest ago goes. */
static void remember(struct family *family, const struct mx_address *address) {
    size_t at = find_seen(family, address);

    if (at == family->seen_count && family->seen_count < SEEN_MOST) {
        family->seen_count++;
    } else if (at == family->seen_count) {
        at--;
    }
    memmove(&family->seen[1], &family->seen[0], at * sizeof family->seen[0]);
    family->seen[0] = *address;
}

void mx_vantage_saw(struct mx_vantage *vantage, const struct mx_address *address,
                    const struct mx_fact *fact) {
    struct family *family = family_of(vantage, address->family);

    if (fact->state != MXTRAP_ANSWERS || fact->is_own) {
        return;
    }
    if (fact->ended <= family->proven) { /* no news: a host more to ask, if there are few */
        if (family->seen_count < SEEN_MOST && find_seen(family, address) == family->seen_count) {
            family->seen[family->seen_count++] = *address;
        }
        return;
    }
    remember(family, address);
    family->proven = fact->ended;
    family->next_seen = family->next_control = 0;
    tell(family, true);
    if (family->waiters != NULL) {
        search(family);
    }
}

bool mx_vantage_is_proven(const struct mx_vantage *vantage, enum mx_family family, uint64_t since) {
    const struct family *at = &vantage->families[family == MX_IPV6 ? 1 : 0];

    return at->seen_count > 0 && at->proven >= since;
}

enum mxtrap_status mx_vantage_ask(struct mx_vantage *vantage, enum mx_family family, uint64_t since,
                                  mx_vantage_done *done, void *argument) {
    struct family *at = family_of(vantage, (uint8_t)family);
    struct waiter *waiter = malloc(sizeof *waiter);

    if (waiter == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    *waiter = (struct waiter){at->waiters, done, argument, since};
    at->waiters = waiter;
    search(at);
    return MXTRAP_OK;
}

bool mx_vantage_is_asking(const struct mx_vantage *vantage) {
    return vantage->families[0].is_asking || vantage->families[1].is_asking;
}

void mx_vantage_settle(struct mx_vantage *vantage) {
    for (int i = 0; i < 2; i++) {
        tell(&vantage->families[i], false);
    }
}
