/* The digest of RFC 8945 4.3 and 5.3.1, in pieces as messages come. */
#include "net/tsig.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

enum { FUDGE = 300, TIMERS = 8, ADDITIONAL_COUNT = 10 };

/* The data of a TSIG record. */
struct fields {
    struct mx_name algorithm;
    const uint8_t *timers; /* time and fudge, as they are signed */
    uint64_t time;
    unsigned fudge, error;
    const uint8_t *mac, *other;
    size_t mac_length, other_length;
    uint16_t original_id;
};

static uint8_t *put_time(uint8_t *at, uint64_t seconds) {
    at = mx_wire_put_16(at, (uint16_t)(seconds >> 32));
    at = mx_wire_put_16(at, (uint16_t)(seconds >> 16));
    return mx_wire_put_16(at, (uint16_t)seconds);
}

static uint8_t *put_name(uint8_t *at, const uint8_t *name) {
    size_t length = mx_name_length(name);
    memcpy(at, name, length);
    return at + length;
}

static const uint8_t *algorithm_of(const struct mx_tsig *tsig) {
    return (const uint8_t *)tsig->key->algorithm->wire;
}

static bool feed(struct mx_tsig *tsig, const uint8_t *bytes, size_t length) {
    return EVP_DigestSignUpdate(tsig->digest, bytes, length) == 1;
}

/* Empties the digest. */
static bool restart(struct mx_tsig *tsig) {
    return EVP_MD_CTX_reset(tsig->digest) == 1 &&
           EVP_DigestSignInit(tsig->digest, NULL, tsig->key->algorithm->digest(), NULL,
                              tsig->secret) == 1;
}

/* Begins the next digest with the MAC before it (RFC 8945 5.3.1). */
static bool feed_mac(struct mx_tsig *tsig) {
    uint8_t size[2];
    mx_wire_put_16(size, (uint16_t)tsig->mac_length);
    return restart(tsig) && feed(tsig, size, sizeof size) &&
           feed(tsig, tsig->mac, tsig->mac_length);
}

static bool finish(struct mx_tsig *tsig) {
    tsig->mac_length = sizeof tsig->mac;
    return EVP_DigestSignFinal(tsig->digest, tsig->mac, &tsig->mac_length) == 1;
}

enum mx_tsig_result mx_tsig_begin(struct mx_tsig *tsig, const mxtrap_tsig_key *key) {
    *tsig = (struct mx_tsig){.key = key, .digest = EVP_MD_CTX_new()};
    tsig->secret = EVP_PKEY_new_mac_key(EVP_PKEY_HMAC, NULL, key->secret, (int)key->secret_length);
    if (tsig->digest != NULL && tsig->secret != NULL && restart(tsig)) {
        return MX_TSIG_OK;
    }
    bool is_memory = tsig->digest == NULL || tsig->secret == NULL ||
                     ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
    ERR_clear_error();
    return is_memory ? MX_TSIG_NO_MEMORY : MX_TSIG_NO_ALGORITHM;
}

void mx_tsig_free(struct mx_tsig *tsig) {
    EVP_PKEY_free(tsig->secret);
    EVP_MD_CTX_free(tsig->digest);
    *tsig = (struct mx_tsig){0};
}

/* The variables of RFC 8945 4.3.3; TIMERS, ERROR and OTHER come from the record. */
static bool feed_variables(struct mx_tsig *tsig, const uint8_t *timers, unsigned error,
                           const uint8_t *other, size_t other_length) {
    uint8_t head[2 * MX_NAME_MAX + 6], tail[4];
    uint8_t *at = put_name(head, tsig->key->name.wire);

    at = mx_wire_put_16(at, MX_CLASS_ANY);
    at = mx_wire_put_16(mx_wire_put_16(at, 0), 0); /* TTL */
    at = put_name(at, algorithm_of(tsig));
    mx_wire_put_16(mx_wire_put_16(tail, (uint16_t)error), (uint16_t)other_length);
    return feed(tsig, head, (size_t)(at - head)) && feed(tsig, timers, TIMERS) &&
           feed(tsig, tail, sizeof tail) && (other_length == 0 || feed(tsig, other, other_length));
}

size_t mx_tsig_sign(struct mx_tsig *tsig, uint8_t *message, size_t length, uint64_t now) {
    uint8_t *at = put_name(message + length, tsig->key->name.wire);
    uint8_t timers[TIMERS];

    mx_wire_put_16(put_time(timers, now), FUDGE);
    tsig->id = mx_wire_16(message);
    if (!restart(tsig) || !feed(tsig, message, length) ||
        !feed_variables(tsig, timers, 0, NULL, 0) || !finish(tsig) || !feed_mac(tsig)) {
        return 0;
    }
    at = mx_wire_put_16(mx_wire_put_16(at, MX_TYPE_TSIG), MX_CLASS_ANY);
    at = mx_wire_put_16(mx_wire_put_16(at, 0), 0);
    uint8_t *size = at;
    at = put_name(at + 2, algorithm_of(tsig));
    memcpy(at, timers, TIMERS);
    at = mx_wire_put_16(at + TIMERS, (uint16_t)tsig->mac_length);
    memcpy(at, tsig->mac, tsig->mac_length);
    at = mx_wire_put_16(at + tsig->mac_length, tsig->id);
    at = mx_wire_put_16(mx_wire_put_16(at, 0), 0); /* no error, no other data */
    mx_wire_put_16(size, (uint16_t)(at - size - 2));
    mx_wire_put_16(message + ADDITIONAL_COUNT,
                   (uint16_t)(mx_wire_16(message + ADDITIONAL_COUNT) + 1));
    return (size_t)(at - message);
}

static bool parse(const struct mx_wire_record *signature, struct fields *out) {
    struct mx_wire data = signature->data;

    mx_wire_next_name(&data, &out->algorithm);
    out->timers = mx_wire_next(&data, TIMERS);
    out->mac_length = mx_wire_next_16(&data);
    out->mac = mx_wire_next(&data, out->mac_length);
    out->original_id = mx_wire_next_16(&data);
    out->error = mx_wire_next_16(&data);
    out->other_length = mx_wire_next_16(&data);
    out->other = mx_wire_next(&data, out->other_length);
    if (data.is_bad || data.at != data.end) {
        return false;
    }
    out->time = (uint64_t)mx_wire_16(out->timers) << 32 | mx_wire_32(out->timers + 2);
    out->fudge = mx_wire_16(out->timers + 6);
    return true;
}

/* The message as it was before it was signed: RFC 8945 4.3.2. */
static bool feed_stripped(struct mx_tsig *tsig, const uint8_t *message, size_t length) {
    uint8_t header[MX_WIRE_HEADER];

    memcpy(header, message, sizeof header);
    mx_wire_put_16(header, tsig->id);
    mx_wire_put_16(header + ADDITIONAL_COUNT,
                   (uint16_t)(mx_wire_16(message + ADDITIONAL_COUNT) - 1));
    return feed(tsig, header, sizeof header) &&
           feed(tsig, message + sizeof header, length - sizeof header);
}

static enum mx_tsig_result check_mac(struct mx_tsig *tsig, const uint8_t *message,
                                     const struct mx_wire_record *signature,
                                     const struct fields *fields, uint64_t now) {
    bool fed = feed_stripped(tsig, message, signature->begin) &&
               (tsig->any ? feed(tsig, fields->timers, TIMERS)
                          : feed_variables(tsig, fields->timers, fields->error, fields->other,
                                           fields->other_length));

    if (!fed || !finish(tsig)) {
        return MX_TSIG_NO_MEMORY;
    }
    if (fields->mac_length != tsig->mac_length ||
        CRYPTO_memcmp(fields->mac, tsig->mac, tsig->mac_length) != 0) {
        return MX_TSIG_BAD_MAC;
    }
    uint64_t apart = now > fields->time ? now - fields->time : fields->time - now;
    if (apart > fields->fudge) {
        return MX_TSIG_BAD_TIME;
    }
    tsig->any = true;
    tsig->unsigned_count = 0;
    return feed_mac(tsig) ? MX_TSIG_OK : MX_TSIG_NO_MEMORY;
}

enum mx_tsig_result mx_tsig_verify(struct mx_tsig *tsig, const uint8_t *message, size_t length,
                                   const struct mx_wire_record *signature, uint64_t now) {
    struct fields fields;

    if (signature == NULL) {
        tsig->unsigned_count++;
        return !tsig->any                                    ? MX_TSIG_UNSIGNED
               : tsig->unsigned_count > MX_TSIG_UNSIGNED_MAX ? MX_TSIG_TOO_SELDOM
               : feed(tsig, message, length)                 ? MX_TSIG_OK
                                                             : MX_TSIG_NO_MEMORY;
    }
    if (signature->klass != MX_CLASS_ANY || signature->ttl != 0 || !parse(signature, &fields)) {
        return MX_TSIG_MALFORMED;
    }
    if (fields.error != 0) {
        return MX_TSIG_REFUSED;
    }
    if (!mx_name_equal(signature->owner.wire, tsig->key->name.wire) ||
        !mx_name_equal(fields.algorithm.wire, algorithm_of(tsig))) {
        return MX_TSIG_OTHER_KEY;
    }
    return fields.original_id != tsig->id ? MX_TSIG_BAD_MAC
                                          : check_mac(tsig, message, signature, &fields, now);
}

const char *mx_tsig_result_text(enum mx_tsig_result result) {
    static const char *const words[] = {
        [MX_TSIG_UNSIGNED] = "has no TSIG signature",
        [MX_TSIG_TOO_SELDOM] = "is the hundredth without a TSIG signature",
        [MX_TSIG_MALFORMED] = "has a malformed TSIG record",
        [MX_TSIG_OTHER_KEY] = "is signed with another TSIG key or algorithm",
        [MX_TSIG_REFUSED] = "has a TSIG error",
        [MX_TSIG_BAD_MAC] = "has a wrong TSIG signature (BADSIG)",
        [MX_TSIG_BAD_TIME] = "is signed at another time than this clock's (BADTIME)",
    };
    return MX_WORD_OF(words, result, "cannot be verified");
}

unsigned mx_tsig_error(const struct mx_wire_record *signature) {
    struct fields fields;

    return signature != NULL && parse(signature, &fields) ? fields.error : 0;
}

const char *mx_tsig_error_name(unsigned error) {
    static const char *const words[] = {
        [16] = "BADSIG", [17] = "BADKEY", [18] = "BADTIME", [22] = "BADTRUNC"};
    return MX_WORD_OF(words, error, NULL);
}
