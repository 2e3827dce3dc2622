/* A program of somebody else's: reads a spec, runs the rules, writes the zone fragment. */
#include <stdio.h>
#include <string.h>

#include <mxtrap/mxtrap.h>

static int sink(void *context, const char *bytes, size_t count) {
    return fwrite(bytes, 1, count, (FILE *)context) == count ? 0 : -1;
}

int main(int argc, char **argv) {
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    enum mxtrap_status status = MXTRAP_ERR_ARGUMENT;

    if (argc != 2 || strcmp(mxtrap_version(), MXTRAP_VERSION) != 0) {
        return 2;
    }
    status = mxtrap_zones_new(&zones);
    status = status == MXTRAP_OK ? mxtrap_findings_new(&findings) : status;
    status = status == MXTRAP_OK ? mxtrap_spec_read(zones, argv[1], findings) : status;
    status = status == MXTRAP_OK ? mxtrap_rules_run(zones, NULL, findings) : status;
    if (status == MXTRAP_OK && mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == 0) {
        status = mxtrap_write(zones, mxtrap_format_at(MXTRAP_FORMAT_ZONES, 0), sink, stdout);
    }
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    if (status != MXTRAP_OK) {
        fprintf(stderr, "%s\n", mxtrap_strerror(status));
    }
    return status == MXTRAP_OK ? 0 : 1;
}
