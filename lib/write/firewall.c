/* Two passes over all zones: which hosts are dummies or real, then their addresses. That no real
 * host is silenced is checked here, whatever rules a zone ignores. */
#include "write/firewall.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "rules/real_hosts.h"
#include "write/zones_writer.h"

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

/* Not const: the rows are made here. */
static struct mx_silenced_host *find_host(const struct mx_firewall *firewall, const uint8_t *name) {
    return (struct mx_silenced_host *)mx_index_find(&firewall->hosts, mx_name_hash(name), name,
                                                    has_name);
}

static struct mx_silenced_host *host_of(struct mx_firewall *firewall, const uint8_t *name) {
    struct mx_silenced_host *host = find_host(firewall, name);

    if (host != NULL) {
        return host;
    }
    host = mx_arena_zeroed(&firewall->arena, 1, sizeof *host);
    if (host == NULL || !mx_index_add(&firewall->hosts, mx_name_hash(name), host)) {
        firewall->no_memory = true;
        return NULL;
    }
    host->name = name;
    *firewall->next_host = host;
    firewall->next_host = &host->next;
    return host;
}

static void add_host(struct mx_firewall *firewall, const mxtrap_layout *layout,
                     const struct mxtrap_exchanger *exchanger) {
    bool is_dummy = exchanger->role == MXTRAP_ROLE_DUMMY;

    if (mx_exchanger_is_null(exchanger) || exchanger->role == MXTRAP_ROLE_UNKNOWN ||
        (is_dummy && !mx_zone_is_chosen(firewall->zones, layout->zone))) {
        return;
    }
    struct mx_silenced_host *host = host_of(firewall, exchanger->host);
    if (host != NULL && !is_dummy) {
        host->real = exchanger;
    } else if (host != NULL && host->dummy[layout->silence] == NULL) {
        host->dummy[layout->silence] = exchanger;
        host->layout[layout->silence] = layout;
    }
}

static void add_silenced(struct mx_firewall *firewall, const struct mx_silenced *silenced) {
    struct mx_silenced *list =
        mx_grow(firewall->list, firewall->count, &firewall->capacity, sizeof *list);

    if (list == NULL) {
        firewall->no_memory = true;
        return;
    }
    firewall->list = list;
    list[firewall->count++] = *silenced;
}

static void add_real(struct mx_firewall *firewall, const struct mx_address *address,
                     const struct mx_silenced_host *host) {
    uint32_t hash = mx_address_hash(address);

    if (mx_index_find(&firewall->reals, hash, address, has_address) != NULL) {
        return;
    }
    struct real_address *row = mx_arena_alloc(&firewall->arena, sizeof *row);
    if (row == NULL) {
        firewall->no_memory = true;
        return;
    }
    *row = (struct real_address){address, host};
    firewall->no_memory = !mx_index_add(&firewall->reals, hash, row);
}

static void add_addresses(struct mx_firewall *firewall, const uint8_t *name,
                          const struct mx_address *addresses, size_t count) {
    struct mx_silenced_host *host = count > 0 ? find_host(firewall, name) : NULL;

    if (host == NULL) {
        return;
    }
    host->has_address = true;
    for (size_t i = 0; i < count && !firewall->no_memory; i++) {
        if (host->real != NULL) {
            add_real(firewall, &addresses[i], host);
        }
        for (size_t kind = 0; kind < MX_SILENCE_KINDS; kind++) {
            if (host->dummy[kind] != NULL) {
                add_silenced(firewall, &(struct mx_silenced){&addresses[i], host, (uint8_t)kind});
            }
        }
    }
}

static void walk_zone(struct mx_firewall *firewall, const mxtrap_zone *zone, bool want_addresses) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count && !mx_layout_is_shared(zone, i); j++) {
            const struct mxtrap_exchanger *exchanger = &layout->exchangers[j];
            if (want_addresses) {
                add_addresses(firewall, exchanger->host, exchanger->addresses,
                              exchanger->address_count);
            } else {
                add_host(firewall, layout, exchanger);
            }
        }
    }
    for (size_t i = 0; i < zone->name_server_count && want_addresses; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        add_addresses(firewall, server->host, server->addresses, server->address_count);
    }
}

static int compare_addresses(const void *left, const void *right) {
    const struct mx_silenced *a = left, *b = right;
    int by_family = a->address->family - b->address->family;
    int by_bytes = memcmp(a->address->bytes, b->address->bytes, sizeof a->address->bytes);

    return by_family != 0 ? by_family : by_bytes != 0 ? by_bytes : a->silence - b->silence;
}

/* By silence first, so that a slice is contiguous. */
static int compare_slices(const void *left, const void *right) {
    const struct mx_silenced *a = left, *b = right;

    return a->silence != b->silence ? a->silence - b->silence : compare_addresses(left, right);
}

static bool is_of(const struct mx_silenced *silenced, enum mx_family family,
                  enum mx_silence silence) {
    return silenced->address->family == family && silenced->silence == silence;
}

static struct mx_text *begin(struct mx_firewall *firewall, const uint8_t *name, const char *words) {
    firewall->wrong++;
    if (firewall->findings == NULL) {
        return NULL;
    }
    return mx_finding_of(firewall->findings, name, words);
}

static void report_real(struct mx_firewall *firewall, const struct mx_silenced *silenced,
                        const struct real_address *real) {
    struct mx_text *text = begin(firewall, silenced->host->name, ": to silence ");

    if (text != NULL) {
        mx_address_write(text, silenced->address);
        mx_text_string(text, " would silence the real host ");
        mx_name_write(text, real->host->name, NULL);
        mx_finding_end(firewall->findings, MX_RULE_ADDRESS_SHARED_WITH_REAL, MXTRAP_ERROR,
                       mx_place_in(&firewall->zones->files, silenced->address->place));
    }
}

static void report_both(struct mx_firewall *firewall, const struct mx_silenced *drop,
                        const struct mx_silenced *reset) {
    struct mx_text *text = begin(firewall, reset->host->name, " ");

    if (text != NULL) {
        mx_address_write(text, reset->address);
        mx_text_string(text, " is to be dropped (");
        mx_name_write(text, drop->host->layout[MX_SILENCE_DROP]->owner, NULL);
        mx_text_string(text, ") and reset (");
        mx_name_write(text, reset->host->layout[MX_SILENCE_RESET]->owner, NULL);
        mx_text_char(text, ')');
        mx_finding_end(
            firewall->findings, MX_RULE_SPEC_CONFLICT, MXTRAP_ERROR,
            mx_place_in(&firewall->zones->files, reset->host->dummy[MX_SILENCE_RESET]->place));
    }
}

/* Sorts, and keeps one of each address. */
static void sort_silenced(struct mx_firewall *firewall) {
    size_t kept = 0;

    if (firewall->count == 0) {
        return;
    }
    qsort(firewall->list, firewall->count, sizeof *firewall->list, compare_addresses);
    for (size_t i = 0; i < firewall->count; i++) {
        const struct mx_silenced silenced = firewall->list[i];
        const struct mx_silenced *before = kept > 0 ? &firewall->list[kept - 1] : NULL;
        const struct real_address *real = mx_index_find(
            &firewall->reals, mx_address_hash(silenced.address), silenced.address, has_address);
        if (before != NULL && mx_address_equal(before->address, silenced.address)) {
            if (before->silence != silenced.silence) {
                report_both(firewall, before, &silenced);
            }
            continue;
        }
        if (real != NULL) {
            report_real(firewall, &silenced, real);
        }
        firewall->list[kept++] = silenced;
    }
    firewall->count = kept;
    qsort(firewall->list, firewall->count, sizeof *firewall->list, compare_slices);
}

static bool is_accepted(const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->ignored_count; i++) {
        if (zone->ignored[i] == MX_RULE_DUMMY_NOT_SILENCED) {
            return true;
        }
    }
    return false;
}

/* Counts a dummy that the rules do not silence. */
static void count_open(struct mx_firewall *firewall, const struct mx_silenced_host *host) {
    for (size_t kind = 0; kind < MX_SILENCE_KINDS; kind++) {
        if (host->dummy[kind] == NULL || is_accepted(host->layout[kind]->zone)) {
            continue;
        }
        if (begin(firewall, host->name,
                  " is a dummy without an address: it would not be silenced") != NULL) {
            mx_finding_end(firewall->findings, MX_RULE_DUMMY_NOT_SILENCED, MXTRAP_ERROR,
                           mx_place_in(&firewall->zones->files, host->dummy[kind]->place));
        }
    }
}

/* Counts a real host with unknown addresses: a dummy may have one of them. */
static void count_unknown(struct mx_firewall *firewall, const struct mx_silenced_host *host) {
    if (host->real != NULL && firewall->findings != NULL) {
        mx_finding_of(firewall->findings, host->name,
                      " is a real host without an address here: whether a dummy has one of its "
                      "addresses is not known");
        mx_finding_end(firewall->findings, MX_RULE_ADDRESS_SHARED_WITH_REAL, MXTRAP_NOTE,
                       mx_place_in(&firewall->zones->files, host->real->place));
    }
}

enum mxtrap_status mx_firewall_gather(struct mx_firewall *firewall, const mxtrap_zones *zones,
                                      mxtrap_findings *findings) {
    *firewall = (struct mx_firewall){.zones = zones, .findings = findings};
    firewall->next_host = &firewall->first_host;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < zones->count && !firewall->no_memory; i++) {
            walk_zone(firewall, zones->list[i], pass == 1);
        }
    }
    if (firewall->no_memory) {
        return MXTRAP_ERR_MEMORY;
    }
    sort_silenced(firewall);
    for (const struct mx_silenced_host *host = firewall->first_host; host != NULL;
         host = host->next) {
        if (!host->has_address) {
            count_open(firewall, host);
            count_unknown(firewall, host);
        }
    }
    return findings != NULL ? mx_findings_status(findings) : MXTRAP_OK;
}

void mx_firewall_free(struct mx_firewall *firewall) {
    mx_index_free(&firewall->hosts);
    mx_index_free(&firewall->reals);
    mx_arena_free(&firewall->arena);
    free(firewall->list);
}

const struct mx_silenced *mx_firewall_slice(const struct mx_firewall *firewall,
                                            enum mx_family family, enum mx_silence silence,
                                            size_t *count) {
    size_t first = 0, end;

    while (first < firewall->count && !is_of(&firewall->list[first], family, silence)) {
        first++;
    }
    for (end = first; end < firewall->count && is_of(&firewall->list[end], family, silence);) {
        end++;
    }
    *count = end - first;
    return *count > 0 ? &firewall->list[first] : NULL;
}

enum mxtrap_status mx_check_firewall(const mxtrap_zones *zones, mxtrap_findings *findings) {
    struct mx_firewall firewall;
    enum mxtrap_status status = mx_firewall_gather(&firewall, zones, findings);

    mx_firewall_free(&firewall);
    return status;
}
