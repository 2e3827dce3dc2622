/* STARTTLS: a handshake that verifies, and accepts whatever comes. */
#ifndef MX_PROBE_TLS_H
#define MX_PROBE_TLS_H

#include "probe/connection.h"

struct mx_tls;

/* A context that verifies, and accepts whatever comes; NULL when memory is out. */
struct ssl_ctx_st *mx_tls_context_new(void);
void mx_tls_context_free(struct ssl_ctx_st *context);

/* Makes the dialogue's TLS part. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_tls_begin(struct mx_probe_connection *connection);

enum mx_tls_progress { MX_TLS_MORE, MX_TLS_MADE, MX_TLS_FAILED };

/* Goes on with the handshake after LENGTH BYTES came (none to begin with). Once it is made, the
 * dialogue's tls_outcome is filled; when it has failed, *ERROR says of what. */
enum mx_tls_progress mx_tls_go_on(struct mx_probe_connection *connection, const char *bytes,
                                  size_t length, const char **error);

/* Says LINE under TLS. */
void mx_tls_say(const struct mx_probe_connection *connection, const char *line);

void mx_tls_free(struct mx_tls *tls);

#endif
