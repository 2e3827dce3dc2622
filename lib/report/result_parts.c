/* Functions that the formats of a check share: counts, a role, a greeting, TLS. */
#include <string.h>

#include "report/check_writer.h"

enum { GREETING_MAX = 120 };

size_t mx_results_total(const struct mxtrap_check_writer *writer) {
    return writer->counts[MXTRAP_PASS] + writer->counts[MXTRAP_FAIL] +
           writer->counts[MXTRAP_INCONCLUSIVE];
}

enum mxtrap_role mx_results_role(const struct mxtrap_result_exchanger *exchanger) {
    return exchanger->expected != MXTRAP_ROLE_UNKNOWN ? exchanger->expected : exchanger->role;
}

void mx_results_greeting(struct mx_text *text, const struct mxtrap_result_address *address) {
    const char *end = memchr(address->greeting, '\n', address->greeting_length);
    size_t length = end == NULL ? address->greeting_length : (size_t)(end - address->greeting);

    if (length > 0 && address->greeting[length - 1] == '\r') {
        length--;
    }
    mx_text_escaped(text, address->greeting, length < GREETING_MAX ? length : GREETING_MAX);
    mx_text_string(text, length > GREETING_MAX ? "..." : "");
}

void mx_results_tls(struct mx_text *text, const struct mxtrap_result_tls *tls) {
    mx_text_string(text, "TLS: ");
    if (tls->error != NULL) {
        mx_text_escaped(text, tls->error, strlen(tls->error));
        return;
    }
    mx_text_string(text, tls->version);
    mx_text_string(text, ", certificate ");
    mx_text_string(text, tls->name != NULL ? "for this name" : "for another name");
    if (tls->trust != NULL) {
        mx_text_string(text, ", trust: ");
        mx_text_escaped(text, tls->trust, strlen(tls->trust));
    }
}
