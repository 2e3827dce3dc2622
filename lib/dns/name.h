/* lib/dns: the words of DNS, without a socket. Names (name, and its one parser in name_parse.c),
 * record types (rrtype), TTLs as text (ttl), addresses and the registries of special-purpose ones
 * (address, special), messages (wire), public suffixes. Text or the octets of hostile messages come
 * in, names, addresses and records go out. It knows lib/base and libpsl; nothing of zones or mail.
 *
 * This file: domain names in wire format (RFC 1035 3.1): compared without case, printed with it. */
#ifndef MX_DNS_NAME_H
#define MX_DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { MX_NAME_MAX = 255, MX_LABEL_MAX = 63 };

/* Room to make a name in. Elsewhere a name is a pointer to its first length octet. */
struct mx_name {
    uint8_t wire[MX_NAME_MAX];
};

enum mx_name_error {
    MX_NAME_OK,
    MX_NAME_EMPTY,
    MX_NAME_EMPTY_LABEL,
    MX_NAME_LABEL_TOO_LONG,
    MX_NAME_TOO_LONG,
    MX_NAME_BAD_ESCAPE,
    MX_NAME_NOT_ASCII
};

/* Reads presentation format (RFC 1035 5.1) as BIND does: any octet may stand in it. A name without
 * a final dot is relative to ORIGIN, "@" is ORIGIN; where ORIGIN is NULL every name is taken as
 * absolute. *OUT is untouched on failure. */
enum mx_name_error mx_name_read(struct mx_name *out, const char *text, size_t length,
                                const uint8_t *origin);

/* The same of printable ASCII only, which a slip in anything but a zone file leaves. */
enum mx_name_error mx_name_parse(struct mx_name *out, const char *text, size_t length,
                                 const uint8_t *origin);

/* The octet that the escape at TEXT stands for (after its backslash), -1 where it is none; *USED
 * says how many bytes it has. */
int mx_name_escape(const char *text, size_t length, size_t *used);

/* What is wrong, as the end of a sentence: "has a label of more than 63 octets". */
const char *mx_name_error_text(enum mx_name_error error);

/* Octets of NAME, the root's included. */
static inline size_t mx_name_length(const uint8_t *name) {
    const uint8_t *end = name;
    while (*end != 0) {
        end += 1 + *end;
    }
    return (size_t)(end - name) + 1;
}

size_t mx_name_label_count(const uint8_t *name);

/* NAME without its first COUNT labels. */
const uint8_t *mx_name_skip(const uint8_t *name, size_t count);

bool mx_name_equal(const uint8_t *a, const uint8_t *b);

/* The same for an index whose rows are names. */
bool mx_name_is_row(const void *row, const void *key);

/* The same of two names that are both of LENGTH octets, which who asks knows. */
bool mx_name_equal_sized(const uint8_t *a, const uint8_t *b, size_t length);

/* Whether NAME is ANCESTOR or below it (in-bailiwick). */
bool mx_name_is_within(const uint8_t *name, const uint8_t *ancestor);

/* Whether NAME ends in ANCESTOR twice, which is not the root: its final dot was forgotten. */
bool mx_name_ends_twice(const uint8_t *name, const uint8_t *ancestor);

/* Whether every label is letters, digits and inner hyphens (RFC 1123 2.1). */
bool mx_name_is_hostname(const uint8_t *name);

/* The same for names that are equal. */
uint32_t mx_name_hash(const uint8_t *name);
uint32_t mx_name_hash_sized(const uint8_t *name, size_t length);

/* What the labels of a host name are made of (RFC 952, RFC 1123 2.1): a bit for each character. */
static inline bool mx_is_let_dig_hyphen(uint8_t c) {
    static const uint32_t bits[256 / 32] = {0, 0x03ff2000, 0x07fffffe, 0x07fffffe};
    return (bits[c / 32] >> (c % 32) & 1) != 0;
}

/* Appends NAME as a zone file has it: relative to ORIGIN where it is within, "@" for ORIGIN
 * itself; absolute where ORIGIN is NULL or elsewhere. */
void mx_name_write(struct mx_text *text, const uint8_t *name, const uint8_t *origin);

/* NAME in full into BUFFER of MXTRAP_NAME_TEXT_MAX bytes; returns BUFFER. */
const char *mx_name_print(const uint8_t *name, char *buffer);

#endif
