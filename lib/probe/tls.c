/* The handshake of STARTTLS (RFC 3207) and the certificate. All is recorded and nothing enforced,
 * as in opportunistic TLS. OpenSSL reads and writes memory, not the socket, so that a closed socket
 * raises no SIGPIPE and input is bounded. */
#include "probe/tls.h"
#include "probe/dialogue.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

enum { HANDSHAKE_MAX = 262144, WRITE_MAX = 4096, HOST_MAX = 255, DAY_S = 86400 };

struct mx_tls {
    SSL *ssl;
    BIO *in, *out; /* the SSL's own */
    size_t received;
    size_t host_length;
    char host[HOST_MAX + 1]; /* without its final dot; empty where there is none */
};

struct ssl_ctx_st *mx_tls_context_new(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    if (context == NULL) {
        return NULL;
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    if (SSL_CTX_set_default_verify_paths(context) != 1) {
        SSL_CTX_free(context);
        return NULL;
    }
    /* Old protocols and weak keys are to be reported, not to fail the handshake. */
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    ERR_clear_error();
    return context;
}

void mx_tls_context_free(struct ssl_ctx_st *context) {
    SSL_CTX_free(context);
}

void mx_tls_free(struct mx_tls *tls) {
    if (tls != NULL) {
        SSL_free(tls->ssl);
        free(tls);
    }
}

static void set_host(struct mx_tls *tls, const char *name) {
    size_t length = name != NULL ? strlen(name) : 0;

    if (length > 0 && name[length - 1] == '.') {
        length--;
    }
    if (length > 0 && length <= HOST_MAX) {
        memcpy(tls->host, name, length);
        tls->host_length = length;
    }
}

enum mxtrap_status mx_tls_begin(struct mx_probe_connection *connection) {
    struct mx_tls *tls = calloc(1, sizeof *tls);

    if (tls == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    connection->dialogue->tls = tls;
    tls->ssl = SSL_new(connection->settings->tls_context);
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    if (tls->ssl == NULL || tls->in == NULL || tls->out == NULL) {
        BIO_free(tls->in);
        BIO_free(tls->out);
        return MXTRAP_ERR_MEMORY;
    }
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    SSL_set_connect_state(tls->ssl);
    set_host(tls, connection->server_name);
    if (tls->host_length > 0 && SSL_set_tlsext_host_name(tls->ssl, tls->host) != 1) {
        return MXTRAP_ERR_MEMORY;
    }
    return MXTRAP_OK;
}

static void flush(const struct mx_probe_connection *connection) {
    char bytes[WRITE_MAX];
    int length;

    while ((length = BIO_read(connection->dialogue->tls->out, bytes, sizeof bytes)) > 0) {
        (void)!send(connection->fd, bytes, (size_t)length, MSG_NOSIGNAL);
    }
}

static void keep(char *to, struct mx_bytes *bytes, const char *from, size_t length) {
    if (length > 0) {
        bytes->length = length < MX_SUBJECT_MAX ? length : MX_SUBJECT_MAX;
        bytes->at = to;
        memcpy(to, from, bytes->length);
    }
}

static void keep_subject(struct mx_probe_dialogue *dialogue, const X509 *certificate) {
    BIO *out = BIO_new(BIO_s_mem());
    char *text = NULL;

    if (out != NULL &&
        X509_NAME_print_ex(out, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0) {
        long length = BIO_get_mem_data(out, &text);
        keep(dialogue->subject, &dialogue->tls_outcome.subject, text, (size_t)length);
    }
    BIO_free(out);
}

static void keep_name(struct mx_probe_dialogue *dialogue, X509 *certificate) {
    const struct mx_tls *tls = dialogue->tls;
    char *name = NULL;

    if (tls->host_length == 0) {
        return;
    }
    dialogue->tls_outcome.name_matches =
        X509_check_host(certificate, tls->host, tls->host_length, 0, &name) == 1;
    if (name != NULL) {
        keep(dialogue->name, &dialogue->tls_outcome.name, name, strlen(name));
    }
    OPENSSL_free(name);
}

static int64_t seconds_of(const ASN1_TIME *time) {
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0, seconds = 0;
    bool is_known = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;

    ASN1_TIME_free(epoch);
    return is_known ? (int64_t)days * DAY_S + seconds : INT64_MAX;
}

static void describe(struct mx_probe_dialogue *dialogue) {
    struct mx_tls_outcome *outcome = &dialogue->tls_outcome;
    SSL *ssl = dialogue->tls->ssl;
    X509 *certificate = SSL_get1_peer_certificate(ssl);
    long trust = SSL_get_verify_result(ssl);

    outcome->version = SSL_get_version(ssl);
    outcome->trust = trust == X509_V_OK ? "ok" : X509_verify_cert_error_string(trust);
    if (certificate == NULL) {
        outcome->trust = "no certificate";
        return;
    }
    outcome->has_certificate = true;
    outcome->not_after = seconds_of(X509_get0_notAfter(certificate));
    keep_subject(dialogue, certificate);
    keep_name(dialogue, certificate);
    X509_free(certificate);
}

static const char *last_error(void) {
    const char *words = ERR_reason_error_string(ERR_peek_last_error());

    ERR_clear_error();
    return words != NULL ? words : "the handshake failed";
}

enum mx_tls_progress mx_tls_handshake(struct mx_probe_connection *connection, const char *bytes,
                                      size_t length, const char **error) {
    struct mx_tls *tls = connection->dialogue->tls;

    tls->received += length;
    if (tls->received > HANDSHAKE_MAX) {
        *error = "the handshake is longer than 256 KiB";
        return MX_TLS_FAILED;
    }
    if (length > 0 && BIO_write(tls->in, bytes, (int)length) != (int)length) {
        *error = "out of memory";
        return MX_TLS_FAILED;
    }
    ERR_clear_error();
    int made = SSL_do_handshake(tls->ssl);
    int reason = SSL_get_error(tls->ssl, made);
    flush(connection);
    if (made == 1) {
        describe(connection->dialogue);
        ERR_clear_error();
        return MX_TLS_MADE;
    }
    if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) {
        return MX_TLS_MORE;
    }
    *error = last_error();
    return MX_TLS_FAILED;
}

void mx_tls_send(const struct mx_probe_connection *connection, const char *line) {
    struct mx_tls *tls = connection->dialogue->tls;

    SSL_write(tls->ssl, line, (int)strlen(line));
    SSL_shutdown(tls->ssl);
    flush(connection);
    ERR_clear_error();
}
