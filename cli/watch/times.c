/* RFC 3339 in UTC, by fixed places: strptime takes more than that, and another locale's. */
#include "times.h"

#include <string.h>

#include "base/number.h"

/* The digits of PATTERN, which is "dddd-dd-ddTdd:dd:ddZ", that are as many as NUMBERS. */
static bool read_parts(const char *text, const char *pattern, uint64_t numbers[6]) {
    size_t part = 0;

    for (size_t i = 0; pattern[i] != '\0';) {
        size_t digits = strspn(pattern + i, "d");
        if (digits == 0) {
            if (text[i] != pattern[i]) {
                return false;
            }
            i++;
        } else if (strnlen(text + i, digits) < digits ||
                   !mx_number_parse(text + i, digits, 9999, &numbers[part++])) {
            return false;
        } else {
            i += digits;
        }
    }
    return true;
}

static bool is_leap(uint64_t year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static uint64_t days_of(uint64_t year, uint64_t month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

enum cli_exit cli_take_time(const struct cli_tool *tool, const char *option, const char *argument,
                            int64_t *ms) {
    uint64_t at[6] = {0}, days = 0;
    size_t length = strlen(argument);

    if (!((length == 10 && read_parts(argument, "dddd-dd-dd", at)) ||
          (length == 20 && read_parts(argument, "dddd-dd-ddTdd:dd:ddZ", at))) ||
        at[0] < 1970 || at[1] < 1 || at[1] > 12 || at[2] < 1 || at[2] > days_of(at[0], at[1]) ||
        at[3] > 23 || at[4] > 59 || at[5] > 60) {
        return cli_usage(tool,
                         "--%s takes a time such as 2026-11-29 or 2026-11-29T10:00:00Z, not \"%s\"",
                         option, argument);
    }
    for (uint64_t year = 1970; year < at[0]; year++) {
        days += is_leap(year) ? 366 : 365;
    }
    for (uint64_t month = 1; month < at[1]; month++) {
        days += days_of(at[0], month);
    }
    days += at[2] - 1;
    *ms = (int64_t)((((days * 24 + at[3]) * 60 + at[4]) * 60 + at[5]) * 1000);
    return CLI_HOLDS;
}
