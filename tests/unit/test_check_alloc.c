/* Every allocation that the library itself makes in a check fails in turn, from options to the
 * verdict: the check ends with MXTRAP_ERR_MEMORY, or with a verdict that is right or inconclusive.
 * What libunbound and libevent ask for does not fail here: libunbound 1.17 does not outlive it, and
 * libevent's part is in test_probe_alloc. That nothing leaks is AddressSanitizer's to say. */
#include "failing_heap.h"
#include "peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <mxtrap/mxtrap.h>

enum { TYPE_A = 1, TYPE_SOA = 6, TYPE_MX = 15, HEADER = 12, MANY = 110 };

static pid_t children[2];

static uint8_t *put_record(uint8_t *at, uint8_t type, const uint8_t *data, uint8_t length) {
    const uint8_t head[] = {0xc0, HEADER, 0, type, 0, 1, 0, 0, 0, 59, 0, length};

    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, data, length);
    return at + sizeof head + length;
}

/* d.example has the exchangers a, b and c, whose addresses are 127.0.0.2, .1 and .3. That of
 * e.example has so many that the lists of them do not share a block. */
static size_t answer(uint8_t *packet, size_t length) {
    static const uint8_t soa[22] = {0};
    const uint8_t *name = packet + HEADER;

    while (name < packet + length && *name != 0) {
        name += 1 + *name;
    }
    uint8_t *at = packet + (name - packet) + 5;
    uint8_t type = at[-3], label = packet[HEADER + 1], domain = packet[HEADER + 3], count = 0;
    if (type == TYPE_MX && (label == 'd' || label == 'e')) {
        for (; count < 3; count++) {
            const uint8_t data[] = {0,     (uint8_t)(10 + count), 1, (uint8_t)('a' + count), 0xc0,
                                    HEADER};
            at = put_record(at, TYPE_MX, data, sizeof data);
        }
    } else if (type == TYPE_A && label == 'a' && domain == 'e') {
        for (; count < MANY; count++) {
            const uint8_t data[] = {127, 1, 0, count};
            at = put_record(at, TYPE_A, data, sizeof data);
        }
    } else if (type == TYPE_A && label >= 'a' && label <= 'c') {
        const uint8_t data[] = {127, 0, 0, (uint8_t)(label == 'b' ? 1 : label == 'a' ? 2 : 3)};
        at = put_record(at, TYPE_A, data, sizeof data);
        count = 1;
    } else {
        at = put_record(at, TYPE_SOA, soa, sizeof soa);
    }
    packet[2] = 0x81;
    packet[3] = 0x80;
    packet[7] = count;
    packet[9] = count == 0;
    packet[11] = 0;
    return (size_t)(at - packet);
}

static void serve_dns(int fd) {
    uint8_t packet[4096];
    struct sockaddr_in from;

    for (;;) {
        socklen_t size = sizeof from;
        ssize_t length =
            recvfrom(fd, packet, sizeof packet / 2, 0, (struct sockaddr *)&from, &size);
        if (length > HEADER) {
            sendto(fd, packet, answer(packet, (size_t)length), 0, (struct sockaddr *)&from, size);
        }
    }
}

static void serve_smtp(int listener) {
    static const struct peer_step script[] = {
        {PEER_SAY, .text = "220 mx\r\n"}, {PEER_HEAR, .text = "EHLO client.example"},
        {PEER_SAY, .text = "250 mx\r\n"}, {PEER_HEAR, .text = "QUIT"},
        {PEER_END, .text = NULL},
    };

    for (;;) {
        int fd = accept(listener, NULL, NULL);
        const struct peer_step *step = script;
        while (step->kind != PEER_END && peer_play_step(fd, step)) {
            step++;
        }
        close(fd);
    }
}

static uint16_t listen_for_dns(int *fd) {
    struct sockaddr_in name = {.sin_family = AF_INET};
    socklen_t size = sizeof name;

    *fd = socket(AF_INET, SOCK_DGRAM, 0);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(*fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(getsockname(*fd, (struct sockaddr *)&name, &size), 0);
    return ntohs(name.sin_port);
}

struct run {
    const char *next;
    unsigned results;
    enum mxtrap_verdict verdict;
    size_t exchangers;
};

static enum mxtrap_check_next next(const char **out, void *context) {
    struct run *run = context;

    *out = run->next;
    run->next = NULL;
    return *out != NULL ? MXTRAP_NEXT_DOMAIN : MXTRAP_NEXT_END;
}

static int take(void *context, const struct mxtrap_result *result) {
    struct run *run = context;

    run->results++;
    run->verdict = result->verdict;
    run->exchangers = result->exchanger_count;
    return 0;
}

static enum mxtrap_status run_check(const struct mxtrap_check_options *options, const char *name,
                                    struct run *run) {
    mxtrap_findings *findings = NULL;
    mxtrap_check *check = NULL;

    *run = (struct run){.next = name};
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK) {
        status = mxtrap_check_new(&check, options, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_check_run(check, next, take, run);
    }
    mxtrap_check_free(check);
    if (status != MXTRAP_OK && status != MXTRAP_ERR_MEMORY) {
        print_message("allocation %zu failed:\n", heap.fails);
        print_findings(findings);
    }
    mxtrap_findings_free(findings);
    return status;
}

/* Where all goes well, VERDICT is what NAME comes to. */
static void fail_in_turn(const struct mxtrap_check_options *options, const char *name,
                         enum mxtrap_verdict verdict) {
    struct run run;

    heap.made = heap.failed = 0;
    heap.fails = SIZE_MAX;
    heap.own_alone = heap.armed = true;
    enum mxtrap_status status = run_check(options, name, &run);
    heap.armed = false;
    assert_int_equal(status, MXTRAP_OK);
    assert_int_equal(run.verdict, verdict);
    assert_int_equal(run.exchangers, 3);
    size_t made = heap.made;
    assert_true(made > 15);
    for (size_t fails = 1; fails <= made * 2; fails++) {
        heap.made = heap.failed = 0;
        heap.fails = (fails + 1) / 2;
        heap.goes_on = fails % 2 == 0;
        heap.armed = true;
        status = run_check(options, name, &run);
        heap.armed = false;
        if (status != MXTRAP_OK) {
            assert_int_equal(status, MXTRAP_ERR_MEMORY);
        } else {
            assert_int_equal(run.results, 1);
            assert_true(run.verdict == verdict || run.verdict == MXTRAP_INCONCLUSIVE);
            assert_int_equal(run.exchangers, 3);
        }
        assert_true(heap.failed > 0 || status == MXTRAP_OK);
    }
}

static void test_all_fail(void **state) {
    struct peer peer = {0};
    char server[32];
    int dns, listener = peer_listen(&peer, MX_IPV4);
    uint16_t dns_port = listen_for_dns(&dns);
    (void)state;

    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            alarm(500);
            i == 0 ? serve_dns(dns) : serve_smtp(listener);
        }
    }
    close(listener);
    close(dns);
    snprintf(server, sizeof server, "127.0.0.1@%u", dns_port);
    const char *servers[] = {server}, *controls[] = {"b.d.example"};
    struct mxtrap_check_options options = {.size = sizeof options,
                                           .servers = servers,
                                           .server_count = 1,
                                           .controls = controls,
                                           .control_count = 1,
                                           .port = peer.port,
                                           .timeout_ms = 5000,
                                           .allow_special = 1,
                                           .accept_refused = 1,
                                           .helo = "client.example"};
    fail_in_turn(&options, "d.example", MXTRAP_PASS);
    options.accept_refused = 0;
    fail_in_turn(&options, "d.example", MXTRAP_FAIL);
    options.no_probe = 1;
    options.control_count = 0;
    fail_in_turn(&options, "e.example", MXTRAP_INCONCLUSIVE);
}

static int end_children(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        if (children[i] > 0) {
            kill(children[i], SIGKILL);
            waitpid(children[i], NULL, 0);
        }
    }
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_all_fail, end_children)};
    alarm(500);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
