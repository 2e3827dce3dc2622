/* A vantage point elsewhere that lies, stops or never begins: said, bounded, never an outcome. */
#include "probing.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "probe/link.h"
#include "probe/message.h"

#define GREETING_OF(window, more)                                                                  \
    "{\"schema\":\"mxtrap.probe/1\",\"version\":\"0\",\"port\":25,\"window\":" #window more "}\n"
#define GREETING GREETING_OF(4, "")

/* A far side that ends without having read the request. */
static const char unread[] = "";

/* The far side: writes FIRST, waits for a request, writes THEN, and closes. */
static pid_t start_far_side(const int *pair, const char *first, const char *then, size_t repeat) {
    pid_t child = fork();

    if (child == 0) {
        int fd = pair[1];
        close(pair[0]);
        char request[MX_PROBE_REQUEST_LINE_MAX];
        bool is_well = write(fd, first, strlen(first)) == (ssize_t)strlen(first);
        if (is_well && then == unread) {
            struct pollfd waits = {.fd = fd, .events = POLLIN};
            poll(&waits, 1, -1);
        } else if (is_well && then != NULL && read(fd, request, sizeof request) > 0) {
            for (size_t i = 0; i < repeat; i++) {
                is_well = is_well && write(fd, then, strlen(then)) > 0;
            }
        }
        _exit(0);
    }
    assert_true(child > 0);
    return child;
}

/* What one address comes to over such a link, and why the link was lost. */
static void assert_link_waits(unsigned wait_ms, const char *first, const char *then, size_t repeat,
                              enum mxtrap_state state, const char *lost) {
    struct probing probing = {.files = open_files()};
    struct mx_probe_options options = {.timeout_ms = 60000, .helo = HELO};
    struct mx_address address = address_of("20.0.0.1");
    struct found found = {0};
    int pair[2];

    probing.base = event_base_new();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    pid_t child = start_far_side(pair, first, then, repeat);
    close(pair[1]);
    assert_int_equal(mx_probe_link_new(&options.link, probing.base, pair[0], pair[0], wait_ms),
                     MXTRAP_OK);
    assert_int_equal(mx_prober_new(probing.base, &options, &probing.prober), MXTRAP_OK);
    probing_ask(&probing, &address, NULL, false, &found);
    probing_run(&probing);
    assert_int_equal(found.outcome->state, state);
    const char *why = mx_probe_link_lost(options.link);
    if (lost == NULL) {
        assert_null(why);
    } else {
        assert_string_equal(why, lost);
        assert_int_equal(found.outcome->cause, MX_CAUSE_VANTAGE_LOST);
        /* Nothing is waited for any more. */
        address.bytes[3]++;
        probing_ask(&probing, &address, NULL, false, &found);
        probing_run(&probing);
        assert_int_equal(found.outcome->cause, MX_CAUSE_VANTAGE_LOST);
    }
    mx_prober_free(probing.prober);
    mx_probe_link_free(options.link);
    event_base_free(probing.base);
    mx_arena_free(&probing.arena);
    close(pair[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(open_files(), probing.files);
}

static void assert_link(const char *first, const char *then, size_t repeat, enum mxtrap_state state,
                        const char *lost) {
    assert_link_waits(60000, first, then, repeat, state, lost);
}

/* It lives, and says nothing: here until this side closes. */
static void test_silent_far_side(void **state) {
    (void)state;

    signal(SIGPIPE, SIG_IGN);
    assert_link_waits(100, "", "never", 1, MXTRAP_UNPROBED, "nothing came from it in time");
}

static void test_far_sides(void **state) {
    static char line[40000];
    (void)state;

    signal(SIGPIPE, SIG_IGN);
    assert_link(GREETING, "{\"id\":3,\"state\":\"answers\",\"code\":250,\"greeting\":\"220 a\"}\n",
                1, MXTRAP_ANSWERS, NULL);
    assert_link(GREETING, "{\"id\":3,\"state\":\"refused\"}\n", 1, MXTRAP_REFUSED, NULL);
    /* An id that was not asked for, in a free slot, in the right slot, and out of range. */
    assert_link(GREETING, "{\"id\":0,\"state\":\"answers\",\"code\":250}\n", 1, MXTRAP_UNPROBED,
                "an outcome that was not asked for");
    assert_link(GREETING, "{\"id\":7,\"state\":\"answers\",\"code\":250}\n", 1, MXTRAP_UNPROBED,
                "an outcome that was not asked for");
    assert_link(GREETING, "{\"id\":9223372036854775807,\"state\":\"answers\",\"code\":250}\n", 1,
                MXTRAP_UNPROBED, "an outcome that was not asked for");
    /* A silence needs the timeout. */
    assert_link(GREETING, "{\"id\":3,\"state\":\"silent\"}\n", 1, MXTRAP_UNPROBED,
                "a silence shorter than the timeout");
    assert_link(GREETING, "nonsense\n", 1, MXTRAP_UNPROBED, "no JSON object");
    assert_link(GREETING, "{\"id\":3,\"state\":\"answ", 1, MXTRAP_UNPROBED,
                "it ended within a line");
    assert_link(GREETING, NULL, 0, MXTRAP_UNPROBED, "it ended");
    assert_link(GREETING, unread, 1, MXTRAP_UNPROBED, "it ended");
    assert_link("", NULL, 0, MXTRAP_UNPROBED, "it ended");
    assert_link("Last login: today\n", NULL, 0, MXTRAP_UNPROBED, "no JSON object");
    assert_link("{\"schema\":\"mxtrap.probe/2\"}\n", NULL, 0, MXTRAP_UNPROBED,
                "its first line is not that of mxtrap.probe/1");
    memset(line, 'x', sizeof line - 1);
    assert_link(GREETING, line, 1, MXTRAP_UNPROBED, "a line that is too long");
    assert_link(line, NULL, 0, MXTRAP_UNPROBED, "a line that is too long");
}

/* The far side's second start. */
struct second {
    const char *first, *then;
    int pair[2];
    pid_t child;
    int opened; /* how often */
};

static int reopen(void *context, int *from, int *to) {
    struct second *second = context;

    second->opened++;
    if (second->first == NULL) {
        return -1;
    }
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, second->pair), 0);
    second->child = start_far_side(second->pair, second->first, second->then, 1);
    close(second->pair[1]);
    *from = *to = second->pair[0];
    return 0;
}

/* Two addresses, asked over a link that begins with FIRST, gets a request, says THEN and ends. */
static void assert_second(const char *first, const char *then, struct second second, int opened,
                          const char *lost) {
    struct probing probing = {.files = open_files()};
    struct mx_probe_options options = {.timeout_ms = 60000, .helo = HELO};
    struct mx_address address = address_of("20.0.0.1");
    struct found found[2] = {{0}};
    int pair[2];

    probing.base = event_base_new();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    pid_t child = start_far_side(pair, first, then, 1);
    close(pair[1]);
    assert_int_equal(mx_probe_link_new(&options.link, probing.base, pair[0], pair[0], 60000),
                     MXTRAP_OK);
    mx_probe_link_on_end(options.link, reopen, &second);
    assert_int_equal(mx_prober_new(probing.base, &options, &probing.prober), MXTRAP_OK);
    probing_ask(&probing, &address, NULL, false, &found[0]);
    address.bytes[3]++;
    probing_ask(&probing, &address, NULL, false, &found[1]);
    probing_run(&probing);
    assert_int_equal(second.opened, opened);
    if (lost == NULL) {
        assert_null(mx_probe_link_lost(options.link));
        assert_string_equal(mx_probe_link_ended(options.link), "it ended");
        assert_int_equal(found[0].outcome->state, MXTRAP_ANSWERS);
        assert_int_equal(found[1].outcome->state, MXTRAP_REFUSED);
        assert_int_equal(found[1].outcome->attempts, 1);
    } else {
        assert_string_equal(mx_probe_link_lost(options.link), lost);
        assert_int_equal(found[1].outcome->cause, MX_CAUSE_VANTAGE_LOST);
    }
    mx_prober_free(probing.prober);
    mx_probe_link_free(options.link);
    event_base_free(probing.base);
    mx_arena_free(&probing.arena);
    close(pair[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    if (second.child > 0) {
        close(second.pair[0]);
        assert_int_equal(waitpid(second.child, NULL, 0), second.child);
    }
    assert_int_equal(open_files(), probing.files);
}

static void test_second_start(void **state) {
    static const char answers[] = "{\"id\":3,\"state\":\"answers\",\"code\":250}\n";
    /* What is asked again has an id of its own: that of the third request, in a window of one. */
    static const char narrow[] = GREETING_OF(1, "");
    static const char refused[] = "{\"id\":2,\"state\":\"refused\"}\n";
    (void)state;

    signal(SIGPIPE, SIG_IGN);
    assert_second(GREETING, answers, (struct second){.first = narrow, .then = refused}, 1, NULL);
    assert_second(GREETING, answers, (struct second){.first = narrow, .then = "nonsense\n"}, 1,
                  "no JSON object, after a second start");
    assert_second(GREETING, answers, (struct second){.first = "", .then = NULL}, 1,
                  "it ended, after a second start");
    assert_second(GREETING, "{\"id\":3,\"sta", (struct second){.first = narrow, .then = ""}, 1,
                  "it ended, after a second start");
    assert_second(GREETING, answers, (struct second){.first = NULL, .then = NULL}, 1, "it ended");
    /* One that never began, or that says what no far side says, is lost at once. */
    assert_second("", NULL, (struct second){.first = narrow, .then = refused}, 0, "it ended");
    assert_second(GREETING, "nonsense\n", (struct second){.first = narrow, .then = refused}, 0,
                  "no JSON object");
}

/* The check has ended its run: what the far side still says is no matter, nor that it ends. */
static void test_cancelled(void **state) {
    struct probing probing = {.files = open_files()};
    struct mx_probe_options options = {.timeout_ms = 60000, .helo = HELO};
    struct mx_address address = address_of("20.0.0.1");
    struct second second = {.first = GREETING};
    struct found found = {0};
    int pair[2];
    (void)state;

    signal(SIGPIPE, SIG_IGN);
    probing.base = event_base_new();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    pid_t child = start_far_side(pair, GREETING, "nonsense\n", 1);
    close(pair[1]);
    assert_int_equal(mx_probe_link_new(&options.link, probing.base, pair[0], pair[0], 60000),
                     MXTRAP_OK);
    mx_probe_link_on_end(options.link, reopen, &second);
    assert_int_equal(mx_prober_new(probing.base, &options, &probing.prober), MXTRAP_OK);
    probing_ask(&probing, &address, NULL, false, &found);
    while (mx_prober_counts(probing.prober).open == 0) {
        event_base_loop(probing.base, EVLOOP_ONCE);
    }
    mx_prober_cancel_all(probing.prober, MX_CAUSE_CANCELLED);
    probing_run(&probing);
    assert_int_equal(found.outcome->cause, MX_CAUSE_CANCELLED);
    while (mx_probe_link_lost(options.link) == NULL) {
        event_base_loop(probing.base, EVLOOP_ONCE);
    }
    assert_string_equal(mx_probe_link_lost(options.link), "it ended");
    assert_int_equal(second.opened, 0);
    mx_prober_free(probing.prober);
    mx_probe_link_free(options.link);
    event_base_free(probing.base);
    mx_arena_free(&probing.arena);
    close(pair[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(open_files(), probing.files);
}

/* Asks for so many addresses, none of which is connected to before the loop runs. */
static void ask_some(struct probing *probing, uint8_t count, struct found *found) {
    struct mx_address address = address_of("20.0.0.1");

    for (; count > 0; count--, address.bytes[3]++) {
        assert_false(mx_prober_is_behind(probing->prober));
        probing_ask(probing, &address, NULL, false, found);
    }
    assert_true(mx_prober_is_behind(probing->prober));
}

/* A prober is behind if addresses wait for the rate, its own or the far side's, or for room. */
static void test_behind(void **state) {
    static const struct {
        unsigned rate, open_max;
        const char *greeting; /* NULL: no link */
        uint8_t asked;
    } rows[] = {
        {3, 0, NULL, 3},
        {9, 2, NULL, 2},
        {9, 0, GREETING, 4}, /* its window */
        {9, 0, GREETING_OF(4, ",\"rate\":2"), 2},
        {3, 0, GREETING_OF(4, ",\"rate\":9"), 3},
    };
    struct found found = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_probe_options options = {.rate = rows[i].rate, .open_max = rows[i].open_max};
        struct probing probing = {.base = event_base_new()};
        int pair[2];
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        if (rows[i].greeting != NULL) {
            assert_int_equal(
                mx_probe_link_new(&options.link, probing.base, pair[0], pair[0], 60000), MXTRAP_OK);
        }
        assert_int_equal(mx_prober_new(probing.base, &options, &probing.prober), MXTRAP_OK);
        if (rows[i].greeting != NULL) {
            assert_true(mx_prober_is_behind(probing.prober));
            size_t length = strlen(rows[i].greeting);
            assert_int_equal(write(pair[1], rows[i].greeting, length), (ssize_t)length);
        }
        while (mx_prober_is_behind(probing.prober)) {
            assert_int_equal(event_base_loop(probing.base, EVLOOP_ONCE), 0);
        }
        ask_some(&probing, rows[i].asked, &found);
        mx_prober_free(probing.prober);
        mx_probe_link_free(options.link);
        event_base_free(probing.base);
        mx_arena_free(&probing.arena);
        close(pair[0]);
        close(pair[1]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_far_sides), cmocka_unit_test(test_silent_far_side),
        cmocka_unit_test(test_second_start), cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_behind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
