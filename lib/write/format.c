/* The table of formats, and the one way through it. */
#include "write/format.h"

#include "base/table.h"

static const mxtrap_format formats[] = {
    {.name = "bind",
     .what = "zone fragment, for $INCLUDE or a zone's file",
     .write = mx_write_fragment},
    {.name = "zone",
     .what = "complete zone, with SOA and NS",
     .is_complete_zone = true,
     .is_one_zone_a_file = true,
     .write = mx_write_complete_zone},
    {.name = "nsupdate",
     .what = "script for nsupdate (RFC 2136)",
     .file_prefix = "mxtrap.nsupdate",
     .write_run = mx_write_nsupdate,
     .check = mx_check_nsupdate},
    {.name = "json",
     .what = "layouts as JSON (mxtrap.gen/1)",
     .before = "{\"schema\": \"mxtrap.gen/1\", \"layouts\": [",
     .after = "\n]}\n",
     .write = mx_write_json},
    {.name = "nftables",
     .what = "silences the dummies: a table for nft -f",
     .file_prefix = "mxtrap.nft",
     .write_run = mx_write_nftables,
     .check = mx_check_silencer},
    {.name = "iptables",
     .what = "the same, for iptables-restore and ip6tables-restore",
     .file_prefix = "mxtrap.iptables",
     .write_run = mx_write_iptables,
     .check = mx_check_silencer},
    {.name = "pf",
     .what = "the same, an anchor for pfctl",
     .file_prefix = "mxtrap.pf",
     .write_run = mx_write_pf,
     .check = mx_check_silencer},
    {.name = "octodns",
     .what = "zone file of octoDNS's YAML provider",
     .is_one_zone_a_file = true,
     .file_prefix = "",
     .file_suffix = ".yaml",
     .write = mx_write_octodns},
    {.name = "dnscontrol",
     .what = "D_EXTEND for DNSControl's dnsconfig.js",
     .file_prefix = "",
     .file_suffix = ".js",
     .write = mx_write_dnscontrol},
    {.name = "mta-sts",
     .what = "MTA-STS policy that lists the real hosts",
     .is_one_zone_a_file = true,
     .file_prefix = "mta-sts.",
     .file_suffix = ".txt",
     .write = mx_write_mta_sts,
     .can_write = mx_can_write_mta_sts,
     .check = mx_check_mta_sts},
};

const mxtrap_format *mxtrap_format_at(size_t index) {
    return mx_table_at(MX_TABLE(formats), index);
}

const mxtrap_format *mxtrap_format_find(const char *name) {
    return mx_table_find(MX_TABLE(formats), name);
}

const char *mxtrap_format_similar(const char *name) {
    return mx_table_suggest(MX_TABLE(formats), name);
}

const char *mxtrap_format_name(const mxtrap_format *format) {
    return format->name;
}

const char *mxtrap_format_what(const mxtrap_format *format) {
    return format->what;
}

int mxtrap_format_is_complete_zone(const mxtrap_format *format) {
    return format->is_complete_zone;
}

int mxtrap_format_is_one_zone_a_file(const mxtrap_format *format) {
    return format->is_one_zone_a_file;
}

const char *mxtrap_format_run_file(const mxtrap_format *format) {
    return format->write_run != NULL ? format->file_prefix : NULL;
}

const char *mxtrap_format_file_prefix(const mxtrap_format *format) {
    return format->file_prefix != NULL ? format->file_prefix : "db.";
}

const char *mxtrap_format_file_suffix(const mxtrap_format *format) {
    return format->file_suffix != NULL ? format->file_suffix : "";
}

static void report_missing(mxtrap_findings *findings, const uint8_t *name, const char *words,
                           struct mx_place place) {
    mx_finding_of(findings, name, words);
    mx_finding_end(findings, MX_RULE_SPEC_MISSING, MXTRAP_ERROR, place);
}

/* "hostmaster" before the origin has to stay a name. */
static bool lacks_rname(const mxtrap_zone *zone) {
    return (zone->soa == NULL || zone->soa->rname == NULL) &&
           mx_name_length(zone->origin) + sizeof "hostmaster" > MX_NAME_MAX;
}

/* A complete zone has name servers, and those inside it have addresses (RFC 1035 5.2). */
static void check_complete(const mxtrap_zone *zone, mxtrap_findings *findings) {
    if (zone->name_server_count == 0) {
        report_missing(findings, zone->origin,
                       ": a complete zone needs name servers, under the key \"ns\"", zone->place);
    }
    if (lacks_rname(zone)) {
        report_missing(findings, zone->origin,
                       ": hostmaster before this name is too long: give \"rname\" under \"soa\"",
                       zone->place);
    }
    for (size_t i = 0; i < zone->name_server_count; i++) {
        const struct mx_name_server *server = &zone->name_servers[i];
        if (mx_name_is_within(server->host, zone->origin) &&
            !mx_zone_has_address(zone, server->host)) {
            report_missing(findings, server->host,
                           ": a name server inside the zone needs an address", server->place);
        }
    }
}

enum mxtrap_status mxtrap_format_check(const mxtrap_format *format, const mxtrap_zones *zones,
                                       mxtrap_findings *findings) {
    size_t errors = mxtrap_findings_input_errors(findings);

    for (size_t i = 0; i < zones->count && format->is_complete_zone; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            check_complete(zones->list[i], findings);
        }
    }
    if ((format->check != NULL && format->check(zones, findings) != MXTRAP_OK) ||
        mx_findings_status(findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return mxtrap_findings_input_errors(findings) > errors ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}

static bool can_write(const mxtrap_format *format, const mxtrap_zone *zone) {
    return zone->layout_count > 0 && zone->layouts[0].count > 0 &&
           (!format->is_complete_zone || zone->name_server_count > 0) &&
           (format->can_write == NULL || format->can_write(zone));
}

static void write_around(struct mx_text *text, const char *words) {
    mx_text_string(text, words != NULL ? words : "");
}

static enum mxtrap_status finish(struct mx_text *text, enum mxtrap_status status) {
    if (status == MXTRAP_OK) {
        status = mx_text_finish(text);
    }
    mx_text_free(text);
    return status;
}

enum mxtrap_status mxtrap_write(const mxtrap_zones *zones, const mxtrap_format *format,
                                mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    bool first = true;

    for (size_t i = 0; i < zones->count; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i]) && !can_write(format, zones->list[i])) {
            return MXTRAP_ERR_ARGUMENT;
        }
    }
    if (format->write_run != NULL) {
        return finish(&text, format->write_run(&text, zones));
    }
    write_around(&text, format->before);
    for (size_t i = 0; i < zones->count && text.status == MXTRAP_OK; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            format->write(&text, zones->list[i], first);
            first = false;
        }
    }
    write_around(&text, format->after);
    return finish(&text, MXTRAP_OK);
}

enum mxtrap_status mxtrap_write_zone(const mxtrap_zone *zone, const mxtrap_format *format,
                                     mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);

    if (format->write == NULL || !can_write(format, zone)) {
        return MXTRAP_ERR_ARGUMENT;
    }
    write_around(&text, format->before);
    format->write(&text, zone, true);
    write_around(&text, format->after);
    return finish(&text, MXTRAP_OK);
}
