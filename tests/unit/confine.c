/* What mxtrap-check gives up and what it keeps, tried in children of this process: each attempt
 * does something else without the confinement than with it, else it would prove nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/landlock.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tool/confine.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char folder[] = "/tmp/confineXXXXXX";

/* In the folder there are "file" and "empty", a folder; "new" is not there. */
static int make_folder(void **state) {
    (void)state;
    FILE *file = mkdtemp(folder) != NULL && chdir(folder) == 0 ? fopen("file", "w") : NULL;
    return file != NULL && fputs("text", file) >= 0 && fclose(file) == 0 &&
                   mkdir("empty", 0700) == 0
               ? 0
               : -1;
}

static int remove_folder(void **state) {
    (void)state;
    unlink("file");
    rmdir("empty");
    return rmdir(folder);
}

/* 0, or the errno. */
static int of(long result) {
    return result >= 0 ? 0 : errno;
}

static int try_exec(void) {
    return of(execl("/bin/true", "true", (char *)NULL));
}

static int try_exec_at(void) {
    static char *const words[] = {NULL}, *const environment[] = {NULL};
    return of(syscall(SYS_execveat, AT_FDCWD, "/nowhere", words, environment, 0));
}

static int try_write(void) {
    return of(open("file", O_WRONLY));
}

static int try_write_too(void) {
    return of(open("file", O_RDWR));
}

static int try_create(void) {
    int result = of(open("new", O_RDONLY | O_CREAT, 0600));
    unlink("new");
    return result;
}

static int try_cut(void) {
    return of(open("empty", O_RDONLY | O_TRUNC)); /* a folder: EISDIR */
}

static int try_new_call(void) {
    return of(syscall(SYS_openat2, AT_FDCWD, "file", NULL, 0));
}

static int try_read(void) {
    return of(open("file", O_RDONLY));
}

static int try_list(void) {
    return of(open(".", O_RDONLY | O_DIRECTORY));
}

static int try_passwd(void) {
    return of(open("/etc/passwd", O_RDONLY));
}

static int try_unlink(void) {
    return of(unlink("none"));
}

static int try_rename(void) {
    return of(rename("none", "new"));
}

static int try_mkdir(void) {
    return of(mkdir("empty", 0700));
}

static int try_link(void) {
    return of(link("none", "new"));
}

static int try_symlink(void) {
    return of(symlink("none", "empty"));
}

static int try_mode(void) {
    return of(chmod("file", 0600));
}

static int try_truncate(void) {
    return of(truncate("none", 0));
}

#ifndef MXTRAP_SANITIZED
static int try_trace(void) {
    return of(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}
#endif

/* Not both of these: EINVAL. */
static int try_namespace(void) {
    return of(unshare(CLONE_NEWUSER | (int)0x80000000U));
}

static int try_clone(void) {
    return of(syscall(SYS_clone, CLONE_NEWNS | CLONE_FS | SIGCHLD, NULL, NULL, NULL, NULL));
}

static int try_new_clone(void) {
    return of(syscall(SYS_clone3, NULL, 0));
}

static int try_enter(void) {
    return of(setns(-1, 0));
}

static int try_mount(void) {
    return of(syscall(SYS_mount, NULL, NULL, NULL, 0, NULL));
}

static int try_listen(void) {
    return of(listen(socket(AF_INET, SOCK_STREAM, 0), 1));
}

static int try_type(void) {
    return of(syscall(SYS_ioctl, -1, TIOCSTI | (1UL << 32), "x"));
}

/* One that was there before the others were given up. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *wait_and_try(void *result) {
    pthread_mutex_lock(&gate);
    *(int *)result = try_new_call();
    return NULL;
}

struct attempt {
    const char *name;
    int (*attempt)(void);
    int error;
};

static const struct attempt refused[] = {
    {"run a program", try_exec, EPERM},
    {"run a program by its folder", try_exec_at, EPERM},
    {"write a file", try_write, EPERM},
    {"read and write a file", try_write_too, EPERM},
    {"make a file", try_create, EPERM},
    {"empty a file", try_cut, EPERM},
    {"openat2", try_new_call, ENOSYS},
    {"remove a file", try_unlink, EPERM},
    {"rename a file", try_rename, EPERM},
    {"make a folder", try_mkdir, EPERM},
    {"link a file", try_link, EPERM},
    {"link a file by name", try_symlink, EPERM},
    {"change a file's mode", try_mode, EPERM},
    {"cut a file", try_truncate, EPERM},
#ifndef MXTRAP_SANITIZED
    {"trace", try_trace, EPERM},
#endif
    {"unshare", try_namespace, EPERM},
    {"clone", try_clone, EPERM},
    {"clone3", try_new_clone, ENOSYS},
    {"setns", try_enter, EPERM},
    {"mount", try_mount, EPERM},
    {"listen", try_listen, EPERM},
    {"type at the terminal", try_type, EPERM},
};

static const struct attempt unreadable[] = {
    {"read a file", try_read, EACCES},
    {"list a folder", try_list, EACCES},
    {"read /etc/passwd", try_passwd, EACCES},
};

static int in_child(int (*attempt)(void), bool is_confined) {
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (is_confined) {
            cli_confine();
        }
        _exit(attempt());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status)); /* nothing ends by a signal */
    return WEXITSTATUS(status);
}

static void check(const struct attempt *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int confined = in_child(rows[i].attempt, true);
        if (confined != rows[i].error) {
            fail_msg("%s: %s", rows[i].name, strerror(confined));
        }
        if (in_child(rows[i].attempt, false) == rows[i].error) {
            fail_msg("%s fails without confinement", rows[i].name);
        }
    }
}

static void test_refused(void **state) {
    (void)state;
    check(refused, COUNT(refused));
}

static void test_unreadable(void **state) {
    (void)state;
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1) {
        check(unreadable, COUNT(unreadable));
    } else {
        assert_false(cli_confine_files()); /* and is no error */
    }
}

static int try_thread_before(void) {
    int result = 0;
    pthread_t thread;

    pthread_mutex_lock(&gate);
    if (pthread_create(&thread, NULL, wait_and_try, &result) != 0 || !cli_confine_calls()) {
        return -1;
    }
    pthread_mutex_unlock(&gate);
    pthread_join(thread, NULL);
    return result;
}

static void test_threads(void **state) {
    (void)state;
    assert_int_equal(in_child(try_thread_before, false), ENOSYS);
}

static void *have_own_files(void *result) {
    *(int *)result = of(unshare(CLONE_FILES));
    return NULL;
}

static int keep_threads(void) {
    int result = -1;
    pthread_t thread;

    return pthread_create(&thread, NULL, have_own_files, &result) != 0 ||
                   pthread_join(thread, NULL) != 0
               ? -1
               : result;
}

/* A connection and what goes through it; UDP; random numbers. */
static int keep_network(void) {
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int udp = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t length = sizeof name;
    char octet;

    if (bind(udp, (const struct sockaddr *)&name, sizeof name) != 0 ||
        getsockname(udp, (struct sockaddr *)&name, &length) != 0 ||
        sendto(other, "x", 1, 0, (const struct sockaddr *)&name, sizeof name) != 1 ||
        recv(udp, &octet, 1, 0) != 1 || octet != 'x') {
        return errno;
    }
    /* Nobody listens there: refused by the peer, not by us. */
    if (connect(socket(AF_INET, SOCK_STREAM, 0), (const struct sockaddr *)&name, sizeof name) ==
            0 ||
        errno != ECONNREFUSED) {
        return errno;
    }
    return getrandom(&octet, 1, 0) == 1 ? of(open("/dev/urandom", O_RDONLY)) : errno;
}

/* A folder of certificates is looked into when an issuer is met. */
static int keep_certificates(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    bool has_paths = context != NULL && SSL_CTX_set_default_verify_paths(context) == 1;

    const char *path = getenv(X509_get_default_cert_dir_env());

    SSL_CTX_free(context);
    return !has_paths || path == NULL ? -1 : of(open(path, O_RDONLY | O_DIRECTORY));
}

/* The kernel may be too old to have it, but nobody may be refused it. */
static int keep_timeouts(void) {
    int result = of(open("/proc/sys/net/ipv4/tcp_syn_linear_timeouts", O_RDONLY));

    return result == ENOENT ? 0 : result;
}

static int list_empty(void) {
    return of(open("empty", O_RDONLY | O_DIRECTORY));
}

static int keep_output(void) {
    int ends[2];

    return pipe(ends) == 0 && write(ends[1], "x", 1) == 1 && raise(SIGWINCH) == 0 ? 0 : errno;
}

static void test_kept(void **state) {
    char paths[64];
    (void)state;

    assert_int_equal(in_child(keep_threads, true), 0);
    assert_int_equal(in_child(keep_network, true), 0);
    assert_int_equal(in_child(keep_output, true), 0);
    assert_int_equal(in_child(keep_timeouts, true), 0);
    snprintf(paths, sizeof paths, "%s", folder);
    setenv(X509_get_default_cert_dir_env(), paths, 1);
    assert_int_equal(in_child(keep_certificates, true), 0);
    snprintf(paths, sizeof paths, "/nowhere:%s/empty:", folder);
    setenv(X509_get_default_cert_dir_env(), paths, 1);
    assert_int_equal(in_child(list_empty, true), 0);
    unsetenv(X509_get_default_cert_dir_env());
}

/* Once more changes nothing, and what was given up is not had again. */
static int confine_twice(void) {
    cli_confine();
    return try_write();
}

static void test_twice(void **state) {
    (void)state;
    assert_int_equal(in_child(confine_twice, true), EPERM);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused), cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_kept),
        cmocka_unit_test(test_twice),
    };

    return cmocka_run_group_tests_name("confine", tests, make_folder, remove_folder);
}
