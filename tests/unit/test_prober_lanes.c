/* Connections made by threads: more than a process may have files, what they find, and their end.
 */
#include "probing.h"

#ifdef __linux__
#include <asm/socket.h>
#include <dirent.h>
#include <linux/filter.h>
#include <sched.h>
#include <sys/resource.h>

enum { MANY = 150, FILES = 96 };

/* Silent on every address of this machine. */
static int listen_silently(uint16_t *port) {
    struct sock_filter drop[] = {{.code = BPF_RET | BPF_K, .k = 0}};
    struct sock_fprog program = {.len = COUNT(drop), .filter = drop};
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t length = sizeof any;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof any), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&any, &length), 0);
    *port = ntohs(any.sin_port);
    return fd;
}

static struct mx_address numbered(unsigned number) {
    struct mx_address address = {.family = MX_IPV4, .bytes = {127, 1}};

    address.bytes[3] = (uint8_t)(number + 1);
    return address;
}

static unsigned count_entries(const char *path) {
    DIR *folder = opendir(path);
    unsigned count = 0;

    for (const struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        count += entry->d_name[0] != '.' ? 1 : 0;
    }
    if (folder != NULL) {
        closedir(folder);
    }
    return count;
}

/* The open files of all threads. */
static unsigned count_files(void) {
    DIR *tasks = opendir("/proc/self/task");
    unsigned count = 0;

    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300];
        snprintf(path, sizeof path, "/proc/self/task/%s/fd", task->d_name);
        count += task->d_name[0] != '.' ? count_entries(path) : 0;
    }
    closedir(tasks);
    return count;
}

/* Goes on until as many files are open; a test that does not get there is ended by its alarm. */
static void run_until_open(struct probing *probing, unsigned files) {
    struct timeval soon = {.tv_usec = 20000};

    while (count_files() < files) {
        event_base_loopexit(probing->base, &soon);
        event_base_dispatch(probing->base);
    }
}

static void ask_many(struct probing *probing, struct found *found) {
    for (unsigned i = 0; i < MANY; i++) {
        struct mx_address address = numbered(i);
        probing_ask(probing, &address, NULL, false, &found[i]);
    }
}

/* In a process of its own, since a limit once lowered stays. */
static void test_more_than_files(void **state) {
    int status = -1;
    (void)state;

    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct rlimit limit = {FILES, FILES};
        struct found found[MANY] = {{0}};
        uint16_t port;
        alarm(60);
        int listener = listen_silently(&port);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
        struct probing probing = probing_begin(
            (struct mx_probe_options){.port = port, .home_max = 8, .timeout_ms = 600000});
        ask_many(&probing, found);
        run_until_open(&probing, MANY);
        assert_int_equal(mx_prober_counts(probing.prober).open, MANY);
        mx_prober_cancel_all(probing.prober, MX_CAUSE_DEADLINE);
        probing_run(&probing);
        for (unsigned i = 0; i < MANY; i++) {
            assert_state(&found[i], MXTRAP_UNPROBED);
            assert_int_equal(found[i].outcome->cause, MX_CAUSE_DEADLINE);
        }
        probing_end(&probing);
        close(listener);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void test_silent_by_threads(void **state) {
    struct found found[MANY] = {{0}};
    uint16_t port;
    (void)state;

    int listener = listen_silently(&port);
    struct probing probing =
        probing_begin((struct mx_probe_options){.port = port, .home_max = 1, .timeout_ms = 300});
    ask_many(&probing, found);
    probing_run(&probing);
    for (unsigned i = 0; i < MANY; i++) {
        assert_state(&found[i], MXTRAP_SILENT);
        assert_true(found[i].outcome->ms >= 300);
    }
    assert_int_equal(count_entries("/proc/self/task"), 2);
    probing_end(&probing);
    while (count_entries("/proc/self/task") >
           1) { /* one that is joined is still listed for a while */
        sched_yield();
    }
    close(listener);
}

/* An outcome that a thread finds comes whole. */
static void test_answers_by_threads(void **state) {
    static const struct peer_step good[] = {
        {PEER_SAY, .text = "220 mx\r\n"}, {PEER_HEAR, .text = "EHLO " HELO},
        {PEER_SAY, .text = "250 mx\r\n"}, {PEER_HEAR, .text = "QUIT"},
        {PEER_END, .text = NULL},
    };
    struct found found[MANY] = {{0}}, answers[2] = {{0}};
    struct peer peer = peer_begin(MX_IPV4, good, 2);
    (void)state;

    struct probing probing =
        probing_begin((struct mx_probe_options){.port = peer.port, .home_max = 1});
    ask_many(&probing, found);
    probing_ask(&probing, &peer.address, NULL, false, &answers[0]);
    probing_run(&probing);
    ask_many(&probing, found);
    probing_ask(&probing, &peer.address, NULL, true, &answers[1]);
    probing_run(&probing);
    for (unsigned i = 0; i < MANY; i++) {
        assert_int_equal(found[i].outcome->state, MXTRAP_REFUSED);
        assert_int_equal(found[i].told, 2);
    }
    for (unsigned i = 0; i < COUNT(answers); i++) {
        assert_state(&answers[i], MXTRAP_ANSWERS);
        assert_int_equal(answers[i].outcome->attempts, i + 1);
        assert_int_equal(answers[i].outcome->greeting.length, 8);
        assert_memory_equal(answers[i].outcome->greeting.at, "220 mx\r\n", 8);
    }
    peer_end(&peer);
    probing_end(&probing);
}

/* Freed while threads are at work: they end, and nobody is told. */
static void test_free_amid(void **state) {
    uint16_t port;
    (void)state;

    int listener = listen_silently(&port);
    for (int turn = 0; turn < 2; turn++) {
        struct found found[MANY] = {{0}};
        struct probing probing = probing_begin(
            (struct mx_probe_options){.port = port, .home_max = 1, .timeout_ms = 600000});
        ask_many(&probing, found);
        if (turn == 1) {
            run_until_open(&probing, MANY);
        } else {
            event_base_loop(probing.base, EVLOOP_NONBLOCK);
        }
        probing_end(&probing);
        for (unsigned i = 0; i < MANY; i++) {
            assert_int_equal(found[i].told, 0);
        }
    }
    close(listener);
}
#endif

int main(void) {
#ifdef __linux__
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_more_than_files),
        cmocka_unit_test(test_silent_by_threads),
        cmocka_unit_test(test_answers_by_threads),
        cmocka_unit_test(test_free_amid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
#endif
}
