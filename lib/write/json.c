/* Layouts as JSON, one a line, through jansson. */
#include "base/json_text.h"
#include "write/json_name.h"
#include "write/zones_writer.h"

json_t *mx_json_name(const uint8_t *name) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    return json_string(mx_name_print(name, buffer));
}

static json_t *addresses_json(const struct mxtrap_exchanger *exchanger) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];
    json_t *list = json_array();

    for (size_t i = 0; i < exchanger->address_count && list != NULL; i++) {
        list =
            mx_json_append(list, json_string(mx_address_print(&exchanger->addresses[i], buffer)));
    }
    return list;
}

/* The TTL of the addresses; of each type where they differ. */
static json_t *ttl_json(json_int_t a, json_int_t aaaa) {
    return a == aaaa ? json_integer(a) : json_pack("{s:I, s:I}", "a", a, "aaaa", aaaa);
}

static json_t *exchanger_json(const struct mxtrap_exchanger *exchanger) {
    bool has_type[2] = {false, false};

    for (size_t i = 0; i < exchanger->address_count; i++) {
        has_type[exchanger->addresses[i].family == MX_IPV6] = true;
    }
    uint32_t a = exchanger->address_ttls[has_type[0] ? 0 : 1];
    uint32_t aaaa = exchanger->address_ttls[has_type[1] ? 1 : 0];
    bool has_own_ttl =
        exchanger->address_count > 0 && (a != exchanger->ttl || aaaa != exchanger->ttl);
    return json_pack(has_own_ttl ? "{s:o, s:i, s:s, s:o, s:o}" : "{s:o, s:i, s:s, s:o}", "host",
                     mx_json_name(exchanger->host), "preference", (int)exchanger->preference,
                     "role", mxtrap_role_name((enum mxtrap_role)exchanger->role), "addresses",
                     addresses_json(exchanger), "address_ttl",
                     has_own_ttl ? ttl_json(a, aaaa) : NULL);
}

static json_t *layout_json(const mxtrap_layout *layout) {
    const mxtrap_zone *zone = layout->zone;
    json_t *exchangers = json_array();

    for (size_t i = 0; i < layout->count && exchangers != NULL; i++) {
        exchangers = mx_json_append(exchangers, exchanger_json(&layout->exchangers[i]));
    }
    return json_pack("{s:o, s:o, s:I, s:s, s:o}", "owner", mx_json_name(layout->owner), "zone",
                     mx_json_name(zone->origin), "ttl", (json_int_t)layout->exchangers[0].ttl,
                     "silence", layout->silence == MX_SILENCE_RESET ? "reset" : "drop",
                     "exchangers", exchangers);
}

void mx_write_json(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        mx_json_write_item(text, first && i == 0, layout_json(&zone->layouts[i]));
    }
}
