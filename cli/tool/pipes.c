/* pipe2() would do the same at once, and is not in POSIX. */
#include "pipes.h"

#include <fcntl.h>
#include <unistd.h>

bool cli_pipe_open(int *pair) {
    return pipe(pair) == 0 && fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 &&
           fcntl(pair[1], F_SETFD, FD_CLOEXEC) == 0;
}

void cli_pipe_close(const int *pair) {
    for (int i = 0; i < 2; i++) {
        if (pair[i] >= 0) {
            close(pair[i]);
        }
    }
}
