/* The states of an address on the mail port, as seen from the place of the check. */
#ifndef MXTRAP_PROBE_STATE_H
#define MXTRAP_PROBE_STATE_H

#include <mxtrap/export.h>

MXTRAP_BEGIN_DECLS

enum mxtrap_state {
    MXTRAP_SILENT,      /* no answer of any kind */
    MXTRAP_REFUSED,     /* a TCP reset */
    MXTRAP_UNREACHABLE, /* an ICMP error, from the path or from the host */
    MXTRAP_MUTE,        /* connected, but no reply in time */
    MXTRAP_HANGUP,      /* closed before a whole reply */
    MXTRAP_GARBLED,     /* what came is not SMTP */
    MXTRAP_REJECTS,     /* a 4xx or 5xx reply to the connection or to EHLO */
    MXTRAP_ANSWERS,     /* a 220 greeting and a 250 to EHLO */
    MXTRAP_UNPROBED     /* not asked, for a cause on this side */
};

/* "silent", "refused" ... as in the tools' output; NULL for a value outside the enum. */
MXTRAP_API const char *mxtrap_state_name(enum mxtrap_state state);

/* One line of what the state means, for people; NULL for a value outside the enum. */
MXTRAP_API const char *mxtrap_state_meaning(enum mxtrap_state state);

/* 1 if something listens at the address (it accepted the connection), else 0; 0 also for an address
 * that was not probed, of which nothing is known. */
MXTRAP_API int mxtrap_state_listens(enum mxtrap_state state);

MXTRAP_END_DECLS

#endif
