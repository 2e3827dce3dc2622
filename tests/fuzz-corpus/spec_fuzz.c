/* Fuzz target of the spec reader: bytes as a spec; what it accepts goes through the rules and every
 * format. Besides what the sanitizers find, every finding must be well formed. */
#include <stdint.h>

#include <mxtrap/mxtrap.h>

#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int swallow(void *context, const char *bytes, size_t length) {
    size_t *written = context;
    for (size_t i = 0; i < length; i++) {
        require(bytes[i] == '\n' || bytes[i] == '\t' || (bytes[i] >= ' ' && bytes[i] < 0x7f));
    }
    *written += length;
    return 0;
}

/* Where a format's check has no error its writer writes; firewall rules, then alone. */
static void write_all(const mxtrap_zones *zones, mxtrap_findings *findings) {
    const mxtrap_format *format;
    size_t written = 0;

    for (size_t i = 0; (format = mxtrap_format_at(MXTRAP_FORMAT_ZONES, i)) != NULL; i++) {
        size_t errors = mxtrap_findings_severity_count(findings, MXTRAP_ERROR);
        enum mxtrap_status status = mxtrap_format_check(format, zones, findings);
        bool is_good = mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == errors;
        require(status == MXTRAP_OK || (status == MXTRAP_ERR_INPUT && !is_good));
        if (is_good || mxtrap_format_run_file(format) != NULL) {
            require(mxtrap_write(zones, format, swallow, &written) ==
                    (is_good ? MXTRAP_OK : MXTRAP_ERR_ARGUMENT));
        }
    }
    require(written > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;

    require(mxtrap_zones_new(&zones) == MXTRAP_OK && mxtrap_findings_new(&findings) == MXTRAP_OK);
    enum mxtrap_status status =
        mxtrap_spec_parse(zones, (const char *)data, size, "fuzz", findings);
    require((status == MXTRAP_ERR_INPUT) == (mxtrap_findings_input_errors(findings) > 0));
    if (status == MXTRAP_OK) {
        require(mxtrap_rules_run(zones, NULL, findings) == MXTRAP_OK);
        write_all(zones, findings);
    }
    check_findings(findings);
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    return 0;
}
