/* The prober's bookkeeping: what is known, shared, asked again, queued, ended and forgotten; and
 * the states without a connection. */
#include "probing.h"

#include <sys/resource.h>

#ifdef __linux__
#include <asm/socket.h>
#include <linux/filter.h>

/* Listens, and drops every SYN: silence by the thing itself, without a firewall. */
static struct peer silent_peer(uint8_t family, uint16_t port) {
    struct sock_filter drop[] = {{.code = BPF_RET | BPF_K, .k = 0}};
    struct sock_fprog program = {.len = COUNT(drop), .filter = drop};
    struct peer peer = {.port = port};

    peer.fd = peer_listen(&peer, family);
    assert_int_equal(setsockopt(peer.fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program),
                     0);
    return peer;
}
#endif

static const struct peer_step good[] = {
    {PEER_SAY, .text = "220 mx\r\n"}, {PEER_HEAR, .text = "EHLO " HELO},
    {PEER_SAY, .text = "250 mx\r\n"}, {PEER_HEAR, .text = "QUIT"},
    {PEER_END, .text = NULL},
};

/* A port on which nothing listens. */
static uint16_t closed_port(uint8_t family) {
    struct peer peer = {0};
    close(peer_listen(&peer, family));
    return peer.port;
}

static void test_refused(void **state) {
    (void)state;

    for (uint8_t family = MX_IPV4; family <= MX_IPV6; family = (uint8_t)(family + 2)) {
        struct mx_address address = address_of(family == MX_IPV4 ? "127.0.0.1" : "::1");
        struct found found = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = closed_port(family)});
        probing_ask(&probing, &address, NULL, false, &found);
        assert_int_equal(found.told, 0); /* never from within the call */
        probing_run(&probing);
        assert_state(&found, MXTRAP_REFUSED);
        assert_false(found.outcome->has_icmp);
        probing_end(&probing);
    }
}

#ifdef __linux__
static void test_silent(void **state) {
    static const unsigned timeouts[] = {200, 300};
    (void)state;

    for (uint8_t family = MX_IPV4; family <= MX_IPV6; family = (uint8_t)(family + 2)) {
        for (size_t i = 0; i < COUNT(timeouts); i++) {
            struct peer peer = silent_peer(family, 0);
            struct found found = {0};
            struct probing probing = probing_begin(
                (struct mx_probe_options){.port = peer.port, .timeout_ms = timeouts[i]});
            probing_ask(&probing, &peer.address, NULL, false, &found);
            probing_run(&probing);
            assert_state(&found, MXTRAP_SILENT);
            assert_true(found.outcome->ms >= timeouts[i]);
            probing_end(&probing);
            close(peer.fd);
        }
    }
}

/* What answers late is not silent: the filter goes within the second of three connections. */
static void let_in(evutil_socket_t fd, short what, void *context) {
    const struct peer *peer = context;
    int off = 0;
    (void)fd;
    (void)what;
    assert_int_equal(setsockopt(peer->fd, SOL_SOCKET, SO_DETACH_FILTER, &off, sizeof off), 0);
}

static void test_silent_at_first(void **state) {
    struct peer peer = silent_peer(MX_IPV4, 0);
    struct found found = {0};
    struct timeval later = {.tv_sec = 1, .tv_usec = 500000};
    (void)state;

    /* On one socket SYNs would go at 0, 1 and 3 seconds with the older kernels; here at 0, 1 and 2
     * of 3. */
    pid_t pid = fork();
    if (pid == 0) {
        alarm(300);
        peer_serve(peer.fd, good, 1);
    }
    struct probing probing = probing_begin(
        (struct mx_probe_options){.port = peer.port, .timeout_ms = 3000, .socket_ms = 1000});
    assert_int_equal(event_base_once(probing.base, -1, EV_TIMEOUT, let_in, &peer, &later), 0);
    probing_ask(&probing, &peer.address, NULL, false, &found);
    probing_run(&probing);
    assert_state(&found, MXTRAP_ANSWERS);
    assert_int_equal(found.outcome->attempts, 1);
    probing_end(&probing);
    peer.pid = pid;
    peer_end(&peer);
    close(peer.fd);
}
#endif

/* Three ask at once, one later, one again, one after that: two connections in all. */
static void test_known(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 2);
    struct found found[6] = {0};
    (void)state;

    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    for (size_t i = 0; i < 3; i++) {
        probing_ask(&probing, &peer.address, NULL, i == 2, &found[i]);
    }
    probing_run(&probing);
    probing_ask(&probing, &peer.address, NULL, false, &found[3]);
    assert_int_equal(found[3].told, 0);
    probing_run(&probing);
    probing_ask(&probing, &peer.address, NULL, true, &found[4]);
    probing_run(&probing);
    probing_ask(&probing, &peer.address, NULL, false, &found[5]);
    probing_run(&probing);
    for (size_t i = 0; i < COUNT(found); i++) {
        assert_state(&found[i], MXTRAP_ANSWERS);
        assert_int_equal(found[i].outcome->attempts, i < 4 ? 1 : 2);
        assert_memory_equal(found[i].outcome->greeting.at, "220 mx\r\n", 8);
    }
    assert_int_equal(mx_prober_counts(probing.prober).done, 2);
    peer_end(&peer);
    probing_end(&probing);
}

/* Whoever has answered once is told of to all that ask later, though it answers no more. That it
 * is there, and resets what comes, shows again that the port can be reached. */
static void stands(bool doubt_resets) {
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    struct found found[3] = {0};

    struct probing probing =
        probing_begin((struct mx_probe_options){.port = peer.port, .doubt_resets = doubt_resets});
    assert_null(mx_probe_known(probing.prober, &peer.address));
    probing_ask(&probing, &peer.address, NULL, false, &found[0]);
    assert_null(mx_probe_known(probing.prober, &peer.address));
    probing_run(&probing);
    peer_end(&peer);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    for (size_t i = 1; i < COUNT(found); i++) {
        probing_ask(&probing, &peer.address, NULL, i == 1, &found[i]);
        probing_run(&probing);
    }
    assert_int_equal(found[1].outcome->ended > found[0].outcome->ended, !doubt_resets);
    assert_int_equal(found[2].outcome->ended, found[1].outcome->ended);
    for (size_t i = 0; i < COUNT(found); i++) {
        assert_state(&found[i], MXTRAP_ANSWERS);
        assert_int_equal(found[i].outcome->attempts, i == 0 ? 1 : 2);
        assert_memory_equal(found[i].outcome->greeting.at, "220 mx\r\n", 8);
    }
    assert_int_equal(mx_probe_known(probing.prober, &peer.address)->state, MXTRAP_ANSWERS);
    assert_int_equal(mx_prober_counts(probing.prober).done, 2);
    probing_end(&probing);
}

static void test_stands(void **state) {
    (void)state;
    stands(false);
}

/* Where resets are what is wanted of others, they are no proof. */
static void test_stands_doubted(void **state) {
    (void)state;
    stands(true);
}

#ifdef __linux__
/* Silence shows nothing: the port may have been closed to us meanwhile. */
static void test_stands_unrenewed(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    struct found found[2] = {0};
    (void)state;

    struct probing probing =
        probing_begin((struct mx_probe_options){.port = peer.port, .timeout_ms = 200});
    probing_ask(&probing, &peer.address, NULL, false, &found[0]);
    probing_run(&probing);
    peer_end(&peer);
    struct peer silent = silent_peer(MX_IPV4, peer.port);
    probing_ask(&probing, &peer.address, NULL, true, &found[1]);
    probing_run(&probing);
    assert_state(&found[1], MXTRAP_ANSWERS);
    assert_int_equal(found[1].outcome->attempts, 2);
    assert_int_equal(found[1].outcome->ended, found[0].outcome->ended);
    close(silent.fd);
    probing_end(&probing);
}
#endif

/* What answers by IPv4 is no proof of IPv6. */
static void test_mapped(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    struct mx_address mapped = address_of("::ffff:127.0.0.1");
    struct found found[2] = {0};
    (void)state;

    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    probing_ask(&probing, &mapped, NULL, false, &found[0]);
    probing_ask(&probing, &peer.address, NULL, false, &found[1]);
    probing_run(&probing);
    assert_state(&found[0], MXTRAP_UNPROBED);
    assert_int_equal(found[0].outcome->cause, MX_CAUSE_NO_ROUTE);
    assert_state(&found[1], MXTRAP_ANSWERS);
    peer_end(&peer);
    probing_end(&probing);
}

/* With room for one outcome, the older is forgotten: asked for, it is a first attempt again. */
static void test_forgets(void **state) {
    struct mx_address first = address_of("127.0.0.1"), second = address_of("127.0.0.2");
    (void)state;

    for (unsigned room = 1; room <= 2; room++) {
        struct found found[4] = {0};
        struct probing probing = probing_begin(
            (struct mx_probe_options){.port = closed_port(MX_IPV4), .known_max = room});
        const struct mx_address *asked[] = {&first, &second, &first, &second};
        for (size_t i = 0; i < COUNT(asked); i++) {
            probing_ask(&probing, asked[i], NULL, false, &found[i]);
            probing_run(&probing);
            assert_state(&found[i], MXTRAP_REFUSED);
        }
        assert_int_equal(mx_prober_counts(probing.prober).done, room == 1 ? 4 : 2);
        probing_end(&probing);
    }
}

static struct mx_address numbered(unsigned number) {
    struct mx_address address = address_of("127.1.0.0");
    address.bytes[2] = (uint8_t)(number >> 8);
    address.bytes[3] = (uint8_t)number;
    return address;
}

enum { MANY = 300 };

struct order {
    struct probing *probing;
    struct mx_address told[MANY];
    unsigned count, most;
};

static void note_order(void *context, const struct mx_address *address,
                       const struct mx_probe_outcome *outcome) {
    struct order *order = context;

    assert_int_equal(outcome->state, MXTRAP_REFUSED);
    assert_true(mx_prober_counts(order->probing->prober).open <= order->most);
    order->told[order->count++] = *address;
    order->probing->owed--;
}

/* Where one connection is allowed at once, all come, in the order asked for. */
static void test_order(void **state) {
    static const unsigned rates[] = {0, 5000};
    (void)state;

    for (size_t i = 0; i < COUNT(rates); i++) {
        struct probing probing = probing_begin((struct mx_probe_options){
            .port = closed_port(MX_IPV4), .open_max = 1, .rate = rates[i]});
        struct order order = {.probing = &probing, .most = 1};
        for (unsigned at = 0; at < MANY; at++) {
            struct mx_address address = numbered(at);
            probing.owed++;
            assert_int_equal(mx_probe(probing.prober, &address, NULL, note_order, &order),
                             MXTRAP_OK);
        }
        assert_int_equal(mx_prober_counts(probing.prober).waiting, MANY);
        probing_run(&probing);
        for (unsigned at = 0; at < MANY; at++) {
            struct mx_address address = numbered(at);
            assert_true(mx_address_equal(&order.told[at], &address));
        }
        probing_end(&probing);
    }
}

/* The process is out of files: who has none waits for one, and is probed. */
static void test_no_files(void **state) {
    struct rlimit limit, low;
    struct found found[40] = {0};
    (void)state;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    struct probing probing = probing_begin((struct mx_probe_options){.port = closed_port(MX_IPV4)});
    int next = dup(0);
    assert_true(next >= 0);
    close(next);
    for (unsigned spare = 0; spare < 3; spare++) {
        low = limit;
        low.rlim_cur = (rlim_t)next + spare;
        for (unsigned at = 0; at < COUNT(found); at++) {
            struct mx_address address = numbered(spare * 100 + at);
            found[at] = (struct found){0};
            probing_ask(&probing, &address, NULL, false, &found[at]);
        }
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
        probing_run(&probing);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        for (unsigned at = 0; at < COUNT(found); at++) {
            assert_state(&found[at], spare > 0 ? MXTRAP_REFUSED : MXTRAP_UNPROBED);
            assert_int_equal(found[at].outcome->cause, spare > 0 ? MX_CAUSE_NONE : MX_CAUSE_LOCAL);
            assert_int_equal(found[at].outcome->error, spare > 0 ? 0 : EMFILE);
        }
    }
    probing_end(&probing);
}

/* What waits and what is under way ends unprobed, and so does what is asked for later. */
static void test_cancel(void **state) {
    const struct peer_step mute[] = {{PEER_GONE, .text = NULL}, {PEER_END, .text = NULL}};
    struct peer peer = peer_begin(MX_IPV4, mute, 1);
    struct found found[4] = {0};
    struct mx_address addresses[] = {peer.address, numbered(1), numbered(2), numbered(3)};
    (void)state;

    struct probing probing =
        probing_begin((struct mx_probe_options){.port = peer.port, .open_max = 1});
    for (size_t i = 0; i < 3; i++) {
        probing_ask(&probing, &addresses[i], NULL, false, &found[i]);
    }
    for (int turn = 0; turn < 3; turn++) {
        event_base_loop(probing.base, EVLOOP_NONBLOCK);
    }
    assert_int_equal(mx_prober_counts(probing.prober).open, 1);
    mx_prober_cancel_all(probing.prober, MX_CAUSE_DEADLINE);
    assert_int_equal(found[0].told, 0);
    probing_ask(&probing, &addresses[3], NULL, false, &found[3]);
    probing_run(&probing);
    for (size_t i = 0; i < COUNT(found); i++) {
        assert_state(&found[i], MXTRAP_UNPROBED);
        assert_int_equal(found[i].outcome->cause, MX_CAUSE_DEADLINE);
    }
    peer_end(&peer);
    probing_end(&probing);
}

/* Freed with connections open and callbacks owed: nothing is left behind, and nobody is told. */
static void test_free_amid(void **state) {
    const struct peer_step mute[] = {{PEER_GONE, .text = NULL}, {PEER_END, .text = NULL}};
    (void)state;

    for (int turns = 0; turns < 4; turns++) {
        struct peer peer = peer_begin(MX_IPV6, mute, turns > 0 ? 1 : 0);
        struct found found[2] = {0};
        struct mx_address other = numbered(7);
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .starttls = true});
        probing_ask(&probing, &peer.address, "mx.example.", false, &found[0]);
        for (int turn = 0; turn < turns; turn++) {
            event_base_loop(probing.base, EVLOOP_NONBLOCK);
        }
        probing_ask(&probing, &other, "mx.example.", false, &found[1]);
        probing_end(&probing);
        assert_int_equal(found[0].told + found[1].told, 0);
        peer_end(&peer);
    }
    mx_prober_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
#ifdef __linux__
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_silent_at_first),
        cmocka_unit_test(test_stands_unrenewed),
#endif
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_stands),
        cmocka_unit_test(test_stands_doubted),
        cmocka_unit_test(test_mapped),
        cmocka_unit_test(test_forgets),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_no_files),
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_free_amid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
