/* From zones to addresses: the roles in specs, changes of them by options, and stand-in addresses
 * for hosts whose addresses are not in the specs. */
#include "hosts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/grow.h"
#include "base/suggest.h"
#include "tool/output.h"

/* Stand-ins are from the block for benchmarks (RFC 2544), which no spec uses. */
enum { STAND_IN_FIRST = 0xc6120001, STAND_IN_LAST = 0xc613fffe };

struct plan {
    const struct lab_settings *settings;
    struct lab_records *records;
    struct lab_records missing; /* an address record for each host that has none */
    struct lab_hosts *hosts;
};

/* Called with each exchanger; false when memory is out. */
typedef bool step(struct plan *plan, const mxtrap_layout *layout, const ldns_rdf *host,
                  enum mxtrap_role role);

static bool each_of_layout(struct plan *plan, const mxtrap_layout *layout, step *each) {
    char text[MXTRAP_NAME_TEXT_MAX];
    bool goes_on = true;

    for (size_t i = 0; goes_on && i < mxtrap_layout_exchanger_count(layout); i++) {
        const mxtrap_exchanger *exchanger = mxtrap_layout_exchanger_at(layout, i);
        ldns_rdf *host = ldns_dname_new_frm_str(mxtrap_exchanger_host(text, exchanger));
        goes_on = host != NULL && each(plan, layout, host, mxtrap_exchanger_role(exchanger));
        ldns_rdf_deep_free(host);
    }
    return goes_on;
}

static bool each_exchanger(struct plan *plan, const mxtrap_zones *zones, step *each) {
    bool goes_on = true;

    for (size_t i = 0; goes_on && i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        const mxtrap_exchanger *seen = NULL; /* owners may share a set's exchangers */
        for (size_t j = 0; goes_on && j < mxtrap_zone_layout_count(zone); j++) {
            const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, j);
            const mxtrap_exchanger *first = mxtrap_layout_exchanger_at(layout, 0);
            goes_on = first == seen || each_of_layout(plan, layout, each);
            seen = first;
        }
    }
    return goes_on;
}

static bool has_address(const struct lab_records *records, const ldns_rdf *host) {
    return lab_records_find(records, host, LDNS_RR_TYPE_A).count > 0 ||
           lab_records_find(records, host, LDNS_RR_TYPE_AAAA).count > 0;
}

/* Adds HOST to the missing ones if it has no address; false when memory is out. */
static bool add_missing(struct plan *plan, const ldns_rdf *host) {
    return has_address(plan->records, host) ||
           lab_records_add(&plan->missing, host, ". 3600 IN A 127.0.0.1");
}

static bool add_missing_exchanger(struct plan *plan, const mxtrap_layout *layout,
                                  const ldns_rdf *host, enum mxtrap_role role) {
    (void)layout, (void)role;
    return ldns_rdf_size(host) == 1 || add_missing(plan, host); /* the root: a null MX */
}

static bool add_missing_servers(struct plan *plan) {
    bool goes_on = true;

    for (size_t i = 0; goes_on && i < plan->records->count; i++) {
        const ldns_rr *row = plan->records->rows[i];
        goes_on =
            ldns_rr_get_type(row) != LDNS_RR_TYPE_NS || add_missing(plan, ldns_rr_rdf(row, 0));
    }
    return goes_on;
}

static uint32_t ipv4_of(const ldns_rr *row) {
    uint32_t address;

    memcpy(&address, ldns_rdf_data(ldns_rr_rdf(row, 0)), sizeof address);
    return ntohl(address);
}

/* The first address of the block after those that the specs use. */
static uint32_t first_free(const struct lab_records *records) {
    uint32_t first = STAND_IN_FIRST;

    for (size_t i = 0; i < records->count; i++) {
        if (ldns_rr_get_type(records->rows[i]) == LDNS_RR_TYPE_A) {
            uint32_t used = ipv4_of(records->rows[i]);
            first = used >= first && used <= STAND_IN_LAST ? used + 1 : first;
        }
    }
    return first;
}

static bool add_stand_in(struct plan *plan, const ldns_rdf *host, const char *address) {
    char line[64];
    char *name = ldns_rdf2str(host);

    snprintf(line, sizeof line, ". 3600 IN A %s", address);
    bool is_added = name != NULL && lab_records_add(plan->records, host, line);
    if (is_added && !plan->settings->quiet && strcmp(name, "localhost.") != 0) {
        cli_complain_of(plan->settings->tool->name,
                        "%s has no address in the specs: %s stands in for it", name, address);
    }
    free(name);
    return is_added;
}

/* Adds an exchanger whose address is made up. */
static void add_made_up(struct lab_stand_ins *made_up, const ldns_rdf *host, uint32_t address) {
    char *name = ldns_rdf2str(host);

    made_up->first = made_up->count == 0 ? address : made_up->first;
    made_up->last = address;
    if (made_up->count++ < LAB_NAMED_MAX && name != NULL) {
        mx_text_string(&made_up->names, made_up->count > 1 ? ", " : "");
        mx_text_string(&made_up->names, name);
    }
    free(name);
}

/* Assigns the lab's own address, or one of the block each, to missing hosts. */
static bool assign(struct plan *plan, bool is_lab) {
    struct lab_records *missing = &plan->missing;
    uint32_t next = first_free(plan->records);
    bool goes_on = true;

    lab_records_sort(missing);
    for (size_t i = 0; goes_on && i < missing->count; i++) {
        struct in_addr address = {.s_addr = htonl(is_lab ? INADDR_LOOPBACK : next++)};
        char text[INET_ADDRSTRLEN];
        inet_ntop(AF_INET, &address, text, sizeof text);
        goes_on =
            next <= STAND_IN_LAST && add_stand_in(plan, ldns_rr_owner(missing->rows[i]), text);
        if (!is_lab) {
            add_made_up(&plan->hosts->made_up, ldns_rr_owner(missing->rows[i]),
                        ntohl(address.s_addr));
        }
    }
    lab_records_free(missing);
    lab_records_sort(plan->records);
    return goes_on;
}

static bool add(struct lab_hosts *hosts, const ldns_rr *row, enum lab_behaviour behaviour,
                bool serves_dns) {
    struct lab_address *rows = mx_grow(hosts->rows, hosts->count, &hosts->capacity, sizeof *rows);

    if (rows == NULL) {
        return false;
    }
    hosts->rows = rows;
    struct lab_address *address = &hosts->rows[hosts->count++];
    *address =
        (struct lab_address){.family = ldns_rr_get_type(row) == LDNS_RR_TYPE_A ? AF_INET : AF_INET6,
                             .behaviour = behaviour,
                             .serves_dns = serves_dns,
                             .host = ldns_rr_owner(row)};
    memcpy(address->bytes, ldns_rdf_data(ldns_rr_rdf(row, 0)), ldns_rdf_size(ldns_rr_rdf(row, 0)));
    return true;
}

static bool add_host(struct plan *plan, const ldns_rdf *host, enum lab_behaviour behaviour,
                     bool serves_dns) {
    static const ldns_rr_type types[] = {LDNS_RR_TYPE_A, LDNS_RR_TYPE_AAAA};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct lab_range range = lab_records_find(plan->records, host, types[i]);
        for (size_t j = 0; j < range.count; j++) {
            if (!add(plan->hosts, plan->records->rows[range.first + j], behaviour, serves_dns)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_exchanger(struct plan *plan, const mxtrap_layout *layout, const ldns_rdf *host,
                          enum mxtrap_role role) {
    enum lab_behaviour behaviour = role != MXTRAP_ROLE_DUMMY             ? LAB_ANSWERS
                                   : mxtrap_layout_accepts_reset(layout) ? LAB_RESETS
                                                                         : LAB_DROPS;

    for (size_t i = 0; i < plan->settings->override_count; i++) {
        struct lab_override *override = &plan->settings->overrides[i];
        if (ldns_dname_compare(override->name, host) == 0) {
            override->is_used = true;
            behaviour = override->behaviour;
        }
    }
    return add_host(plan, host, behaviour, false);
}

static bool add_servers(struct plan *plan) {
    for (size_t i = 0; i < plan->records->count; i++) {
        const ldns_rr *row = plan->records->rows[i];
        if (ldns_rr_get_type(row) == LDNS_RR_TYPE_NS &&
            !add_host(plan, ldns_rr_rdf(row, 0), LAB_RESETS, true)) {
            return false;
        }
    }
    return true;
}

/* By address, then the behaviour that wins. */
static int compare(const void *a, const void *b) {
    const struct lab_address *one = a, *other = b;
    int order = one->family - other->family;

    if (order == 0) {
        order = memcmp(one->bytes, other->bytes, sizeof one->bytes);
    }
    return order != 0 ? order : (int)other->behaviour - (int)one->behaviour;
}

/* Keeps one row an address. */
static void merge(struct lab_hosts *hosts) {
    size_t kept = 0;

    if (hosts->count > 0) {
        qsort(hosts->rows, hosts->count, sizeof *hosts->rows, compare);
    }
    for (size_t i = 0; i < hosts->count; i++) {
        struct lab_address *last = kept > 0 ? &hosts->rows[kept - 1] : NULL;
        const struct lab_address *row = &hosts->rows[i];
        if (last != NULL && last->family == row->family &&
            memcmp(last->bytes, row->bytes, sizeof row->bytes) == 0) {
            last->serves_dns = last->serves_dns || row->serves_dns;
        } else {
            hosts->rows[kept++] = *row;
        }
    }
    hosts->count = kept;
}

static enum cli_exit parse_overrides(const struct lab_settings *settings) {
    for (size_t i = 0; i < settings->override_count; i++) {
        struct lab_override *override = &settings->overrides[i];
        override->name = ldns_dname_new_frm_str(override->text);
        if (override->name == NULL) {
            return cli_usage(settings->tool, "\"%s\" is not a host name", override->text);
        }
    }
    return CLI_HOLDS;
}

/* The exchanger with a name similar to TEXT, in NAMES; NULL: none. */
static const char *similar_exchanger(char names[2][MXTRAP_NAME_TEXT_MAX], const mxtrap_zones *zones,
                                     const char *text) {
    struct mx_suggest similar = {.word = text, .length = strlen(text)};
    const mxtrap_layout *layout;
    int at = 0;

    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        for (size_t j = 0; (layout = mxtrap_zone_layout_at(zone, j)) != NULL; j++) {
            for (size_t k = 0; k < mxtrap_layout_exchanger_count(layout); k++) {
                mx_suggest_try(&similar, mxtrap_exchanger_host(
                                             names[at], mxtrap_layout_exchanger_at(layout, k)));
                at = similar.best == names[at] ? 1 - at : at;
            }
        }
    }
    return similar.best;
}

static enum cli_exit check_overrides(const struct lab_settings *settings,
                                     const mxtrap_zones *zones) {
    char names[2][MXTRAP_NAME_TEXT_MAX];

    for (size_t i = 0; i < settings->override_count; i++) {
        const char *text = settings->overrides[i].text;
        if (!settings->overrides[i].is_used) {
            return cli_usage_unknown(settings->tool, "exchanger", text,
                                     similar_exchanger(names, zones, text));
        }
    }
    return CLI_HOLDS;
}

enum cli_exit lab_hosts_plan(const struct lab_settings *settings, const mxtrap_zones *zones,
                             struct lab_records *records, struct lab_hosts *hosts) {
    struct plan plan = {.settings = settings, .records = records, .hosts = hosts};
    enum cli_exit result = parse_overrides(settings);
    bool is_planned = true;

    if (result != CLI_HOLDS) {
        return result;
    }
    for (size_t i = 0; is_planned && i < mxtrap_zones_count(zones); i++) {
        is_planned = lab_records_add_zone(records, mxtrap_zones_at(zones, i));
    }
    lab_records_sort(records);
    is_planned = is_planned && each_exchanger(&plan, zones, add_missing_exchanger) &&
                 assign(&plan, false) && add_missing_servers(&plan) && assign(&plan, true) &&
                 lab_records_add_authority(records);
    lab_records_sort(records);
    lab_records_free(&plan.missing);
    if (!is_planned || !each_exchanger(&plan, zones, add_exchanger) || !add_servers(&plan)) {
        return cli_complain_of(settings->tool->name, "cannot make the records of the specs");
    }
    merge(hosts);
    return check_overrides(settings, zones);
}

void lab_hosts_free(struct lab_hosts *hosts) {
    free(hosts->rows);
    mx_text_free(&hosts->made_up.names);
    *hosts = (struct lab_hosts){0};
}

const char *lab_address_text(const struct lab_address *address, char *buffer) {
    inet_ntop(address->family, address->bytes, buffer, MXTRAP_ADDRESS_TEXT_MAX);
    return buffer;
}
