/* In which order DNS is asked: first for what is expected to be silent, since that takes longest.
 * The name server is in the test's own loop, and the resolver asks one question at a time. */
#include "peer.h"

#include <event2/event.h>

#include "base/monotonic.h"
#include "check/lookup.h"
#include "dns/wire.h"

enum { HEADER = 12 };

/* The second octet of the question's type. */
static uint8_t *type_of(uint8_t *packet) {
    uint8_t *at = packet + HEADER;

    while (*at != 0) {
        at += 1 + *at;
    }
    return at + 2;
}

/* The domain d. has the exchangers a to d, in this order; each name has one IPv4 address. */
static size_t answer(uint8_t *packet, size_t length) {
    uint8_t *at = type_of(packet) + 3, type = at[-3], count = 0;

    assert_true(length > HEADER);
    if (type == MX_TYPE_MX) {
        for (; count < 4; count++) {
            const uint8_t record[] = {
                0xc0, HEADER, 0, MX_TYPE_MX, 0, 1,     0, 0,
                0,    99,     0, 6,          0, count, 1, (uint8_t)('a' + count),
                0xc0, HEADER};
            memcpy(at, record, sizeof record);
            at += sizeof record;
        }
    } else if (type == MX_TYPE_A) {
        const uint8_t record[] = {0xc0, HEADER, 0, MX_TYPE_A, 0,   1, 0, 0,
                                  0,    99,     0, 4,         127, 0, 0, 1};
        memcpy(at, record, sizeof record);
        at += sizeof record;
        count = 1;
    }
    packet[2] = 0x81;
    packet[3] = 0x80;
    packet[7] = count;
    packet[11] = 0;
    return (size_t)(at - packet);
}

struct server {
    struct event_base *base;
    struct event *readable;
    struct mx_dns_server address;
    struct mx_resolver *resolver;
    struct mx_text asked; /* "d/15 a/1 +a ": questions, and exchangers that were found */
    char last[64];        /* question */
    unsigned left;        /* until the loop ends */
};

static void serve(evutil_socket_t fd, short what, void *context) {
    struct server *server = context;
    uint8_t packet[512];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(fd, packet, sizeof packet / 2, 0, (struct sockaddr *)&from, &size);
    (void)what;

    if (length > HEADER) {
        char question[64];
        snprintf(question, sizeof question, "%.*s/%u ", packet[HEADER],
                 (const char *)packet + HEADER + 1, *type_of(packet));
        /* On a machine that stands still, libunbound repeats one. */
        if (strcmp(question, server->last) != 0) {
            mx_text_string(&server->asked, question);
        }
        memcpy(server->last, question, sizeof question);
        sendto(fd, packet, answer(packet, (size_t)length), 0, (struct sockaddr *)&from, size);
    }
}

static int listen_for_dns(struct mx_dns_server *out) {
    struct sockaddr_in name = {.sin_family = AF_INET};
    socklen_t size = sizeof name;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &size), 0);
    *out = (struct mx_dns_server){.length = sizeof name};
    memcpy(&out->address, &name, sizeof name);
    return fd;
}

static void open_server(struct server *server, unsigned patience_ms) {
    char why[MX_DNS_WHY_MAX];

    *server = (struct server){.base = event_base_new()};
    int fd = listen_for_dns(&server->address);
    evutil_make_socket_nonblocking(fd);
    server->readable = event_new(server->base, fd, EV_READ | EV_PERSIST, serve, server);
    assert_int_equal(event_add(server->readable, NULL), 0);
    const struct mx_resolver_options options = {.servers = &server->address,
                                                .server_count = 1,
                                                .in_flight_max = 1,
                                                .patience_ms = patience_ms};
    assert_int_equal(mx_resolver_new(server->base, &options, &server->resolver, why), MXTRAP_OK);
}

static void close_server(struct server *server) {
    int fd = event_get_fd(server->readable);

    mx_resolver_free(server->resolver);
    event_free(server->readable);
    event_base_free(server->base);
    close(fd);
    mx_text_end(&server->asked);
}

static void end_one(struct server *server) {
    if (--server->left == 0) {
        event_base_loopbreak(server->base);
    }
}

static void on_answer(void *context, const struct mx_dns_answer *answer) {
    assert_int_equal(answer->result, MX_DNS_OK);
    end_one(context);
}

/* Asks for each letter's name: a capital letter's, later. */
static void ask_all(struct server *server, const char *letters) {
    for (; *letters != '\0'; letters++) {
        char text[] = {'n', *letters, '.', '\0'};
        struct mx_name name = name_of(text);
        bool later = *letters >= 'A' && *letters <= 'Z';
        assert_int_equal((later ? mx_resolver_ask_later : mx_resolver_ask)(
                             server->resolver, name.wire, MX_TYPE_A, on_answer, server),
                         MXTRAP_OK);
        server->left++;
    }
}

static void test_order(void **state) {
    struct server server;
    (void)state;

    open_server(&server, 1000000);
    ask_all(&server, "AbCdE");
    assert_int_equal(event_base_dispatch(server.base), 0);
    assert_string_equal(mx_text_string_of(&server.asked), "nA/1 nb/1 nd/1 nC/1 nE/1 ");
    close_server(&server);
}

/* Questions that have waited long enough are not overtaken any more. */
static void test_patience(void **state) {
    struct server server;
    (void)state;

    open_server(&server, 5);
    ask_all(&server, "abC");
    for (uint64_t until = mx_monotonic_ms() + 6; mx_monotonic_ms() < until;) {
        poll(NULL, 0, 1);
    }
    ask_all(&server, "dE");
    assert_int_equal(event_base_dispatch(server.base), 0);
    assert_string_equal(mx_text_string_of(&server.asked), "na/1 nb/1 nC/1 nd/1 nE/1 ");
    close_server(&server);
}

static void ignore(void *context, const struct mx_dns_answer *answer) {
    (void)context, (void)answer;
}

/* Those that wait take memory, also if they are patient. */
static void test_full(void **state) {
    struct mx_name name = name_of("n.");
    struct server server;
    unsigned asked = 0;
    (void)state;

    open_server(&server, 0);
    for (; !mx_resolver_is_full(server.resolver); asked++) {
        assert_int_equal(mx_resolver_ask_later(server.resolver, name.wire, MX_TYPE_A, ignore, NULL),
                         MXTRAP_OK);
    }
    assert_in_range(asked, 60000, 70000);
    close_server(&server);
}

static void on_found(void *context, const struct mxtrap_exchanger *exchanger) {
    struct server *server = context;

    assert_int_equal(exchanger->address_count, 1);
    mx_text_format(&server->asked, "+%c ", exchanger->host[1]);
}

static void on_lookup(void *context) {
    end_one(context);
}

static void look_up(const mxtrap_layout *wanted, bool ipv4, bool ipv6, const char *asked) {
    struct mx_name name = name_of("d.");
    struct server server;
    struct mx_lookup lookup = {.ipv4 = ipv4,
                               .ipv6 = ipv6,
                               .wanted = wanted,
                               .found = on_found,
                               .done = on_lookup,
                               .context = &server};

    open_server(&server, 1000000);
    assert_int_equal(mxtrap_findings_new(&lookup.findings), MXTRAP_OK);
    lookup.resolver = server.resolver;
    server.left = 1;
    assert_int_equal(mx_lookup_begin(&lookup, name.wire), MXTRAP_OK);
    assert_int_equal(event_base_dispatch(server.base), 0);
    assert_string_equal(mx_text_string_of(&server.asked), asked);
    assert_int_equal(lookup.count, 4);
    mx_lookup_free(&lookup);
    mxtrap_findings_free(lookup.findings);
    close_server(&server);
}

static void test_guess(void **state) {
    (void)state;

    look_up(NULL, true, true, "d/15 a/1 +a c/1 +c d/1 +d a/28 b/1 +b b/28 c/28 d/28 ");
    look_up(NULL, false, true, "d/15 a/28 c/28 d/28 b/28 ");
}

static void test_spec(void **state) {
    struct mx_name dummy = name_of("c.d."), real = name_of("d.d.");
    const struct mxtrap_exchanger exchangers[] = {{.host = dummy.wire, .role = MXTRAP_ROLE_DUMMY},
                                                  {.host = real.wire, .role = MXTRAP_ROLE_REAL}};
    const mxtrap_layout wanted = {.exchangers = exchangers, .count = COUNT(exchangers)};
    (void)state;

    look_up(&wanted, true, false, "d/15 a/1 +a c/1 +c b/1 +b d/1 +d "); /* a: nothing waits yet */
}

/* A name server that answers no question for an AAAA record until somebody connects. */
static void serve_late(int dns, int listener) {
    uint8_t packet[512];
    struct sockaddr_in from;
    bool is_met = false;

    for (;;) {
        socklen_t size = sizeof from;
        ssize_t length =
            recvfrom(dns, packet, sizeof packet / 2, 0, (struct sockaddr *)&from, &size);
        if (length <= HEADER) {
            continue;
        }
        if (*type_of(packet) == MX_TYPE_AAAA && !is_met) {
            close(accept(listener, NULL, NULL));
            is_met = true;
        }
        sendto(dns, packet, answer(packet, (size_t)length), 0, (struct sockaddr *)&from, size);
    }
}

static enum mxtrap_check_next next(const char **out, void *context) {
    unsigned *asked = context;

    *out = "d";
    return (*asked)++ == 0 ? MXTRAP_NEXT_DOMAIN : MXTRAP_NEXT_END;
}

static int on_result(void *context, const struct mxtrap_result *result) {
    (void)context;
    assert_int_equal(count_of(result->findings, "lame-dns"), 0);
    assert_int_equal(result->exchanger_count, 4);
    return 0;
}

/* An attempt begins as soon as the address is known, not after the last answer. */
static void test_attempts(void **state) {
    struct peer peer = {0};
    int listener = peer_listen(&peer, MX_IPV4);
    unsigned asked = 0;
    char server[MX_DNS_SERVER_TEXT_MAX];
    struct mx_dns_server address;
    mxtrap_findings *findings = NULL;
    mxtrap_check *check = NULL;
    int dns = listen_for_dns(&address);
    (void)state;

    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        alarm(100);
        serve_late(dns, listener);
    }
    close(dns);
    close(listener);
    const char *servers[] = {mx_dns_server_print(&address, server)};
    const struct mxtrap_check_options options = {.size = sizeof options,
                                                 .servers = servers,
                                                 .server_count = 1,
                                                 .port = peer.port,
                                                 .timeout_ms = 100,
                                                 .greeting_timeout_ms = 100,
                                                 .attempts = 1,
                                                 .allow_special = 1,
                                                 .helo = "client.example"};
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(mxtrap_check_new(&check, &options, findings), MXTRAP_OK);
    assert_int_equal(mxtrap_check_run(check, next, on_result, &asked), MXTRAP_OK);
    mxtrap_check_free(check);
    mxtrap_findings_free(findings);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order), cmocka_unit_test(test_patience),
        cmocka_unit_test(test_full),  cmocka_unit_test(test_guess),
        cmocka_unit_test(test_spec),  cmocka_unit_test(test_attempts),
    };
    alarm(300);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
