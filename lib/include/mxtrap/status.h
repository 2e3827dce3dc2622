/* Whether a call worked. What was found in the data is not here: see findings.h.
 *
 * Why a call failed is said in one way. A function that takes FINDINGS reports the reason there, in
 * words for a person, with each MXTRAP_ERR_INPUT and MXTRAP_ERR_ARGUMENT that it returns: the
 * latter as the rule bad-argument. A function that takes none fails for the reasons in its comment
 * only. */
#ifndef MXTRAP_STATUS_H
#define MXTRAP_STATUS_H

#include <mxtrap/export.h>

MXTRAP_BEGIN_DECLS

enum mxtrap_status {
    MXTRAP_OK = 0,      /* the call did what it says */
    MXTRAP_ERR_MEMORY,  /* an allocation failed */
    MXTRAP_ERR_INPUT,   /* the input cannot be read or parsed; the findings say where and why */
    MXTRAP_ERR_OUTPUT,  /* the sink refused bytes */
    MXTRAP_ERR_ARGUMENT /* an option or argument is not valid; nothing was done */
};

/* A constant English phrase, never NULL, for any value of the enum. */
MXTRAP_API const char *mxtrap_strerror(enum mxtrap_status status);

MXTRAP_END_DECLS

#endif
