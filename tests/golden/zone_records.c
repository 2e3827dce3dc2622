/* Prints the records of a zone file that have a part in mail, one a line, for zonefiles.py:
 *
 *     owner TTL type data line column role file
 *
 * Owner and data are in wire format, in hex: so no printer of presentation format, ours or another,
 * stands between two readers that are compared. The owner is in lower case. Errors go to standard
 * error as FILE:LINE:COLUMN: message [rule]. Exits with 0, 2 (input) or 4 (memory). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/name.h"
#include "dns/rrtype.h"
#include "model/findings.h"
#include "zone/scan/pipe.h"
#include "zone/scan/scan.h"

static bool is_shown(uint16_t type) {
    static const uint16_t shown[] = {MX_TYPE_A,    MX_TYPE_NS,    MX_TYPE_CNAME,
                                     MX_TYPE_SOA,  MX_TYPE_MX,    MX_TYPE_TXT,
                                     MX_TYPE_AAAA, MX_TYPE_DNAME, MX_TYPE_TLSA};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (shown[i] == type) {
            return true;
        }
    }
    return false;
}

static void print_hex(const uint8_t *bytes, size_t length, bool lower) {
    for (size_t i = 0; i < length; i++) {
        uint8_t c = bytes[i];
        printf("%02x", lower && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
}

static bool print_record(void *context, const struct mx_zone_record *record) {
    static const char *const roles[] = {"unknown", "dummy", "real"};

    ++*(size_t *)context;
    if (record->rdata != NULL && is_shown(record->type)) {
        print_hex(record->owner, mx_name_length(record->owner), true);
        printf(" %lu %u ", (unsigned long)record->ttl, (unsigned)record->type);
        print_hex(record->rdata, record->rdata_length, false);
        printf(" %u %u %s %s\n", (unsigned)record->place.line, (unsigned)record->place.column,
               roles[record->role], record->place.file);
    }
    return true;
}

/* The finding says why; zonefiles.py compares the records that both readers have. */
static bool skip_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    (void)context;
    (void)owner;
    (void)lost;
    return true;
}

static void print_findings(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        fprintf(stderr, "%s:%u:%u: %s [%s]\n", mxtrap_finding_file(finding),
                mxtrap_finding_line(finding), mxtrap_finding_column(finding),
                mxtrap_finding_message(finding), mxtrap_finding_rule(finding));
    }
}

static int usage(void) {
    fputs("usage: zone_records [--ahead] [--origin NAME] [--no-include] [--include-root DIR] "
          "FILE...\n",
          stderr);
    return 64;
}

int main(int argc, char **argv) {
    static struct mx_name origin;
    struct mx_zone_scan_options options = {0};
    struct mx_arena names = {0};
    mxtrap_findings *findings = NULL;
    enum mxtrap_status worst = MXTRAP_OK;
    size_t count = 0;
    const struct mx_zone_handler handler = {print_record, skip_lost, &count};
    int i = 1;

    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--ahead") == 0) {
            options.ahead_from = 1;
        } else if (strcmp(argv[i], "--no-include") == 0) {
            options.no_include = true;
        } else if (i + 1 < argc && strcmp(argv[i], "--include-root") == 0) {
            options.include_root = argv[++i];
        } else if (i + 1 < argc && strcmp(argv[i], "--origin") == 0 &&
                   mx_name_parse(&origin, argv[i + 1], strlen(argv[i + 1]), NULL) == MX_NAME_OK) {
            options.origin = origin.wire;
            i++;
        } else {
            return usage();
        }
    }
    if (i == argc || mxtrap_findings_new(&findings) != MXTRAP_OK) {
        return i == argc ? usage() : 4;
    }
    for (; i < argc; i++) {
        struct mx_file file;
        char *bytes;
        int error = mx_zone_open(argv[i], &file, &bytes);
        enum mxtrap_status status =
            error != 0 ? mx_zone_unreadable(argv[i], error, &names, findings)
                       : mx_zone_scan(&file, argv[i], &options, &names, findings, &handler);
        mx_file_close(&file);
        free(bytes);
        worst = status == MXTRAP_ERR_MEMORY || worst == MXTRAP_OK ? status : worst;
    }
    print_findings(findings);
    mxtrap_findings_free(findings);
    mx_arena_free(&names);
    return worst == MXTRAP_OK ? 0 : worst == MXTRAP_ERR_INPUT ? 2 : 4;
}
