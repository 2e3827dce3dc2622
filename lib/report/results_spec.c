/* A check's results as a spec that gives what is live: the MX sets of DNS, and roles by what the
 * hosts did. Nothing is guessed: a domain with a host whose role is not known is left out, with the
 * reasons. Nor is it judged: a set that traps nobody is written too. */
#include "report/check_writer.h"

#include <stdlib.h>
#include <string.h>

#include "model/layout.h"
#include "spec/write.h"

void mx_results_spec_begin(struct mxtrap_check_writer *writer) {
    if (mxtrap_zones_new(&writer->zones) != MXTRAP_OK ||
        mxtrap_findings_new(&writer->findings) != MXTRAP_OK) {
        writer->text.status = MXTRAP_ERR_MEMORY;
    }
}

static bool is_null(const mxtrap_layout *live) {
    return live->count == 1 && mx_layout_is_null(live);
}

/* A spec has one role of a host, also where its set names it twice. */
static bool is_known(const struct mxtrap_result *result, size_t host) {
    const struct mxtrap_exchanger *exchangers = result->layout->exchangers;
    enum mxtrap_role role = result->exchangers[host]->role;
    bool is_known = role != MXTRAP_ROLE_UNKNOWN && exchangers[host].unseen == 0;

    for (size_t i = 0; i < host && is_known; i++) {
        is_known = result->exchangers[i]->role == role ||
                   !mx_name_equal(exchangers[i].host, exchangers[host].host);
    }
    return is_known;
}

enum mxtrap_verdict mx_results_spec_verdict(const struct mxtrap_result *result) {
    bool is_written = result->verdict != MXTRAP_INCONCLUSIVE;

    if (result->layout == NULL) {
        return result->verdict;
    }
    for (size_t i = 0; i < result->exchanger_count && is_written; i++) {
        is_written = is_known(result, i);
    }
    return is_written || is_null(result->layout) ? MXTRAP_PASS : MXTRAP_INCONCLUSIVE;
}

static void report_hosts(mxtrap_findings *findings, const struct mxtrap_result *result) {
    struct mx_text *text = mx_finding_of(findings, result->layout->owner, ": no spec is written: ");
    const char *before = "the role or the addresses of these hosts are not known: ";
    size_t count = 0;

    for (size_t i = 0; i < result->exchanger_count; i++) {
        if (!is_known(result, i)) {
            mx_text_string(text, count++ == 0 ? before : ", ");
            mx_name_write(text, result->layout->exchangers[i].host, NULL);
        }
    }
    mx_text_string(text, count == 0 ? "the verdict is inconclusive" : "");
    mx_finding_end(findings, MX_RULE_NOT_DETERMINED, MXTRAP_WARNING, (struct mx_place){0});
}

static void refuse(mxtrap_findings *findings, const struct mxtrap_result *result) {
    if (result->layout != NULL) {
        report_hosts(findings, result);
    }
    for (size_t i = 0; i < mxtrap_findings_count(result->findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(result->findings, i);
        if (finding->severity > MXTRAP_NOTE) {
            mx_text_string(mx_finding_begin(findings), finding->message);
            mx_finding_end(findings, finding->rule, finding->severity, finding->place);
        }
    }
}

static int compare_addresses(const void *a, const void *b) {
    const struct mx_address *x = a, *y = b;
    return x->family != y->family ? x->family - y->family
                                  : memcmp(x->bytes, y->bytes, sizeof x->bytes);
}

/* Caches count the TTLs of A and AAAA records down apart, and a spec has one for both. */
static bool copy_addresses(struct mx_arena *arena, struct mxtrap_exchanger *exchanger) {
    size_t count = exchanger->address_count;
    struct mx_address *addresses = mx_arena_zeroed(arena, count, sizeof *addresses);
    uint32_t ttl = 0;

    for (size_t i = 0; i < count; i++) {
        ttl = exchanger->addresses[i].ttl > ttl ? exchanger->addresses[i].ttl : ttl;
    }
    for (size_t i = 0; i < count && addresses != NULL; i++) {
        addresses[i] = exchanger->addresses[i];
        addresses[i].ttl = ttl;
    }
    if (count > 1 && addresses != NULL) {
        qsort(addresses, count, sizeof *addresses, compare_addresses);
    }
    exchanger->addresses = addresses;
    return addresses != NULL;
}

static const uint8_t *copy_name(struct mx_arena *arena, const uint8_t *name) {
    return (const uint8_t *)mx_arena_copy(arena, name, mx_name_length(name) - 1);
}

static struct mxtrap_exchanger *copy_exchangers(struct mx_arena *arena,
                                                const struct mxtrap_result *result) {
    const mxtrap_layout *live = result->layout;
    struct mxtrap_exchanger *all = mx_arena_zeroed(arena, live->count, sizeof *all);
    bool is_good = all != NULL;

    for (size_t i = 0; i < live->count && is_good; i++) {
        all[i] = live->exchangers[i];
        all[i].host = copy_name(arena, all[i].host);
        is_good = all[i].host != NULL && copy_addresses(arena, &all[i]);
        if (is_null(live)) {
            all[i].preference = 0; /* RFC 7505 3 */
        } else {
            all[i].role = (uint8_t)result->exchangers[i]->role;
        }
        for (size_t j = 0; j < i && is_good && !all[i].is_shared; j++) {
            all[i].is_shared = mx_name_equal(all[j].host, all[i].host);
        }
    }
    return is_good ? all : NULL;
}

/* The domain is a zone of its own: DNS was not asked where its zone begins. */
static bool add(mxtrap_zones *zones, const struct mxtrap_result *result) {
    struct mx_arena *arena = &zones->arena;
    mxtrap_zone *zone = mx_arena_zeroed(arena, 1, sizeof *zone);
    mxtrap_layout *layout = mx_arena_zeroed(arena, 1, sizeof *layout);
    const uint8_t *owner = copy_name(arena, result->layout->owner);
    const struct mxtrap_exchanger *exchangers = copy_exchangers(arena, result);

    if (zone == NULL || layout == NULL || owner == NULL || exchangers == NULL) {
        return false;
    }
    *layout = (mxtrap_layout){.owner = owner,
                              .exchangers = exchangers,
                              .count = result->layout->count,
                              .zone = zone,
                              .roles = MXTRAP_ROLES_KNOWN};
    *zone = (mxtrap_zone){.origin = owner,
                          .place = {.file = "DNS and port 25"},
                          .layouts = layout,
                          .layout_count = 1,
                          .is_file = true,
                          .roles_by = MX_ROLES_OBSERVED};
    return mx_zones_add(zones, zone);
}

void mx_results_spec_domain(struct mxtrap_check_writer *writer,
                            const struct mxtrap_result *result) {
    bool is_good = writer->text.status == MXTRAP_OK;

    if (is_good && mx_results_spec_verdict(result) != MXTRAP_PASS) {
        refuse(writer->findings, result);
        is_good = mx_findings_status(writer->findings) == MXTRAP_OK;
    } else if (is_good && mx_zones_find(writer->zones, result->layout->owner) == NULL) {
        is_good = add(writer->zones, result);
    }
    if (!is_good && writer->text.status == MXTRAP_OK) {
        writer->text.status = MXTRAP_ERR_MEMORY;
    }
}

static int compare_zones(const void *a, const void *b) {
    const mxtrap_zone *const *x = a, *const *y = b;
    char first[MXTRAP_NAME_TEXT_MAX], second[MXTRAP_NAME_TEXT_MAX];

    return strcmp(mx_name_print((*x)->origin, first), mx_name_print((*y)->origin, second));
}

/* Results come in any order. */
void mx_results_spec_end(struct mxtrap_check_writer *writer) {
    if (writer->text.status != MXTRAP_OK || writer->is_partial || writer->zones->count == 0) {
        return;
    }
    qsort(writer->zones->list, writer->zones->count, sizeof(mxtrap_zone *), compare_zones);
    enum mxtrap_status status = mx_write_spec(&writer->text, writer->zones, 0);
    if (writer->text.status == MXTRAP_OK) {
        writer->text.status = status;
    }
}
