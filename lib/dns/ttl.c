/* The one table of TTL units, and the one parser. */
#include "dns/ttl.h"

#include "base/number.h"
#include "base/text.h"

/* The seconds of one unit; 0 for any other character. */
static uint32_t unit_seconds(char unit) {
    switch (mx_lower(unit)) {
    case 'w':
        return 7 * 24 * 3600;
    case 'd':
        return 24 * 3600;
    case 'h':
        return 3600;
    case 'm':
        return 60;
    case 's':
        return 1;
    default:
        return 0;
    }
}

bool mx_ttl_parse(const char *text, size_t length, uint32_t max, uint32_t *out) {
    uint64_t sum = 0, number = 0;
    size_t at = 0;

    while (at < length) {
        size_t digits = mx_digits(text + at, length - at);
        bool is_bare = at + digits == length;
        if (!mx_number_parse(text + at, digits, max, &number) || (is_bare && sum > 0)) {
            return false;
        }
        at += digits;
        uint32_t unit = is_bare ? 1 : unit_seconds(text[at]);
        sum += number * unit;
        if (unit == 0 || sum > max) {
            return false;
        }
        at += is_bare ? 0 : 1;
    }
    if (length == 0) {
        return false;
    }
    *out = (uint32_t)sum;
    return true;
}
