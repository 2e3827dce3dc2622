/* Fuzz target of the zone reader: bytes as a zone file, $INCLUDE refused; first its records, then
 * its layouts, which go through the rules. Besides what the sanitizers find, every record and
 * finding must be well formed. */
#include <stdint.h>

#include <mxtrap/rules.h>
#include <mxtrap/zone_file.h>

#include "well_formed.h"

#include "dns/name.h"
#include "dns/rrtype.h"
#include "zone/scan/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check_record(void *context, const struct mx_zone_record *record) {
    size_t *records = context;

    check_name(record->owner, record->owner_length);
    require(record->ttl <= 2147483647U);
    require(record->place.line > 0 && record->place.column > 0 && record->place.file != NULL);
    require(record->rdata != NULL || record->rdata_length == 0);
    require(record->role == MXTRAP_ROLE_UNKNOWN || record->type == MX_TYPE_MX);
    if (record->rdata != NULL) {
        require(mx_rdata_fits(record->type, record->rdata, record->rdata_length));
    }
    return ++*records < 100000; /* a few $GENERATE lines are slow and teach nothing */
}

static bool check_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    size_t *records = context;

    if (owner != NULL) {
        check_name(owner, mx_name_length(owner));
    }
    require(lost > MX_LOST_NOTHING && lost <= MX_LOST_ANY);
    return ++*records < 100000;
}

static void check_layouts(const char *data, size_t size) {
    const struct mxtrap_zone_file_options options = {
        .size = sizeof options, .origin = "example", .owner_addresses = 1};
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;

    require(mxtrap_zones_new(&zones) == MXTRAP_OK && mxtrap_findings_new(&findings) == MXTRAP_OK);
    enum mxtrap_status status =
        mxtrap_zone_file_parse(zones, data, size, "fuzz", &options, findings);
    require(status == MXTRAP_OK || status == MXTRAP_ERR_INPUT);
    require((status == MXTRAP_ERR_INPUT) == (mxtrap_findings_input_errors(findings) > 0));
    require(mxtrap_rules_run(zones, NULL, findings) == MXTRAP_OK);
    check_findings(findings);
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t origin[] = "\x07"
                                    "example";
    struct mx_place ignored[MX_RULE_COUNT] = {{0}};
    struct mx_zone_foreign_seen foreign = {0};
    struct mx_zone_scan_options options = {.origin = origin,
                                           .ignored = ignored,
                                           .foreign = &foreign,
                                           .no_include = true,
                                           .ahead_from = size % 2 == 0 ? 1 : SIZE_MAX};
    struct mx_arena names = {0};
    mxtrap_findings *findings = NULL;
    size_t records = 0;
    const struct mx_zone_handler handler = {check_record, check_lost, &records};

    if (mxtrap_findings_new(&findings) != MXTRAP_OK) {
        return 0;
    }
    const struct mx_file file = mx_file_in_memory((const char *)data, size);
    enum mxtrap_status status = mx_zone_scan(&file, "fuzz", &options, &names, findings, &handler);
    require((status == MXTRAP_ERR_INPUT) == (mxtrap_findings_input_errors(findings) > 0) ||
            status == MXTRAP_ERR_MEMORY);
    check_findings(findings);
    mxtrap_findings_free(findings);
    mx_arena_free(&names);
    if (status != MXTRAP_ERR_MEMORY) { /* else it was too many records */
        check_layouts((const char *)data, size);
    }
    return 0;
}
