/* What of a greeting stays from one connection to the next. */
#ifndef MX_MODEL_GREETING_H
#define MX_MODEL_GREETING_H

#include "model/probe_outcome.h"

/* Writes into OUT, of MX_GREETING_MAX bytes, what GREETING says without its reply codes and what
 * changes: words with a digit in them (dates, times, ids, counters), days and months, words of
 * letters that look like a token (hexadecimal, base64); several in a row are as one. The host's own
 * name, the first word, stays as it is, digits and all, where it is a name of two labels or more.
 * Case and blanks do not count. Returns the length. */
size_t mx_greeting_essence(const struct mx_bytes *greeting, char *out);

#endif
