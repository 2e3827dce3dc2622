/* A process that starts a program and, when it is asked to, starts it once more. It is forked
 * before the check confines itself, which cannot start programs any more; what it takes from the
 * check is one byte, which says that the second start is due. */
#ifndef CLI_CHECK_KEEPER_H
#define CLI_CHECK_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct cli_keeper {
    pid_t process;          /* 0: none */
    int from, to;           /* of the program; -1: none */
    int next_from, next_to; /* of its second start; -1: none is left */
};

#define CLI_KEEPER_NONE                                                                            \
    { 0, -1, -1, -1, -1 }

/* Starts WORDS for the keeper at KEEPERS[INDEX]; those before it are started. What the program says
 * on standard error comes out on this one, with NAME before each line. False, with errno: there is
 * no process or no pipe. */
bool cli_keeper_start(struct cli_keeper *keepers, size_t index, const char *name,
                      const char *const *words);

/* Has the program of the keeper CONTEXT started again; the descriptors are those of that start. The
 * form is that of mxtrap_check_reopen_fn. */
int cli_keeper_again(void *context, int *from, int *to);

/* Closes the descriptors, by which the program ends; then waits, and ends it where it does not. */
void cli_keeper_close(struct cli_keeper *keeper);
void cli_keeper_end(const struct cli_keeper *keeper);

#endif
