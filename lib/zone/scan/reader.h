/* The state of one scan: the files that are open, the owner and the TTLs in force. */
#ifndef MX_ZONE_SCAN_READER_H
#define MX_ZONE_SCAN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <libzscanner/scanner.h>

#include "base/arena.h"
#include "base/text.h"
#include "dns/name.h"
#include "model/findings.h"
#include "zone/scan/lex.h"
#include "zone/scan/limits.h"
#include "zone/scan/record.h"
#include "zone/scan/source.h"

struct mx_zone_scan_options;

/* A file that is being read. Origin and owner live in the scanner while it is the innermost, and
 * here while it waits for the end of a file that it includes: BIND restores these two. */
struct mx_zone_file {
    struct mx_zone_source source;
    const char *name;
    uint32_t number;
    size_t at;        /* offset in the window of the first byte that was not read */
    size_t directive; /* offset of the next line that begins with "$"; below AT: look again */
    size_t backslash; /* the same of the next backslash */
    uint32_t line;    /* of the byte at AT */
    struct mx_name origin, owner;
    size_t owner_length; /* 0: no owner yet */
    bool owner_is_lost;
};

struct mx_zone_reader {
    zs_scanner_t *scanner;
    int start; /* the scanner's state at the beginning of a line */
    const struct mx_zone_scan_options *options;
    struct mx_arena *names;
    mxtrap_findings *findings;
    const struct mx_zone_handler *handler;

    struct mx_zone_file files[MX_ZONE_DEPTH_MAX + 1];
    struct mx_zone_file *file; /* the innermost; NULL: all are read */

    bool has_begun;  /* the comments before the first record have been read */
    bool is_lenient; /* BIND may take what libzscanner refuses: its errors are not reported */
    bool has_origin; /* given, by $ORIGIN, or by the SOA's owner; else it is the root */
    bool default_ttl_known; /* by $TTL, or by an SOA that has no TTL before it */
    bool last_ttl_known;    /* some record had one: RFC 1035 5.1 */
    uint32_t default_ttl, last_ttl;
    struct mx_place no_ttl; /* the first record without TTL; its file is NULL while none was met */

    size_t owner_length; /* the scanner's own is lost when it meets an error */
    bool owner_is_lost;  /* the last owner could not be read: a record with a blank one has none */

    struct mx_zone_entry entry;
    struct mx_text rendered; /* an entry in the form that libzscanner knows */
    struct mx_text scratch;
    size_t includes, generated;
    size_t errors;
    bool out_of_memory;
};

#endif
