/* Addresses: text and comparison. */
#include "dns/address.h"

#include <arpa/inet.h>
#include <string.h>

#include <mxtrap/name.h>

#include "base/index.h"

bool mx_address_parse(struct mx_address *out, const char *text, size_t length) {
    char terminated[MXTRAP_ADDRESS_TEXT_MAX];
    struct mx_address address = {0};

    if (length >= sizeof terminated || memchr(text, '\0', length) != NULL) {
        return false;
    }
    memcpy(terminated, text, length);
    terminated[length] = '\0';
    if (inet_pton(AF_INET, terminated, address.bytes) == 1) {
        address.family = MX_IPV4;
    } else if (inet_pton(AF_INET6, terminated, address.bytes) == 1) {
        address.family = MX_IPV6;
    } else {
        return false;
    }
    *out = address;
    return true;
}

bool mx_address_equal(const struct mx_address *a, const struct mx_address *b) {
    return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

const struct mx_address *mx_address_find(const struct mx_address *addresses, size_t count,
                                         const struct mx_address *address) {
    size_t i = 0;

    while (i < count && !mx_address_equal(&addresses[i], address)) {
        i++;
    }
    return i < count ? &addresses[i] : NULL;
}

bool mx_address_is_row(const void *row, const void *key) {
    return mx_address_equal(row, key);
}

bool mx_address_is_loopback(const struct mx_address *address) {
    static const struct in6_addr loopback = IN6ADDR_LOOPBACK_INIT;

    return address->family == MX_IPV4 ? address->bytes[0] == IN_LOOPBACKNET
                                      : memcmp(address->bytes, &loopback, sizeof loopback) == 0;
}

uint32_t mx_address_hash(const struct mx_address *address) {
    /* Eight octets are hashed as one: of IPv4, half of them zero. */
    return mx_hash(address->bytes, address->family == MX_IPV4 ? 8 : sizeof address->bytes);
}

/* Both writers are our own because inet_ntop goes through sprintf, once for each group. */
static char *write_octet(char *to, uint8_t octet) {
    if (octet >= 100) {
        *to++ = (char)('0' + octet / 100);
    }
    if (octet >= 10) {
        *to++ = (char)('0' + octet / 10 % 10);
    }
    *to++ = (char)('0' + octet % 10);
    return to;
}

static char *write_ipv4(char *to, const uint8_t *bytes) {
    for (size_t i = 0; i < 4; i++) {
        if (i > 0) {
            *to++ = '.';
        }
        to = write_octet(to, bytes[i]);
    }
    return to;
}

static char *write_group(char *to, const uint8_t *bytes) {
    unsigned group = (unsigned)bytes[0] << 8 | bytes[1];
    int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;

    for (; shift >= 0; shift -= 4) {
        *to++ = "0123456789abcdef"[group >> shift & 15];
    }
    return to;
}

/* RFC 5952 4.2: the first of the longest runs of two zero groups or more. */
static size_t longest_zeros(const uint8_t *bytes, size_t *length) {
    size_t best = 8, run = 0;

    *length = 1;
    for (size_t i = 0; i < 8; i++) {
        run = bytes[2 * i] == 0 && bytes[2 * i + 1] == 0 ? run + 1 : 0;
        if (run > *length) {
            *length = run;
            best = i + 1 - run;
        }
    }
    return best;
}

static char *write_ipv6(char *to, const uint8_t *bytes) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    size_t zeros, first = longest_zeros(bytes, &zeros);

    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        memcpy(to, "::ffff:", 7); /* NOLINT(bugprone-not-null-terminated-result): it goes on */
        return write_ipv4(to + 7, bytes + 12);
    }
    for (size_t i = 0; i < 8; i++) {
        if (i == first) {
            *to++ = ':';
            *to++ = ':';
            i += zeros - 1;
            continue;
        }
        if (i > 0 && i != first + zeros) {
            *to++ = ':';
        }
        to = write_group(to, bytes + 2 * i);
    }
    return to;
}

static size_t write_address(char *buffer, const struct mx_address *address) {
    char *end = address->family == MX_IPV4 ? write_ipv4(buffer, address->bytes)
                                           : write_ipv6(buffer, address->bytes);
    return (size_t)(end - buffer);
}

void mx_address_write(struct mx_text *text, const struct mx_address *address) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];
    mx_text_bytes(text, buffer, write_address(buffer, address));
}

const char *mx_address_print(const struct mx_address *address, char *buffer) {
    buffer[write_address(buffer, address)] = '\0';
    return buffer;
}
