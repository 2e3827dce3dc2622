/* Decimal numbers in text. */
#ifndef MX_BASE_NUMBER_H
#define MX_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many ASCII digits TEXT of LENGTH bytes begins with. */
size_t mx_digits(const char *text, size_t length);

/* Reads TEXT, all LENGTH bytes of it, as a number from 0 to MAX. Strict: one digit or more and
 * nothing else, so no sign, no blank, no "0x", no separator, whatever the locale; a number above
 * MAX is an error, never cut or wrapped. Leading zeros are taken, as in zone files; a grammar
 * without them refuses them itself. False leaves *OUT as it was. */
bool mx_number_parse(const char *text, size_t length, uint64_t max, uint64_t *out);

#endif
