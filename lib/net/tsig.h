/* TSIG (RFC 8945) of one request and of the messages that answer it. cmake/dependencies.cmake says
 * why it is not ldns's or libknot's. */
#ifndef MX_NET_TSIG_H
#define MX_NET_TSIG_H

#include <stdbool.h>

#include "dns/wire.h"
#include "net/tsig_key.h"

/* RFC 8945 5.3.1: unsigned messages between two signed ones; and octets that a signature adds. */
enum { MX_TSIG_UNSIGNED_MAX = 99, MX_TSIG_ROOM = 1024 };

struct mx_tsig {
    const mxtrap_tsig_key *key;
    EVP_PKEY *secret;
    EVP_MD_CTX *digest; /* of the octets so far that the next signature covers */
    uint8_t mac[EVP_MAX_MD_SIZE];
    size_t mac_length;
    uint16_t id;
    unsigned unsigned_count; /* messages since the last signature */
    bool any;                /* at least one message was verified */
};

enum mx_tsig_result {
    MX_TSIG_OK,
    MX_TSIG_NO_MEMORY,
    MX_TSIG_NO_ALGORITHM, /* this machine's OpenSSL refuses it */
    MX_TSIG_UNSIGNED,     /* the first message has no signature */
    MX_TSIG_TOO_SELDOM,   /* more than MX_TSIG_UNSIGNED_MAX have none */
    MX_TSIG_MALFORMED,
    MX_TSIG_OTHER_KEY, /* or algorithm */
    MX_TSIG_REFUSED,   /* the record's error field has the server's reason */
    MX_TSIG_BAD_MAC,
    MX_TSIG_BAD_TIME
};

/* Begins with KEY, which stays the caller's. Call mx_tsig_free also after a failure. */
enum mx_tsig_result mx_tsig_begin(struct mx_tsig *tsig, const mxtrap_tsig_key *key);
void mx_tsig_free(struct mx_tsig *tsig);

/* Appends a signature to the request of LENGTH octets, which has room for MX_TSIG_ROOM more.
 * Returns the new length; 0: OpenSSL failed. NOW is in seconds since 1970. */
size_t mx_tsig_sign(struct mx_tsig *tsig, uint8_t *message, size_t length, uint64_t now);

/* Verifies the next message of the answer; SIGNATURE is its TSIG record, or NULL. */
enum mx_tsig_result mx_tsig_verify(struct mx_tsig *tsig, const uint8_t *message, size_t length,
                                   const struct mx_wire_record *signature, uint64_t now);

/* The failure, as the end of a sentence. */
const char *mx_tsig_result_text(enum mx_tsig_result result);

/* The error field of a TSIG record; 0 if there is no record or it is malformed. */
unsigned mx_tsig_error(const struct mx_wire_record *signature);

/* "BADKEY" and so on; NULL if TSIG has no such error. */
const char *mx_tsig_error_name(unsigned error);

#endif
