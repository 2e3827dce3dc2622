/* The writer of zones, shared by all formats. Where there are many, a thread of its own writes
 * every second part of them ahead of the caller's, whose sink has all in order. */
#include "write/zones_writer.h"

#include <string.h>

#include "base/ahead.h"

const char *mxtrap_format_run_file(const mxtrap_format *format) {
    return format->zones != NULL && format->zones->write_run != NULL ? format->zones->file_prefix
                                                                     : NULL;
}

const char *mxtrap_format_file_prefix(const mxtrap_format *format) {
    return format->zones != NULL && format->zones->file_prefix != NULL ? format->zones->file_prefix
                                                                       : "db.";
}

const char *mxtrap_format_file_suffix(const mxtrap_format *format) {
    return format->zones != NULL && format->zones->file_suffix != NULL ? format->zones->file_suffix
                                                                       : "";
}

static bool is_complete(const mxtrap_format *format) {
    return mxtrap_format_has(format, MXTRAP_FORMAT_IS_COMPLETE_ZONE) != 0;
}

static void report_missing(mxtrap_findings *findings, const uint8_t *name, const char *words,
                           struct mx_place place) {
    mx_finding_of(findings, name, words);
    mx_finding_end(findings, MX_RULE_SPEC_MISSING, MXTRAP_ERROR, place);
}

/* The default RNAME, "hostmaster" and the origin, must not be too long. */
static bool lacks_rname(const mxtrap_zone *zone) {
    return (zone->soa == NULL || zone->soa->rname == NULL) &&
           mx_name_length(zone->origin) + sizeof "hostmaster" > MX_NAME_MAX;
}

/* A complete zone has name servers, and those inside it have addresses (RFC 1035 5.2). */
static void check_complete(const mxtrap_zone *zone, mxtrap_findings *findings) {
    struct mx_addressed addressed = {.zone = NULL};

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
            !mx_zone_has_address(&addressed, zone, server->host)) {
            report_missing(findings, server->host,
                           ": a name server inside the zone needs an address",
                           mx_place_of(zone, server->place));
        }
    }
    if (addressed.out_of_memory) {
        findings->status = MXTRAP_ERR_MEMORY;
    }
    mx_index_free(&addressed.hosts);
}

enum mxtrap_status mxtrap_format_check(const mxtrap_format *format, const mxtrap_zones *zones,
                                       mxtrap_findings *findings) {
    size_t errors = mxtrap_findings_input_errors(findings);

    if (format->zones == NULL) {
        return mx_findings_argument(findings, "zones are not written in the format", format->name,
                                    NULL);
    }
    for (size_t i = 0; i < zones->count && is_complete(format); i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            check_complete(zones->list[i], findings);
        }
    }
    if ((format->zones->check != NULL && format->zones->check(zones, findings) != MXTRAP_OK) ||
        mx_findings_status(findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return mxtrap_findings_input_errors(findings) > errors ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}

static bool has_exchangers(const mxtrap_zone *zone) {
    size_t with = 0;

    while (with < zone->layout_count && zone->layouts[with].count > 0) {
        with++;
    }
    return with > 0 && with == zone->layout_count;
}

static bool can_write(const mxtrap_format *format, const mxtrap_zone *zone) {
    return format->zones != NULL && has_exchangers(zone) &&
           (!is_complete(format) || zone->name_server_count > 0) &&
           (format->zones->can_write == NULL || format->zones->can_write(zone));
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

/* Zones of a part; a thread is worth its start from so many zones on. */
enum { PART = 256, PARTS_APART = 2 * PART, AHEAD_FROM = 4096 };

struct writing {
    const mxtrap_zones *zones;
    const mxtrap_format *format;
    size_t chosen, first; /* how many zones, and the first of them */
};

static void write_part(struct mx_text *text, const struct writing *writing, size_t from) {
    const mxtrap_zones *zones = writing->zones;

    for (size_t i = from; i < zones->count && i - from < PART && text->status == MXTRAP_OK; i++) {
        if (mx_zone_is_chosen(zones, zones->list[i])) {
            writing->format->zones->write(text, zones->list[i], i == writing->first);
        }
    }
}

/* Text from the other thread; the last piece of a part is empty. */
struct sent {
    size_t length;
    char bytes[];
};

static int send(void *context, const char *bytes, size_t length) {
    struct sent *sent = mx_ahead_add(context, sizeof *sent + length);

    if (sent == NULL) {
        return -1;
    }
    sent->length = length;
    memcpy(sent->bytes, bytes, length);
    return 0;
}

/* Every second part: the caller's thread writes the others. */
static void write_ahead(struct mx_ahead *ahead, void *context) {
    const struct writing *writing = context;
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = PART; i < writing->zones->count && status == MXTRAP_OK; i += PARTS_APART) {
        struct mx_text text = MX_TEXT_INTO(send, ahead);
        write_part(&text, writing, i);
        status = mx_text_end(&text);
        if (status == MXTRAP_OK && send(ahead, "", 0) != 0) {
            return;
        }
    }
}

static void receive_part(struct mx_text *text, struct mx_ahead *ahead) {
    const struct sent *sent;

    while ((sent = mx_ahead_next(ahead)) != NULL && sent->length > 0) {
        mx_text_bytes(text, sent->bytes, sent->length);
    }
    if (sent == NULL && text->status == MXTRAP_OK) {
        text->status = MXTRAP_ERR_MEMORY;
    }
}

static void write_parts(struct mx_text *text, struct writing *writing) {
    struct mx_ahead *ahead =
        writing->chosen < AHEAD_FROM ? NULL : mx_ahead_start(write_ahead, writing);

    for (size_t i = 0; i < writing->zones->count && text->status == MXTRAP_OK; i += PART) {
        if (ahead != NULL && i / PART % 2 == 1) {
            receive_part(text, ahead);
        } else {
            write_part(text, writing, i);
        }
    }
    mx_ahead_end(ahead);
}

static enum mxtrap_status write_zones(const mxtrap_zones *zones, const mxtrap_format *format,
                                      unsigned log_group, mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    struct writing writing = {.zones = zones, .format = format};

    if (format->zones == NULL) {
        return MXTRAP_ERR_ARGUMENT;
    }
    for (size_t i = zones->count; i-- > 0;) {
        if (!mx_zone_is_chosen(zones, zones->list[i])) {
            continue;
        }
        if (!can_write(format, zones->list[i])) {
            return MXTRAP_ERR_ARGUMENT;
        }
        writing.chosen++;
        writing.first = i;
    }
    if (format->zones->write_run != NULL) {
        return finish(&text, format->zones->write_run(&text, zones, log_group));
    }
    write_around(&text, format->zones->before);
    write_parts(&text, &writing);
    write_around(&text, format->zones->after);
    return finish(&text, MXTRAP_OK);
}

enum mxtrap_status mxtrap_write(const mxtrap_zones *zones, const mxtrap_format *format,
                                mxtrap_sink_fn *sink, void *context) {
    return write_zones(zones, format, 0, sink, context);
}

enum mxtrap_status mxtrap_write_logging(const mxtrap_zones *zones, const mxtrap_format *format,
                                        unsigned group, mxtrap_sink_fn *sink, void *context) {
    return group == 0 || group > UINT16_MAX || !mxtrap_format_has(format, MXTRAP_FORMAT_CAN_LOG)
               ? MXTRAP_ERR_ARGUMENT
               : write_zones(zones, format, group, sink, context);
}

enum mxtrap_status mxtrap_write_zone(const mxtrap_zone *zone, const mxtrap_format *format,
                                     mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);

    if (format->zones == NULL || format->zones->write == NULL || !can_write(format, zone)) {
        return MXTRAP_ERR_ARGUMENT;
    }
    write_around(&text, format->zones->before);
    format->zones->write(&text, zone, true);
    write_around(&text, format->zones->after);
    return finish(&text, MXTRAP_OK);
}
