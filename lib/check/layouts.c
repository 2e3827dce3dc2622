/* Live layouts without a judgement: the MX sets of domains as the resolver has them, and roles as a
 * zone file's, since nobody is probed. What is not known of a set is an error, and never guessed.
 */
#include <mxtrap/check.h>

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "check/lookup.h"
#include "check/plan.h"
#include "net/domain_name.h"
#include "zone/roles.h"

struct layouts {
    struct event_base *base;
    struct mx_resolver *resolver;
    struct mx_lookup *list;
    size_t count, waiting;
};

static void on_lookup(void *context) {
    struct layouts *layouts = context;

    if (--layouts->waiting == 0) {
        event_base_loopbreak(layouts->base);
    }
}

static enum mxtrap_status read_domain(struct mx_name *out, const char *text,
                                      mxtrap_findings *findings) {
    const char *why;
    enum mxtrap_status status = mx_domain_name_read(out, text, strlen(text), &why);

    return status == MXTRAP_ERR_INPUT ? mx_findings_argument(findings, NULL, text, why) : status;
}

/* Asks for all DOMAINS at once. */
static enum mxtrap_status ask(struct layouts *layouts, const char *const *domains,
                              const struct mxtrap_check_options *options,
                              mxtrap_findings *findings) {
    struct mx_name name;
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < layouts->count && status == MXTRAP_OK; i++) {
        struct mx_lookup *lookup = &layouts->list[i];
        *lookup = (struct mx_lookup){.resolver = layouts->resolver,
                                     .findings = findings,
                                     .ipv4 = !options->no_ipv4,
                                     .ipv6 = !options->no_ipv6,
                                     .done = on_lookup,
                                     .context = layouts};
        status = read_domain(&name, domains[i], findings);
        if (status == MXTRAP_OK) {
            status = mx_lookup_begin(lookup, name.wire);
            layouts->waiting += status == MXTRAP_OK;
        }
    }
    if (status == MXTRAP_OK && layouts->waiting > 0 && event_base_dispatch(layouts->base) < 0) {
        status = MXTRAP_ERR_MEMORY;
    }
    return status;
}

/* Names of exchangers become those of hosts, which know what is said of them in any set. */
static bool share_hosts(struct mx_zone_hosts *hosts, const struct mx_lookup *lookup) {
    for (size_t i = 0; i < lookup->live->count; i++) {
        struct mxtrap_exchanger *exchanger =
            (struct mxtrap_exchanger *)&lookup->live->exchangers[i]; /* nobody has it yet */
        size_t length = mx_name_length(exchanger->host);
        uint32_t hash = mx_name_hash_sized(exchanger->host, length);
        struct mx_zone_host *host = mx_zone_hosts_find_sized(hosts, exchanger->host, length, hash);
        host = host != NULL ? host : mx_zone_hosts_insert(hosts, exchanger->host, length, hash);
        if (host == NULL) {
            return false;
        }
        host->is_exchanger = true;
        exchanger->host = host->name;
    }
    return true;
}

/* Adds what was found, with roles. */
static bool add(mxtrap_zones *zones, const struct layouts *layouts,
                const struct mxtrap_zone_file_options *roles) {
    mxtrap_layout *all = mx_arena_zeroed(&zones->arena, layouts->count + 1, sizeof *all);
    struct mx_zone_hosts hosts;
    size_t count = 0;
    bool is_added = all != NULL;

    mx_zone_hosts_init(&hosts, &zones->arena, NULL);
    for (size_t i = 0; i < layouts->count && is_added; i++) {
        struct mx_lookup *lookup = &layouts->list[i];
        if (lookup->live == NULL) {
            continue;
        }
        mxtrap_zone *zone = lookup->zones->list[0];
        is_added = share_hosts(&hosts, lookup) && mx_zones_add(zones, zone);
        all[count] = *lookup->live;
        zone->layouts = &all[count++];
        zone->is_file = true;
        zone->roles_by =
            roles->dummy_count > 0 || roles->no_dummies ? MX_ROLES_BY_OPTION : MX_ROLES_BY_COMMENTS;
        mx_arena_move(&zones->arena, &lookup->zones->arena);
    }
    is_added = is_added && mx_zone_roles_set(all, count, roles);
    mx_zone_dummies_note(roles, &hosts);
    mx_zone_hosts_free(&hosts);
    return is_added;
}

static bool has_failed(const struct layouts *layouts, bool *out_of_memory) {
    bool has_failed = false;

    for (size_t i = 0; i < layouts->count; i++) {
        const struct mx_lookup *lookup = &layouts->list[i];
        *out_of_memory |= lookup->out_of_memory;
        has_failed |= lookup->live == NULL || lookup->failed > 0 || lookup->beyond > 0 ||
                      lookup->live->is_partial;
    }
    return has_failed;
}

static enum mxtrap_status open_resolver(struct layouts *layouts,
                                        const struct mxtrap_check_options *options,
                                        mxtrap_findings *findings) {
    struct mx_check_plan plan;
    char why[MX_DNS_WHY_MAX];
    enum mxtrap_status status = mx_check_plan(&plan, options, findings);

    if (status == MXTRAP_OK) {
        status = mx_resolver_new(layouts->base, &plan.resolver, &layouts->resolver, why);
    }
    if (status == MXTRAP_ERR_INPUT) {
        mx_text_escaped(mx_finding_begin(findings), why, strlen(why));
        mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, (struct mx_place){0});
    }
    return status;
}

enum mxtrap_status mxtrap_check_layouts(mxtrap_zones *zones, const char *const *domains,
                                        size_t count, const struct mxtrap_check_options *options,
                                        const struct mxtrap_zone_file_options *roles,
                                        mxtrap_findings *findings) {
    static const struct mxtrap_zone_file_options assumed = MXTRAP_ZONE_FILE_OPTIONS_INIT;
    struct layouts layouts = {.count = count};
    struct mxtrap_check_options own;
    bool out_of_memory = false;
    enum mxtrap_status status = mx_findings_options(&own, sizeof own, options, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    layouts.base = event_base_new();
    layouts.list = calloc(count + 1, sizeof *layouts.list);
    status = MXTRAP_ERR_MEMORY;
    if (layouts.base == NULL || layouts.list == NULL) {
        goto done;
    }
    status = open_resolver(&layouts, &own, findings);
    if (status != MXTRAP_OK) {
        goto done;
    }
    status = ask(&layouts, domains, &own, findings);
    mx_resolver_free(layouts.resolver);
    if (status == MXTRAP_OK) {
        status = has_failed(&layouts, &out_of_memory) ? MXTRAP_ERR_INPUT : MXTRAP_OK;
        status = !out_of_memory && add(zones, &layouts, roles != NULL ? roles : &assumed)
                     ? status
                     : MXTRAP_ERR_MEMORY;
    }
done:
    for (size_t i = 0; layouts.list != NULL && i < count; i++) {
        mx_lookup_free(&layouts.list[i]);
    }
    free(layouts.list);
    if (layouts.base != NULL) {
        event_base_free(layouts.base);
    }
    return mx_findings_status(findings) == MXTRAP_OK ? status : MXTRAP_ERR_MEMORY;
}
