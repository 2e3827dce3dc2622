/* Whether a rejection is about this client (a rate limit, a block list): the host may then accept
 * mail from others. Pure. */
#ifndef MX_PROBE_SMTP_BLAME_H
#define MX_PROBE_SMTP_BLAME_H

#include <stdbool.h>
#include <stddef.h>

/* TEXT is the reply, LENGTH raw bytes. OWN is the client's address as text; NULL if its occurrence
 * proves nothing, since the reply may repeat what the client sent. */
bool mx_smtp_blames_client(const char *text, size_t length, const char *own);

#endif
