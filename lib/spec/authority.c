/* What only a complete zone needs: its SOA and its name servers. */
#include "spec/authority.h"

#include <string.h>

#include "dns/name.h"
#include "spec/dots.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mapping.h"
#include "spec/reader.h"
#include "spec/value.h"

enum { NAME_SERVERS_MAX = 64 };

static void read_name(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, const mxtrap_zone *zone, const uint8_t **out) {
    if (mx_spec_name(reader, node, path, zone->origin, out)) {
        mx_spec_dot_add(reader, node, zone, *out, MX_DOT_AUTHORITY, false);
    }
}

void mx_spec_soa(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, mxtrap_zone *zone) {
    struct mx_fields fields;
    struct mx_soa *soa = mx_spec_zeroed(reader, 1, sizeof *soa);

    if (soa == NULL || !mx_spec_fields(reader, node, path, MX_IN_SOA, &fields)) {
        return;
    }
    const struct {
        enum mx_spec_key_id key;
        const uint8_t **name;
        uint32_t *number;
        uint32_t otherwise;
    } rows[] = {
        {MX_KEY_MNAME, &soa->mname, NULL, 0},
        {MX_KEY_RNAME, &soa->rname, NULL, 0},
        {MX_KEY_SERIAL, NULL, &soa->serial, MX_SOA_SERIAL},
        {MX_KEY_REFRESH, NULL, &soa->refresh, MX_SOA_REFRESH},
        {MX_KEY_RETRY, NULL, &soa->retry, MX_SOA_RETRY},
        {MX_KEY_EXPIRE, NULL, &soa->expire, MX_SOA_EXPIRE},
        {MX_KEY_MINIMUM, NULL, &soa->minimum, MX_SOA_MINIMUM},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct mx_node *value = fields.values[rows[i].key];
        struct mx_path step = mx_path_key(path, rows[i].key);
        if (rows[i].number != NULL) {
            *rows[i].number = rows[i].otherwise;
        }
        if (value == NULL) {
            continue;
        }
        if (rows[i].key == MX_KEY_SERIAL) {
            mx_spec_unsigned(reader, value, &step, UINT32_MAX, rows[i].number);
        } else if (rows[i].number != NULL) {
            mx_spec_ttl(reader, value, &step, rows[i].number);
        } else if (value->kind == MX_SCALAR && memchr(value->text, '@', value->count) != NULL) {
            mx_spec_bad_value(reader, MX_RULE_SPEC_VALUE, value, &step,
                              "is not a domain name: write hostmaster@example.com as "
                              "hostmaster.example.com.");
        } else {
            read_name(reader, value, &step, zone, rows[i].name);
        }
    }
    zone->soa = soa;
}

static void read_name_server(struct mx_spec_reader *reader, const struct mx_node *node,
                             const struct mx_path *path, const mxtrap_zone *zone,
                             struct mx_name_server *out) {
    struct mx_fields fields;
    const struct mx_node *host = node;
    struct mx_path step = *path;

    out->place = mx_spec_spot(reader, node);
    if (node->kind == MX_MAPPING) {
        if (!mx_spec_fields(reader, node, path, MX_IN_NAME_SERVER, &fields)) {
            return;
        }
        if (fields.values[MX_KEY_ADDRESS] != NULL) {
            step = mx_path_key(path, MX_KEY_ADDRESS);
            mx_spec_addresses(reader, fields.values[MX_KEY_ADDRESS], &step, &out->addresses,
                              &out->address_count);
        }
        host = fields.values[MX_KEY_HOST];
        step = mx_path_key(path, MX_KEY_HOST);
        if (host == NULL) {
            mx_spec_error(reader, MX_RULE_SPEC_MISSING, node, path, "\"host\" is missing");
            return;
        }
    }
    read_name(reader, host, &step, zone, &out->host);
}

void mx_spec_name_servers(struct mx_spec_reader *reader, const struct mx_node *node,
                          const struct mx_path *path, mxtrap_zone *zone) {
    if (!mx_spec_list_check(reader, node, path, NAME_SERVERS_MAX)) {
        return;
    }
    size_t length = mx_spec_list_length(node);
    struct mx_name_server *servers = mx_spec_zeroed(reader, length, sizeof *servers);
    if (servers == NULL) {
        return;
    }
    for (size_t i = 0; i < length; i++) {
        struct mx_path step = mx_path_index(path, i);
        read_name_server(reader, mx_spec_list_item(node, i),
                         node->kind == MX_SEQUENCE ? &step : path, zone, &servers[i]);
    }
    zone->name_servers = servers;
    zone->name_server_count = (uint16_t)length;
}
