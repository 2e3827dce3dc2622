/* Whether a reply that turns a client away speaks of that client: then it is no word about the
 * host, which may well take mail from others. Pure. */
#ifndef MX_PROBE_SMTP_BLAME_H
#define MX_PROBE_SMTP_BLAME_H

#include <stdbool.h>
#include <stddef.h>

/* TEXT is the reply as it came, its LENGTH bytes raw. OWN is the client's address as text, NULL
 * where a reply that has it says nothing (it may repeat what the client said). */
bool mx_smtp_blames_client(const char *text, size_t length, const char *own);

#endif
