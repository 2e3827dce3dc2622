/* Each bit is flipped or not by a keyed digest of the bits before it. */
#include "watch/anonymize.h"

#include <string.h>

#include <openssl/hmac.h>
#include <openssl/rand.h>

bool mx_anonymizer_make(struct mx_anonymizer *anonymizer) {
    return RAND_bytes(anonymizer->key, sizeof anonymizer->key) == 1;
}

bool mx_anonymize(const struct mx_anonymizer *anonymizer, struct mx_address *address) {
    size_t bits = address->family == MX_IPV4 ? 32 : 128;
    unsigned char digest[EVP_MAX_MD_SIZE];
    uint8_t out[16];

    memcpy(out, address->bytes, sizeof out);
    for (size_t i = 0; i < bits; i++) {
        uint8_t prefix[18] = {address->family, (uint8_t)i};
        memcpy(prefix + 2, address->bytes, i / 8);
        if (i % 8 > 0) {
            prefix[2 + i / 8] = (uint8_t)(address->bytes[i / 8] & (0xff << (8 - i % 8)));
        }
        if (HMAC(EVP_sha256(), anonymizer->key, sizeof anonymizer->key, prefix, sizeof prefix,
                 digest, NULL) == NULL) {
            return false;
        }
        out[i / 8] = (uint8_t)(out[i / 8] ^ (digest[0] & 1) << (7 - i % 8));
    }
    memcpy(address->bytes, out, sizeof out);
    return true;
}
