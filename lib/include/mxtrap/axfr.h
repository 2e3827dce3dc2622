/* Reads a zone from a name server, by zone transfer (AXFR, RFC 5936), into layouts. */
#ifndef MXTRAP_AXFR_H
#define MXTRAP_AXFR_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/options.h>
#include <mxtrap/status.h>
#include <mxtrap/zone_file.h>

MXTRAP_BEGIN_DECLS

/* A key that signs requests and verifies answers (TSIG, RFC 8945). */
typedef struct mxtrap_tsig_key mxtrap_tsig_key;

/* Reads the key file at PATH, of at most 64 KiB: one statement key "NAME" { algorithm hmac-sha256;
 * secret "BASE64"; }; as tsig-keygen writes it, or the KEY record of dnssec-keygen's K*.key. The
 * algorithms are hmac-md5, hmac-sha1, -sha224, -sha256, -sha384 and -sha512, untruncated.
 *
 * *OUT is owned by the caller (mxtrap_tsig_key_free) on success and untouched on failure.
 * MXTRAP_ERR_INPUT: FINDINGS has the place and the reason; no finding quotes the file's text.
 * MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_tsig_key_read(mxtrap_tsig_key **out, const char *path,
                                                   mxtrap_findings *findings);

/* The same for LENGTH bytes in memory, as mxtrap_spec_parse. The caller has to wipe BYTES. */
MXTRAP_API enum mxtrap_status mxtrap_tsig_key_parse(mxtrap_tsig_key **out, const char *bytes,
                                                    size_t length, const char *name,
                                                    mxtrap_findings *findings);

/* Wipes the secret and frees the key; NULL is allowed. */
MXTRAP_API void mxtrap_tsig_key_free(mxtrap_tsig_key *key);

/* Seconds: the defaults, and the most that either option takes. */
enum { MXTRAP_AXFR_TIMEOUT = 10, MXTRAP_AXFR_DEADLINE = 600, MXTRAP_AXFR_SECONDS_MAX = 86400 };

struct mxtrap_axfr_options {
    size_t size;       /* of this struct */
    uint16_t port;     /* 0: 53 */
    unsigned timeout;  /* seconds without a byte from the server; 0: MXTRAP_AXFR_TIMEOUT */
    unsigned deadline; /* seconds of the whole transfer; 0: MXTRAP_AXFR_DEADLINE */
    size_t size_max;   /* octets of all messages; 0: 256 MiB, which is also the most memory that
                        * the transfer itself takes */
    const mxtrap_tsig_key *key;                       /* NULL: no TSIG */
    const struct mxtrap_zone_file_options *zone_file; /* for roles; its origin and its options for
                                                       * $INCLUDE are ignored; NULL: all zero */
};
#define MXTRAP_AXFR_OPTIONS_INIT MXTRAP_SIZED(mxtrap_axfr_options)

/* Transfers ZONE from SERVER and adds the layouts of every MX owner to ZONES, as
 * mxtrap_zone_file_read does. SERVER is an IPv4 or IPv6 address, or a host name, whose addresses
 * are tried one after the other until one accepts a connection; the system resolves it, in its own
 * time. OPTIONS may be NULL (all zero).
 *
 * Records are used only after the final SOA record has come and, where there is a key, the
 * signature of the last message has been verified. The file of findings is axfr:ZONE@SERVER, with
 * @PORT where one was given; the line is the record's number in the transfer, the column 1.
 *
 * MXTRAP_ERR_INPUT: the transfer failed, and one finding says why; ZONES is as it was.
 * MXTRAP_ERR_ARGUMENT: ZONE or a dummy is not a domain name, SERVER is empty, or a number is out of
 * range.
 * MXTRAP_ERR_MEMORY: ZONES is then incomplete. */
MXTRAP_API enum mxtrap_status mxtrap_axfr_read(mxtrap_zones *zones, const char *zone,
                                               const char *server,
                                               const struct mxtrap_axfr_options *options,
                                               mxtrap_findings *findings);

MXTRAP_END_DECLS

#endif
