/* The pause before a server that rejected the prober for what it did is asked again. */
#include "dialogue_steps.h"

#include "base/monotonic.h"

/* Whoever turned us away for what we did is asked again after a pause, and twice as long a one. */
static void test_pauses(void **state) {
    static const struct peer_step busy[] = {SAY("421 too many connections from you\r\n"), QUITS,
                                            END};
    static const struct peer_step off[] = {SAY("554 no mail here\r\n"), QUITS, END};
    static const unsigned least[] = {0, 100, 200};
    (void)state;

    for (int blames = 0; blames < 2; blames++) {
        struct peer peer = peer_begin(MX_IPV4, blames ? busy : off, COUNT(least));
        struct found found[COUNT(least)] = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .pause_ms = 100});
        for (size_t i = 0; i < COUNT(least); i++) {
            uint64_t began = mx_monotonic_ms();
            probing_ask(&probing, &peer.address, NULL, i > 0, &found[i]);
            probing_run(&probing);
            assert_state(&found[i], MXTRAP_REJECTS);
            assert_int_equal(found[i].outcome->blames_client, blames);
            assert_int_equal(found[i].outcome->attempts, i + 1);
            assert_true(!blames || mx_monotonic_ms() - began >= least[i]);
        }
        peer_end(&peer);
        probing_end(&probing);
    }
}

/* One that pauses is ended with the run, and freed with the prober. */
static void test_pause_ends(void **state) {
    static const struct peer_step busy[] = {SAY("421 too many connections from you\r\n"), QUITS,
                                            END};
    (void)state;

    for (int is_cut = 0; is_cut < 2; is_cut++) {
        struct peer peer = peer_begin(MX_IPV4, busy, 1);
        struct found found[3] = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .pause_ms = 60000});
        probing_ask(&probing, &peer.address, NULL, false, &found[0]);
        probing_run(&probing);
        probing_ask(&probing, &peer.address, NULL, true, &found[1]);
        probing_ask(&probing, &peer.address, NULL, false, &found[2]); /* shares it */
        for (int turn = 0; turn < 3; turn++) {
            event_base_loop(probing.base, EVLOOP_NONBLOCK);
        }
        assert_int_equal(found[1].told + found[2].told, 0);
        assert_int_equal(mx_prober_counts(probing.prober).waiting, 1);
        if (is_cut) {
            mx_prober_cancel_all(probing.prober, MX_CAUSE_DEADLINE);
            probing_run(&probing);
            assert_state(&found[1], MXTRAP_UNPROBED);
            assert_int_equal(found[1].outcome->cause, MX_CAUSE_DEADLINE);
        }
        peer_end(&peer);
        probing_end(&probing);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_pause_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
