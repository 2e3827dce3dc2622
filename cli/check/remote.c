/* As rsync does: the words of the remote shell, then the host, then the words of the remote
 * command. No shell of this machine reads any of them. */
#include "remote.h"

#include <stdlib.h>
#include <string.h>

#include "keeper.h"
#include "tool/output.h"

enum { REMOTES_MAX = 16, NAME_MAX_LENGTH = 64, WORDS_MAX = 64 };

struct remote {
    char name[NAME_MAX_LENGTH + 1];
    const char *host;
};

struct cli_remotes {
    size_t count;
    struct remote list[REMOTES_MAX];
    struct cli_keeper keepers[REMOTES_MAX];
    struct mxtrap_check_vantage vantages[REMOTES_MAX];
};

/* "NAME=HOST", or a host that is its own name. */
static bool read_via(struct remote *remote, const char *via) {
    const char *equals = strchr(via, '=');
    size_t length = equals != NULL ? (size_t)(equals - via) : strlen(via);

    remote->host = equals != NULL ? equals + 1 : via;
    if (length == 0 || length > NAME_MAX_LENGTH || remote->host[0] == '\0' ||
        remote->host[0] == '-') { /* which the program would take for an option */
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (via[i] <= ' ' || via[i] > '~') {
            return false;
        }
        remote->name[i] = via[i];
    }
    remote->name[length] = '\0';
    return true;
}

/* Cuts TEXT at its blanks, into one word more than there may be at most. */
static size_t split(char *text, const char **words) {
    size_t count = 0;

    for (char *word = strtok(text, " \t"); word != NULL && count <= WORDS_MAX;
         word = strtok(NULL, " \t")) {
        words[count++] = word;
    }
    return count;
}

/* Cuts the two commands into words, from which the program is started. */
static enum cli_exit start_command(struct cli_remotes *remotes, size_t index, char *shell,
                                   char *command) {
    const char *words[2 * WORDS_MAX + 2] = {NULL};
    const char *more[WORDS_MAX + 1] = {NULL};
    size_t count = split(shell, words);
    size_t more_count = split(command, more);

    if (count == 0) {
        return cli_usage(&cli_check_tool, "--remote-shell has no word");
    }
    if (count > WORDS_MAX || more_count > WORDS_MAX) {
        return cli_usage(&cli_check_tool, "--remote-%s has more than %d words",
                         count > WORDS_MAX ? "shell" : "command", WORDS_MAX);
    }
    words[count++] = remotes->list[index].host;
    memcpy(words + count, more, more_count * sizeof *more);
    return cli_keeper_start(remotes->keepers, index, remotes->list[index].name, words)
               ? CLI_HOLDS
               : cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);
}

static enum cli_exit start_one(struct cli_remotes *remotes, size_t index,
                               const struct cli_check_settings *settings) {
    const char *shell =
        settings->remote_shell != NULL ? settings->remote_shell : "ssh -oBatchMode=yes";
    const char *command =
        settings->remote_command != NULL ? settings->remote_command : "mxtrap-check --serve";
    char *copies[2] = {strdup(shell), strdup(command)};
    enum cli_exit result = copies[0] != NULL && copies[1] != NULL
                               ? start_command(remotes, index, copies[0], copies[1])
                               : cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);

    free(copies[0]);
    free(copies[1]);
    return result;
}

static enum cli_exit read_all(struct cli_remotes *remotes, const struct cli_list *via) {
    for (size_t i = 0; i < via->count; i++) {
        struct remote *remote = &remotes->list[i];
        remotes->keepers[i] = (struct cli_keeper)CLI_KEEPER_NONE;
        if (!read_via(remote, via->items[i])) {
            return cli_usage(&cli_check_tool, "--via takes [NAME=]HOST, not \"%s\"", via->items[i]);
        }
        for (size_t other = 0; other < i; other++) {
            if (strcmp(remotes->list[other].name, remote->name) == 0) {
                return cli_usage(&cli_check_tool, "two vantage points are called %s", remote->name);
            }
        }
        remotes->count++;
    }
    return CLI_HOLDS;
}

enum cli_exit cli_remotes_start(struct cli_remotes **out, struct cli_check_settings *settings) {
    enum cli_exit result = CLI_HOLDS;

    if (settings->via.count == 0) {
        return result;
    }
    if (settings->via.count > REMOTES_MAX) {
        return cli_usage(&cli_check_tool, "there are more than %d vantage points", REMOTES_MAX);
    }
    struct cli_remotes *remotes = calloc(1, sizeof *remotes);
    if (remotes == NULL) {
        return cli_finish(cli_check_tool.name, MXTRAP_ERR_MEMORY);
    }
    *out = remotes;
    result = read_all(remotes, &settings->via);
    for (size_t i = 0; i < remotes->count && result == CLI_HOLDS; i++) {
        if (strcmp(remotes->list[i].host, "here") != 0) {
            result = start_one(remotes, i, settings);
        }
    }
    for (size_t i = 0; i < remotes->count; i++) {
        struct cli_keeper *keeper = &remotes->keepers[i];
        remotes->vantages[i] = (struct mxtrap_check_vantage){remotes->list[i].name, keeper->from,
                                                             keeper->to, cli_keeper_again, keeper};
    }
    settings->check.vantages = remotes->vantages;
    settings->check.vantage_count = remotes->count;
    return result;
}

void cli_remotes_end(struct cli_remotes *remotes) {
    for (size_t i = 0; remotes != NULL && i < remotes->count; i++) {
        cli_keeper_close(&remotes->keepers[i]);
    }
    for (size_t i = 0; remotes != NULL && i < remotes->count; i++) {
        cli_keeper_end(&remotes->keepers[i]);
    }
    free(remotes);
}
