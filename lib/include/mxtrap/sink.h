/* Where writers and reports put their bytes. */
#ifndef MXTRAP_SINK_H
#define MXTRAP_SINK_H

#include <stddef.h>

/* Takes LENGTH bytes; returns 0, or anything else to refuse them, after which it is not called
 * again and the writer returns MXTRAP_ERR_OUTPUT. */
typedef int mxtrap_sink_fn(void *context, const char *bytes, size_t length);

#endif
