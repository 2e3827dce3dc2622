/* Domains as typed. IDNA is libidn2's; what has no letter beyond ASCII never goes there, since an
 * owner name may hold what a host name may not. */
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

/* What a name cannot be meant to have, though the wire format could carry it. */
static const char *mistake_in(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
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
    /* Length octets are below 'A'. */
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
    const char *mistake = mistake_in(text, length);

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
