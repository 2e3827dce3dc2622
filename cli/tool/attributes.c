/* The order matters: a change of owner drops capabilities and set-id bits, a read-only mode forbids
 * attributes, and a mode set after an access control list changes its mask. */
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

enum { GROUPS_MAX = 1024 }; /* of one user */

/* Keeps the first loss, or the first that is refused. Returns whether it is this one. */
static bool note_loss(struct cli_lost *lost, const char *what, bool is_refused, int error) {
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

/* Whether the old owner could still read a file with another owner. */
static bool may_read(const struct stat *old, bool has_group) {
    return (old->st_mode & S_IROTH) != 0 ||
           (has_group && (old->st_mode & S_IRGRP) != 0 && is_member(old->st_uid, old->st_gid));
}

/* Without root, only the group can be kept, if we are in it. */
static void keep_owner(int fd, const struct stat *old, struct cli_lost *lost) {
    struct stat now;

    if (fchown(fd, old->st_uid, old->st_gid) == 0) {
        return;
    }
    int error = errno, has_changed = fchown(fd, (uid_t)-1, old->st_gid);
    if (fstat(fd, &now) != 0) {
        note_loss(lost, "the owner", true, errno);
        return;
    }
    bool has_group = has_changed == 0 || now.st_gid == old->st_gid;
    mode_t group = (old->st_mode & 070) >> 3, others = old->st_mode & 07;
    if (!has_group) { /* our group must not gain access, nor the old one note_loss it */
        note_loss(lost, "the group", (group & ~others) != 0, error);
    }
    if (now.st_uid != old->st_uid) {
        note_loss(lost, "the owner", !may_read(old, has_group), error);
    }
}

#ifdef __linux__

#define ACL "system.posix_acl_access"

/* The value of NAME at PATH, for the caller to free; NULL with errno. */
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

/* Whether the new file has the value already, as from a security module. */
static bool has_value(int fd, const char *name, const void *value, size_t length) {
    void *own = malloc(length + 1);
    bool is_same = own != NULL && fgetxattr(fd, name, own, length + 1) == (ssize_t)length &&
                   memcmp(own, value, length) == 0;

    free(own);
    return is_same;
}

static bool starts(const char *name, const char *with) {
    return strncmp(name, with, strlen(with)) == 0;
}

/* keep_mode copies the access control list; signatures are of the old file's bytes. */
static bool is_left_out(const char *name) {
    return starts(name, "system.") || strcmp(name, "security.ima") == 0 ||
           strcmp(name, "security.evm") == 0;
}

static void keep_attribute(int fd, const char *path, const char *name, struct cli_lost *lost) {
    size_t length = 0;
    void *value = value_of(path, name, &length);

    if (value == NULL && errno == ENODATA) {
        return; /* removed meanwhile */
    }
    if (value == NULL ||
        (!has_value(fd, name, value, length) && fsetxattr(fd, name, value, length, 0) != 0)) {
        if (note_loss(lost, "the extended attribute", starts(name, "user."), errno)) {
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
        note_loss(lost, "an extended attribute", true, errno);
    } else if (size > 0 && names == NULL) {
        note_loss(lost, "an extended attribute", true, ENOMEM);
    }
    free(names);
}

/* With an access control list, the middle three mode bits are its mask, so the list is set instead
 * of the mode. Without one, the list that a new file may have from its folder is removed. */
static void keep_mode(int fd, const char *path, mode_t mode, struct cli_lost *lost) {
    size_t length = 0;
    void *list = value_of(path, ACL, &length);
    int error = errno;

    if (list != NULL) {
        if (fchmod(fd, (mode & 07000) | 0600) != 0 || fsetxattr(fd, ACL, list, length, 0) != 0) {
            note_loss(lost, "the access control list", true, errno);
        }
    } else if (error != ENODATA && error != ENOTSUP) {
        note_loss(lost, "the access control list", true, error);
    } else if ((fremovexattr(fd, ACL) != 0 && errno != ENODATA && errno != ENOTSUP) ||
               fchmod(fd, mode) != 0) {
        note_loss(lost, "the mode", true, errno);
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
        note_loss(lost, "the mode", true, errno);
    }
}

#endif

void cli_attributes_keep(int fd, const char *path, const struct stat *old, struct cli_lost *lost) {
    *lost = (struct cli_lost){0};
    keep_owner(fd, old, lost);
    mode_t mode =
        old->st_mode & (lost->what == NULL ? 07777 : 0777); /* no set-id bits for another owner */
    keep_attributes(fd, path, lost);
    if (!lost->is_refused) {
        keep_mode(fd, path, mode, lost);
    }
}
