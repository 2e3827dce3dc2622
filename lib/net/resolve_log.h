/* Inside the resolver: libunbound's log, the only place that has the reason of a failure. */
#ifndef MX_NET_RESOLVE_LOG_H
#define MX_NET_RESOLVE_LOG_H

#include "net/resolve_context.h"

enum mxtrap_status mx_log_open(struct mx_context *context);
void mx_log_close(struct mx_context *context);

/* Empties the log. */
void mx_log_rewind(struct mx_context *context);

/* The last line, without its time stamp, into BUFFER of SIZE bytes. */
void mx_log_last(struct mx_context *context, char *buffer, size_t size);

#endif
