/* Two walks over all zones: which hosts are dummies or real, then which addresses they have. That
 * no real host is silenced is looked at here, whatever a zone ignores. */
#include "write/silence.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "rules/real_hosts.h"
#include "write/format.h"

/* A real host's address. */
struct real_address {
    const struct mx_address *address;
    const struct mx_silenced_host *host;
};

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_silenced_host *)row)->name, key);
}

static bool has_address(const void *row, const void *key) {
    return mx_address_equal(((const struct real_address *)row)->address, key);
}

/* The index hands out const rows; they are the silencer's own. */
static struct mx_silenced_host *find_host(const struct mx_silencer *silencer, const uint8_t *name) {
    return (struct mx_silenced_host *)mx_index_find(&silencer->hosts, mx_name_hash(name), name,
                                                    has_name);
}

static struct mx_silenced_host *host_of(struct mx_silencer *silencer, const uint8_t *name) {
    struct mx_silenced_host *host = find_host(silencer, name);

    if (host != NULL) {
        return host;
    }
    host = mx_arena_zeroed(&silencer->arena, 1, sizeof *host);
    if (host == NULL || !mx_index_add(&silencer->hosts, mx_name_hash(name), host)) {
        silencer->no_memory = true;
        return NULL;
    }
    host->name = name;
    *silencer->next_host = host;
    silencer->next_host = &host->next;
    return host;
}

static void add_host(struct mx_silencer *silencer, const mxtrap_layout *layout,
                     const struct mxtrap_exchanger *exchanger) {
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;

    if (mx_exchanger_is_null(exchanger) || exchanger->role == MXTRAP_ROLE_UNKNOWN ||
        (is_dummy && !mx_zone_is_chosen(silencer->zones, layout->zone))) {
        return;
    }
    struct mx_silenced_host *host = host_of(silencer, exchanger->host);
    if (host != NULL && !is_dummy) {
        host->real = exchanger;
    } else if (host != NULL && host->dummy[layout->silence] == NULL) {
        host->dummy[layout->silence] = exchanger;
        host->layout[layout->silence] = layout;
    }
}

static void add_silenced(struct mx_silencer *silencer, const struct mx_silenced *silenced) {
    struct mx_silenced *list =
        mx_grow(silencer->list, silencer->count, &silencer->capacity, sizeof *list);

    if (list == NULL) {
        silencer->no_memory = true;
        return;
    }
    silencer->list = list;
    list[silencer->count++] = *silenced;
}

static void add_real(struct mx_silencer *silencer, const struct mx_address *address,
                     const struct mx_silenced_host *host) {
    uint32_t hash = mx_address_hash(address);

    if (mx_index_find(&silencer->reals, hash, address, has_address) != NULL) {
        return;
    }
    struct real_address *row = mx_arena_alloc(&silencer->arena, sizeof *row);
    if (row == NULL) {
        silencer->no_memory = true;
        return;
    }
    *row = (struct real_address){address, host};
    silencer->no_memory = !mx_index_add(&silencer->reals, hash, row);
}

static void add_addresses(struct mx_silencer *silencer, const uint8_t *name,
                          const struct mx_address *addresses, size_t count) {
    struct mx_silenced_host *host = count > 0 ? find_host(silencer, name) : NULL;

    if (host == NULL) {
        return;
    }
    host->has_address = true;
    for (size_t i = 0; i < count && !silencer->no_memory; i++) {
        if (host->real != NULL) {
            add_real(silencer, &addresses[i], host);
        }
        for (size_t kind = 0; kind < MX_SILENCE_KINDS; kind++) {
            if (host->dummy[kind] != NULL) {
                add_silenced(silencer, &(struct mx_silenced){&addresses[i], host, (uint8_t)kind});
            }
        }
    }
}

static void walk_zone(struct mx_silencer *silencer, const mxtrap_zone *zone, bool want_addresses) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count && !mx_layout_is_shared(zone, i); j++) {
            const struct mxtrap_exchanger *exchanger = &layout->exchangers[j];
            if (want_addresses) {
                add_addresses(silencer, exchanger->host, exchanger->addresses,
                              exchanger->address_count);
            } else {
                add_host(silencer, layout, exchanger);
            }
        }
    }
    for (size_t i = 0; i < zone->name_server_count && want_addresses; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        add_addresses(silencer, server->host, server->addresses, server->address_count);
    }
}

static int compare_addresses(const void *left, const void *right) {
    const struct mx_silenced *a = left, *b = right;
    int by_family = a->address->family - b->address->family;
    int by_bytes = memcmp(a->address->bytes, b->address->bytes, sizeof a->address->bytes);

    return by_family != 0 ? by_family : by_bytes != 0 ? by_bytes : a->silence - b->silence;
}

/* By silence first: a slice lies in one piece. */
static int compare_slices(const void *left, const void *right) {
    const struct mx_silenced *a = left, *b = right;

    return a->silence != b->silence ? a->silence - b->silence : compare_addresses(left, right);
}

static bool is_of(const struct mx_silenced *silenced, enum mx_family family,
                  enum mx_silence silence) {
    return silenced->address->family == family && silenced->silence == silence;
}

static struct mx_text *begin(struct mx_silencer *silencer, const uint8_t *name, const char *words) {
    silencer->wrong++;
    if (silencer->findings == NULL) {
        return NULL;
    }
    return mx_finding_of(silencer->findings, name, words);
}

static void report_real(struct mx_silencer *silencer, const struct mx_silenced *silenced,
                        const struct real_address *real) {
    struct mx_text *text = begin(silencer, silenced->host->name, ": to silence ");

    if (text != NULL) {
        mx_address_write(text, silenced->address);
        mx_text_string(text, " would silence the real host ");
        mx_name_write(text, real->host->name, NULL);
        mx_finding_end(silencer->findings, MX_RULE_ADDRESS_SHARED_WITH_REAL, MXTRAP_ERROR,
                       silenced->address->place);
    }
}

static void report_both(struct mx_silencer *silencer, const struct mx_silenced *drop,
                        const struct mx_silenced *reset) {
    struct mx_text *text = begin(silencer, reset->host->name, " ");

    if (text != NULL) {
        mx_address_write(text, reset->address);
        mx_text_string(text, " is to be dropped (");
        mx_name_write(text, drop->host->layout[MX_SILENCE_DROP]->owner, NULL);
        mx_text_string(text, ") and reset (");
        mx_name_write(text, reset->host->layout[MX_SILENCE_RESET]->owner, NULL);
        mx_text_char(text, ')');
        mx_finding_end(silencer->findings, MX_RULE_SPEC_CONFLICT, MXTRAP_ERROR,
                       reset->host->dummy[MX_SILENCE_RESET]->place);
    }
}

/* Sorts, and keeps one of each address. */
static void settle(struct mx_silencer *silencer) {
    size_t kept = 0;

    if (silencer->count == 0) {
        return;
    }
    qsort(silencer->list, silencer->count, sizeof *silencer->list, compare_addresses);
    for (size_t i = 0; i < silencer->count; i++) {
        const struct mx_silenced silenced = silencer->list[i];
        const struct mx_silenced *before = kept > 0 ? &silencer->list[kept - 1] : NULL;
        const struct real_address *real = mx_index_find(
            &silencer->reals, mx_address_hash(silenced.address), silenced.address, has_address);
        if (before != NULL && mx_address_equal(before->address, silenced.address)) {
            if (before->silence != silenced.silence) {
                report_both(silencer, before, &silenced);
            }
            continue;
        }
        if (real != NULL) {
            report_real(silencer, &silenced, real);
        }
        silencer->list[kept++] = silenced;
    }
    silencer->count = kept;
    qsort(silencer->list, silencer->count, sizeof *silencer->list, compare_slices);
}

static bool is_accepted(const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->ignored_count; i++) {
        if (zone->ignored[i] == MX_RULE_DUMMY_NOT_SILENCED) {
            return true;
        }
    }
    return false;
}

/* A dummy that stays open unless somebody else silences it. */
static void look_at_open(struct mx_silencer *silencer, const struct mx_silenced_host *host) {
    for (size_t kind = 0; kind < MX_SILENCE_KINDS; kind++) {
        if (host->dummy[kind] == NULL || is_accepted(host->layout[kind]->zone)) {
            continue;
        }
        if (begin(silencer, host->name,
                  " is a dummy without an address: it would not be silenced") != NULL) {
            mx_finding_end(silencer->findings, MX_RULE_DUMMY_NOT_SILENCED, MXTRAP_ERROR,
                           host->dummy[kind]->place);
        }
    }
}

/* A real host whose addresses are kept elsewhere: a dummy may have one of them. */
static void note_unknown(struct mx_silencer *silencer, const struct mx_silenced_host *host) {
    if (host->real != NULL && silencer->findings != NULL) {
        mx_finding_of(silencer->findings, host->name,
                      " is a real host without an address here: whether a dummy has one of its "
                      "addresses is not known");
        mx_finding_end(silencer->findings, MX_RULE_ADDRESS_SHARED_WITH_REAL, MXTRAP_NOTE,
                       host->real->place);
    }
}

enum mxtrap_status mx_silencer_gather(struct mx_silencer *silencer, const mxtrap_zones *zones,
                                      mxtrap_findings *findings) {
    *silencer = (struct mx_silencer){.zones = zones, .findings = findings};
    silencer->next_host = &silencer->first_host;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < zones->count && !silencer->no_memory; i++) {
            walk_zone(silencer, zones->list[i], pass == 1);
        }
    }
    if (silencer->no_memory) {
        return MXTRAP_ERR_MEMORY;
    }
    settle(silencer);
    for (const struct mx_silenced_host *host = silencer->first_host; host != NULL;
         host = host->next) {
        if (!host->has_address) {
            look_at_open(silencer, host);
            note_unknown(silencer, host);
        }
    }
    return findings != NULL ? mx_findings_status(findings) : MXTRAP_OK;
}

void mx_silencer_free(struct mx_silencer *silencer) {
    mx_index_free(&silencer->hosts);
    mx_index_free(&silencer->reals);
    mx_arena_free(&silencer->arena);
    free(silencer->list);
}

const struct mx_silenced *mx_silencer_slice(const struct mx_silencer *silencer,
                                            enum mx_family family, enum mx_silence silence,
                                            size_t *count) {
    size_t first = 0, end;

    while (first < silencer->count && !is_of(&silencer->list[first], family, silence)) {
        first++;
    }
    for (end = first; end < silencer->count && is_of(&silencer->list[end], family, silence);) {
        end++;
    }
    *count = end - first;
    return *count > 0 ? &silencer->list[first] : NULL;
}

enum mxtrap_status mx_check_silencer(const mxtrap_zones *zones, mxtrap_findings *findings) {
    struct mx_silencer silencer;
    enum mxtrap_status status = mx_silencer_gather(&silencer, zones, findings);

    mx_silencer_free(&silencer);
    return status;
}
