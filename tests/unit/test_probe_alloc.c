/* Every allocation of a prober's run fails in turn, those of libevent too: each address
 * comes to its state, or to "unprobed" for want of memory, and nothing leaks. */
#include "failing_heap.h"
#include "probing.h"

#include <openssl/crypto.h>

static const struct peer_step script[] = {
    {PEER_SAY, .text = "220 mx\r\n"},
    {PEER_HEAR, .text = "EHLO " HELO},
    {PEER_SAY, .text = "250-mx\r\n250 STARTTLS\r\n"},
    {PEER_END, .text = NULL},
};

enum { ADDRESSES = 2 };

struct outcome {
    bool has_failed; /* a call said so */
    unsigned owed, told, unprobed;
    enum mxtrap_state states[ADDRESSES];
};

struct question {
    struct outcome *outcome;
    size_t at;
};

static void note(void *context, const struct mx_address *address,
                 const struct mx_probe_outcome *outcome) {
    const struct question *question = context;
    (void)address;

    question->outcome->told++;
    question->outcome->owed--;
    question->outcome->states[question->at] = outcome->state;
    question->outcome->unprobed += outcome->state == MXTRAP_UNPROBED ? 1 : 0;
}

static void run_prober(uint16_t port, struct event_base *base, struct outcome *outcome) {
    static const char *const texts[ADDRESSES] = {"127.0.0.1", "127.0.0.2"};
    struct mx_probe_options options = {
        .port = port, .helo = HELO, .allow_special = true, .starttls = true, .timeout_ms = 2000};
    struct question questions[ADDRESSES];
    struct mx_prober *prober = NULL;

    if (mx_prober_new(base, &options, &prober) != MXTRAP_OK) {
        outcome->has_failed = true;
        return;
    }
    for (size_t i = 0; i < ADDRESSES; i++) {
        struct mx_address address = address_of(texts[i]);
        questions[i] = (struct question){outcome, i};
        if (mx_probe(prober, &address, "mx.example.", note, &questions[i]) == MXTRAP_OK) {
            outcome->owed++;
        } else {
            outcome->has_failed = true;
        }
    }
    while (outcome->owed > 0 && event_base_loop(base, EVLOOP_ONCE) == 0) {
    }
    mx_prober_free(prober);
}

static void run(uint16_t port, struct outcome *outcome) {
    *outcome = (struct outcome){0};
    struct event_base *base = event_base_new();
    if (base == NULL) {
        outcome->has_failed = true;
        return;
    }
    run_prober(port, base, outcome);
    event_base_free(base);
}

static void run_failing(uint16_t port, size_t fails, bool goes_on, struct outcome *outcome) {
    heap.made = heap.failed = 0;
    heap.alive = 0;
    heap.fails = fails;
    heap.goes_on = goes_on;
    heap.armed = true;
    run(port, outcome);
    heap.armed = false;
}

/* OpenSSL's pieces neither fail nor count: it frees some twice when it has no memory (3.0), and
 * keeps others in caches of its own. */
static void *tls_malloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    return FORWARD(malloc, size);
}

static void *tls_realloc(void *piece, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    return FORWARD(realloc, piece, size);
}

static void tls_free(void *piece, const char *file, int line) {
    (void)file;
    (void)line;
    FORWARD(free, piece);
}

static void say_nothing(int severity, const char *message) {
    (void)severity;
    (void)message;
}

static void test_all_fail(void **state) {
    struct peer peer = {0};
    struct outcome good, outcome;
    (void)state;

    int listener = peer_listen(&peer, MX_IPV4);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(300);
        for (;;) {
            int fd = accept(listener, NULL, NULL);
            for (const struct peer_step *step = script; step->kind != PEER_END; step++) {
                if (step->kind != PEER_SAY) {
                    char bytes[64];
                    (void)!recv(fd, bytes, sizeof bytes, 0);
                } else if (!peer_play_step(fd, step)) {
                    break;
                }
            }
            close(fd);
        }
    }
    close(listener);
    event_set_log_callback(say_nothing);
    unsigned files = open_files();
    run(peer.port, &good); /* once for what libraries keep from their first use on */
    run_failing(peer.port, SIZE_MAX, false, &good);
    assert_int_equal(heap.alive, 0);
    assert_false(good.has_failed);
    assert_int_equal(good.states[0], MXTRAP_ANSWERS);
    assert_int_equal(good.states[1], MXTRAP_REFUSED);
    assert_true(heap.made > 20);
    size_t made = heap.made;
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        for (size_t fails = 1; fails <= made; fails++) {
            run_failing(peer.port, fails, goes_on == 1, &outcome);
            if (heap.alive != 0) {
                fail_msg("allocation %zu failed: %ld pieces leak", fails, heap.alive);
            }
            assert_int_equal(outcome.owed, 0);
            if (!outcome.has_failed && outcome.unprobed == 0) {
                assert_memory_equal(outcome.states, good.states, sizeof good.states);
            }
            assert_int_equal(open_files(), files);
        }
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_fail)};
    if (CRYPTO_set_mem_functions(tls_malloc, tls_realloc, tls_free) != 1) {
        return EXIT_FAILURE;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
