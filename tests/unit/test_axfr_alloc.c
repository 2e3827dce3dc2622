/* Every allocation of a transfer, and of reading a key file, fails in turn: the outcome is
 * MXTRAP_ERR_MEMORY, or as if nothing had failed; nothing leaks. Without a signature: OpenSSL 3.0
 * leaks by itself where EVP_PKEY_CTX_new finds no memory. */
#include "failing_heap.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "net/axfr_message.h"

/* So that the messages need room more than once, and more than a thousand records differ. */
enum { FILLERS = 2500, PREFERENCE = 13 };

static const uint8_t soa[] =
    "\1a\0\0\6\0\1\0\0\0\1\0\x16\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1";
static const uint8_t mx[] = "\1a\0\0\x0f\0\1\0\0\0\1\0\7\0\1\1h\1a\0";
static const uint8_t address[] = "\1h\1a\0\0\1\0\1\0\0\0\1\0\4\x14\0\0\1";

static bool send_all(int fd, const uint8_t *bytes, size_t length) {
    return send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static bool send_message(int fd, const uint8_t id[2], const uint8_t *records, size_t length,
                         uint16_t count) {
    uint8_t head[2 + MX_WIRE_HEADER] = {0};

    mx_wire_put_16(head, (uint16_t)(MX_WIRE_HEADER + length));
    memcpy(head + 2, id, 2);
    mx_wire_put_16(head + 4, 0x8400);
    mx_wire_put_16(head + 8, count);
    return send_all(fd, head, sizeof head) && send_all(fd, records, length);
}

/* Answers each request with a zone, until it is killed. */
static void serve(int listener) {
    for (;;) {
        uint8_t request[512];
        int fd = accept(listener, NULL, NULL);
        bool good = fd >= 0 && recv(fd, request, sizeof request, 0) > 4 &&
                    send_message(fd, request + 2, soa, sizeof soa - 1, 1) &&
                    send_message(fd, request + 2, address, sizeof address - 1, 1);
        for (int i = 0; good && i < FILLERS; i++) {
            uint8_t record[sizeof mx];
            memcpy(record, mx, sizeof mx);
            mx_wire_put_16(record + PREFERENCE, (uint16_t)(i / 2)); /* each of them twice */
            good = send_message(fd, request + 2, record, sizeof mx - 1, 1);
        }
        if (good) {
            send_message(fd, request + 2, soa, sizeof soa - 1, 1);
            shutdown(fd, SHUT_WR);
            while (recv(fd, request, sizeof request, 0) > 0) {
            }
        }
        close(fd);
    }
}

static uint16_t port;
static pid_t server;

static int start(void **state) {
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof name;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    (void)state;

    if (listener < 0 || bind(listener, (struct sockaddr *)&name, size) != 0 ||
        listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&name, &size) != 0) {
        return -1;
    }
    port = ntohs(name.sin_port);
    server = fork();
    if (server == 0) {
        serve(listener);
    }
    close(listener);
    return server > 0 ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    return kill(server, SIGKILL) == 0 && waitpid(server, NULL, 0) == server ? 0 : -1;
}

struct outcome {
    enum mxtrap_status read;
    size_t findings, exchangers;
};

static enum mxtrap_status transfer(mxtrap_zones *zones, mxtrap_findings *findings) {
    struct mxtrap_axfr_options options = {.size = sizeof options, .port = port};
    return mxtrap_axfr_read(zones, "a", "127.0.0.1", &options, findings);
}

static enum mxtrap_status read_key(const char *path, mxtrap_findings *findings) {
    mxtrap_tsig_key *key = NULL;
    enum mxtrap_status status = mxtrap_tsig_key_read(&key, path, findings);

    mxtrap_tsig_key_free(key);
    return status;
}

/* The key file of this name, or where it is NULL the transfer. */
static struct outcome run(const char *key_file) {
    struct outcome outcome = {MXTRAP_ERR_MEMORY, 0, 0};
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;

    if (mxtrap_zones_new(&zones) == MXTRAP_OK && mxtrap_findings_new(&findings) == MXTRAP_OK) {
        outcome.read = key_file != NULL ? read_key(key_file, findings) : transfer(zones, findings);
        outcome.findings = mxtrap_findings_count(findings);
    }
    if (outcome.read == MXTRAP_OK && key_file == NULL) {
        outcome.exchangers =
            mxtrap_layout_exchanger_count(mxtrap_zone_layout_at(mxtrap_zones_at(zones, 0), 0));
    }
    mxtrap_findings_free(findings);
    mxtrap_zones_free(zones);
    return outcome;
}

static struct outcome run_failing(const char *key_file, size_t fails, bool goes_on) {
    heap.made = heap.failed = 0;
    heap.alive = 0;
    heap.fails = fails;
    heap.goes_on = goes_on;
    heap.armed = true;
    struct outcome outcome = run(key_file);
    heap.armed = false;
    return outcome;
}

static void assert_outcome(const struct outcome *outcome, const struct outcome *good) {
    if (heap.alive != 0) {
        fail_msg("allocation %zu failed: %ld pieces leak", heap.fails, heap.alive);
    }
    if (outcome->read == MXTRAP_ERR_MEMORY) {
        return;
    }
    if (outcome->read != good->read || outcome->findings != good->findings ||
        outcome->exchangers != good->exchangers) {
        fail_msg("allocation %zu failed and nobody noticed: %d, %zu", heap.fails,
                 (int)outcome->read, outcome->findings);
    }
}

static void assert_all_fail(const char *key_file, enum mxtrap_status status, size_t exchangers) {
    struct outcome good = run(key_file);

    assert_int_equal(good.read, status);
    /* of the transfer, that it has more MX records than are kept */
    assert_int_equal(good.findings, status == MXTRAP_OK && key_file != NULL ? 0 : 1);
    assert_int_equal(good.exchangers, exchangers);
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        size_t fails = 1;
        do {
            struct outcome outcome = run_failing(key_file, fails, goes_on == 1);
            assert_outcome(&outcome, &good);
            fails++;
        } while (heap.failed > 0);
        assert_true(fails > 5);
    }
}

static void test_transfer(void **state) {
    (void)state;
    assert_all_fail(NULL, MXTRAP_OK, 1000);
}

static void test_key_file(void **state) {
    static const struct {
        const char *text;
        enum mxtrap_status status;
    } rows[] = {
        {"key k { algorithm hmac-sha512; secret c2VjcmV0; };", MXTRAP_OK},
        {"key k { algorithm hmac-sha512; };", MXTRAP_ERR_INPUT},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[sizeof UNIT_PATH];
        file_of(path, rows[i].text, strlen(rows[i].text));
        assert_all_fail(path, rows[i].status, 0);
        unlink(path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transfer),
        cmocka_unit_test(test_key_file),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
