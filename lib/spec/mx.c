/* The list of exchangers: roles, preferences given or counted, addresses and their TTL. */
#include "spec/mx.h"

#include <string.h>

#include "dns/name.h"
#include "spec/dots.h"
#include "spec/error.h"
#include "spec/list.h"
#include "spec/mapping.h"
#include "spec/reader.h"
#include "spec/value.h"

enum { PREFERENCE_MAX = 65535, PREFERENCE_STEP = 10 };

/* Whether an entry says its preference; UNKNOWN where it cannot be read. */
enum given { UNKNOWN, GIVEN, LEFT_OUT };

/* The host's node, by its key dummy or real; NULL after an error, which was reported. */
static const struct mx_node *entry_host(struct mx_spec_reader *reader,
                                        const struct mx_fields *fields, const struct mx_path *path,
                                        struct mxtrap_exchanger *exchanger,
                                        struct mx_path *host_path) {
    const struct mx_node *dummy = fields->values[MX_KEY_DUMMY];
    const struct mx_node *real = fields->values[MX_KEY_REAL];

    if (dummy != NULL && real != NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_CONFLICT, mx_node_later(dummy, real), path,
                      "an exchanger is dummy or real, not both");
        return NULL;
    }
    if (dummy == NULL && real == NULL) {
        mx_spec_error(reader, MX_RULE_SPEC_MISSING, fields->node, path,
                      "an exchanger needs a name, under \"dummy\" or \"real\"");
        return NULL;
    }
    exchanger->role = dummy != NULL ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_REAL;
    exchanger->is_ours = true;
    *host_path = mx_path_key(path, dummy != NULL ? MX_KEY_DUMMY : MX_KEY_REAL);
    return dummy != NULL ? dummy : real;
}

/* Where an entry has no address, a name server of the same name may have one. */
static void read_addresses(struct mx_spec_reader *reader, const struct mx_node *node,
                           const struct mx_path *path, const mxtrap_zone *zone,
                           struct mx_spec_known *known, struct mxtrap_exchanger *out) {
    struct mx_path step = mx_path_key(path, MX_KEY_ADDRESS);

    if (node != NULL && (known == NULL || known->count == 0)) {
        mx_spec_addresses(reader, node, &step, &out->addresses, &out->address_count);
    } else if (node != NULL) {
        out->addresses = known->addresses;
        out->address_count = known->count;
        out->is_shared = true;
    }
    if (node != NULL && known != NULL) {
        known->addresses = out->addresses;
        known->count = out->address_count;
    }
    for (size_t i = 0; node == NULL && out->host != NULL && i < zone->name_server_count; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        if (server->host != NULL && mx_name_equal(server->host, out->host)) {
            out->addresses = server->addresses;
            out->address_count = server->address_count;
            out->address_ttls[0] = out->address_ttls[1] = MX_TTL_OF_ZONE;
        }
    }
}

/* One TTL of the addresses, or those of its A and its AAAA records. */
static void read_ttls(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, uint32_t ttls[2]) {
    static const enum mx_spec_key_id keys[] = {MX_KEY_A, MX_KEY_AAAA};
    struct mx_path ttl = mx_path_key(path, MX_KEY_TTL);
    struct mx_fields fields;

    if (node->kind != MX_MAPPING) {
        mx_spec_ttl(reader, node, &ttl, &ttls[0]);
        ttls[1] = ttls[0];
        return;
    }
    if (!mx_spec_fields(reader, node, &ttl, MX_IN_TTL, &fields)) {
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        struct mx_path step = mx_path_key(&ttl, keys[i]);
        if (fields.values[keys[i]] != NULL) {
            mx_spec_ttl(reader, fields.values[keys[i]], &step, &ttls[i]);
        }
    }
}

static enum given read_entry(struct mx_spec_reader *reader, const struct mx_node *node,
                             const struct mx_path *path, const mxtrap_zone *zone,
                             struct mx_spec_known *known, struct mxtrap_exchanger *out) {
    struct mx_fields fields;
    struct mx_path step;

    if (!mx_spec_fields(reader, node, path, MX_IN_ENTRY, &fields)) {
        return UNKNOWN;
    }
    const struct mx_node *host = entry_host(reader, &fields, path, out, &step);
    if (host != NULL) {
        out->place = mx_spec_spot(reader, host);
        mx_spec_name(reader, host, &step, zone->origin, &out->host);
    }
    const struct mx_node *preference = fields.values[MX_KEY_PREFERENCE];
    if (preference != NULL) {
        uint32_t number = 0;
        step = mx_path_key(path, MX_KEY_PREFERENCE);
        mx_spec_unsigned(reader, preference, &step, PREFERENCE_MAX, &number);
        out->preference = (uint16_t)number;
    }
    out->address_ttls[0] = out->address_ttls[1] = MX_TTL_OF_SET;
    read_addresses(reader, fields.values[MX_KEY_ADDRESS], path, zone, known, out);
    if (fields.values[MX_KEY_TTL] != NULL) {
        read_ttls(reader, fields.values[MX_KEY_TTL], path, out->address_ttls);
    }
    if (out->host != NULL && (known == NULL || !known->is_noted)) {
        bool is_noted = mx_spec_dot_add(reader, host, zone, out->host, MX_DOT_EXCHANGER,
                                        out->address_count > 0);
        if (known != NULL) {
            known->is_noted = is_noted;
        }
    }
    return preference != NULL ? GIVEN : LEFT_OUT;
}

static bool check_list(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path) {
    if (node->kind != MX_SEQUENCE) {
        mx_spec_error(reader, MX_RULE_SPEC_TYPE, node, path,
                      "expected a list of exchangers, or none for a null MX, found %s",
                      mx_node_type_name(node));
        return false;
    }
    return mx_spec_list_check(reader, node, path, MX_EXCHANGERS_MAX);
}

/* RFC 7505: the owners take no mail. */
static bool is_none(const struct mx_node *node) {
    return node->kind == MX_SCALAR && node->count == 4 && memcmp(node->text, "none", 4) == 0;
}

static struct mxtrap_exchanger *null_mx(struct mx_spec_reader *reader, const struct mx_node *node) {
    static const uint8_t root[] = {0};
    struct mxtrap_exchanger *exchanger = mx_spec_zeroed(reader, 1, sizeof *exchanger);

    if (exchanger != NULL) {
        exchanger->host = root;
        exchanger->place = mx_spec_spot(reader, node);
        exchanger->address_ttls[0] = exchanger->address_ttls[1] = MX_TTL_OF_SET;
        exchanger->is_ours = true;
    }
    return exchanger;
}

static struct mxtrap_exchanger *read_list(struct mx_spec_reader *reader, const struct mx_node *node,
                                          const struct mx_path *path, const mxtrap_zone *zone,
                                          struct mx_spec_known *known) {
    struct mxtrap_exchanger *exchangers = mx_spec_zeroed(reader, node->count, sizeof *exchangers);
    enum given first = UNKNOWN;

    for (size_t i = 0; exchangers != NULL && i < node->count; i++) {
        struct mx_path step = mx_path_index(path, i);
        enum given given = read_entry(reader, node->items[i], &step, zone,
                                      known == NULL ? NULL : &known[i], &exchangers[i]);
        first = first == UNKNOWN ? given : first;
        if (given != first && given != UNKNOWN) {
            mx_spec_error(reader, MX_RULE_SPEC_CONFLICT, node->items[i], &step,
                          "give preference for every exchanger or for none: %s",
                          given == GIVEN ? "the first has none" : "it is missing here");
        }
        if (first == LEFT_OUT) {
            exchangers[i].preference = (uint16_t)((i + 1) * PREFERENCE_STEP);
        }
    }
    return exchangers;
}

void mx_spec_mx(struct mx_spec_reader *reader, const struct mx_node *node,
                const struct mx_path *path, const mxtrap_zone *zone, struct mx_spec_set *set,
                struct mx_spec_known *known) {
    size_t errors = reader->errors, count = is_none(node) ? 1 : node->count;

    if (!is_none(node) && !check_list(reader, node, path)) {
        return;
    }
    struct mxtrap_exchanger *exchangers =
        is_none(node) ? null_mx(reader, node) : read_list(reader, node, path, zone, known);
    if (reader->errors != errors || reader->out_of_memory) {
        return;
    }
    mx_exchangers_sort(exchangers, count);
    set->exchangers = exchangers;
    set->count = count;
    set->has_ttls = false;
    for (size_t i = 0; i < count; i++) {
        set->has_ttls = set->has_ttls || exchangers[i].address_ttls[0] <= MX_TTL_MAX ||
                        exchangers[i].address_ttls[1] <= MX_TTL_MAX;
    }
}
