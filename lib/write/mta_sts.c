/* An MTA-STS policy (RFC 8461 3.2) that lists the real hosts. Mode testing, since a policy enforced
 * before its reports were read loses mail; senders keep it for a week. */
#include "write/zones_writer.h"

static bool is_listed(const struct mxtrap_exchanger *exchanger) {
    return exchanger->role == MXTRAP_ROLE_REAL && !mx_exchanger_is_null(exchanger);
}

static bool is_repeated(const mxtrap_layout *layout, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (is_listed(&layout->exchangers[i]) &&
            mx_name_equal(layout->exchangers[i].host, layout->exchangers[index].host)) {
            return true;
        }
    }
    return false;
}

/* The MX set of the policy's domain: the zone's own name, or else the only set; NULL: there are
 * several. */
static const mxtrap_layout *layout_of(const mxtrap_zone *zone) {
    bool is_only = true;

    for (size_t i = 0; i < zone->layout_count; i++) {
        if (mx_name_equal(zone->layouts[i].owner, zone->origin)) {
            return &zone->layouts[i];
        }
        is_only = is_only && zone->layouts[i].exchangers == zone->layouts[0].exchangers;
    }
    return is_only && zone->layout_count > 0 ? &zone->layouts[0] : NULL;
}

/* Finds the place of the first exchanger that no policy can list, or the zone's if there is none.
 */
static bool find_wrong(const mxtrap_zone *zone, struct mx_place *place) {
    const mxtrap_layout *layout = layout_of(zone);
    size_t listed = 0;

    *place = zone->place;
    for (size_t i = 0; layout != NULL && i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        listed += is_listed(exchanger) ? 1 : 0;
        if (is_listed(exchanger) && !mx_name_is_hostname(exchanger->host)) {
            *place = mx_place_of(zone, exchanger->place);
            return true;
        }
    }
    return listed == 0;
}

bool mx_can_write_mta_sts(const mxtrap_zone *zone) {
    struct mx_place place;
    return !find_wrong(zone, &place);
}

enum mxtrap_status mx_check_mta_sts(const mxtrap_zones *zones, mxtrap_findings *findings) {
    struct mx_place place;

    for (size_t i = 0; i < zones->count; i++) {
        const mxtrap_zone *zone = zones->list[i];
        if (mx_zone_is_chosen(zones, zone) && find_wrong(zone, &place)) {
            mx_finding_of(findings, zone->origin,
                          layout_of(zone) != NULL
                              ? ": an MTA-STS policy lists real hosts, and only by host names"
                              : ": an MTA-STS policy is for one domain, and the zone's own name "
                                "has no MX set");
            mx_finding_end(findings, MX_RULE_MTA_STS_POLICY, MXTRAP_ERROR, place);
        }
    }
    return mx_findings_status(findings);
}

void mx_write_mta_sts(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    const mxtrap_layout *layout = layout_of(zone);
    char buffer[MXTRAP_NAME_TEXT_MAX];

    (void)first; /* a file has one policy */
    mx_text_string(text, "version: STSv1\nmode: testing\n");
    for (size_t i = 0; layout != NULL && i < layout->count; i++) {
        if (is_listed(&layout->exchangers[i]) && !is_repeated(layout, i)) {
            const char *host = mx_name_print(layout->exchangers[i].host, buffer);
            mx_text_string(text, "mx: ");
            mx_text_bytes(text, host, strlen(host) - 1); /* without the final dot */
            mx_text_char(text, '\n');
        }
    }
    mx_text_string(text, "max_age: 604800\n");
}
