/* TSIG keys: their algorithms, and the parser of key files. */
#ifndef MX_NET_TSIG_KEY_H
#define MX_NET_TSIG_KEY_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/axfr.h>

#include "dns/name.h"

enum { MX_TSIG_SECRET_MAX = 1024, MX_TSIG_FILE_MAX = 65536 };

/* A row of RFC 8945 6, with the number that dnssec-keygen's files use for it. */
struct mx_tsig_algorithm {
    const char *name; /* as in a key file */
    const char *wire; /* its root label is the string's final zero */
    const EVP_MD *(*digest)(void);
    unsigned number;
};

struct mxtrap_tsig_key {
    struct mx_name name; /* in lower case, as it is signed (RFC 8945 4.3.3) */
    const struct mx_tsig_algorithm *algorithm;
    size_t secret_length;
    uint8_t secret[MX_TSIG_SECRET_MAX];
};

/* The same as mxtrap_tsig_key_read, for LENGTH bytes in memory; findings call them FILE. *KEY is
 * changed also on failure: wipe it. */
enum mxtrap_status mx_tsig_key_parse(struct mxtrap_tsig_key *key, const char *bytes, size_t length,
                                     const char *file, mxtrap_findings *findings);

#endif
