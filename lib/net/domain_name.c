/* Domains as typed. Only names with characters beyond ASCII go to libidn2: it accepts host names,
 * and an owner name may have other characters. */
#include "net/domain_name.h"

#include <idn2.h>
#include <string.h>

#include <mxtrap/name.h>

static bool is_ascii(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Characters that the wire format allows, but that nobody means in a domain. Zones of RFC 2317 have
 * a slash (0/25.2.0.192.in-addr.arpa), but not in the last label. */
static const char *find_mistake(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool is_path = text[i] == '/' && memchr(text + i, '.', length - i) == NULL;
        if (is_path || (i + 2 < length && memcmp(text + i, "://", 3) == 0)) {
            return "is a URL, not a domain";
        }
        if (text[i] == '@') {
            return "is a mail address, not a domain";
        }
        if (text[i] == ' ' || text[i] == '\t') {
            return "has a blank in it";
        }
    }
    return length >= MXTRAP_NAME_TEXT_MAX ? mx_name_error_text(MX_NAME_TOO_LONG) : NULL;
}

static enum mxtrap_status parse(struct mx_name *out, const char *ascii, size_t length,
                                const char **why) {
    struct mx_name name;
    enum mx_name_error error = mx_name_parse(&name, ascii, length, NULL);

    if (error != MX_NAME_OK) {
        *why = mx_name_error_text(error);
        return MXTRAP_ERR_INPUT;
    }
    /* Length octets are below 'A', so mx_lower leaves them. */
    size_t octets = mx_name_length(name.wire);
    for (size_t i = 0; i < octets; i++) {
        name.wire[i] = (uint8_t)mx_lower((char)name.wire[i]);
    }
    memcpy(out->wire, name.wire, octets);
    return MXTRAP_OK;
}

enum mxtrap_status mx_domain_name_read(struct mx_name *out, const char *text, size_t length,
                                       const char **why) {
    char copy[MXTRAP_NAME_TEXT_MAX], *ascii = NULL;
    const char *mistake = find_mistake(text, length);

    if (mistake != NULL) {
        *why = mistake;
        return MXTRAP_ERR_INPUT;
    }
    if (is_ascii(text, length)) {
        return parse(out, text, length, why);
    }
    if (memchr(text, '\0', length) != NULL) {
        *why = mx_name_error_text(MX_NAME_NOT_ASCII);
        return MXTRAP_ERR_INPUT;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    int error = idn2_to_ascii_8z(copy, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (error == IDN2_MALLOC) {
        return MXTRAP_ERR_MEMORY;
    }
    if (error != IDN2_OK) {
        *why = idn2_strerror(error);
        return MXTRAP_ERR_INPUT;
    }
    enum mxtrap_status status = parse(out, ascii, strlen(ascii), why);
    idn2_free(ascii);
    return status;
}
