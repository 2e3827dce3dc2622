/* The header of BIND's journal has the serial of the last change: it says whether the file is up to
 * date, without a look at the changes themselves. */
#include "zone/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "dns/wire.h"

/* lib/dns/journal.c of BIND 9: 16 octets that name the format, then the first and the last position
 * (a serial and an offset each). The rest of the header does not matter here. */
enum { FORMAT = 0, FORMAT_LENGTH = 16, FIRST = 16, LAST = 24, SERIAL = 0, OFFSET = 4, HEADER = 32 };

static const char *const formats[] = {";BIND LOG V9\n", ";BIND LOG V9.2\n"};

struct journal {
    int error;     /* errno; ENOENT: there is none */
    bool is_known; /* the format is one of BIND's */
    bool is_empty; /* no change in it */
    uint32_t serial;
};

static bool has_format(const uint8_t *header) {
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (memcmp(header + FORMAT, formats[i], strlen(formats[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* A folder or a device of that name is no journal, nor is a file of no octets. */
static struct journal read_journal(const char *path) {
    struct journal journal = {.error = ENOENT};
    uint8_t header[HEADER] = {0};
    struct stat status;

    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
        return journal;
    }
    struct mx_file file = {.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .is_owned = true};
    ssize_t length = file.fd < 0 ? -1 : mx_file_next(&file, header, sizeof header);

    journal.error = length < 0 ? errno : 0;
    mx_file_close(&file);
    journal.is_known = length == (ssize_t)sizeof header && has_format(header);
    journal.is_empty = mx_wire_32(header + FIRST + OFFSET) == mx_wire_32(header + LAST + OFFSET);
    journal.serial = mx_wire_32(header + LAST + SERIAL);
    return journal;
}

/* What is not known is reported like changes that are. */
static void write_state(const struct journal *journal, const uint32_t *serial,
                        struct mx_text *text) {
    if (journal->error != 0) {
        mx_text_format(text, " cannot be read (%s): it may have", strerror(journal->error));
    } else if (!journal->is_known) {
        mx_text_string(text, " is not in a format of BIND 9 that is known here: it may have");
    } else if (serial == NULL) {
        mx_text_format(text, " ends at serial %u, and this file has no SOA record: it may have",
                       journal->serial);
    } else {
        mx_text_format(text, " ends at serial %u, and this file at %u: it has", journal->serial,
                       *serial);
    }
}

void mx_zone_journal_report(const char *path, const uint32_t *serial, struct mx_place place,
                            enum mxtrap_severity severity, mxtrap_findings *findings) {
    struct mx_text name = {0};

    if (strcmp(path, "-") == 0) {
        return;
    }
    mx_text_string(&name, path);
    mx_text_string(&name, ".jnl");
    const char *journal_path = mx_text_string_of(&name);
    if (journal_path == NULL) {
        findings->status = MXTRAP_ERR_MEMORY;
        return;
    }
    struct journal journal = read_journal(journal_path);
    bool is_current = journal.error == 0 && journal.is_known &&
                      (journal.is_empty || (serial != NULL && journal.serial == *serial));
    if (journal.error != ENOENT && !is_current) {
        struct mx_text *text = mx_finding_begin(findings);
        mx_text_escaped(text, journal_path, name.length);
        write_state(&journal, serial, text);
        mx_text_string(text, " changes that the file lacks; read the zone by a transfer (axfr:), "
                             "or write the file by \"rndc sync -clean\" first, or read both by "
                             "\"mxtrap-lint --journal\" or \"named-checkzone -j\"");
        mx_finding_end(findings, MX_RULE_JOURNAL_BESIDE, severity, place);
    }
    mx_text_free(&name);
}
