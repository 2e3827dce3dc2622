/* The one decimal parser. */
#include "base/number.h"

#include "base/text.h"

size_t mx_digits(const char *text, size_t length) {
    size_t count = 0;

    while (count < length && mx_is_digit(text[count])) {
        count++;
    }
    return count;
}

bool mx_number_parse(const char *text, size_t length, uint64_t max, uint64_t *out) {
    uint64_t number = 0;

    for (size_t i = 0; i < length; i++) {
        uint64_t digit = (uint64_t)(unsigned char)text[i] - '0';
        if (digit > 9 || digit > max || number > (max - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    if (length == 0) {
        return false;
    }
    *out = number;
    return true;
}
