/* Writes the zone fragment of a spec, as mxtrap-gen does: reads the spec, runs the rules, and writes
 * when they find no error. usage: gen SPEC */
#include <stdio.h>

#include <mxtrap/mxtrap.h>

static int put(void *context, const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, (FILE *)context) == length ? 0 : -1;
}

int main(int argc, char **argv) {
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = MXTRAP_OK;
    size_t errors = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: gen SPEC\n");
        return 2;
    }
    status = mxtrap_zones_new(&zones);
    if (status == MXTRAP_OK) {
        status = mxtrap_findings_new(&findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_spec_read(zones, argv[1], findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_run(zones, NULL, findings);
    }
    if (findings != NULL) {
        errors = mxtrap_findings_severity_count(findings, MXTRAP_ERROR);
        mxtrap_findings_write(findings, NULL, NULL, put, stderr);
    }
    if (status == MXTRAP_OK && errors == 0) {
        status = mxtrap_write(zones, mxtrap_format_find(MXTRAP_FORMAT_ZONES, "bind"), put, stdout);
    }
    if (status != MXTRAP_OK) {
        fprintf(stderr, "gen: %s\n", mxtrap_strerror(status));
    }
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    return status == MXTRAP_OK && errors == 0 ? 0 : 1;
}
