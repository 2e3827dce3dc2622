/* Scripts for nsupdate(1): one UPDATE message (RFC 2136) a zone, which the server makes whole or
 * not at all. Without a state before, RRsets are overwritten; with one, its RRsets are
 * prerequisites, so that nobody else's change is. */
#include <mxtrap/change.h>

#include "change/changes.h"
#include "write/format.h"
#include "write/plan.h"

static void write_line(struct mx_text *text, const char *verb, const uint8_t *owner,
                       const char *type) {
    mx_text_string(text, verb);
    mx_name_write(text, owner, NULL);
    mx_text_string(text, " IN ");
    mx_text_string(text, type);
}

/* The verb, the RRset's owner and type, and where there is one a record's data. */
static void write_order(struct mx_text *text, const char *verb, const struct mx_change *change,
                        const void *record) {
    write_line(text, verb, change->owner, mx_rrtype_name(change->type));
    if (record != NULL) {
        mx_text_char(text, ' ');
        mx_record_write(text, change->type, record);
    }
    mx_text_char(text, '\n');
}

/* RFC 2136 3.4.2.2: a server passes over a record that would stand beside an alias, without a
 * word. ASKED is the last name that was asked for: a host's two RRsets follow each other. */
static const uint8_t *refuse_alias(struct mx_text *text, const struct mx_change *change,
                                   const uint8_t *asked) {
    bool is_new = change->kind == MX_CHANGE_ADD || change->kind == MX_CHANGE_SET;

    if (!is_new || change->owner == asked || mx_name_equal(change->owner, change->zone->origin)) {
        return asked;
    }
    write_line(text, "prereq nxrrset ", change->owner, "CNAME\n");
    return change->owner;
}

static void write_prerequisites(struct mx_text *text, const struct mx_change_zone *zone) {
    const uint8_t *asked = NULL;

    write_line(text, "prereq yxrrset ", zone->origin, "SOA\n");
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        const struct mx_rrset *before = &change->before;
        asked = refuse_alias(text, change, asked);
        for (size_t i = 0; i < before->count && change->kind != MX_CHANGE_LEAVE; i++) {
            write_order(text, "prereq yxrrset ", change, before->records[i]);
        }
        if (change->kind == MX_CHANGE_ADD ||
            (change->kind == MX_CHANGE_NONE && before->is_known && before->count == 0)) {
            write_order(text, "prereq nxrrset ", change, NULL);
        }
    }
}

/* A record of one state that the other does not have. */
static bool is_new(const struct mx_change *change, const struct mx_rrset *other,
                   const void *record) {
    bool is_whole = change->kind == MX_CHANGE_SET || change->before.ttl != change->after.ttl;
    return is_whole || !mx_rrset_has(other, change->type, record);
}

static void write_deletions(struct mx_text *text, const struct mx_change *change) {
    bool has_other_ttl = change->before.ttl != change->after.ttl;

    if (change->kind == MX_CHANGE_SET || change->kind == MX_CHANGE_REMOVE || has_other_ttl) {
        if (change->kind != MX_CHANGE_ADD) {
            write_order(text, "update delete ", change, NULL);
        }
        return;
    }
    for (size_t i = 0; i < change->before.count; i++) {
        if (is_new(change, &change->after, change->before.records[i])) {
            write_order(text, "update delete ", change, change->before.records[i]);
        }
    }
}

static void write_additions(struct mx_text *text, const struct mx_change *change) {
    for (size_t i = 0; i < change->after.count; i++) {
        const void *record = change->after.records[i];
        if (is_new(change, &change->before, record)) {
            mx_text_string(text, "update add ");
            mx_name_write(text, change->owner, NULL);
            mx_text_char(text, ' ');
            mx_text_unsigned(text, change->after.ttl);
            mx_text_string(text, " IN ");
            mx_text_string(text, mx_rrtype_name(change->type));
            mx_text_char(text, ' ');
            mx_record_write(text, change->type, record);
            mx_text_char(text, '\n');
        }
    }
}

static void write_left(struct mx_text *text, const struct mx_change_zone *zone) {
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (change->kind == MX_CHANGE_LEAVE && change->before.count > 0) {
            write_order(text, "; left alone, not known to be of a spec: ", change, NULL);
        }
    }
}

static bool is_due(const struct mx_change_zone *zone) {
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (mx_change_is_due(change)) {
            return true;
        }
    }
    return false;
}

static void write_zone(struct mx_text *text, const struct mx_change_zone *zone) {
    mx_text_string(text, "\nzone ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_char(text, '\n');
    write_left(text, zone);
    write_prerequisites(text, zone);
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (mx_change_is_due(change)) {
            write_deletions(text, change);
            write_additions(text, change);
        }
    }
    mx_text_string(text, "send\n");
}

void mx_write_script(struct mx_text *text, const struct mx_change_zone *zones) {
    size_t written = 0;

    mx_text_string(text,
                   "; Written by mxtrap-gen from a spec, for nsupdate(1): each zone is changed "
                   "whole or not at all.\n");
    for (const struct mx_change_zone *zone = zones; zone != NULL; zone = zone->next) {
        if (zone->is_chosen && is_due(zone)) {
            write_zone(text, zone);
            written++;
        }
    }
    if (written == 0) {
        mx_text_string(text, "; Nothing is to be changed.\n");
    }
}

static enum mxtrap_status write_change(struct mx_text *text, const mxtrap_zones *before,
                                       const mxtrap_zones *after) {
    struct mx_changes changes;
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    if (mx_changes_make(&changes, before, after)) {
        mx_write_script(text, changes.zones);
        status = MXTRAP_OK;
    }
    mx_changes_free(&changes);
    return status;
}

enum mxtrap_status mx_write_nsupdate(struct mx_text *text, const mxtrap_zones *zones) {
    return write_change(text, NULL, zones);
}

enum mxtrap_status mxtrap_change_write(const mxtrap_zones *before, const mxtrap_zones *after,
                                       mxtrap_sink *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = write_change(&text, before, after);
    enum mxtrap_status finished = mx_text_finish(&text);

    mx_text_free(&text);
    return status != MXTRAP_OK ? status : finished;
}
