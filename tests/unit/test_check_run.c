/* How a run ends: when all is known, by its deadline, by the caller; and that it is told which. The
 * name server takes every question and answers none. */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mxtrap/mxtrap.h>

struct run {
    mxtrap_check *check;
    unsigned asked, names; /* how often for a name, and how many there are */
    bool waits;            /* behind them: for more to come */
    bool stops;            /* then the run is ended */
    bool breaks;           /* then its loop is */
    unsigned results, inconclusive, lame;
    unsigned begun; /* names asked for before the run was cut */
    int was_cut;
};

#ifdef __linux__
/* What epoll waits with, gone: no loop goes on without. */
static void close_loops(void) {
    for (int fd = 0; fd < 256; fd++) {
        char path[32], what[64] = "";
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (readlink(path, what, sizeof what - 1) > 0 && strstr(what, "[eventpoll]") != NULL) {
            close(fd);
        }
    }
}
#endif

static enum mxtrap_check_next next(const char **out, void *context) {
    static const char *const names[] = {"a.example", "b.example", "c.example"};
    struct run *run = context;

    assert_true(run->asked < 5000);
    run->begun += mxtrap_check_was_cut(run->check) ? 0 : 1;
    if (run->asked < run->names) {
        *out = names[run->asked++ % 3];
        return MXTRAP_NEXT_DOMAIN;
    }
    if (run->stops) {
        mxtrap_check_stop(run->check);
    }
#ifdef __linux__
    if (run->breaks && run->asked > 0) {
        close_loops();
    }
#endif
    run->asked++;
    return run->waits ? MXTRAP_NEXT_LATER : MXTRAP_NEXT_END;
}

static int take(void *context, const struct mxtrap_result *result) {
    struct run *run = context;

    run->results++;
    run->inconclusive += result->verdict == MXTRAP_INCONCLUSIVE ? 1 : 0;
    run->lame += count_of(result->findings, "lame-dns") == 1 ? 1 : 0;
    assert_int_equal(result->exchanger_count, 0);
    return 0;
}

static enum mxtrap_status check_names(struct run *run, unsigned jobs, unsigned deadline_ms) {
    struct sockaddr_in name = {.sin_family = AF_INET};
    socklen_t size = sizeof name;
    mxtrap_findings *findings = NULL;
    char server[32];
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &size), 0);
    snprintf(server, sizeof server, "127.0.0.1@%u", ntohs(name.sin_port));
    const char *servers[] = {server};
    const struct mxtrap_check_options options = {.size = sizeof options,
                                                 .servers = servers,
                                                 .server_count = 1,
                                                 .jobs = jobs,
                                                 .deadline_ms = deadline_ms,
                                                 .helo = "client.example"};
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(mxtrap_check_new(&run->check, &options, findings), MXTRAP_OK);
    assert_int_equal(mxtrap_check_was_cut(run->check), 0);
    enum mxtrap_status status = mxtrap_check_run(run->check, next, take, run);
    run->was_cut = mxtrap_check_was_cut(run->check);
    mxtrap_check_free(run->check);
    mxtrap_findings_free(findings);
    close(fd);
    return status;
}

static void test_whole(void **state) {
    struct run run = {0};
    (void)state;

    assert_int_equal(check_names(&run, 1, 600000), MXTRAP_OK);
    assert_int_equal(run.was_cut, 0);
    assert_int_equal(run.results, 0);
}

/* Those under way, and those for which there was no time. */
static void test_deadline(void **state) {
    (void)state;

    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct run run = {.names = 3};
        assert_int_equal(check_names(&run, jobs, 100), MXTRAP_OK);
        assert_int_not_equal(run.was_cut, 0);
        assert_int_equal(run.results, 3);
        assert_int_equal(run.inconclusive, 3);
        assert_int_equal(run.lame, 3);
    }
    struct run waiting = {.waits = true};
    assert_int_equal(check_names(&waiting, 1, 100), MXTRAP_OK);
    assert_int_not_equal(waiting.was_cut, 0);
    assert_int_equal(waiting.results, 0);
}

/* A name is asked for when its questions can soon be sent: until then it would only take memory. */
static void test_many(void **state) {
    struct run run = {.names = 3000};
    (void)state;

    assert_int_equal(check_names(&run, 0, 100), MXTRAP_OK);
    assert_int_equal(run.results, 3000);
    assert_in_range(run.begun, 1, 1100);
}

static void test_stop(void **state) {
    struct run run = {.names = 1, .stops = true, .waits = true};
    (void)state;

    assert_int_equal(check_names(&run, 2, 0), MXTRAP_OK);
    assert_int_not_equal(run.was_cut, 0);
    assert_int_equal(run.results, 1);
    assert_int_equal(run.inconclusive, 1);
}

#ifdef __linux__
static void test_broken_loop(void **state) {
    struct run run = {.waits = true, .breaks = true};
    (void)state;

    assert_int_equal(check_names(&run, 1, 0), MXTRAP_ERR_MEMORY);
    assert_int_equal(run.results, 0);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),       cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_many),        cmocka_unit_test(test_stop),
#ifdef __linux__
        cmocka_unit_test(test_broken_loop),
#endif
    };
    alarm(300);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
