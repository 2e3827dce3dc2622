/* Zones, their sets and exchangers. Defaults are left out, and so are addresses of a host that the
 * zone already has. A set that several zones have word for word becomes a layout. */
#include "spec/write.h"

#include <string.h>

#include "spec/remarks.h"
#include "spec/sender_yaml.h"
#include "spec/writer.h"

static void write_owners(struct mx_spec_writer *writer, const struct mx_spec_group *group) {
    bool is_flow = group->count <= 16;

    mx_spec_write_key(writer, MX_KEY_OWNERS);
    mx_emit_list(&writer->emit, is_flow);
    for (const struct mx_spec_member *member = group->first; member != NULL;
         member = member->next) {
        const uint8_t *owner = member->layout->owner;
        if (mx_name_equal(owner, writer->zone->origin)) {
            mx_emit_text(&writer->emit, "@", 1);
        } else {
            mx_spec_write_name(writer, owner, MX_DOT_OWNER);
        }
    }
    mx_emit_list_end(&writer->emit);
}

static void write_silence(struct mx_spec_writer *writer, uint8_t silence) {
    mx_spec_write_key(writer, MX_KEY_SILENCE);
    mx_emit_word(&writer->emit, silence == MX_SILENCE_RESET ? "reset" : "drop");
}

/* An item of `sets`; settings that equal the zone's are left out. */
static void write_set(struct mx_spec_writer *writer, const struct mx_spec_group *group,
                      uint32_t ttl, uint8_t silence) {
    mx_emit_mapping(&writer->emit, false);
    write_owners(writer, group);
    if (group->ttl != ttl) {
        mx_spec_write_key(writer, MX_KEY_TTL);
        mx_emit_ttl(&writer->emit, group->ttl);
    }
    if (group->layout->silence != silence) {
        write_silence(writer, group->layout->silence);
    }
    mx_spec_remark_group(&writer->emit, writer->zone, group);
    mx_spec_write_mx(writer, group);
    mx_emit_mapping_end(&writer->emit);
}

static void write_name_servers(struct mx_spec_writer *writer) {
    const mxtrap_zone *zone = writer->zone;

    mx_spec_write_key(writer, MX_KEY_NS);
    mx_emit_list(&writer->emit, false);
    for (size_t i = 0; i < zone->name_server_count; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        if (server->address_count > 0) {
            mx_emit_mapping(&writer->emit, false);
            mx_spec_write_key(writer, MX_KEY_HOST);
        }
        mx_spec_write_name(writer, server->host, MX_DOT_AUTHORITY);
        if (server->address_count > 0) {
            mx_spec_write_addresses(writer, server->addresses, server->address_count);
            mx_emit_mapping_end(&writer->emit);
        }
    }
    mx_emit_list_end(&writer->emit);
}

static void write_soa(struct mx_spec_writer *writer) {
    const struct mx_soa *soa = writer->zone->soa;
    const struct {
        enum mx_spec_key_id key;
        uint32_t number, otherwise;
    } rows[] = {{MX_KEY_REFRESH, soa->refresh, MX_SOA_REFRESH},
                {MX_KEY_RETRY, soa->retry, MX_SOA_RETRY},
                {MX_KEY_EXPIRE, soa->expire, MX_SOA_EXPIRE},
                {MX_KEY_MINIMUM, soa->minimum, MX_SOA_MINIMUM}};

    mx_spec_write_key(writer, MX_KEY_SOA);
    mx_emit_mapping(&writer->emit, false);
    if (soa->mname != NULL) {
        mx_spec_write_key(writer, MX_KEY_MNAME);
        mx_spec_write_name(writer, soa->mname, MX_DOT_AUTHORITY);
    }
    if (soa->rname != NULL) {
        mx_spec_write_key(writer, MX_KEY_RNAME);
        mx_spec_write_name(writer, soa->rname, MX_DOT_AUTHORITY);
    }
    mx_spec_write_key(writer, MX_KEY_SERIAL);
    mx_emit_number(&writer->emit, soa->serial);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].number != rows[i].otherwise) {
            mx_spec_write_key(writer, rows[i].key);
            mx_emit_ttl(&writer->emit, rows[i].number);
        }
    }
    mx_emit_mapping_end(&writer->emit);
}

/* A zone file has no reasons. */
static void write_ignored(struct mx_spec_writer *writer) {
    static const char unknown[] = "accepted by a comment of the zone";
    const mxtrap_zone *zone = writer->zone;

    mx_spec_write_key(writer, MX_KEY_IGNORE);
    mx_emit_mapping(&writer->emit, false);
    for (size_t i = 0; i < zone->ignored_count; i++) {
        const char *reason = zone->reasons != NULL ? zone->reasons[i] : unknown;
        mx_emit_word(&writer->emit, mx_rules[zone->ignored[i]].info.id);
        mx_emit_text(&writer->emit, reason, strlen(reason));
    }
    mx_emit_mapping_end(&writer->emit);
}

/* The keys of a zone that are not about MX sets. */
static void write_rest(struct mx_spec_writer *writer) {
    if (writer->zone->name_server_count > 0) {
        write_name_servers(writer);
    }
    if (writer->zone->soa != NULL) {
        write_soa(writer);
    }
    if (writer->zone->ignored_count > 0) {
        write_ignored(writer);
    }
}

static bool is_only_apex(const struct mx_spec_group *group, const mxtrap_zone *zone) {
    return group->count == 1 && mx_name_equal(group->layout->owner, zone->origin);
}

/* The zone's own set, or the layout that gives it. */
static void write_own(struct mx_spec_writer *writer, const struct mx_spec_group *own) {
    const char *layout = mx_spec_layout_name(writer);

    mx_spec_remark_group(&writer->emit, writer->zone, own);
    if (layout == NULL) {
        mx_spec_write_mx(writer, own);
        return;
    }
    mx_spec_write_key(writer, MX_KEY_LAYOUT);
    mx_emit_text(&writer->emit, layout, strlen(layout));
    mx_spec_skip_mx(writer, own);
}

/* The keys of a zone, in its mapping, which is open. */
static void write_zone(struct mx_spec_writer *writer, const struct mx_spec_groups *groups) {
    const mxtrap_zone *zone = writer->zone;
    const struct mx_spec_group *own = groups->list;
    uint32_t ttl = zone->is_file ? own->ttl : zone->ttl;
    bool has_own = own->ttl == ttl; /* else the zone's own TTL is not that of the set */
    uint8_t silence = has_own ? own->layout->silence : MX_SILENCE_DROP;
    char name[MXTRAP_NAME_TEXT_MAX];
    size_t length = strlen(mx_name_print(zone->origin, name));

    mx_spec_write_key(writer, MX_KEY_ZONE);
    mx_emit_text(&writer->emit, name, length > 1 ? length - 1 : length);
    mx_spec_write_key(writer, MX_KEY_TTL);
    mx_emit_ttl(&writer->emit, ttl);
    mx_spec_remark_zone(&writer->emit, zone);
    if (silence != MX_SILENCE_DROP) {
        write_silence(writer, silence);
    }
    write_rest(writer);
    if (has_own && !is_only_apex(own, zone)) {
        write_owners(writer, own);
    }
    if (has_own) {
        write_own(writer, own);
    }
    size_t from = has_own ? 1 : 0;
    if (from < groups->count) {
        mx_spec_write_key(writer, MX_KEY_SETS);
        mx_emit_list(&writer->emit, false);
    }
    for (size_t i = from; i < groups->count; i++) {
        write_set(writer, &groups->list[i], ttl, silence);
    }
    if (from < groups->count) {
        mx_emit_list_end(&writer->emit);
    }
}

static void write_next(struct mx_spec_writer *writer, const mxtrap_zone *zone) {
    struct mx_spec_groups groups;

    writer->zone = zone;
    writer->repeats_hosts = mx_spec_repeats_hosts(zone);
    if (mx_spec_groups_make(&groups, &writer->arena, zone)) {
        write_zone(writer, &groups);
    } else {
        writer->emit.text->status = MXTRAP_ERR_MEMORY;
    }
    mx_index_free(&writer->hosts);
    mx_arena_reset(&writer->arena);
}

static size_t count_chosen(const mxtrap_zones *zones) {
    size_t count = 0;

    for (size_t i = 0; i < zones->count; i++) {
        count += mx_zone_is_chosen(zones, zones->list[i]) ? 1 : 0;
    }
    return count;
}

static void write_senders(struct mx_text *text, const mxtrap_zones *zones) {
    if (zones->sender_count > 0) {
        mx_text_string(text, "senders:\n");
    }
    for (size_t i = 0; i < zones->sender_count; i++) {
        mx_sender_write(text, &zones->senders[i]);
    }
}

static enum mxtrap_status check(const mxtrap_zones *zones) {
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = mxtrap_findings_new(&findings);

    if (status == MXTRAP_OK) {
        status = mx_check_spec(zones, findings);
    }
    if (status == MXTRAP_OK && mxtrap_findings_count(findings) > 0) {
        status = MXTRAP_ERR_ARGUMENT;
    }
    mxtrap_findings_free(findings);
    return status;
}

enum mxtrap_status mx_write_spec(struct mx_text *text, const mxtrap_zones *zones, unsigned unused) {
    (void)unused;
    enum mxtrap_status status = check(zones);
    struct mx_spec_shared shared = {.named = 0};
    struct mx_spec_writer writer = {.zones = zones, .shared = &shared};
    bool is_list = count_chosen(zones) > 1;

    if (status != MXTRAP_OK) {
        return status;
    }
    mx_text_string(text,
                   "# yaml-language-server: $schema=" MXTRAP_DATA_FOLDER "/mxtrap.schema.json\n");
    mx_emit_begin(&writer.emit, text);
    if (is_list && !mx_spec_write_layouts(&writer)) {
        text->status = MXTRAP_ERR_MEMORY;
    }
    if (is_list) {
        mx_spec_write_key(&writer, MX_KEY_ZONES);
        mx_emit_list(&writer.emit, false);
    }
    for (size_t i = 0; i < zones->count && text->status == MXTRAP_OK; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            if (is_list) {
                mx_emit_mapping(&writer.emit, false);
            }
            write_next(&writer, zones->list[i]);
            if (is_list) {
                mx_emit_mapping_end(&writer.emit);
            }
        }
    }
    if (is_list) {
        mx_emit_list_end(&writer.emit);
    }
    mx_emit_end(&writer.emit);
    write_senders(text, zones);
    mx_arena_free(&writer.arena);
    mx_spec_shared_free(&shared);
    return text->status;
}
