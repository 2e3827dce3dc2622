/* TSIG keys: their algorithms, and the files that they are kept in. */
#ifndef MX_NET_TSIG_KEY_H
#define MX_NET_TSIG_KEY_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include <mxtrap/axfr.h>

#include "dns/name.h"

enum { MX_TSIG_SECRET_MAX = 1024, MX_TSIG_FILE_MAX = 65536 };

/* A row of RFC 8945 6, with the number that dnssec-keygen's files know it by. */
struct mx_tsig_algorithm {
    const char *name; /* as a key file has it */
    const char *wire; /* the final zero is the string's own */
    const EVP_MD *(*digest)(void);
    unsigned number;
};

struct mxtrap_tsig_key {
    struct mx_name name; /* in lower case, as it is signed (RFC 8945 4.3.3) */
    const struct mx_tsig_algorithm *algorithm;
    size_t secret_length;
    uint8_t secret[MX_TSIG_SECRET_MAX];
};

/* The same as mxtrap_tsig_key_read for LENGTH bytes that are there already; FILE stands for them in
 * findings. *KEY is changed also on failure, and is to be wiped. */
enum mxtrap_status mx_tsig_key_parse(struct mxtrap_tsig_key *key, const char *bytes, size_t length,
                                     const char *file, mxtrap_findings *findings);

#endif
