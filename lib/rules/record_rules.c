/* Rules of the records group: the MX records and their targets. */
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "dns/rrtype.h"
#include "rules/check.h"

/* D. J. Bernstein's MXPS (mail over QMTP) uses these preferences. */
enum { MXPS_FIRST = 12800, MXPS_LAST = 13055 };

/* Sets up to this size are searched without an index. */
enum { SEARCHED_MAX = 32 };

static const struct mxtrap_exchanger *end_of(const mxtrap_layout *layout) {
    return layout->exchangers + layout->count;
}

void mx_check_null_mx_not_alone(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (mx_exchanger_is_null(at) && check->layout->count > 1) {
            mx_text_string(mx_report_begin(check), "a null MX together with other exchangers");
            mx_report_end(check, at->place);
        }
    }
}

static bool is_decimal_octet(const uint8_t *label) {
    uint64_t number = 0;

    return label[0] <= 3 && mx_number_parse((const char *)label + 1, label[0], 255, &number);
}

/* The number of labels before the origin; all, outside of it. */
static size_t own_label_count(const uint8_t *host, const uint8_t *origin) {
    return mx_name_label_count(host) -
           (mx_name_is_within(host, origin) ? mx_name_label_count(origin) : 0);
}

/* Whether HOST is four decimal octets, and the origin or nothing after them. */
static bool is_ipv4_as_name(const uint8_t *host, const uint8_t *origin) {
    size_t own = own_label_count(host, origin);

    for (size_t i = 0; i < own; i++, host += 1 + *host) {
        if (!is_decimal_octet(host)) {
            return false;
        }
    }
    return own == 4;
}

/* RFC 5321 4.1.3: [192.0.2.1] or [IPv6:2001:db8::1]. */
static bool is_address_in_brackets(const uint8_t *host, const uint8_t *origin) {
    static const char tag[] = "IPv6:";
    char text[MX_NAME_MAX];
    size_t own = own_label_count(host, origin), length = 0, from = 1;
    struct mx_address address;

    for (size_t i = 0; i < own; i++, host += 1 + *host) {
        memcpy(text + length, host + 1, *host);
        length += *host;
        text[length++] = '.';
    }
    if (length < 3 || text[0] != '[' || text[length - 2] != ']') {
        return false;
    }
    length -= 3; /* the brackets and the last dot */
    if (length > strlen(tag) && strncasecmp(text + from, tag, strlen(tag)) == 0) {
        from += strlen(tag);
        length -= strlen(tag);
    }
    return mx_address_parse(&address, text + from, length);
}

/* The same, or an IPv6 address as the first label. */
static bool is_address_as_name(const uint8_t *host, const uint8_t *origin) {
    struct mx_address address;

    if (host[0] != 0 && host[1] == '[') {
        return is_address_in_brackets(host, origin);
    }
    if (host[0] != 0 && memchr(host + 1, ':', host[0]) != NULL) {
        return mx_address_parse(&address, (const char *)host + 1, host[0]);
    }
    return is_decimal_octet(host) && is_ipv4_as_name(host, origin);
}

void mx_check_target_ip_literal(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (is_address_as_name(at->host, check->zone->origin)) {
            mx_report_exchanger(check, at, "is an address, not a host name");
        }
    }
}

void mx_check_bad_hostname(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (!mx_name_is_hostname(at->host) && !is_address_as_name(at->host, check->zone->origin)) {
            mx_report_exchanger(check, at, "is not a host name: letters, digits and inner hyphens");
        }
    }
}

/* Whether the target was written with a dot inside and none at the end, and has no address. An
 * address from a wildcard proves nothing, since every name has it. */
static bool may_lack_dot(const struct mx_check *check, const struct mxtrap_exchanger *at) {
    bool is_known = is_address_as_name(at->host, check->zone->origin) ||
                    at->target == MX_TARGET_ELSEWHERE || at->unseen != 0;

    return at->is_undotted && !is_known &&
           (at->by_wildcard || (at->address_count == 0 && at->target != MX_TARGET_ALIAS));
}

static void report_no_dot(const struct mx_check *check, const struct mxtrap_exchanger *at) {
    struct mx_text *text = mx_report_begin(check);

    mx_name_write(text, at->host, NULL);
    mx_text_string(text, at->by_wildcard ? " has only a wildcard's address in the zone"
                                         : " has no address in the zone");
    mx_text_string(text, ": a final dot may be missing");
    mx_report_end_as(check, at->place, MXTRAP_WARNING);
}

/* Only for zone files: the reader of specs checks how names are written. */
void mx_check_missing_final_dot(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;

    if (check->run->observed == NULL && !check->zone->is_file) {
        return;
    }
    if (mx_name_ends_twice(layout->owner, check->zone->origin)) {
        mx_text_string(mx_report_begin(check),
                       "the owner ends in the zone's name twice: a final dot is missing");
        mx_report_end_as(check, mx_layout_place(layout), MXTRAP_WARNING);
    }
    for (const struct mxtrap_exchanger *at = layout->exchangers; at < end_of(layout); at++) {
        if (mx_name_ends_twice(at->host, check->zone->origin)) {
            struct mx_text *text = mx_report_begin(check);
            mx_name_write(text, at->host, NULL);
            mx_text_string(text, " ends in the zone's name twice: a final dot is missing");
            mx_report_end_as(check, at->place, MXTRAP_WARNING);
        } else if (may_lack_dot(check, at)) {
            report_no_dot(check, at);
        }
    }
}

static bool has_host(const void *row, const void *key) {
    return mx_name_equal(((const struct mxtrap_exchanger *)row)->host, key);
}

/* Whether the set has AT's host before AT; HOSTS is the index of a large set. */
static bool is_before(const struct mx_check *check, const struct mxtrap_exchanger *at,
                      struct mx_index *hosts) {
    const struct mxtrap_exchanger *other = check->layout->exchangers;

    if (check->layout->count <= SEARCHED_MAX) {
        while (other < at && !mx_name_equal(other->host, at->host)) {
            other++;
        }
        return other < at;
    }
    uint32_t hash = mx_name_hash(at->host);
    if (mx_index_find(hosts, hash, at->host, has_host) != NULL) {
        return true;
    }
    if (!mx_index_add(hosts, hash, at)) {
        check->run->findings->status = MXTRAP_ERR_MEMORY;
    }
    return false;
}

/* NAME is a host with many addresses; NULL: the MX set is too large. Addresses are only a warning:
 * other name servers, or BIND configured for it, load the zone. */
static void report_too_many(const struct mx_check *check, const uint8_t *name, const char *type,
                            struct mx_spot place) {
    struct mx_text *text = mx_report_begin(check);

    if (name != NULL) {
        mx_name_write(text, name, NULL);
        mx_text_char(text, ' ');
    }
    mx_text_format(text, "has more than %d %s records: BIND does not load such a zone",
                   MX_RECORDS_LOADED, type);
    mx_report_end_as(check, place, name != NULL ? MXTRAP_WARNING : MXTRAP_ERROR);
}

static void check_too_many_addresses(const struct mx_check *check, const uint8_t *host,
                                     const struct mx_address *addresses, size_t address_count) {
    size_t counts[MX_IPV6 + 1] = {0};

    for (size_t i = 0; i < address_count; i++) {
        uint8_t family = addresses[i].family;
        if (counts[family]++ == MX_RECORDS_LOADED) {
            report_too_many(check, host, family == MX_IPV4 ? "A" : "AAAA", addresses[i].place);
        }
    }
}

/* Not live: a zone that is served was loaded. */
void mx_check_too_many_records(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;

    if (check->run->observed != NULL) {
        return;
    }
    if (layout->count > MX_RECORDS_LOADED) {
        report_too_many(check, NULL, "MX", layout->exchangers[MX_RECORDS_LOADED].place);
    }
    for (const struct mxtrap_exchanger *at = layout->exchangers; at < end_of(layout); at++) {
        if (at->address_count > MX_RECORDS_LOADED) {
            check_too_many_addresses(check, at->host, at->addresses,
                                     mx_addresses_to_check(check, at));
        }
    }
    for (size_t i = 0; layout == &check->zone->layouts[0] && i < check->zone->name_server_count;
         i++) {
        const struct mx_name_server *server = &check->zone->name_servers[i];
        check_too_many_addresses(check, server->host, server->addresses, server->address_count);
    }
}

void mx_check_duplicate_exchanger(const struct mx_check *check) {
    struct mx_index hosts = {0};

    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (is_before(check, at, &hosts)) {
            mx_report_exchanger(check, at, "occurs twice in the MX set");
        }
    }
    mx_index_free(&hosts);
}

static void write_double(struct mx_text *text, const struct mx_double *record) {
    if (record->host != NULL) {
        mx_text_format(text, "MX record %u ", (unsigned)record->preference);
        mx_name_write(text, record->host, NULL);
    } else if (record->type == MX_TYPE_TXT) {
        mx_text_string(text, "TXT record with the SPF policy");
    } else {
        mx_text_string(text, record->type == MX_TYPE_A ? "A record " : "AAAA record ");
        mx_address_write(text, &record->address);
    }
}

/* A host's records are reported with the first MX set of the zone that has it. */
void mx_check_duplicate_record(const struct mx_check *check) {
    const struct mx_double *record =
        check->layout == check->zone->layouts ? check->zone->doubles : NULL;

    for (; record != NULL; record = record->next) {
        struct mx_text *text = mx_finding_of(check->run->findings, record->owner, ": the ");
        write_double(text, record);
        mx_text_string(text, " is here more than once, and counts once");
        mx_report_end(check, record->place);
    }
}

void mx_check_preference_mxps(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (at->preference >= MXPS_FIRST && at->preference <= MXPS_LAST) {
            mx_report_exchanger(check, at,
                                "has a preference with a special meaning in MXPS (QMTP)");
        }
    }
}

static void check_bailiwick(const struct mx_check *check, const uint8_t *host,
                            const struct mx_address *addresses, size_t count) {
    if (count == 0 || mx_name_is_within(host, check->zone->origin)) {
        return;
    }
    struct mx_text *text = mx_report_begin(check);
    mx_name_write(text, host, NULL);
    mx_text_string(text, " is not in the zone, which cannot publish its address");
    mx_report_end(check, addresses[0].place);
}

void mx_check_out_of_zone_address(const struct mx_check *check) {
    if (check->run->observed != NULL) {
        return; /* the resolver finds addresses in any zone */
    }
    for (const struct mxtrap_exchanger *at = check->layout->exchangers;
         check->run->real_hosts.has_outside && at < end_of(check->layout); at++) {
        check_bailiwick(check, at->host, at->addresses, at->address_count);
    }
    for (size_t i = 0; i < check->zone->name_server_count; i++) {
        const struct mx_name_server *server = &check->zone->name_servers[i];
        check_bailiwick(check, server->host, server->addresses, server->address_count);
    }
}

void mx_check_target_no_address(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        bool is_written_without =
            check->run->options.complete && at->target == MX_TARGET_UNKNOWN &&
            mx_name_is_within(at->host, check->zone->origin) &&
            !mx_zone_has_address(check->run->addressed, check->zone, at->host);
        if ((at->target == MX_TARGET_NONE || is_written_without) && !mx_exchanger_is_null(at) &&
            !is_address_as_name(at->host, check->zone->origin)) {
            mx_report_exchanger(check, at, "is in the zone but has no address there");
        }
    }
}

void mx_check_target_is_cname(const struct mx_check *check) {
    for (const struct mxtrap_exchanger *at = check->layout->exchangers; at < end_of(check->layout);
         at++) {
        if (at->target == MX_TARGET_ALIAS) {
            mx_report_exchanger(check, at, "is an alias (CNAME or DNAME)");
        }
    }
}

void mx_check_owner_is_cname(const struct mx_check *check) {
    if (check->layout->owner_target == MX_TARGET_ALIAS) {
        mx_text_string(mx_report_begin(check), "has a CNAME record and MX records");
        mx_report_end(check, mx_layout_place(check->layout));
    }
}

/* The zone above a delegation does not answer for the names below it (RFC 1034 4.2.1). */
void mx_check_owner_outside_zone(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    bool is_within = mx_name_is_within(layout->owner, check->zone->origin);
    const mxtrap_zone *below =
        is_within ? mx_zones_find_below(check->run->zones, check->zone, layout->owner) : NULL;

    if (check->run->observed == NULL && (!is_within || below != NULL)) {
        struct mx_text *text = mx_report_begin(check);
        if (below != NULL) {
            mx_text_string(text, "the MX set is in the zone ");
            mx_name_write(text, below->origin, NULL);
            mx_text_string(text, ", not in ");
        } else {
            mx_text_string(text, "the MX set is not in the zone ");
        }
        mx_name_write(text, check->zone->origin, NULL);
        mx_report_end(check, mx_layout_place(layout));
    }
}

static void report_ttl(const struct mx_check *check, const uint8_t *owner, const char *type,
                       uint32_t ttl, uint32_t other, struct mx_spot place) {
    struct mx_text *text = mx_report_begin(check);

    mx_name_write(text, owner, NULL);
    mx_text_format(text, " has %s records with the TTLs %lu and %lu", type, (unsigned long)other,
                   (unsigned long)ttl);
    mx_report_end(check, place);
}

/* Compares the addresses of each family with its first. */
static void check_address_ttls(const struct mx_check *check,
                               const struct mxtrap_exchanger *exchanger) {
    const struct mx_address *first[MX_IPV6 + 1] = {NULL};
    size_t count = mx_addresses_to_check(check, exchanger);

    for (size_t i = 0; i < count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        const struct mx_address **held = &first[address->family];
        if (*held != NULL && (*held)->ttl != address->ttl) {
            report_ttl(check, exchanger->host, address->family == MX_IPV4 ? "A" : "AAAA",
                       address->ttl, (*held)->ttl, address->place);
            return;
        }
        *held = *held == NULL ? address : *held;
    }
}

void mx_check_ttl_mismatch(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct mxtrap_exchanger *other = NULL;

    for (const struct mxtrap_exchanger *at = layout->exchangers; at < end_of(layout); at++) {
        if (other == NULL && at->ttl != layout->exchangers[0].ttl) {
            other = at;
        }
        check_address_ttls(check, at);
    }
    if (other != NULL) {
        report_ttl(check, layout->owner, "MX", other->ttl, layout->exchangers[0].ttl, other->place);
    }
}
