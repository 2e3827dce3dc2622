/* The search goes up the folders as they are on the disk, not as a path with links and ".." has
 * them. It ends at the first configuration, so that a repository's is not mixed with that of the
 * folder around it, and at a folder that has .git. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"
#include "tool/output.h"
#include "tool/paths.h"

#define CONFIG ".mxtrap.yaml"

struct cli_config {
    dev_t device;
    ino_t inode;
    mxtrap_config *config; /* NULL: it has errors, or is not used */
};

static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');

    return slash == NULL   ? strdup(".")
           : slash == path ? strdup("/")
                           : strndup(path, (size_t)(slash - path));
}

/* Of a path below the working directory, the part after it, as in other findings. */
static const char *shown(const char *path) {
    char *here = realpath(".", NULL);
    size_t length = here == NULL ? 0 : strlen(here);
    bool is_below = length > 1 && strncmp(path, here, length) == 0 && path[length] == '/';

    free(here);
    return is_below ? path + length + 1 : path;
}

static enum mxtrap_status read_config(const struct cli_configs *configs, const char *path,
                                      const struct stat *status, uid_t owner, mxtrap_config **out,
                                      mxtrap_findings *findings) {
    bool is_ours = status->st_uid == 0 || status->st_uid == geteuid() || status->st_uid == owner;

    if (!is_ours) {
        cli_complain_of(configs->tool->name, "%.800s belongs to another user: it is not used",
                        path);
        return MXTRAP_OK;
    }
    enum mxtrap_status read = mxtrap_config_read(out, path, findings);
    return read == MXTRAP_ERR_INPUT ? MXTRAP_OK : read;
}

/* The one at PATH, which is read once. False as above. */
static bool use(struct cli_configs *configs, const char *path, const struct stat *status,
                uid_t owner, mxtrap_findings *findings) {
    for (size_t i = 0; i < configs->count; i++) {
        const struct cli_config *known = &configs->list[i];
        if (known->device == status->st_dev && known->inode == status->st_ino) {
            configs->of_folder = known->config;
            return true;
        }
    }
    struct cli_config *list =
        mx_grow(configs->list, configs->count, &configs->capacity, sizeof *list);
    if (list == NULL) {
        return false;
    }
    configs->list = list;
    list += configs->count++;
    *list = (struct cli_config){status->st_dev, status->st_ino, NULL};
    enum mxtrap_status read =
        read_config(configs, shown(path), status, owner, &list->config, findings);
    configs->of_folder = list->config;
    return read == MXTRAP_OK;
}

/* In FOLDER, a path without links, or above; it is cut shorter on the way. False as above. */
static bool search(struct cli_configs *configs, char *folder, mxtrap_findings *findings) {
    struct stat status;
    uid_t owner = stat(folder, &status) == 0 ? status.st_uid : geteuid();
    bool is_good = true, is_over = false;

    while (is_good && !is_over) {
        char *config = cli_path_join(folder, CONFIG), *git = cli_path_join(folder, ".git");
        is_good = config != NULL && git != NULL;
        if (is_good && lstat(config, &status) == 0) {
            is_good = use(configs, config, &status, owner, findings);
            is_over = true;
        } else {
            is_over = is_good && (strcmp(folder, "/") == 0 || lstat(git, &status) == 0);
        }
        free(config);
        free(git);
        char *slash = strrchr(folder, '/');
        slash[slash == folder ? 1 : 0] = '\0';
    }
    return is_good;
}

bool cli_config_find(struct cli_configs *configs, const char *path, const mxtrap_config **out,
                     mxtrap_findings *findings) {
    char *folder = folder_of(path);
    bool is_good = folder != NULL;

    if (is_good && (configs->folder == NULL || strcmp(folder, configs->folder) != 0)) {
        char *real = realpath(folder, NULL); /* where there is none, the file cannot be read */
        configs->of_folder = NULL;
        is_good = real == NULL || search(configs, real, findings);
        free(real);
        free(configs->folder);
        configs->folder = folder;
        folder = NULL;
    }
    free(folder);
    *out = configs->of_folder;
    return is_good;
}

void cli_configs_free(struct cli_configs *configs) {
    for (size_t i = 0; i < configs->count; i++) {
        mxtrap_config_free(configs->list[i].config);
    }
    free(configs->list);
    free(configs->folder);
    *configs = (struct cli_configs){0};
}
