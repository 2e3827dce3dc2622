/* Where writers and reports put their bytes. */
#ifndef MXTRAP_SINK_H
#define MXTRAP_SINK_H

#include <stddef.h>

/* Receives LENGTH bytes, which are valid during the call, and the CONTEXT that the writer was
 * given. Returns 0; anything else refuses them: it is not called again, and the writer returns
 * MXTRAP_ERR_OUTPUT. */
typedef int mxtrap_sink_fn(void *context, const char *bytes, size_t length);

#endif
