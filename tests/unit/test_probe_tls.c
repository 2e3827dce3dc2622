/* STARTTLS against a peer with a certificate that signs itself: what is reported of it, and how a
 * handshake fails. */
#include "probing.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <time.h>

enum { DAY = 86400 };

static X509 *certificate;
static EVP_PKEY *key;
static int64_t not_after;

static int make_certificate(void **state) {
    time_t now = time(NULL);
    (void)state;

    key = EVP_EC_gen("P-256");
    certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    not_after = (int64_t)now + 30 * DAY;
    X509_time_adj_ex(X509_getm_notBefore(certificate), -1, 0, &now);
    X509_time_adj_ex(X509_getm_notAfter(certificate), 30, 0, &now);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"a\nb", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION *names =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:mx.example,DNS:*.wild.example");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    return X509_sign(certificate, key, EVP_sha256()) > 0 ? 0 : -1;
}

static int free_certificate(void **state) {
    (void)state;
    X509_free(certificate);
    EVP_PKEY_free(key);
    return 0;
}

static const char *sni;

static int check_sni(SSL *ssl, int *alert, void *context) {
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    (void)alert;
    (void)context;
    bool is_it = sni == NULL ? name == NULL : name != NULL && strcmp(name, sni) == 0;
    return is_it ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* The server's part, up to QUIT within TLS. */
static bool serve_version(int fd, int version) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    char line[64] = "";

    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_tlsext_servername_callback(context, check_sni);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, fd);
    bool served = SSL_accept(ssl) == 1 && SSL_read(ssl, line, sizeof line - 1) > 0 &&
                  strcmp(line, "QUIT\r\n") == 0;
    SSL_free(ssl);
    SSL_CTX_free(context);
    return served;
}

static bool serve_1_3(int fd) {
    return serve_version(fd, TLS1_3_VERSION);
}

static bool serve_1_2(int fd) {
    return serve_version(fd, TLS1_2_VERSION);
}

static bool serve_1_0(int fd) {
    return serve_version(fd, TLS1_VERSION);
}

/* clang-format off */
#define SAY(words) {PEER_SAY, .text = (words)}
#define HEAR(words) {PEER_HEAR, .text = (words)}
#define OFFERS SAY("220 mx\r\n"), HEAR("EHLO " HELO), SAY("250-mx\r\n250 STARTTLS\r\n")
#define STARTS OFFERS, HEAR("STARTTLS")
#define GOES STARTS, SAY("220 go\r\n")
#define GONE {PEER_GONE, .text = NULL}
/* clang-format on */

static struct found probe(const struct peer_step *steps, const char *server_name,
                          unsigned greeting_timeout_ms, struct probing *probing) {
    struct peer peer = peer_begin(MX_IPV4, steps, 1);
    struct found found = {0};

    *probing = probing_begin((struct mx_probe_options){
        .port = peer.port, .starttls = true, .greeting_timeout_ms = greeting_timeout_ms});
    probing_ask(probing, &peer.address, server_name, false, &found);
    probing_run(probing);
    peer_end(&peer);
    assert_state(&found, MXTRAP_ANSWERS);
    return found;
}

static void test_made(void **state) {
    static const struct {
        bool (*serve)(int);
        const char *server_name, *sni, *version, *name;
    } rows[] = {
        {serve_1_3, "mx.example.", "mx.example", "TLSv1.3", "mx.example"},
        {serve_1_2, "mx.example", "mx.example", "TLSv1.2", "mx.example"},
        {serve_1_0, "mx.example.", "mx.example", "TLSv1", "mx.example"},
        {serve_1_3, "a.wild.example.", "a.wild.example", "TLSv1.3", "*.wild.example"},
        {serve_1_3, "other.example.", "other.example", "TLSv1.3", NULL},
        {serve_1_3, NULL, NULL, "TLSv1.3", NULL},
        {serve_1_3, ".", NULL, "TLSv1.3", NULL},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct peer_step steps[] = {
            GOES, {PEER_CALL, .call = rows[i].serve}, {PEER_END, .text = NULL}};
        struct probing probing;
        sni = rows[i].sni;
        struct found found = probe(steps, rows[i].server_name, 0, &probing);
        const struct mx_tls_outcome *tls = found.outcome->tls;
        assert_non_null(tls);
        assert_null(tls->error);
        assert_string_equal(tls->version, rows[i].version);
        assert_string_equal(tls->trust, "self-signed certificate");
        assert_true(tls->has_certificate);
        assert_int_equal(tls->not_after, not_after);
        assert_int_equal(tls->name_matches, rows[i].name != NULL);
        assert_int_equal(tls->name.length, rows[i].name != NULL ? strlen(rows[i].name) : 0);
        assert_memory_equal(tls->subject.at, "CN=a\\0Ab", tls->subject.length);
        if (rows[i].name != NULL) {
            assert_memory_equal(tls->name.at, rows[i].name, tls->name.length);
        }
        probing_end(&probing);
    }
}

/* Reads the client's first words under TLS, and answers them as if there were none. */
static bool in_the_clear(int fd) {
    char bytes[4096];
    return recv(fd, bytes, sizeof bytes, 0) > 0 && peer_send(fd, "250 in the clear\r\n", 18);
}

static bool swallow(int fd) {
    char bytes[4096];
    while (recv(fd, bytes, sizeof bytes, 0) > 0) {
    }
    return true;
}

/* HelloRequests, which a client that is shaking hands already lets pass (RFC 5246 7.4.1.1). */
static bool flood(int fd) {
    static const char record[5 + (1 << 14)] = "\x16\x03\x03\x40";
    char hello[4096];
    size_t sent = 0;

    if (recv(fd, hello, sizeof hello, 0) <= 0) {
        return false;
    }
    while (sent < (1 << 23) && peer_send(fd, record, sizeof record)) {
        sent += sizeof record;
    }
    return sent < (1 << 23);
}

/* The outcome stays what EHLO made it, and says what became of STARTTLS. */
static void test_failed(void **state) {
    static const struct {
        struct peer_step steps[8];
        const char *error;
        unsigned timeout_ms;
    } rows[] = {
        {{STARTS, SAY("454 not now\r\n"), HEAR("QUIT")}, "STARTTLS was refused", 0},
        {{STARTS, SAY("220 go\r\n250 injected\r\n"), GONE}, "data came before the handshake", 0},
        {{STARTS, SAY("junk"), GONE}, "the reply to STARTTLS is not SMTP", 0},
        {{STARTS}, "the connection was closed", 0},
        {{STARTS, GONE}, "no answer in time", 100},
        {{GOES, {PEER_CALL, .call = swallow}}, "no answer in time", 100},
        {{GOES, {PEER_RESET, .text = NULL}}, "the connection was closed", 0},
        {{GOES, {PEER_CALL, .call = in_the_clear}, GONE}, "wrong version number", 0},
        {{GOES, {PEER_CALL, .call = flood}}, "the handshake is longer than 256 KiB", 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct peer_step steps[COUNT(rows[i].steps) + 1] = {0};
        struct probing probing;
        memcpy(steps, rows[i].steps, sizeof rows[i].steps);
        struct found found = probe(steps, "mx.example.", rows[i].timeout_ms, &probing);
        assert_non_null(found.outcome->tls);
        assert_string_equal(found.outcome->tls->error, rows[i].error);
        assert_null(found.outcome->tls->version);
        assert_false(found.outcome->tls->has_certificate);
        probing_end(&probing);
    }
}

/* Not offered: not asked for. */
static void test_not_offered(void **state) {
    struct peer_step steps[] = {SAY("220 mx\r\n"),
                                HEAR("EHLO " HELO),
                                SAY("250 mx\r\n"),
                                HEAR("QUIT"),
                                {PEER_END, .text = NULL}};
    struct probing probing;
    (void)state;

    struct found found = probe(steps, "mx.example.", 0, &probing);
    assert_null(found.outcome->tls);
    assert_int_equal(found.outcome->starttls, MX_OFFER_NO);
    probing_end(&probing);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_not_offered),
    };
    return cmocka_run_group_tests(tests, make_certificate, free_certificate);
}
