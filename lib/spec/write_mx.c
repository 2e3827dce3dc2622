/* Names, addresses and exchangers as a spec has them. What the zone has given before is left out.
 */
#include <string.h>

#include "spec/dots.h"
#include "spec/writer.h"

void mx_spec_write_key(struct mx_spec_writer *writer, enum mx_spec_key_id id) {
    mx_emit_word(&writer->emit, mx_spec_key_name(id));
}

void mx_spec_write_name(struct mx_spec_writer *writer, const uint8_t *name,
                        enum mx_spec_dot_kind kind) {
    bool is_relative = mx_spec_can_be_relative(name, writer->zone, writer->zones, kind);
    char buffer[MXTRAP_NAME_TEXT_MAX];
    struct mx_text text = mx_text_within(buffer, sizeof buffer);

    mx_name_write(&text, name, is_relative ? writer->zone->origin : NULL);
    mx_emit_text(&writer->emit, mx_text_string_of(&text), text.length);
}

void mx_spec_write_addresses(struct mx_spec_writer *writer, const struct mx_address *addresses,
                             size_t count) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];

    mx_spec_write_key(writer, MX_KEY_ADDRESS);
    if (count > 1) {
        mx_emit_list(&writer->emit, true);
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = mx_address_print(&addresses[i], buffer);
        mx_emit_text(&writer->emit, text, strlen(text));
    }
    if (count > 1) {
        mx_emit_list_end(&writer->emit);
    }
}

static bool is_host(const void *row, const void *name) {
    return mx_name_equal(row, name);
}

/* Whether the addresses are to be written here: where the host is met for the first time. */
static bool is_new(struct mx_spec_writer *writer, const struct mxtrap_exchanger *exchanger) {
    bool has_addresses = mx_spec_has_addresses(writer->zone, exchanger);

    if (!has_addresses || !writer->repeats_hosts) {
        return has_addresses;
    }
    uint32_t hash = mx_name_hash(exchanger->host);
    if (mx_index_find(&writer->hosts, hash, exchanger->host, is_host) != NULL) {
        return false;
    }
    if (!mx_index_add(&writer->hosts, hash, exchanger->host)) {
        writer->emit.text->status = MXTRAP_ERR_MEMORY;
    }
    return true;
}

/* Those of the A and AAAA records that differ from TTL; one number where they are the same. */
static void write_ttls(struct mx_spec_writer *writer, const struct mxtrap_exchanger *exchanger,
                       uint32_t ttl) {
    static const enum mx_spec_key_id keys[] = {MX_KEY_A, MX_KEY_AAAA};
    const struct mx_address *first[] = {mx_spec_first_address(exchanger, MX_IPV4),
                                        mx_spec_first_address(exchanger, MX_IPV6)};
    uint32_t own[2];

    for (int i = 0; i < 2; i++) {
        own[i] = first[i] == NULL        ? ttl
                 : writer->zone->is_file ? first[i]->ttl
                                         : exchanger->address_ttls[i];
    }
    bool is_one = own[0] == own[1] || first[0] == NULL || first[1] == NULL;
    if (own[0] == ttl && own[1] == ttl) {
        return;
    }
    mx_spec_write_key(writer, MX_KEY_TTL);
    if (is_one) {
        mx_emit_ttl(&writer->emit, first[0] != NULL ? own[0] : own[1]);
        return;
    }
    mx_emit_mapping(&writer->emit, true);
    for (int i = 0; i < 2; i++) {
        if (own[i] != ttl) {
            mx_spec_write_key(writer, keys[i]);
            mx_emit_ttl(&writer->emit, own[i]);
        }
    }
    mx_emit_mapping_end(&writer->emit);
}

static void write_entry(struct mx_spec_writer *writer, const struct mxtrap_exchanger *exchanger,
                        uint32_t ttl) {
    mx_emit_mapping(&writer->emit, false);
    mx_spec_write_key(writer, exchanger->role == MXTRAP_ROLE_DUMMY ? MX_KEY_DUMMY : MX_KEY_REAL);
    mx_spec_write_name(writer, exchanger->host, MX_DOT_EXCHANGER);
    mx_spec_write_key(writer, MX_KEY_PREFERENCE);
    mx_emit_number(&writer->emit, exchanger->preference);
    if (is_new(writer, exchanger)) {
        mx_spec_write_addresses(writer, exchanger->addresses, exchanger->address_count);
        write_ttls(writer, exchanger, ttl);
    }
    mx_emit_mapping_end(&writer->emit);
}

void mx_spec_skip_mx(struct mx_spec_writer *writer, const struct mx_spec_group *group) {
    for (size_t i = 0; i < group->layout->count; i++) {
        is_new(writer, &group->layout->exchangers[i]);
    }
}

void mx_spec_write_mx(struct mx_spec_writer *writer, const struct mx_spec_group *group) {
    const mxtrap_layout *layout = group->layout;

    mx_spec_write_key(writer, MX_KEY_MX);
    if (layout->count == 1 && mx_layout_is_null(layout) && layout->exchangers[0].preference == 0) {
        mx_emit_word(&writer->emit, "none");
        return;
    }
    mx_emit_list(&writer->emit, false);
    for (size_t i = 0; i < layout->count; i++) {
        write_entry(writer, &layout->exchangers[i], group->ttl);
    }
    mx_emit_list_end(&writer->emit);
}
