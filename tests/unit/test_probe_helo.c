/* What the prober calls itself: the name that it was given; where that is refused or missing, its
 * address (RFC 5321 4.1.3). */
#include "dialogue_steps.h"

/* Where EHLO with the name is refused, and what comes then; the peer plays the second part to a
 * second connection, if there is one. */
static const struct name_row {
    const char *name;
    struct peer_step first[10], second[10];
    enum mxtrap_state state;
    unsigned code;
    const char *reply; /* NULL: none is kept */
} name_rows[] = {
    {"501, and the literal is taken",
     {GREETS, EHLO, SAY("501 bad name\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"504 in two lines",
     {GREETS, EHLO, SAY("504-bad\r\n504 name\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"450",
     {GREETS, EHLO, SAY("450 not found\r\n"), EHLO_LITERAL, OFFERS, QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"HELO, 501 and its literal",
     {GREETS, EHLO, SAY("502 what\r\n"), HEAR("HELO " HELO), SAY("501 bad\r\n"), HELO_LITERAL,
      SAY("250 mx\r\n"), QUITS},
     {END},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"550 and gone: on a second connection",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL, OFFERS, QUITS},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"501, and no second EHLO here",
     {GREETS, EHLO, SAY("501 bad\r\n"), EHLO_LITERAL, SAY("503 again\r\n"), GONE},
     {GREETS, EHLO_LITERAL, OFFERS, QUITS},
     MXTRAP_ANSWERS,
     250,
     NULL},
    {"550 and gone, and the literal is refused",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL, SAY("550 nor that\r\n"), QUITS},
     MXTRAP_REJECTS,
     550,
     "550 nor that\r\n"},
    {"550 and gone, and closed at once",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {RESET},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone, and no SMTP",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {SAY("SSH-2.0-x\r\n"), GONE},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone twice: there is no third",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {GREETS, EHLO_LITERAL},
     MXTRAP_REJECTS,
     550,
     "550 bad name\r\n"},
    {"550 and gone, and no time",
     {GREETS, EHLO, SAY("550 bad name\r\n")},
     {SAY("421 busy\r\n")},
     MXTRAP_REJECTS,
     421,
     "421 busy\r\n"},
    {"521 is not about the name",
     {GREETS, EHLO, SAY("521 no mail\r\n"), QUITS},
     {END},
     MXTRAP_REJECTS,
     521,
     "521 no mail\r\n"},
    {"nor is what is about the client",
     {GREETS, EHLO, SAY("550 blocked using x\r\n"), QUITS},
     {END},
     MXTRAP_REJECTS,
     550,
     "550 blocked using x\r\n"},
};

static void assert_name_row(const struct name_row *row, uint8_t family) {
    struct found found = {0};
    struct peer peer = {.fd = -1};
    int listener = peer_listen(&peer, family);

    peer.pid = fork();
    assert_true(peer.pid >= 0);
    if (peer.pid == 0) {
        alarm(300);
        peer_play(listener, row->first);
        if (row->second[0].kind != PEER_END) {
            peer_play(listener, row->second);
        }
        _exit(0);
    }
    close(listener);
    struct probing probing = probing_begin((struct mx_probe_options){.port = peer.port});
    probing_ask(&probing, &peer.address, NULL, false, &found);
    probing_run(&probing);
    if (found.outcome->state != row->state || found.outcome->code != row->code) {
        print_message("%s, IPv%d: code %d\n", row->name, family, found.outcome->code);
    }
    peer_end(&peer);
    assert_state(&found, row->state);
    assert_int_equal(found.outcome->code, row->code);
    assert_int_equal(found.outcome->attempts, 1);
    struct mx_bytes reply = mx_probe_outcome_rejection(found.outcome);
    assert_int_equal(reply.length, row->reply != NULL ? strlen(row->reply) : 0);
    assert_true(row->reply == NULL || memcmp(reply.at, row->reply, reply.length) == 0);
    probing_end(&probing);
}

static void test_name(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(name_rows); i++) {
        assert_name_row(&name_rows[i], MX_IPV4);
        assert_name_row(&name_rows[i], MX_IPV6);
    }
}

/* Who has no name says the address; where that is refused, there is nothing else to say. */
static void test_no_name(void **state) {
    static const struct peer_step refuses[] = {GREETS, EHLO_LITERAL, SAY("501 bad\r\n"), QUITS,
                                               END};
    (void)state;

    for (uint8_t family = MX_IPV4; family <= MX_IPV6; family = (uint8_t)(family + 2)) {
        struct peer peer = peer_begin(family, refuses, 1);
        struct found found = {0};
        struct probing probing =
            probing_begin((struct mx_probe_options){.port = peer.port, .helo = NO_HELO});
        probing_ask(&probing, &peer.address, NULL, false, &found);
        probing_run(&probing);
        peer_end(&peer);
        assert_state(&found, MXTRAP_REJECTS);
        assert_int_equal(found.outcome->code, 501);
        probing_end(&probing);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
