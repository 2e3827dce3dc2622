/* Confinement on Linux: no privileges (no_new_privs, capabilities), no files except those listed
 * (Landlock), no system calls of the table (seccomp).
 *
 * The table lists refused calls, not allowed ones, and a refusal is an error, not a signal: libc,
 * OpenSSL and libunbound may call others in a later release, and a check that dies of that would be
 * worse than one that is confined a little less. */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/landlock.h>
#include <openssl/x509.h>
#include <seccomp.h>

/* Since Linux 6.2; Debian 12's headers are older. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#endif

enum { ABI_WITH_REFER = 2, ABI_WITH_TRUNCATE = 3 };

/* Readable files: certificates, which OpenSSL looks up by issuer; files that libc loads on demand;
 * randomness, on kernels without a call for it; and how long the kernel repeats a SYN, which
 * --serve reads at its first request. */
static const char *const readable[] = {
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/pki",
    "/etc/ca-certificates",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/random",
    "/dev/urandom",
    "/sys/devices/system/cpu",
    "/proc/sys/net/ipv4/tcp_syn_linear_timeouts",
#ifdef MXTRAP_SANITIZED
    "/proc/self",
#endif
};

static bool drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

    memset(none, 0, sizeof none);
    return syscall(SYS_capset, &header, none) == 0;
}

bool cli_confine_privileges(void) {
    bool is_dropped = drop_capabilities();

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && is_dropped;
}

/* Allows PATH and all below it to be read; a missing one is skipped. */
static void allow(int rules, const char *path) {
    struct landlock_path_beneath_attr beneath = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE};
    struct stat status;

    if (path == NULL || *path == '\0') {
        return;
    }
    beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (beneath.parent_fd < 0) {
        return;
    }
    if (fstat(beneath.parent_fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        beneath.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
    }
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(beneath.parent_fd);
}

/* PATHS are separated by colons, as in OpenSSL. */
static void allow_each(int rules, const char *paths) {
    char *copy = paths == NULL ? NULL : strdup(paths);

    for (char *at = copy, *next = copy; next != NULL; at = next) {
        next = strchr(at, ':');
        if (next != NULL) {
            *next++ = '\0';
        }
        allow(rules, at);
    }
    free(copy);
}

/* The 13 rights of Landlock's first version, and those added by ABI. */
static uint64_t known_rights(long abi) {
    return ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) |
           (abi >= ABI_WITH_REFER ? (uint64_t)LANDLOCK_ACCESS_FS_REFER : 0) |
           (abi >= ABI_WITH_TRUNCATE ? (uint64_t)LANDLOCK_ACCESS_FS_TRUNCATE : 0);
}

bool cli_confine_files(void) {
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi < 1) {
        return false;
    }
    struct landlock_ruleset_attr handled = {.handled_access_fs = known_rights(abi)};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++) {
        allow(rules, readable[i]);
    }
    allow(rules, X509_get_default_cert_file());
    allow_each(rules, X509_get_default_cert_dir());
    allow(rules, getenv(X509_get_default_cert_file_env()));
    allow_each(rules, getenv(X509_get_default_cert_dir_env()));
    bool is_confined = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return is_confined;
}

static const struct {
    const char *name;
    int error;
} refused[] = {
#define CALL(name, error) {#name, error},
#include "confine_calls.def"
#undef CALL
};

/* Calls that are refused if ARGUMENT has all bits of VALUE. */
static const struct {
    const char *name;
    unsigned argument;
    uint64_t bits;
} refused_flags[] = {
    {"open", 1, O_WRONLY},
    {"open", 1, O_RDWR},
    {"open", 1, O_CREAT},
    {"open", 1, O_TRUNC},
    {"openat", 2, O_WRONLY},
    {"openat", 2, O_RDWR},
    {"openat", 2, O_CREAT},
    {"openat", 2, O_TRUNC},
    {"unshare", 0, CLONE_NEWUSER},
    {"unshare", 0, CLONE_NEWNS},
    {"unshare", 0, CLONE_NEWNET},
    {"unshare", 0, CLONE_NEWPID},
    {"unshare", 0, CLONE_NEWIPC},
    {"unshare", 0, CLONE_NEWUTS},
    {"unshare", 0, CLONE_NEWCGROUP},
#if defined(__s390__) || defined(__s390x__)
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif
    {"clone", CLONE_FLAGS, CLONE_NEWUSER},
    {"clone", CLONE_FLAGS, CLONE_NEWNS},
    {"clone", CLONE_FLAGS, CLONE_NEWNET},
    {"clone", CLONE_FLAGS, CLONE_NEWPID},
    {"clone", CLONE_FLAGS, CLONE_NEWIPC},
    {"clone", CLONE_FLAGS, CLONE_NEWUTS},
    {"clone", CLONE_FLAGS, CLONE_NEWCGROUP},
};

static bool add_refusals(scmp_filter_ctx filter) {
    bool is_added = true;

    for (size_t i = 0; is_added && i < sizeof refused / sizeof refused[0]; i++) {
        int number = seccomp_syscall_resolve_name(refused[i].name);
        is_added =
            number == __NR_SCMP_ERROR ||
            seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)refused[i].error), number, 0) == 0;
    }
    for (size_t i = 0; is_added && i < sizeof refused_flags / sizeof refused_flags[0]; i++) {
        int number = seccomp_syscall_resolve_name(refused_flags[i].name);
        struct scmp_arg_cmp flags = {.arg = refused_flags[i].argument,
                                     .op = SCMP_CMP_MASKED_EQ,
                                     .datum_a = refused_flags[i].bits,
                                     .datum_b = refused_flags[i].bits};
        is_added = number == __NR_SCMP_ERROR ||
                   seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), number, 1, &flags) == 0;
    }
    /* TIOCSTI would type commands at the user's terminal. */
    return is_added && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                                        SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI)) == 0;
}

bool cli_confine_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool is_loaded =
        filter != NULL &&
        seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM)) == 0 &&
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
        /* No speculative store bypass mitigation: nothing here runs others' code. */
        seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1) == 0 && add_refusals(filter) &&
        seccomp_load(filter) == 0;

    seccomp_release(filter);
    return is_loaded;
}

void cli_confine(void) {
    cli_confine_privileges();
    cli_confine_files();
    cli_confine_calls();
}
