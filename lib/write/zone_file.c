/* Zone files (RFC 1035 5): a fragment for $INCLUDE, or a complete zone. Columns are fixed, so that
 * a change of one record changes one line. */
#include "write/host_addresses.h"
#include "write/zones_writer.h"

enum { TYPE_COLUMN = 24, COMMENT_COLUMN = 64 };

/* Writes the owner name, class and type, and a TTL other than the zone's; returns the mark of the
 * beginning of the line. */
static size_t begin_record(struct mx_text *text, const mxtrap_zone *zone, const uint8_t *owner,
                           uint32_t ttl, const char *type) {
    size_t mark = mx_text_position(text);

    mx_name_write(text, owner, zone->origin);
    mx_text_pad(text, mark, TYPE_COLUMN);
    if (ttl != zone->ttl) {
        mx_text_unsigned(text, ttl);
        mx_text_char(text, ' ');
    }
    mx_text_string(text, type);
    return mark;
}

/* Writes the role, and in a set's first record the ignored rules, as comments that mxtrap-lint
 * reads. */
static void write_role(struct mx_text *text, const mxtrap_layout *layout, size_t index,
                       size_t mark) {
    const struct mxtrap_exchanger *exchanger = &layout->exchangers[index];
    const mxtrap_zone *zone = layout->zone;

    if ((exchanger->role == MXTRAP_ROLE_UNKNOWN) == mx_exchanger_is_null(exchanger)) {
        mx_text_pad(text, mark, COMMENT_COLUMN);
        mx_text_string(text, "; mxtrap: ");
        mx_text_string(text, mx_exchanger_is_null(exchanger)
                                 ? "none"
                                 : mxtrap_role_name((enum mxtrap_role)exchanger->role));
        mx_text_string(text, index == 0 && zone->ignored_count > 0 ? ", ignore" : "");
        for (size_t i = 0; index == 0 && i < zone->ignored_count; i++) {
            mx_text_char(text, ' ');
            mx_text_string(text, mx_rules[zone->ignored[i]].info.id);
        }
    }
    mx_text_char(text, '\n');
}

static void write_mx(struct mx_text *text, const mxtrap_zone *zone, const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        size_t mark = begin_record(text, zone, layout->owner, exchanger->ttl, "IN MX    ");
        mx_text_unsigned(text, exchanger->preference);
        mx_text_char(text, ' ');
        mx_name_write(text, exchanger->host, zone->origin);
        write_role(text, layout, i, mark);
    }
}

/* Sets and name servers may share addresses. */
static void write_address(struct mx_text *text, struct mx_host_addresses *written,
                          const mxtrap_zone *zone, const struct mx_host_address *pair,
                          uint32_t ttl) {
    bool is_new;

    if (!mx_host_addresses_add(written, pair, &is_new)) {
        text->status = MXTRAP_ERR_MEMORY;
        return;
    }
    if (!is_new) {
        return;
    }
    begin_record(text, zone, pair->host, ttl,
                 pair->address->family == MX_IPV4 ? "IN A     " : "IN AAAA  ");
    mx_address_write(text, pair->address);
    mx_text_char(text, '\n');
}

static void write_addresses(struct mx_text *text, struct mx_host_addresses *written,
                            const mxtrap_zone *zone, const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_host_address pair = {exchanger->host, &exchanger->addresses[j]};
            write_address(text, written, zone, &pair,
                          mx_exchanger_address_ttl(exchanger, pair.address->family));
        }
    }
}

static void write_title(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    size_t sets = 0, exchangers = 0, dummies = 0;

    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        if (mx_layout_is_shared(zone, i)) {
            continue;
        }
        sets++;
        exchangers += layout->count;
        for (size_t j = 0; j < layout->count; j++) {
            dummies += layout->exchangers[j].role == MXTRAP_ROLE_DUMMY ? 1 : 0;
        }
    }
    mx_text_string(text, first ? "; " : "\n; ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_string(text, " exchangers: ");
    mx_text_unsigned(text, exchangers);
    mx_text_string(text, ", dummies among them: ");
    mx_text_unsigned(text, dummies);
    if (sets > 1) {
        mx_text_string(text, ", MX sets: ");
        mx_text_unsigned(text, sets);
    }
    mx_text_string(text,
                   "\n; Written by mxtrap-gen from a spec: change the spec, not this file.\n");
}

static void write_head(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    write_title(text, zone, first);
    mx_text_string(text, "$ORIGIN ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_string(text, "\n$TTL ");
    mx_text_unsigned(text, zone->ttl);
    mx_text_char(text, '\n');
}

static void write_layouts(struct mx_text *text, struct mx_host_addresses *written,
                          const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        write_mx(text, zone, &zone->layouts[i]);
    }
    for (size_t i = 0; i < zone->layout_count; i++) {
        if (!mx_layout_is_shared(zone, i)) {
            write_addresses(text, written, zone, &zone->layouts[i]);
        }
    }
}

void mx_write_fragment(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    struct mx_host_addresses written = {.count = 0};

    write_head(text, zone, first);
    write_layouts(text, &written, zone);
    mx_host_addresses_free(&written);
}

/* docs/name-servers.md: some servers keep the $ORIGIN or the $TTL of an included file after it. So
 * there is neither here. */
void mx_write_include(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    struct mx_host_addresses written = {.count = 0};
    mxtrap_zone absolute = *zone;

    absolute.origin = NULL;
    absolute.ttl = UINT32_MAX; /* no record's: each is written */
    write_title(text, zone, first);
    write_layouts(text, &written, &absolute);
    mx_host_addresses_free(&written);
}

static void write_soa(struct mx_text *text, const mxtrap_zone *zone) {
    static const struct mx_soa defaults = {.serial = MX_SOA_SERIAL,
                                           .refresh = MX_SOA_REFRESH,
                                           .retry = MX_SOA_RETRY,
                                           .expire = MX_SOA_EXPIRE,
                                           .minimum = MX_SOA_MINIMUM};
    const struct mx_soa *soa = zone->soa != NULL ? zone->soa : &defaults;

    begin_record(text, zone, zone->origin, zone->ttl, "IN SOA   ");
    mx_name_write(text, soa->mname != NULL ? soa->mname : zone->name_servers[0].host, zone->origin);
    mx_text_char(text, ' ');
    if (soa->rname != NULL) {
        mx_name_write(text, soa->rname, zone->origin);
    } else {
        mx_text_string(text, "hostmaster");
    }
    mx_text_format(text, " %lu %lu %lu %lu %lu\n", (unsigned long)soa->serial,
                   (unsigned long)soa->refresh, (unsigned long)soa->retry,
                   (unsigned long)soa->expire, (unsigned long)soa->minimum);
}

/* The exchanger that a name server is as well, whose address RRsets it has; NULL: it is none. */
static const struct mxtrap_exchanger *exchanger_of(const mxtrap_zone *zone,
                                                   const struct mx_name_server *server) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        const mxtrap_layout *layout = &zone->layouts[i];
        for (size_t j = 0; j < layout->count && !mx_layout_is_shared(zone, i); j++) {
            const struct mxtrap_exchanger *at = &layout->exchangers[j];
            if (mx_name_equal(at->host, server->host)) {
                return at;
            }
        }
    }
    return NULL;
}

/* Writes addresses of name servers that are not written as exchangers'. */
static void write_server_addresses(struct mx_text *text, struct mx_host_addresses *written,
                                   const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->name_server_count; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        const struct mxtrap_exchanger *host =
            server->address_count > 0 ? exchanger_of(zone, server) : NULL;
        for (size_t j = 0; j < server->address_count; j++) {
            const struct mx_host_address pair = {server->host, &server->addresses[j]};
            uint32_t ttl =
                host == NULL ? zone->ttl : mx_exchanger_address_ttl(host, pair.address->family);
            write_address(text, written, zone, &pair, ttl);
        }
    }
}

void mx_write_complete_zone(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    struct mx_host_addresses written = {.count = 0};

    write_head(text, zone, first);
    write_soa(text, zone);
    for (size_t i = 0; i < zone->name_server_count; i++) {
        begin_record(text, zone, zone->origin, zone->ttl, "IN NS    ");
        mx_name_write(text, zone->name_servers[i].host, zone->origin);
        mx_text_char(text, '\n');
    }
    write_layouts(text, &written, zone);
    write_server_addresses(text, &written, zone);
    mx_host_addresses_free(&written);
}
