/* Lints a zone that somebody sent, as a web service would: it is in memory, no other file is read
 * for it ($INCLUDE is an error), and the findings are printed. usage: lint ORIGIN <ZONE */
#include <stdio.h>

#include <mxtrap/mxtrap.h>

static char zone[1 << 20];

static void print(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        printf("%u:%u: %s: %s [%s]\n", mxtrap_finding_line(finding),
               mxtrap_finding_column(finding),
               mxtrap_severity_name(mxtrap_finding_severity(finding)),
               mxtrap_finding_message(finding), mxtrap_finding_rule(finding));
    }
}

int main(int argc, char **argv) {
    struct mxtrap_zone_file_options options = MXTRAP_ZONE_FILE_OPTIONS_INIT;
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    size_t length = fread(zone, 1, sizeof zone, stdin);

    if (argc != 2 || length == sizeof zone) {
        fprintf(stderr, "usage: lint ORIGIN <ZONE    of less than 1 MiB\n");
        return 2;
    }
    options.origin = argv[1];
    enum mxtrap_status status = mxtrap_zones_new(&zones);
    if (status == MXTRAP_OK) {
        status = mxtrap_findings_new(&findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_zone_file_parse(zones, zone, length, "zone", &options, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_run(zones, NULL, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_rules_nothing(zones, "zone", findings); /* is reported as well */
    }
    if (findings != NULL) {
        print(findings); /* also why the zone could not be read, or the origin is not one */
    }
    if (status == MXTRAP_ERR_MEMORY) {
        fprintf(stderr, "lint: %s\n", mxtrap_strerror(status));
    }
    int is_good = status == MXTRAP_OK && mxtrap_findings_severity_count(findings, MXTRAP_ERROR) == 0;
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    return is_good ? 0 : 1;
}
