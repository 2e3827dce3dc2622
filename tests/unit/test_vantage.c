/* The vantage point: which hosts are asked for a proof, and what an answer proves to whom. */
#include "probing.h"

#include "check/vantage.h"

enum { LATER = INT32_MAX, KEPT = 4 };

struct told {
    unsigned times;
    bool proven;
};

static void note(void *argument, enum mx_family family, bool proven) {
    struct told *told = argument;

    assert_int_equal(family, MX_IPV4);
    told->times++;
    told->proven = proven;
}

static struct mx_address numbered(unsigned number) {
    return (struct mx_address){.family = MX_IPV4, .bytes = {127, 3, 0, (uint8_t)number}};
}

static struct mx_vantage *vantage_of(const struct probing *probing) {
    struct mx_vantage *vantage = NULL;

    assert_int_equal(mx_vantage_new(probing->prober, &vantage), MXTRAP_OK);
    assert_non_null(vantage);
    return vantage;
}

static void see(struct mx_vantage *vantage, unsigned number, enum mxtrap_state state,
                uint64_t ended) {
    struct mx_address address = numbered(number);
    struct mx_fact fact = {.state = state, .ended = ended, .attempts = 1};

    mx_vantage_saw(vantage, &address, &fact);
}

static void ask(struct mx_vantage *vantage, uint64_t since, struct told *told) {
    assert_int_equal(mx_vantage_ask(vantage, MX_IPV4, since, note, told), MXTRAP_OK);
}

static void run(struct probing *probing, const struct mx_vantage *vantage) {
    while (mx_vantage_is_asking(vantage)) {
        assert_int_equal(event_base_loop(probing->base, EVLOOP_ONCE), 0);
    }
}

static bool was_asked(const struct probing *probing, unsigned number) {
    struct mx_address address = numbered(number);
    return mx_probe_known(probing->prober, &address) != NULL;
}

static void test_nobody(void **state) {
    struct probing probing = probing_begin((struct mx_probe_options){.port = 1});
    struct mx_vantage *vantage = vantage_of(&probing);
    struct told told = {0};
    (void)state;

    assert_false(mx_vantage_is_proven(vantage, MX_IPV4, 0));
    ask(vantage, 1, &told);
    assert_false(mx_vantage_is_asking(vantage));
    see(vantage, 1, MXTRAP_SILENT, LATER);
    see(vantage, 2, MXTRAP_REJECTS, LATER);
    assert_int_equal(told.times, 0);
    mx_vantage_settle(vantage);
    assert_int_equal(told.times, 1);
    assert_false(told.proven);
    assert_int_equal(mx_prober_counts(probing.prober).done, 0);
    mx_vantage_free(vantage);
    probing_end(&probing);
}

/* The four that answered last, and behind them the controls; all of them are gone. */
static void test_who_is_asked(void **state) {
    (void)state;

    for (unsigned count = KEPT - 1; count <= KEPT + 2; count++) {
        struct peer peer = {0};
        close(peer_listen(&peer, MX_IPV4));
        struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
        struct mx_vantage *vantage = vantage_of(&probing);
        struct mx_address control = numbered(100);
        struct told told = {0};
        for (unsigned number = 1; number <= count; number++) {
            see(vantage, number, MXTRAP_ANSWERS, number);
        }
        mx_vantage_control(vantage, &control);
        ask(vantage, LATER, &told);
        run(&probing, vantage);
        for (unsigned number = 1; number <= count; number++) {
            assert_int_equal(was_asked(&probing, number), number + KEPT > count);
        }
        assert_true(was_asked(&probing, 100));
        size_t hosts = count < KEPT ? count : KEPT;
        assert_int_equal(mx_prober_counts(probing.prober).done, hosts + 1);
        assert_int_equal(told.times, 0);
        mx_vantage_settle(vantage);
        assert_int_equal(told.times, 1);
        assert_false(told.proven);
        mx_vantage_free(vantage);
        probing_end(&probing);
    }
}

/* A control that becomes known while somebody waits is asked at once; one that nobody needs is not.
 */
static void test_late_control(void **state) {
    struct peer peer = {0};
    close(peer_listen(&peer, MX_IPV4));
    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    struct mx_vantage *vantage = vantage_of(&probing);
    struct mx_address first = numbered(1), second = numbered(2);
    struct told told = {0};
    (void)state;

    mx_vantage_control(vantage, &first);
    assert_false(mx_vantage_is_asking(vantage));
    ask(vantage, LATER, &told);
    assert_true(mx_vantage_is_asking(vantage));
    run(&probing, vantage);
    mx_vantage_control(vantage, &second);
    assert_true(mx_vantage_is_asking(vantage));
    run(&probing, vantage);
    assert_true(was_asked(&probing, 1) && was_asked(&probing, 2));
    assert_int_equal(told.times, 0);
    mx_vantage_free(vantage);
    probing_end(&probing);
}

/* An answer proves what ended before it; who waits for a later one waits on. */
static void test_what_is_proven(void **state) {
    struct probing probing = probing_begin((struct mx_probe_options){.port = 1});
    struct mx_vantage *vantage = vantage_of(&probing);
    struct told told[3] = {{0}};
    (void)state;

    for (unsigned i = 0; i < COUNT(told); i++) {
        ask(vantage, 9 + i, &told[i]);
    }
    see(vantage, 1, MXTRAP_ANSWERS, 10);
    assert_true(mx_vantage_is_proven(vantage, MX_IPV4, 10));
    assert_false(mx_vantage_is_proven(vantage, MX_IPV4, 11));
    assert_false(mx_vantage_is_proven(vantage, MX_IPV6, 1));
    for (unsigned i = 0; i < COUNT(told); i++) {
        assert_int_equal(told[i].times, i < 2 ? 1 : 0);
        assert_int_equal(told[i].proven, i < 2);
    }
    see(vantage, 2, MXTRAP_ANSWERS, 10);
    assert_int_equal(told[2].times, 0);
    see(vantage, 2, MXTRAP_ANSWERS, 11);
    assert_int_equal(told[2].times, 1);
    assert_true(told[2].proven);
    mx_vantage_free(vantage);
    probing_end(&probing);
}

/* A host that answered does so again. */
static void test_answers_again(void **state) {
    static const struct peer_step good[] = {
        {PEER_SAY, .text = "220 mx\r\n"}, {PEER_HEAR, .text = "EHLO " HELO},
        {PEER_SAY, .text = "250 mx\r\n"}, {PEER_HEAR, .text = "QUIT"},
        {PEER_END, .text = NULL},
    };
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    struct mx_vantage *vantage = vantage_of(&probing);
    struct mx_fact fact = {.state = MXTRAP_ANSWERS, .ended = 1, .attempts = 1};
    struct told told = {0};
    (void)state;

    mx_vantage_saw(vantage, &peer.address, &fact);
    ask(vantage, 2, &told);
    run(&probing, vantage);
    assert_int_equal(told.times, 1);
    assert_true(told.proven);
    mx_vantage_free(vantage);
    probing_end(&probing);
    peer_end(&peer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody),        cmocka_unit_test(test_who_is_asked),
        cmocka_unit_test(test_late_control),  cmocka_unit_test(test_what_is_proven),
        cmocka_unit_test(test_answers_again),
    };
    alarm(300);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
