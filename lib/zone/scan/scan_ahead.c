/* The scan of a large file runs in a thread of its own, ahead of the handler: both have about as
 * much to do. What they share is the pieces that come over, a record or a loss each. */
#include <string.h>

#include "base/ahead.h"
#include "dns/rrtype.h"
#include "zone/scan/scan.h"

/* A record, or a loss; names and data stand after it. */
struct piece {
    struct mx_place place;
    uint32_t file, target_hash, ttl;
    uint16_t type, rdata_length;
    uint8_t owner_length, origin_length;
    uint8_t role,
        lost; /* not MX_LOST_NOTHING: a loss, and only the owner counts, if there is one */
    bool has_rdata, is_ours, is_undotted, is_adrift;
};

struct scan {
    const struct mx_file *file;
    const char *name;
    const struct mx_zone_scan_options *options;
    mxtrap_findings *findings;
    struct mx_arena names; /* the handler may use the caller's */
    enum mxtrap_status status;
};

/* Where the handler is the slower side, it gets the hash of an MX record's target as well. */
static uint32_t target_hash(const struct mx_ahead *ahead, const struct mx_zone_record *record) {
    return record->type == MX_TYPE_MX && mx_ahead_is_early(ahead)
               ? mx_name_hash_sized(record->rdata + 2, record->rdata_length - 2U)
               : 0;
}

static bool add(struct mx_ahead *ahead, const struct mx_zone_record *record,
                enum mx_zone_lost lost) {
    size_t origin_length = record->origin == NULL ? 0 : mx_name_length(record->origin);
    struct piece *piece = mx_ahead_add(ahead, sizeof *piece + record->owner_length +
                                                  record->rdata_length + origin_length);
    if (piece == NULL) {
        return false;
    }
    *piece = (struct piece){.place = record->place,
                            .file = record->file,
                            .target_hash = target_hash(ahead, record),
                            .ttl = record->ttl,
                            .type = record->type,
                            .rdata_length = record->rdata_length,
                            .owner_length = record->owner_length,
                            .origin_length = (uint8_t)origin_length,
                            .role = record->role,
                            .lost = (uint8_t)lost,
                            .has_rdata = record->rdata != NULL,
                            .is_ours = record->is_ours,
                            .is_undotted = record->is_undotted,
                            .is_adrift = record->is_adrift};
    uint8_t *to = (uint8_t *)(piece + 1);
    if (record->owner != NULL) {
        memcpy(to, record->owner, record->owner_length);
    }
    to += record->owner_length;
    if (record->rdata != NULL) {
        memcpy(to, record->rdata, record->rdata_length);
    }
    if (record->origin != NULL) {
        memcpy(to + record->rdata_length, record->origin, origin_length);
    }
    return true;
}

static struct mx_zone_record record_of(const struct piece *piece) {
    const uint8_t *owner = (const uint8_t *)(piece + 1), *rdata = owner + piece->owner_length;

    return (struct mx_zone_record){.owner = piece->owner_length > 0 ? owner : NULL,
                                   .rdata = piece->has_rdata ? rdata : NULL,
                                   .origin = piece->origin_length > 0 ? rdata + piece->rdata_length
                                                                      : NULL,
                                   .place = piece->place,
                                   .file = piece->file,
                                   .target_hash = piece->target_hash,
                                   .ttl = piece->ttl,
                                   .type = piece->type,
                                   .rdata_length = piece->rdata_length,
                                   .owner_length = piece->owner_length,
                                   .role = piece->role,
                                   .is_ours = piece->is_ours,
                                   .is_undotted = piece->is_undotted,
                                   .is_adrift = piece->is_adrift};
}

static bool add_record(void *context, const struct mx_zone_record *record) {
    return add(context, record, MX_LOST_NOTHING);
}

static bool add_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    const struct mx_zone_record record = {
        .owner = owner, .owner_length = (uint8_t)(owner == NULL ? 0 : mx_name_length(owner))};

    return add(context, &record, lost);
}

static void run(struct mx_ahead *ahead, void *context) {
    struct scan *scan = context;
    const struct mx_zone_handler handler = {add_record, add_lost, ahead};

    scan->status = mx_zone_scan_here(scan->file, scan->name, scan->options, &scan->names,
                                     scan->findings, &handler);
}

static bool handle(const struct mx_zone_handler *handler, const struct piece *piece) {
    const struct mx_zone_record record = record_of(piece);

    return piece->lost == MX_LOST_NOTHING
               ? handler->record(handler->context, &record)
               : handler->lost(handler->context, record.owner, (enum mx_zone_lost)piece->lost);
}

static bool is_large(const struct mx_file *file, const struct mx_zone_scan_options *options) {
    return (file->fd < 0 ? file->left : file->size) >=
           (options->ahead_from > 0 ? options->ahead_from : MX_ZONE_AHEAD_FROM);
}

enum mxtrap_status mx_zone_scan(const struct mx_file *file, const char *name,
                                const struct mx_zone_scan_options *options, struct mx_arena *names,
                                mxtrap_findings *findings, const struct mx_zone_handler *handler) {
    struct scan scan = {file, name, options, findings, {0}, MXTRAP_OK};
    bool is_whole = handler->record != NULL && handler->lost != NULL;
    struct mx_ahead *ahead =
        is_whole && is_large(file, options) ? mx_ahead_start(run, &scan) : NULL;

    if (ahead == NULL) {
        return mx_zone_scan_here(file, name, options, names, findings, handler);
    }
    const struct piece *piece;
    bool goes_on = true;
    while (goes_on && (piece = mx_ahead_next(ahead)) != NULL) {
        goes_on = handle(handler, piece);
    }
    mx_ahead_end(ahead);
    mx_arena_move(names, &scan.names);
    return goes_on ? scan.status : MXTRAP_ERR_MEMORY;
}
