/* The words of mxtrap.probe/1 that no other table has. */
#ifndef MX_PROBE_MESSAGE_WORDS_H
#define MX_PROBE_MESSAGE_WORDS_H

#include <stddef.h>

#include "model/probe_outcome.h"

/* Errors of connect() that findings explain, by name, since numbers differ by system. */
struct mx_probe_error {
    const char *name;
    int number;
};

enum { MX_PROBE_ERRORS = 16 };

extern const struct mx_probe_error mx_probe_errors[MX_PROBE_ERRORS];

/* Whether STARTTLS is offered: "unknown", "no", "yes". */
extern const char *const mx_probe_offers[MX_OFFER_YES + 1];

#endif
