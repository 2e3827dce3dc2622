/* In the order in which one spoils the other: a change of owner drops capabilities and set-id bits,
 * a mode that is not writable forbids attributes, and a mode set after an access control list
 * changes its mask. */
#include "attributes.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/xattr.h>
#endif

/* Of groups that a user is in. */
enum { GROUPS_MAX = 1024 };

/* The first is told, or the first that is refused. Whether it is this one. */
static bool lose(struct cli_lost *lost, const char *what, bool is_refused, int error) {
    if (lost->what != NULL && (!is_refused || lost->is_refused)) {
        return false;
    }
    lost->what = what;
    lost->is_refused = is_refused;
    lost->error = error;
    lost->attribute[0] = '\0';
    return true;
}

static bool is_member(uid_t user, gid_t group) {
    const struct passwd *entry = getpwuid(user);
    gid_t groups[GROUPS_MAX];
    int count = GROUPS_MAX;

    if (entry == NULL || getgrouplist(entry->pw_name, entry->pw_gid, groups, &count) < 0) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (groups[i] == group) {
            return true;
        }
    }
    return false;
}

/* Whether a file that is no more USER's can be read by that user all the same. */
static bool may_read(const struct stat *old, bool has_group) {
    return (old->st_mode & S_IROTH) != 0 ||
           (has_group && (old->st_mode & S_IRGRP) != 0 && is_member(old->st_uid, old->st_gid));
}

/* Owner and group: without root the group alone, where we are in it. */
static void keep_owner(int fd, const struct stat *old, struct cli_lost *lost) {
    struct stat now;

    if (fchown(fd, old->st_uid, old->st_gid) == 0) {
        return;
    }
    int error = errno, given = fchown(fd, (uid_t)-1, old->st_gid);
    if (fstat(fd, &now) != 0) {
        lose(lost, "the owner", true, errno);
        return;
    }
    bool has_group = given == 0 || now.st_gid == old->st_gid;
    mode_t group = (old->st_mode & 070) >> 3, others = old->st_mode & 07;
    if (!has_group) { /* our own group must not get what was another's, nor that lose it */
        lose(lost, "the group", (group & ~others) != 0, error);
    }
    if (now.st_uid != old->st_uid) {
        lose(lost, "the owner", !may_read(old, has_group), error);
    }
}

#ifdef __linux__

#define ACL "system.posix_acl_access"

/* The value of NAME at PATH, in memory of its own; NULL with errno. */
static void *value_of(const char *path, const char *name, size_t *length) {
    ssize_t size = lgetxattr(path, name, NULL, 0);
    void *value = size < 0 ? NULL : malloc((size_t)size + 1);

    if (value != NULL) {
        size = lgetxattr(path, name, value, (size_t)size);
        if (size < 0) {
            int error = errno;
            free(value);
            errno = error;
            return NULL;
        }
        *length = (size_t)size;
    }
    return value;
}

/* As the security module labels new files there, mostly. */
static bool is_there(int fd, const char *name, const void *value, size_t length) {
    void *own = malloc(length + 1);
    bool is_same = own != NULL && fgetxattr(fd, name, own, length + 1) == (ssize_t)length &&
                   memcmp(own, value, length) == 0;

    free(own);
    return is_same;
}

static bool starts(const char *name, const char *with) {
    return strncmp(name, with, strlen(with)) == 0;
}

/* The list is the mode's; signatures are of the old file's bytes. */
static bool is_left_out(const char *name) {
    return starts(name, "system.") || strcmp(name, "security.ima") == 0 ||
           strcmp(name, "security.evm") == 0;
}

static void keep_attribute(int fd, const char *path, const char *name, struct cli_lost *lost) {
    size_t length = 0;
    void *value = value_of(path, name, &length);

    if (value == NULL && errno == ENODATA) {
        return; /* gone meanwhile */
    }
    if (value == NULL ||
        (!is_there(fd, name, value, length) && fsetxattr(fd, name, value, length, 0) != 0)) {
        if (lose(lost, "the extended attribute", starts(name, "user."), errno)) {
            strncpy(lost->attribute, name, sizeof lost->attribute - 1);
        }
    }
    free(value);
}

static void keep_attributes(int fd, const char *path, struct cli_lost *lost) {
    ssize_t size = llistxattr(path, NULL, 0);
    char *names = size <= 0 ? NULL : malloc((size_t)size);

    if (names != NULL) {
        size = llistxattr(path, names, (size_t)size);
    }
    for (ssize_t at = 0; names != NULL && at < size; at += (ssize_t)strlen(names + at) + 1) {
        if (!is_left_out(names + at)) {
            keep_attribute(fd, path, names + at, lost);
        }
    }
    if (size < 0 && errno != ENOTSUP) {
        lose(lost, "an extended attribute", true, errno);
    } else if (size > 0 && names == NULL) {
        lose(lost, "an extended attribute", true, ENOMEM);
    }
    free(names);
}

/* The list is set instead of the mode's last nine bits, whose middle three are its mask then; a new
 * file may have one from its folder, which the old one has not. */
static void keep_mode(int fd, const char *path, mode_t mode, struct cli_lost *lost) {
    size_t length = 0;
    void *list = value_of(path, ACL, &length);
    int error = errno;

    if (list != NULL) {
        if (fchmod(fd, (mode & 07000) | 0600) != 0 || fsetxattr(fd, ACL, list, length, 0) != 0) {
            lose(lost, "the access control list", true, errno);
        }
    } else if (error != ENODATA && error != ENOTSUP) {
        lose(lost, "the access control list", true, error);
    } else if ((fremovexattr(fd, ACL) != 0 && errno != ENODATA && errno != ENOTSUP) ||
               fchmod(fd, mode) != 0) {
        lose(lost, "the mode", true, errno);
    }
    free(list);
}

#else

static void keep_attributes(int fd, const char *path, struct cli_lost *lost) {
    (void)fd, (void)path, (void)lost;
}

static void keep_mode(int fd, const char *path, mode_t mode, struct cli_lost *lost) {
    (void)path;
    if (fchmod(fd, mode) != 0) {
        lose(lost, "the mode", true, errno);
    }
}

#endif

void cli_attributes_keep(int fd, const char *path, const struct stat *old, struct cli_lost *lost) {
    *lost = (struct cli_lost){0};
    keep_owner(fd, old, lost);
    mode_t mode = old->st_mode & (lost->what == NULL ? 07777 : 0777); /* nobody's set-id bits */
    keep_attributes(fd, path, lost);
    if (!lost->is_refused) {
        keep_mode(fd, path, mode, lost);
    }
}
