/* STARTTLS: a handshake that verifies the certificate, and accepts any. */
#ifndef MX_PROBE_TLS_H
#define MX_PROBE_TLS_H

#include "probe/connection.h"

struct mx_tls;

/* NULL when memory is out. */
struct ssl_ctx_st *mx_tls_context_new(void);
void mx_tls_context_free(struct ssl_ctx_st *context);

/* Makes the dialogue's TLS part. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_tls_begin(struct mx_probe_connection *connection);

enum mx_tls_progress { MX_TLS_MORE, MX_TLS_MADE, MX_TLS_FAILED };

/* Continues the handshake with LENGTH BYTES from the server (0 at first). MX_TLS_MADE: the
 * dialogue's tls_outcome is filled. MX_TLS_FAILED: *ERROR has the reason. */
enum mx_tls_progress mx_tls_handshake(struct mx_probe_connection *connection, const char *bytes,
                                      size_t length, const char **error);

void mx_tls_send(const struct mx_probe_connection *connection, const char *line);

void mx_tls_free(struct mx_tls *tls);

#endif
