/* Functions that the formats of a check share: counts, and a greeting. */
#include <string.h>

#include "report/check_writer.h"

enum { GREETING_MAX = 120 };

size_t mx_results_total(const struct mxtrap_check_writer *writer) {
    return writer->counts[MXTRAP_PASS] + writer->counts[MXTRAP_FAIL] +
           writer->counts[MXTRAP_INCONCLUSIVE];
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
