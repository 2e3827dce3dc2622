/* Namespaces: the lab's changes are invisible to other processes, and end with it. */
#include "lab.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tool/output.h"

enum { SPACES = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC };

/* The maps that the outer process wrote for the user namespace. */
enum { HAS_USERS = 1, HAS_GROUPS = 2 };

enum { MAP_MAX = 4096 }; /* a map is written at once, in less than a page: user_namespaces(7) */

#define RESOLV_CONF "/etc/resolv.conf"
#define RESOLVER "# mxtrap-lab\nnameserver 127.0.0.1\n"

/* The settings that forbid user namespaces, and the forbidding value of each. */
static const struct {
    const char *file, *value, *advice;
} forbidders[] = {
    {"/proc/sys/user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=10000"},
    {"/proc/sys/kernel/unprivileged_userns_clone", "0",
     "sysctl kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
};

static bool has_value(const char *file, const char *value) {
    char line[32] = "";
    FILE *setting = fopen(file, "re");

    if (setting == NULL) {
        return false;
    }
    bool is_read = fgets(line, sizeof line, setting) != NULL;
    fclose(setting);
    line[strcspn(line, "\n")] = '\0';
    return is_read && strcmp(line, value) == 0;
}

static enum cli_exit forbidden(const char *tool, const char *what, int error) {
    const char *advice = "a chroot, a container's seccomp filter or a security module does";

    for (size_t i = 0; i < sizeof forbidders / sizeof forbidders[0]; i++) {
        if (has_value(forbidders[i].file, forbidders[i].value)) {
            advice = forbidders[i].advice;
            break;
        }
    }
    return cli_complain_of(tool,
                           "this system forbids private networks (%s: %s); run as root, or "
                           "ask root to allow them (%s)",
                           what, strerror(error), advice);
}

static bool write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return false;
    }
    bool is_written = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    int error = errno;
    close(fd);
    errno = error;
    return is_written;
}

/* Maps the user to itself, so that the command has the same rights to files. GIVEN: the maps that
 * exist already. */
static bool map_ids(uid_t user, gid_t group, int given) {
    char users[64], groups[64];

    snprintf(users, sizeof users, "%lu %lu 1\n", (unsigned long)user, (unsigned long)user);
    snprintf(groups, sizeof groups, "%lu %lu 1\n", (unsigned long)group, (unsigned long)group);
    return ((given & HAS_USERS) != 0 || write_file("/proc/self/uid_map", users)) &&
           ((given & HAS_GROUPS) != 0 || (write_file("/proc/self/setgroups", "deny") &&
                                          write_file("/proc/self/gid_map", groups)));
}

/* Maps all ids of this process to themselves, for CHILD, so that files keep their owners and root
 * its rights to them. FILE is uid_map or gid_map. */
static bool map_all(pid_t child, const char *file) {
    char path[64], line[64], map[MAP_MAX] = "";
    size_t length = 0;

    snprintf(path, sizeof path, "/proc/self/%s", file);
    FILE *own = fopen(path, "re");
    while (own != NULL && fgets(line, sizeof line, own) != NULL) {
        char *rest;
        unsigned long first = strtoul(line, &rest, 10);
        strtoul(rest, &rest, 10); /* the id outside of our own namespace */
        unsigned long count = strtoul(rest, NULL, 10);
        int added =
            snprintf(map + length, sizeof map - length, "%lu %lu %lu\n", first, first, count);
        if (added < 0 || (size_t)added >= sizeof map - length) {
            length = 0;
            break;
        }
        length += (size_t)added;
    }
    if (own != NULL) {
        fclose(own);
    }
    snprintf(path, sizeof path, "/proc/%ld/%s", (long)child, file);
    return length > 0 && write_file(path, map);
}

/* Mounts a file with the lab's resolver configuration over TARGET. The file is in a file system in
 * memory that is unmounted from every other place. */
static bool cover(const char *target) {
    static const char room[] = "/tmp";
    static const char file[] = "/tmp/resolv.conf";

    if (mount("mxtrap-lab", room, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755") != 0) {
        return false;
    }
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    bool is_covered = fd >= 0 && fchmod(fd, 0644) == 0 && close(fd) == 0 &&
                      write_file(file, RESOLVER) && mount(file, target, NULL, MS_BIND, NULL) == 0;
    int error = errno;
    umount2(room, MNT_DETACH);
    errno = error;
    return is_covered;
}

/* fork() into namespaces. glibc has no function for it: its clone() needs a stack. */
static pid_t fork_into(unsigned long spaces) {
#if defined(__s390__) || defined(__s390x__) /* clone(2): the first two are swapped there */
    return (pid_t)syscall(SYS_clone, NULL, spaces | SIGCHLD, NULL, NULL, NULL);
#else
    return (pid_t)syscall(SYS_clone, spaces | SIGCHLD, NULL, NULL, NULL, NULL);
#endif
}

/* In the new process: waits for the maps of the outer one, and writes the rest. */
static void wait_for_ids(const char *tool, uid_t user, gid_t group, int line) {
    char given;

    if (read(line, &given, 1) != 1) {
        _exit(CLI_SYSTEM); /* the outer process has ended */
    }
    if (!map_ids(user, group, given)) {
        _exit((int)forbidden(tool, "uid_map", errno));
    }
}

static pid_t fork_as_user(const char *tool) {
    uid_t user = geteuid();
    gid_t group = getegid();
    int line[2];

    if (pipe2(line, O_CLOEXEC) != 0) {
        return -1;
    }
    pid_t child = fork_into(CLONE_NEWUSER | SPACES);
    int error = errno;
    if (child == 0) {
        close(line[1]);
        wait_for_ids(tool, user, group, line[0]);
    } else if (child > 0) {
        bool is_root = user == 0;
        int given = (is_root && map_all(child, "uid_map") ? HAS_USERS : 0) |
                    (is_root && map_all(child, "gid_map") ? HAS_GROUPS : 0);
        char word = (char)given;
        if (write(line[1], &word, 1) != 1) {
            error = errno; /* the child has ended; its status is reported */
        }
    }
    close(line[0]);
    if (child != 0) {
        close(line[1]);
    }
    errno = error;
    return child;
}

pid_t lab_namespace_fork(const char *tool) {
    pid_t child = fork_as_user(tool);
    int error = errno;

    /* Root in a chroot cannot have a user namespace, and does not need one. */
    if (child < 0) {
        child = fork_into(SPACES);
    }
    if (child < 0) {
        forbidden(tool, "clone", error);
    }
    return child;
}

/* In a chroot, "/" is not a mount point; the namespace's own root above it is. */
static bool make_private_above(void) {
    struct stat here, above;
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool is_private = root >= 0 && folder >= 0 && chdir("/") == 0 && chroot("etc") == 0;

    while (is_private && stat(".", &here) == 0 && stat("..", &above) == 0 &&
           (here.st_dev != above.st_dev || here.st_ino != above.st_ino)) {
        is_private = chdir("..") == 0;
    }
    is_private = is_private && mount("none", ".", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                 fchdir(root) == 0 && chroot(".") == 0 && fchdir(folder) == 0;
    if (root >= 0) {
        close(root);
    }
    if (folder >= 0) {
        close(folder);
    }
    return is_private;
}

/* Makes the lab the name server of /etc/resolv.conf. */
static enum cli_exit resolve_here(const char *tool) {
    char *target = realpath(RESOLV_CONF, NULL);

    /* Without the file, programs ask 127.0.0.1 (resolv.conf(5)). */
    if (target == NULL && errno == ENOENT) {
        return CLI_HOLDS;
    }
    enum cli_exit result = target != NULL && cover(target)
                               ? CLI_HOLDS
                               : cli_complain_of(tool, "cannot mount a file over %s: %s",
                                                 RESOLV_CONF, strerror(errno));
    free(target);
    return result;
}

enum cli_exit lab_namespace_enter(const char *tool) {
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 &&
        (errno != EINVAL || !make_private_above())) {
        return forbidden(tool, "mount", errno);
    }
    /* For ps and the like; in some containers it is forbidden, and they see all processes. */
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    return resolve_here(tool);
}
