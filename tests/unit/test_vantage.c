/* The vantage point: which hosts are asked for a proof, what an answer proves to whom, and what
 * controls of both kinds have to do with it. Addresses of 127.3.0.0/24 refuse, unless a peer
 * listens there. */
#include "probing.h"

#include "check/vantage.h"

enum { LATER = INT32_MAX, KEPT = 4 };

struct told {
    unsigned times;
    struct mx_view view;
};

static void note(void *context, const struct mx_doubt *doubt, const struct mx_view *view) {
    struct told *told = context;

    assert_int_equal(doubt->family, MX_IPV4);
    told->times++;
    told->view = *view;
}

static struct mx_address numbered(unsigned number) {
    return (struct mx_address){.family = MX_IPV4, .bytes = {127, 3, 0, (uint8_t)number}};
}

/* A vantage point with its controls. */
struct place {
    struct probing probing;
    struct mx_vantage *vantage;
    struct mx_control_hosts *controls;
    struct mx_silent_controls *silents;
};

static void place_begin(struct place *place, uint16_t port, const char *const *controls,
                        const char *const *silents) {
    struct mx_control_hosts_options options = {
        .hosts = controls, .attempts = 1, .ipv4 = true, .ipv6 = true, .news = mx_vantage_on_news};
    size_t count = 0;

    place->probing = probing_begin(
        (struct mx_probe_options){.port = port, .timeout_ms = 300, .doubt_resets = true});
    assert_int_equal(mx_vantage_new(place->probing.prober, &place->vantage), MXTRAP_OK);
    while (controls[options.count] != NULL) {
        options.count++;
    }
    options.prober = place->probing.prober;
    options.context = place->vantage;
    assert_int_equal(mx_control_hosts_new(&options, &place->controls), MXTRAP_OK);
    while (silents[count] != NULL) {
        count++;
    }
    assert_int_equal(mx_silent_controls_new(place->probing.prober, silents, count, &place->silents),
                     MXTRAP_OK);
    mx_vantage_use(place->vantage, place->controls, place->silents);
}

static void place_end(struct place *place) {
    probing_end(&place->probing);
    mx_vantage_free(place->vantage);
    mx_control_hosts_free(place->controls);
    mx_silent_controls_free(place->silents);
}

static const char *const nobody[] = {NULL};

static void see(const struct place *place, unsigned number, enum mxtrap_state state,
                uint64_t ended) {
    struct mx_address address = numbered(number);
    struct mx_probe_outcome outcome = {.state = state, .ended = ended, .attempts = 1};

    mx_vantage_add(place->vantage, &address, &outcome);
}

static void ask(const struct place *place, uint64_t since, struct told *told) {
    struct mx_doubt doubt = {.family = MX_IPV4, .since = since};

    assert_int_equal(mx_vantage_ask(place->vantage, &doubt, note, told), MXTRAP_OK);
}

static void ask_alike(const struct place *place, struct told *told) {
    struct mx_doubt doubt = {.family = MX_IPV4, .is_alike = true};
    struct mx_view view;

    assert_false(mx_vantage_look(place->vantage, &doubt, &view));
    assert_int_equal(mx_vantage_ask(place->vantage, &doubt, note, told), MXTRAP_OK);
}

static bool is_proven(const struct place *place, enum mx_family family, uint64_t since) {
    struct mx_doubt doubt = {.family = family, .since = since};
    struct mx_view view;

    return mx_vantage_look(place->vantage, &doubt, &view) && view.is_believed;
}

/* As a run does: now and then it looks whether controls are to be asked. */
static void run(const struct place *place) {
    while (mx_vantage_is_asking(place->vantage)) {
        assert_true(event_base_loop(place->probing.base, EVLOOP_NONBLOCK) >= 0);
        mx_vantage_go_on(place->vantage);
        poll(NULL, 0, 1);
    }
}

static bool was_asked(const struct place *place, unsigned number) {
    struct mx_address address = numbered(number);
    return mx_probe_known(place->probing.prober, &address) != NULL;
}

static void test_nobody(void **state) {
    struct place place;
    struct told told = {0};
    (void)state;

    place_begin(&place, 1, nobody, nobody);
    assert_false(is_proven(&place, MX_IPV4, 1));
    assert_true(is_proven(&place, MX_IPV4, 0)); /* nothing is in doubt */
    ask(&place, 1, &told);
    assert_false(mx_vantage_is_asking(place.vantage));
    see(&place, 1, MXTRAP_SILENT, LATER);
    see(&place, 2, MXTRAP_REJECTS, LATER);
    assert_int_equal(told.times, 0);
    mx_vantage_end(place.vantage);
    assert_int_equal(told.times, 1);
    assert_false(told.view.is_believed || told.view.is_filtered || told.view.has_answers);
    assert_int_equal(mx_prober_counts(place.probing.prober).done, 0);
    place_end(&place);
}

/* Without controls, the four that answered last; all of them are gone. */
static void test_who_is_asked(void **state) {
    (void)state;

    for (unsigned count = KEPT - 1; count <= KEPT + 2; count++) {
        struct peer peer = {0};
        struct told told = {0};
        struct place place;
        close(peer_listen(&peer, MX_IPV4));
        place_begin(&place, peer.port, nobody, nobody);
        for (unsigned number = 1; number <= count; number++) {
            see(&place, number, MXTRAP_ANSWERS, number);
        }
        ask(&place, LATER, &told);
        run(&place);
        for (unsigned number = 1; number <= count; number++) {
            assert_int_equal(was_asked(&place, number), number + KEPT > count);
        }
        assert_int_equal(mx_prober_counts(place.probing.prober).done, count < KEPT ? count : KEPT);
        assert_int_equal(told.times, 0);
        mx_vantage_end(place.vantage);
        assert_int_equal(told.times, 1);
        assert_false(told.view.is_believed);
        assert_true(told.view.has_answers);
        place_end(&place);
    }
}

/* An answer proves what ended before it; who waits for a later one waits on. One of this machine
 * proves nothing. */
static void test_what_is_proven(void **state) {
    struct mx_probe_outcome own = {.state = MXTRAP_ANSWERS, .ended = LATER, .is_own = true};
    struct mx_address address = numbered(9);
    struct told told[3] = {{0}};
    struct place place;
    (void)state;

    place_begin(&place, 1, nobody, nobody);
    for (unsigned i = 0; i < COUNT(told); i++) {
        ask(&place, 9 + i, &told[i]);
    }
    mx_vantage_add(place.vantage, &address, &own);
    assert_int_equal(told[0].times, 0);
    see(&place, 1, MXTRAP_ANSWERS, 10);
    assert_true(is_proven(&place, MX_IPV4, 10));
    assert_false(is_proven(&place, MX_IPV4, 11));
    assert_false(is_proven(&place, MX_IPV6, 1));
    for (unsigned i = 0; i < COUNT(told); i++) {
        assert_int_equal(told[i].times, i < 2 ? 1 : 0);
        assert_int_equal(told[i].view.is_believed, i < 2);
    }
    see(&place, 2, MXTRAP_ANSWERS, 10);
    assert_int_equal(told[2].times, 0);
    see(&place, 2, MXTRAP_ANSWERS, 11);
    assert_int_equal(told[2].times, 1);
    assert_true(told[2].view.is_believed);
    place_end(&place);
}

static const struct peer_step good[] = {
    {PEER_SAY, .text = "220 mx\r\n"}, {PEER_HEAR, .text = "EHLO " HELO},
    {PEER_SAY, .text = "250 mx\r\n"}, {PEER_HEAR, .text = "QUIT"},
    {PEER_END, .text = NULL},
};

/* A host that answered does so again. */
static void test_answers_again(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    struct mx_probe_outcome outcome = {.state = MXTRAP_ANSWERS, .ended = 1, .attempts = 1};
    struct told told = {0};
    struct place place;
    (void)state;

    place_begin(&place, peer.port, nobody, nobody);
    mx_vantage_add(place.vantage, &peer.address, &outcome);
    ask(&place, 2, &told);
    run(&place);
    assert_int_equal(told.times, 1);
    assert_true(told.view.is_believed);
    place_end(&place);
    peer_end(&peer);
}

/* Where a control does not answer, a host that is checked proves nothing, however late it answers;
 * of the other family, which no control has, it does. */
static void test_control_is_gone(void **state) {
    static const char *const controls[] = {"127.3.0.100", NULL};
    struct peer peer = {0};
    struct mx_address six = {.family = MX_IPV6, .bytes = {0x20}};
    struct mx_probe_outcome answers = {.state = MXTRAP_ANSWERS, .ended = 5};
    struct told told = {0};
    struct place place;
    (void)state;

    close(peer_listen(&peer, MX_IPV4));
    place_begin(&place, peer.port, controls, nobody);
    see(&place, 1, MXTRAP_ANSWERS, LATER);
    ask(&place, 5, &told);
    assert_int_equal(told.times, 0);
    run(&place);
    assert_int_equal(told.times, 1);
    assert_true(told.view.is_filtered && told.view.has_answers && !told.view.is_believed);
    mx_vantage_add(place.vantage, &six, &answers);
    assert_true(is_proven(&place, MX_IPV6, 5));
    /* Whatever it may do later: the silence had begun by then. */
    mx_control_hosts_ask(place.controls, MX_IPV4, LATER, true);
    assert_int_equal(mx_control_hosts_prove(place.controls, MX_IPV4, LATER), MX_PROOF_NO);
    assert_int_equal(mx_prober_counts(place.probing.prober).waiting, 0);
    assert_true(mx_vantage_finish(place.vantage)); /* no silence was believed */
    place_end(&place);
}

/* Asked at the start, again after a silence, and at the end; two of them, one of which is down. */
static void test_control_answers(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 3);
    char address[MXTRAP_ADDRESS_TEXT_MAX];
    const char *controls[] = {"127.3.0.100", mx_address_print(&peer.address, address), NULL};
    struct told told[2] = {{0}};
    mxtrap_findings *findings = NULL;
    struct place place;
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    place_begin(&place, peer.port, controls, nobody);
    ask(&place, 1, &told[0]);
    run(&place);
    assert_int_equal(told[0].times, 1);
    assert_true(told[0].view.is_believed);
    assert_int_equal(mx_prober_counts(place.probing.prober).done, 2);

    uint64_t now = mx_probe_known(place.probing.prober, &peer.address)->ended + 1;
    poll(NULL, 0, 2);
    see(&place, 1, MXTRAP_SILENT, now);
    ask(&place, now, &told[1]);
    run(&place);
    assert_int_equal(told[1].times, 1);
    assert_true(told[1].view.is_believed);
    while (mx_prober_counts(place.probing.prober).done < 4) {
        event_base_loop(place.probing.base, EVLOOP_ONCE);
    }
    now = mx_probe_known(place.probing.prober, &peer.address)->ended + 1;
    poll(NULL, 0, 2);
    see(&place, 1, MXTRAP_ANSWERS, now);
    while (!mx_vantage_finish(place.vantage)) {
        event_base_loop(place.probing.base, EVLOOP_ONCE);
    }
    mx_vantage_report(place.vantage, findings);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_WARNING), 0);
    assert_int_equal(count_of(findings, "egress-filtered"), 1); /* a note: one is down */
    place_end(&place);
    peer_end(&peer);
    mxtrap_findings_free(findings);
}

/* What was believed may have been filtered, if no control answers at the end. */
static void test_control_goes(void **state) {
    struct peer peer = peer_begin(MX_IPV4, good, 1);
    char address[MXTRAP_ADDRESS_TEXT_MAX];
    const char *controls[] = {mx_address_print(&peer.address, address), NULL};
    mxtrap_findings *findings = NULL;
    struct told told = {0};
    struct place place;
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    place_begin(&place, peer.port, controls, nobody);
    ask(&place, 1, &told);
    run(&place);
    assert_true(told.view.is_believed);
    peer_end(&peer);
    see(&place, 1, MXTRAP_SILENT, mx_probe_known(place.probing.prober, &peer.address)->ended + 5);
    poll(NULL, 0, 20);
    while (!mx_vantage_finish(place.vantage)) {
        event_base_loop(place.probing.base, EVLOOP_ONCE);
    }
    mx_vantage_report(place.vantage, findings);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_WARNING), 1);
    assert_int_equal(count_of(findings, "egress-filtered"), 1);
    place_end(&place);
    mxtrap_findings_free(findings);
}

/* Addresses that are all alike: any other of the run that is not shows that nothing answers for
 * all; where there is none, that is known at the end. */
static void test_alike(void **state) {
    struct told told[2] = {{0}};
    struct place place;
    (void)state;

    place_begin(&place, 1, nobody, nobody);
    see(&place, 1, MXTRAP_ANSWERS, 1);
    see(&place, 2, MXTRAP_ANSWERS, 1);
    ask_alike(&place, &told[0]);
    assert_false(mx_vantage_is_asking(place.vantage));
    mx_vantage_end(place.vantage);
    assert_int_equal(told[0].times, 1);
    assert_false(told[0].view.differs);
    ask_alike(&place, &told[1]);
    see(&place, 3, MXTRAP_SILENT, 1);
    assert_int_equal(told[1].times, 1);
    assert_true(told[1].view.differs);
    place_end(&place);
}

/* Nothing is told before the controls for silence are known. One that refuses is a difference. */
static void test_silent_control(void **state) {
    static const char *const silents[] = {"127.3.0.100", NULL};
    struct peer refusing = {0}, peer;
    struct mx_doubt doubt = {.family = MX_IPV4};
    struct mx_view view;
    struct told told = {0};
    struct place place;
    (void)state;

    close(peer_listen(&refusing, MX_IPV4));
    place_begin(&place, refusing.port, nobody, silents);
    assert_false(mx_vantage_look(place.vantage, &doubt, &view));
    ask_alike(&place, &told);
    run(&place);
    assert_int_equal(told.times, 1);
    assert_true(told.view.differs && told.view.silent_control == NULL);
    place_end(&place);

    peer = peer_begin(MX_IPV4, good, 1);
    char address[MXTRAP_ADDRESS_TEXT_MAX];
    const char *answering[] = {mx_address_print(&peer.address, address), NULL};
    told = (struct told){0};
    place_begin(&place, peer.port, nobody, answering);
    ask_alike(&place, &told);
    run(&place);
    assert_int_equal(told.times, 1);
    assert_non_null(told.view.silent_control);
    assert_true(mx_address_equal(told.view.silent_control, &peer.address));
    place_end(&place);
    peer_end(&peer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody),          cmocka_unit_test(test_who_is_asked),
        cmocka_unit_test(test_what_is_proven),  cmocka_unit_test(test_answers_again),
        cmocka_unit_test(test_control_is_gone), cmocka_unit_test(test_control_answers),
        cmocka_unit_test(test_control_goes),    cmocka_unit_test(test_alike),
        cmocka_unit_test(test_silent_control),
    };
    alarm(300);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
