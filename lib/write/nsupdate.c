/* Scripts for nsupdate(1): one UPDATE message (RFC 2136) a zone, which the server applies
 * completely or not at all. Without an old state, RRsets are overwritten; with one, its RRsets are
 * prerequisites, so that the update fails if someone changed them. */
#include <mxtrap/change.h>

#include "change/changes.h"
#include "model/findings.h"
#include "write/plan.h"
#include "write/zones_writer.h"

/* RFC 1035 4.2.2, 4.1.4: the size of a message, and the part of it that pointers reach. */
enum { MESSAGE_MAX = 65535, SIGNATURE_ROOM = 512, REACH = 0x4000 };
enum { HEADER = 12, QUESTION_TAIL = 4, POINTER = 2, RECORD_TAIL = 10 };

struct script {
    struct mx_text *text;
    bool is_counted;
    size_t octets;         /* of the message so far */
    struct mx_index names; /* rows: names in it, and their suffixes */
    bool no_memory;
};

/* Compresses as nsupdate does: to the longest suffix that occurred before. */
static void count_name(struct script *script, const uint8_t *name) {
    const uint8_t *tail = name;

    for (; *tail != 0; tail += 1 + *tail) {
        uint32_t hash = mx_name_hash(tail);
        size_t at = script->octets + (size_t)(tail - name);
        if (mx_index_find(&script->names, hash, tail, mx_name_is_row) != NULL) {
            break;
        }
        if (at < REACH && !mx_index_add(&script->names, hash, tail)) {
            script->no_memory = true;
        }
    }
    script->octets += (size_t)(tail - name) + (*tail != 0 ? POINTER : 1);
}

static void count_record(struct script *script, const uint8_t *owner) {
    if (script->is_counted) {
        count_name(script, owner);
        script->octets += RECORD_TAIL;
    }
}

static void count_data(struct script *script, uint16_t type, const void *record) {
    if (script->is_counted && type == MX_TYPE_MX) {
        script->octets += 2;
        count_name(script, ((const struct mxtrap_exchanger *)record)->host);
    } else if (script->is_counted && type == MX_TYPE_CNAME) {
        count_name(script, ((const struct mx_alias *)record)->target);
    } else if (script->is_counted) {
        script->octets += type == MX_TYPE_A ? 4 : 16;
    }
}

static void write_line(struct script *script, const char *verb, const uint8_t *owner,
                       const char *type) {
    struct mx_text *text = script->text;

    count_record(script, owner);
    mx_text_string(text, verb);
    mx_name_write(text, owner, NULL);
    mx_text_string(text, " IN ");
    mx_text_string(text, type);
}

static void write_data(struct script *script, uint16_t type, const void *record) {
    count_data(script, type, record);
    mx_text_char(script->text, ' ');
    mx_record_write(script->text, type, record);
}

/* Writes the verb, the RRset's owner and type, and a record's data if there is one. */
static void write_order(struct script *script, const char *verb, const struct mx_change *change,
                        const void *record) {
    write_line(script, verb, change->owner, mx_rrtype_of(change->type)->name);
    if (record != NULL) {
        write_data(script, change->type, record);
    }
    mx_text_char(script->text, '\n');
}

/* RFC 2136 3.4.2.2: a server silently ignores a record that would be beside an alias. ASKED is the
 * last name with this prerequisite, since a host's two RRsets follow each other. */
static const uint8_t *refuse_alias(struct script *script, const struct mx_change *change,
                                   const uint8_t *asked) {
    bool is_new = change->kind == MX_CHANGE_ADD || change->kind == MX_CHANGE_SET;

    if (!is_new || change->was_alias || change->owner == asked ||
        mx_name_equal(change->owner, change->zone->origin)) {
        return asked;
    }
    write_line(script, "prereq nxrrset ", change->owner, "CNAME\n");
    return change->owner;
}

static void write_prerequisites(struct script *script, const struct mx_change_zone *zone) {
    const uint8_t *asked = NULL;

    write_line(script, "prereq yxrrset ", zone->origin, "SOA\n");
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        const struct mx_rrset *before = &change->before;
        asked = refuse_alias(script, change, asked);
        for (size_t i = 0; i < before->count && change->kind != MX_CHANGE_LEAVE; i++) {
            write_order(script, "prereq yxrrset ", change, before->records[i]);
        }
        if (change->kind == MX_CHANGE_ADD ||
            (change->kind == MX_CHANGE_NONE && before->is_known && before->count == 0)) {
            write_order(script, "prereq nxrrset ", change, NULL);
        }
    }
}

/* Whether the OTHER state lacks the record. */
static bool is_new(const struct mx_change *change, const struct mx_rrset *other,
                   const void *record) {
    bool is_whole = change->kind == MX_CHANGE_SET || change->before.ttl != change->after.ttl;
    return is_whole || !mx_rrset_has(other, change->type, record);
}

static void write_deletions(struct script *script, const struct mx_change *change) {
    bool has_other_ttl = change->before.ttl != change->after.ttl;

    if (change->kind == MX_CHANGE_SET || change->kind == MX_CHANGE_REMOVE || has_other_ttl) {
        if (change->kind != MX_CHANGE_ADD) {
            write_order(script, "update delete ", change, NULL);
        }
        return;
    }
    for (size_t i = 0; i < change->before.count; i++) {
        if (is_new(change, &change->after, change->before.records[i])) {
            write_order(script, "update delete ", change, change->before.records[i]);
        }
    }
}

/* They come first: a server ignores records beside an alias. */
static void write_alias_deletions(struct script *script, const struct mx_change_zone *zone) {
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (mx_change_is_due(change) && change->type == MX_TYPE_CNAME) {
            write_deletions(script, change);
        }
    }
}

static void write_additions(struct script *script, const struct mx_change *change) {
    for (size_t i = 0; i < change->after.count; i++) {
        const void *record = change->after.records[i];
        if (is_new(change, &change->before, record)) {
            count_record(script, change->owner);
            mx_text_string(script->text, "update add ");
            mx_name_write(script->text, change->owner, NULL);
            mx_text_format(script->text, " %lu IN %s", (unsigned long)change->after.ttl,
                           mx_rrtype_of(change->type)->name);
            write_data(script, change->type, record);
            mx_text_char(script->text, '\n');
        }
    }
}

static void write_left(struct script *script, const struct mx_change_zone *zone) {
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (change->kind == MX_CHANGE_LEAVE && change->before.count > 0) {
            mx_text_string(script->text, "; left as it is, not known to come from a spec: ");
            mx_name_write(script->text, change->owner, NULL);
            mx_text_format(script->text, " IN %s\n", mx_rrtype_of(change->type)->name);
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

static void write_zone(struct script *script, const struct mx_change_zone *zone) {
    struct mx_text *text = script->text;

    mx_text_string(text, "\nzone ");
    mx_name_write(text, zone->origin, NULL);
    mx_text_char(text, '\n');
    script->octets = HEADER;
    if (script->is_counted) {
        count_name(script, zone->origin);
        script->octets += QUESTION_TAIL;
    }
    write_left(script, zone);
    write_prerequisites(script, zone);
    write_alias_deletions(script, zone);
    for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
        if (mx_change_is_due(change) && change->type != MX_TYPE_CNAME) {
            write_deletions(script, change);
            write_additions(script, change);
        }
    }
    mx_text_string(text, "send\n");
}

void mx_write_script(struct mx_text *text, const struct mx_change_zone *zones) {
    struct script script = {.text = text};
    size_t written = 0;

    mx_text_string(text,
                   "; Written by mxtrap-gen from a spec, for nsupdate(1): each zone is changed "
                   "completely or not at all.\n");
    for (const struct mx_change_zone *zone = zones; zone != NULL; zone = zone->next) {
        if (zone->is_chosen && is_due(zone)) {
            write_zone(&script, zone);
            written++;
        } else if (zone->is_chosen) {
            write_left(&script, zone);
        }
    }
    if (written == 0) {
        mx_text_string(text, "; Nothing is to be changed.\n");
    }
}

static int pass_over(void *context, const char *bytes, size_t length) {
    (void)context, (void)bytes, (void)length;
    return 0;
}

/* nsupdate itself would print "ran out of space", without the zone. */
static void report_size(mxtrap_findings *findings, const struct mx_change_zone *zone,
                        size_t octets) {
    struct mx_text *text = mx_finding_of(findings, zone->origin, ": the update needs ");

    mx_text_format(text, "%lu octets, and a DNS message has at most %lu for it",
                   (unsigned long)octets, (unsigned long)(MESSAGE_MAX - SIGNATURE_ROOM));
    mx_finding_end(findings, MX_RULE_UPDATE_TOO_LARGE, MXTRAP_ERROR,
                   (zone->after != NULL ? zone->after : zone->before)->place);
}

enum mxtrap_status mx_script_check(const struct mx_change_zone *zones, mxtrap_findings *findings) {
    struct mx_text text = MX_TEXT_INTO(pass_over, NULL);
    enum mxtrap_status status = MXTRAP_OK;

    for (const struct mx_change_zone *zone = zones; zone != NULL; zone = zone->next) {
        struct script script = {.text = &text, .is_counted = true};
        if (!zone->is_chosen || !is_due(zone)) {
            continue;
        }
        write_zone(&script, zone);
        mx_index_free(&script.names);
        if (script.no_memory) {
            status = MXTRAP_ERR_MEMORY;
            break;
        }
        if (script.octets > MESSAGE_MAX - SIGNATURE_ROOM) {
            report_size(findings, zone, script.octets);
            status = MXTRAP_ERR_INPUT;
        }
    }
    if (mx_text_end(&text) != MXTRAP_OK || mx_findings_status(findings) != MXTRAP_OK) {
        status = MXTRAP_ERR_MEMORY;
    }
    return status;
}

enum mxtrap_status mx_check_nsupdate(const mxtrap_zones *zones, mxtrap_findings *findings) {
    struct mx_changes changes;
    enum mxtrap_status status = MXTRAP_ERR_MEMORY;

    if (mx_changes_make(&changes, NULL, zones)) {
        status = mx_script_check(changes.zones, findings);
    }
    mx_changes_free(&changes);
    return status == MXTRAP_ERR_INPUT ? MXTRAP_OK : status;
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

enum mxtrap_status mx_write_nsupdate(struct mx_text *text, const mxtrap_zones *zones,
                                     unsigned unused) {
    (void)unused;
    return write_change(text, NULL, zones);
}

enum mxtrap_status mxtrap_change_write(const mxtrap_zones *before, const mxtrap_zones *after,
                                       mxtrap_sink_fn *sink, void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);
    enum mxtrap_status status = write_change(&text, before, after);
    enum mxtrap_status written = mx_text_end(&text);

    return status != MXTRAP_OK ? status : written;
}
