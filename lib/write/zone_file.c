/* Zone files (RFC 1035 5): a fragment for $INCLUDE, or a complete zone. Columns stand at fixed
 * places, so that a change of one record is a change of one line. */
#include "write/format.h"

enum { TYPE_COLUMN = 24, COMMENT_COLUMN = 64 };

/* Addresses of a layout that are searched without an index. */
enum { SEARCHED_MAX = 64 };

/* Owner name, class and type; returns the mark of the line's begin. */
static size_t begin_record(struct mx_text *text, const mxtrap_zone *zone, const uint8_t *owner,
                           const char *type) {
    size_t mark = mx_text_position(text);

    mx_name_write(text, owner, zone->origin);
    mx_text_pad(text, mark, TYPE_COLUMN);
    mx_text_string(text, type);
    return mark;
}

/* The role, and on a set's first record the rules that the spec accepts: the linter reads both. */
static void write_role(struct mx_text *text, const mxtrap_layout *layout, size_t index,
                       size_t mark) {
    const struct mxtrap_exchanger *exchanger = &layout->exchangers[index];
    const mxtrap_zone *zone = layout->zone;

    if (exchanger->role != MXTRAP_ROLE_UNKNOWN && !mx_exchanger_is_null(exchanger)) {
        mx_text_pad(text, mark, COMMENT_COLUMN);
        mx_text_string(text, "; mxtrap: ");
        mx_text_string(text, mxtrap_role_name((enum mxtrap_role)exchanger->role));
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
        size_t mark = begin_record(text, zone, layout->owner, "IN MX    ");
        mx_text_unsigned(text, exchanger->preference);
        mx_text_char(text, ' ');
        mx_name_write(text, exchanger->host, zone->origin);
        write_role(text, layout, i, mark);
    }
}

static void write_address(struct mx_text *text, const mxtrap_zone *zone, const uint8_t *host,
                          const struct mx_address *address) {
    begin_record(text, zone, host, address->family == MX_IPV4 ? "IN A     " : "IN AAAA  ");
    mx_address_write(text, address);
    mx_text_char(text, '\n');
}

static bool has_pair(const uint8_t *host, const struct mx_address *addresses, size_t count,
                     const uint8_t *other, const struct mx_address *address) {
    if (count == 0 || !mx_name_equal(host, other)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (mx_address_equal(&addresses[i], address)) {
            return true;
        }
    }
    return false;
}

/* Whether the first COUNT exchangers gave HOST this address already. */
static bool is_written(const mxtrap_layout *layout, size_t count, const uint8_t *host,
                       const struct mx_address *address) {
    for (size_t i = 0; i < count; i++) {
        const struct mxtrap_exchanger *earlier = &layout->exchangers[i];
        if (has_pair(earlier->host, earlier->addresses, earlier->address_count, host, address)) {
            return true;
        }
    }
    return false;
}

struct pair {
    const uint8_t *host;
    const struct mx_address *address;
};

static bool gives(const void *row, const void *key) {
    const struct mxtrap_exchanger *exchanger = row;
    const struct pair *pair = key;

    return has_pair(exchanger->host, exchanger->addresses, exchanger->address_count, pair->host,
                    pair->address);
}

/* Whether EXCHANGER is the first that gives its host ADDRESS, of those that were asked for: they go
 * into PAIRS. */
static bool is_first_to_give(struct mx_text *text, struct mx_index *pairs,
                             const struct mxtrap_exchanger *exchanger,
                             const struct mx_address *address) {
    const struct pair pair = {exchanger->host, address};
    uint32_t hash = mx_name_hash(exchanger->host) ^ mx_address_hash(address);

    if (mx_index_find(pairs, hash, &pair, gives) != NULL) {
        return false;
    }
    if (!mx_index_add(pairs, hash, exchanger)) {
        text->status = MXTRAP_ERR_MEMORY;
    }
    return true;
}

static size_t address_count(const mxtrap_layout *layout) {
    size_t count = 0;

    for (size_t i = 0; i < layout->count; i++) {
        count += layout->exchangers[i].address_count;
    }
    return count;
}

/* A zone's owner names share one set of exchangers: each address of it is written once. */
static void write_addresses(struct mx_text *text, const mxtrap_zone *zone) {
    const mxtrap_layout *layout = &zone->layouts[0];
    bool is_indexed = address_count(layout) > SEARCHED_MAX;
    struct mx_index pairs = {0};

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            if (is_indexed ? is_first_to_give(text, &pairs, exchanger, address)
                           : !is_written(layout, i, exchanger->host, address)) {
                write_address(text, zone, exchanger->host, address);
            }
        }
    }
    mx_index_free(&pairs);
}

static void write_head(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    const mxtrap_layout *layout = &zone->layouts[0];
    size_t dummies = 0;

    for (size_t i = 0; i < layout->count; i++) {
        dummies += layout->exchangers[i].role == MXTRAP_ROLE_DUMMY ? 1 : 0;
    }
    mx_text_string(text, first ? "; " : "\n; ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_string(text, " exchangers: ");
    mx_text_unsigned(text, layout->count);
    mx_text_string(text, ", dummies among them: ");
    mx_text_unsigned(text, dummies);
    mx_text_string(text, "\n; Written by mxtrap-gen from a spec: change the spec, not this file.\n"
                         "$ORIGIN ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_string(text, "\n$TTL ");
    mx_text_unsigned(text, zone->ttl);
    mx_text_char(text, '\n');
}

static void write_layouts(struct mx_text *text, const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        write_mx(text, zone, &zone->layouts[i]);
    }
    write_addresses(text, zone);
}

void mx_write_fragment(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    write_head(text, zone, first);
    write_layouts(text, zone);
}

static void write_soa(struct mx_text *text, const mxtrap_zone *zone) {
    static const struct mx_soa defaults = {.serial = MX_SOA_SERIAL,
                                           .refresh = MX_SOA_REFRESH,
                                           .retry = MX_SOA_RETRY,
                                           .expire = MX_SOA_EXPIRE,
                                           .minimum = MX_SOA_MINIMUM};
    const struct mx_soa *soa = zone->soa != NULL ? zone->soa : &defaults;

    begin_record(text, zone, zone->origin, "IN SOA   ");
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

static bool is_given_by_server(const mxtrap_zone *zone, size_t count, const uint8_t *host,
                               const struct mx_address *address) {
    for (size_t i = 0; i < count; i++) {
        const struct mx_name_server *earlier = &zone->name_servers[i];
        if (has_pair(earlier->host, earlier->addresses, earlier->address_count, host, address)) {
            return true;
        }
    }
    return false;
}

/* The addresses of name servers that are not exchangers too. */
static void write_server_addresses(struct mx_text *text, const mxtrap_zone *zone) {
    const mxtrap_layout *layout = &zone->layouts[0];

    for (size_t i = 0; i < zone->name_server_count; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        for (size_t j = 0; j < server->address_count; j++) {
            const struct mx_address *address = &server->addresses[j];
            if (!is_written(layout, layout->count, server->host, address) &&
                !is_given_by_server(zone, i, server->host, address)) {
                write_address(text, zone, server->host, address);
            }
        }
    }
}

void mx_write_complete_zone(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    write_head(text, zone, first);
    write_soa(text, zone);
    for (size_t i = 0; i < zone->name_server_count; i++) {
        begin_record(text, zone, zone->origin, "IN NS    ");
        mx_name_write(text, zone->name_servers[i].host, zone->origin);
        mx_text_char(text, '\n');
    }
    write_layouts(text, zone);
    write_server_addresses(text, zone);
}
