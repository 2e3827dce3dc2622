/* Records in, hosts and sets gathered: a zone file is read as often as that takes. Layouts are made
 * of them in make.c. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dns/wire.h"
#include "zone/classify.h"
#include "zone/found.h"
#include "zone/host_records.h"
#include "zone/journal.h"
#include "zone/roles.h"
#include "zone/zone_file.h"

/* A file is read at most this often: once more for targets met late, for names that may block a
 * wildcard, and for each step of SPF's includes (RFC 7208 4.6.4). */
enum { PASSES_MAX = 13 };

/* The octets of an SOA record after its names: the serial is the first number, RFC 1035 3.3.13. */
enum { SOA_NUMBERS = 20 };

/* Narrows the name above all owners: a fragment without an SOA is taken for a part of that zone. */
static void note_owner(struct mx_zone_found *file, const uint8_t *owner) {
    if (!file->has_above) {
        memcpy(file->above.wire, owner, mx_name_length(owner));
        file->has_above = true;
        return;
    }
    const uint8_t *above = file->above.wire;
    while (!mx_name_is_within(owner, above)) {
        above += 1 + *above;
    }
    if (above != file->above.wire) {
        memmove(file->above.wire, above, mx_name_length(above));
    }
}

static bool is_mx_owner(void *context, const uint8_t *name, uint32_t hash) {
    return mx_zone_sets_find(context, name, hash) != NULL;
}

static bool want_apex_policy(struct mx_zone_found *file) {
    return mx_zone_spf_want(&file->spf, file->origin.wire, mx_name_hash(file->origin.wire));
}

/* RFC 2308 5: the SOA's last number, or its TTL where that is less. */
static uint32_t negative_ttl(const struct mx_zone_record *record) {
    uint32_t minimum =
        record->rdata_length < 4 ? 0 : mx_wire_32(record->rdata + record->rdata_length - 4);

    return minimum < record->ttl ? minimum : record->ttl;
}

/* The records of the apex count even where they come before the SOA. */
static bool begin_zone(struct mx_zone_found *file, const struct mx_zone_record *soa) {
    file->has_soa = true;
    file->first_place = soa->place;
    file->negative_ttl = negative_ttl(soa);
    file->serial = soa->rdata_length < SOA_NUMBERS
                       ? 0
                       : mx_wire_32(soa->rdata + soa->rdata_length - SOA_NUMBERS);
    if (*soa->owner == 0 && !file->has_origin) {
        return true; /* nobody said what "@" is: see report_origin */
    }
    const uint8_t *apex = soa->is_undotted ? soa->origin : soa->owner;
    file->slip = soa->is_undotted ? soa->place : file->slip;
    file->has_origin = true;
    memcpy(file->origin.wire, apex, mx_name_length(apex));
    return mx_zone_hosts_apex(&file->hosts, apex) && want_apex_policy(file);
}

/* Types other than MX that rules need: TXT (SPF), TLSA, and CNAME, which may stand for either. */
static bool add_others(struct mx_zone_found *file, const struct mx_zone_record *record) {
    switch (record->type) {
    case MX_TYPE_TXT:
        return mx_zone_spf_add(&file->spf, record, is_mx_owner, &file->sets);
    case MX_TYPE_TLSA:
        return mx_zone_hosts_add_tlsa(&file->hosts, record->owner);
    case MX_TYPE_CNAME:
        return mx_zone_hosts_add_tlsa(&file->hosts, record->owner) &&
               mx_zone_sets_add_cname(&file->sets, record);
    default:
        return true;
    }
}

static bool add_mx(struct mx_zone_found *file, const struct mx_zone_record *record) {
    if (file->first_place.line == 0) {
        file->first_place = record->place;
    }
    return mx_zone_sets_add(&file->sets, record);
}

static bool on_record(void *context, const struct mx_zone_record *record) {
    struct mx_zone_found *file = context;

    if (record->place.file != file->name) {
        file->name = record->place.file;
        if (!mx_files_set(file->files, record->file, file->name)) {
            return false;
        }
    }
    file->is_adrift = file->is_adrift || record->is_adrift;
    if (file->hosts.marks_above) {
        mx_zone_hosts_mark(&file->hosts, record->owner);
    }
    if (record->rdata == NULL) {
        return true; /* no type of mail: that its owner exists is all that counts */
    }
    if (record->type == MX_TYPE_SOA && !file->has_soa && !begin_zone(file, record)) {
        return false;
    }
    if (!file->has_origin) {
        note_owner(file, record->owner);
    }
    if (!file->is_read_again && !mx_zone_many_add(&file->many, record)) {
        return false;
    }
    if (record->type == MX_TYPE_MX) {
        return file->is_read_again || add_mx(file, record);
    }
    /* The records after an owner's MX records are often those of their targets. */
    return mx_zone_sets_flush(&file->sets) && add_others(file, record) &&
           mx_zone_hosts_add_record(&file->hosts, record);
}

/* Sets, or all of them, become partial; hosts of unknown addresses are not taken for empty. */
static bool on_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    struct mx_zone_found *file = context;

    if (file->hosts.marks_above && owner != NULL) {
        mx_zone_hosts_mark(&file->hosts, owner);
    }
    return ((lost & MX_LOST_MX) == 0 || mx_zone_sets_add_lost(&file->sets, owner)) &&
           ((lost & MX_LOST_ADDRESS) == 0 || mx_zone_hosts_add_lost(&file->hosts, owner));
}

/* A name given from outside the file: WORDS say what it is. */
static enum mxtrap_status parse_name(struct mx_name *out, const char *words, const char *text,
                                     mxtrap_findings *findings) {
    enum mx_name_error error = mx_name_parse(out, text, strlen(text), NULL);

    return error == MX_NAME_OK
               ? MXTRAP_OK
               : mx_findings_argument(findings, words, text, mx_name_error_text(error));
}

static enum mxtrap_status check_names(struct mx_zone_found *file,
                                      const struct mxtrap_zone_file_options *options,
                                      mxtrap_findings *findings) {
    enum mxtrap_status status = MXTRAP_OK;
    struct mx_name dummy;

    if (options->origin != NULL) {
        status = parse_name(&file->origin, "the origin", options->origin, findings);
        file->has_origin = status == MXTRAP_OK;
    }
    for (size_t i = 0; i < options->dummy_count && status == MXTRAP_OK; i++) {
        status = parse_name(&dummy, "the dummy", options->dummies[i], findings);
    }
    return status;
}

static bool is_to_be_read_again(struct mx_zone_found *file) {
    return file->hosts.missed || file->sets.missed || mx_zone_hosts_doubt_wildcards(&file->hosts);
}

/* Reads once; and again when a name came to matter after its records had been let go. */
static enum mxtrap_status scan(struct mx_zone_found *file, const struct mx_zone_records *records,
                               const struct mxtrap_zone_file_options *options,
                               mxtrap_findings *findings) {
    const struct mx_zone_handler handler = {on_record, on_lost, file};
    struct mx_zone_scan_options scan_options = {.file = file->files->count,
                                                .origin =
                                                    file->has_origin ? file->origin.wire : NULL,
                                                .ignored = file->ignored,
                                                .foreign = &file->foreign,
                                                .no_include = options->no_include != 0,
                                                .include_root = options->include_root,
                                                .include_folder = records->include_folder};
    if (file->has_origin && !want_apex_policy(file)) {
        return MXTRAP_ERR_MEMORY;
    }
    enum mxtrap_status status =
        records->read(records->source, &scan_options, file->arena, findings, &handler);
    if (status == MXTRAP_ERR_MEMORY || !mx_zone_sets_flush(&file->sets)) {
        return MXTRAP_ERR_MEMORY;
    }
    for (int pass = 1; pass < PASSES_MAX && is_to_be_read_again(file); pass++) {
        mxtrap_findings *again = NULL; /* the same once more, which nobody needs */
        if (mxtrap_findings_new(&again) != MXTRAP_OK) {
            return MXTRAP_ERR_MEMORY;
        }
        file->is_read_again = true;
        scan_options.ignored = NULL; /* known by now */
        file->sets.missed = false;
        mx_zone_hosts_forget(&file->hosts);
        mx_zone_spf_forget(&file->spf);
        enum mxtrap_status other =
            records->read(records->source, &scan_options, file->arena, again, &handler);
        mxtrap_findings_free(again);
        if (other == MXTRAP_ERR_MEMORY) {
            return other;
        }
    }
    return status;
}

/* No name server loads it, whatever the rest says: what was meant is the zone all the same. */
static void report_slip(const struct mx_zone_found *file, mxtrap_findings *findings) {
    if (file->slip.line > 0) {
        mx_text_string(mx_finding_of(findings, file->origin.wire, ": "),
                       "the SOA record's owner has no final dot: a name server takes it for a name "
                       "below the zone; write the dot, or @");
        mx_finding_end(findings, MX_RULE_MISSING_FINAL_DOT, MXTRAP_ERROR, file->slip);
    }
}

/* Names were taken to be relative to the root, for want of anything else: with an SOA or MX records
 * there, that is hardly meant. */
static void report_origin(const struct mx_zone_found *file, mxtrap_findings *findings) {
    static const uint8_t root[] = {0};
    bool has_root = file->has_soa || mx_zone_sets_find(&file->sets, root, mx_name_hash(root));

    if (!file->has_origin && has_root && file->sets.count > 0) {
        mx_text_string(mx_finding_begin(findings),
                       "neither $ORIGIN nor --origin gives the origin of the names: they are "
                       "taken as names below the root");
        mx_finding_end(findings, MX_RULE_UNKNOWN_ORIGIN, MXTRAP_WARNING, file->first_place);
    }
}

/* What the server has then is not what was read, whatever the rest says. */
static void report_journal(const struct mx_zone_found *file, const char *path,
                           const struct mxtrap_zone_file_options *options,
                           mxtrap_findings *findings) {
    bool is_relied_on = options->is_state || options->spec != NULL;
    struct mx_place start = {path, 1, 1};

    mx_zone_journal_report(path, file->has_soa ? &file->serial : NULL,
                           file->first_place.line > 0 ? file->first_place : start,
                           is_relied_on ? MXTRAP_ERROR : MXTRAP_WARNING, findings);
}

static bool is_exchanger(const void *context, const uint8_t *name) {
    const struct mx_zone_host *host = mx_zone_hosts_find(context, name);
    return host != NULL && host->is_exchanger;
}

/* A file without MX sets is one where a spec says what it should have. */
static bool is_of_use(const struct mx_zone_found *file, enum mxtrap_status status,
                      const struct mxtrap_zone_file_options *options) {
    if (file->sets.count == 0) {
        bool is_state = options->is_state && file->has_soa && file->has_origin;
        return status == MXTRAP_OK && (options->spec != NULL || is_state);
    }
    return status != MXTRAP_ERR_MEMORY;
}

static bool want_host(struct mx_zone_hosts *hosts, const uint8_t *name) {
    struct mx_zone_host *host =
        mx_zone_hosts_target(hosts, name, mx_name_length(name), mx_name_hash(name));

    if (host != NULL) {
        host->is_next = true;
    }
    return host != NULL;
}

/* What the next state has as exchangers is a target in this one. False when memory is out. */
static bool want_next(struct mx_zone_found *file, const mxtrap_zones *next) {
    bool is_wanted = true;

    for (size_t i = 0; next != NULL && i < next->count; i++) {
        const mxtrap_zone *zone = next->list[i];
        const struct mxtrap_exchanger *seen = NULL;
        for (size_t j = 0; j < zone->layout_count && is_wanted; j++) {
            const mxtrap_layout *layout = &zone->layouts[j];
            for (size_t k = 0; layout->exchangers != seen && k < layout->count && is_wanted; k++) {
                const uint8_t *host = layout->exchangers[k].host;
                is_wanted = *host == 0 || want_host(&file->hosts, host);
            }
            seen = layout->exchangers;
        }
    }
    return is_wanted;
}

enum mxtrap_status mx_zone_read(mxtrap_zones *zones, const struct mx_zone_records *records,
                                const struct mxtrap_zone_file_options *options,
                                mxtrap_findings *findings) {
    struct mx_zone_found file = {.arena = &zones->arena, .files = &zones->files};
    enum mxtrap_status status = check_names(&file, options, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    mx_zone_spf_init(&file.spf, &zones->arena, &file.hosts);
    mx_zone_many_init(&file.many, &zones->arena);
    mx_zone_hosts_init(&file.hosts, &zones->arena, &file.many);
    mx_zone_sets_init(&file.sets, &zones->arena, &file.hosts, &file.spf);
    if (!want_next(&file, options->next) || !mx_zone_dummies_want(options, &file.hosts)) {
        status = MXTRAP_ERR_MEMORY;
        goto done;
    }
    file.sets.wants_owners = options->owner_addresses != 0;
    status = scan(&file, records, options, findings);
    if (is_of_use(&file, status, options) && !mx_zone_make(&file, records->file, zones, options)) {
        status = MXTRAP_ERR_MEMORY;
    }
    if (status != MXTRAP_ERR_MEMORY) {
        if (records->has_file) {
            report_journal(&file, records->file, options, findings);
        }
        if (!options->is_state) {
            report_slip(&file, findings);
            report_origin(&file, findings);
        }
        /* The zone's comments accept these, or the spec's zone. */
        if (!options->is_state && file.ignored[MX_RULE_FOREIGN_TYPE].line == 0) {
            mx_zone_foreign_report(&file.foreign, findings);
        }
        mx_zone_many_report(&file.many, is_exchanger, &file.hosts,
                            options->is_state || file.ignored[MX_RULE_TOO_MANY_RECORDS].line > 0,
                            findings);
        mx_zone_dummies_note(options, &file.hosts);
        mx_zone_dummies_check(options, &file.hosts, file.first_place, findings);
    }
    if (mx_findings_status(findings) != MXTRAP_OK) {
        status = MXTRAP_ERR_MEMORY;
    }
done:
    mx_zone_spf_free(&file.spf);
    mx_zone_hosts_free(&file.hosts);
    mx_zone_sets_free(&file.sets);
    return status;
}
