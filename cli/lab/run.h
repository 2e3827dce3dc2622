/* The lab's servers, and the command beside them. */
#ifndef CLI_LAB_RUN_H
#define CLI_LAB_RUN_H

#include "hosts.h"
#include "records.h"

/* In a network of its own puts HOSTS on the loopback, serves what RECORDS say, runs COMMAND (its
 * words, then NULL), waits for it and ends all that it left behind. The command's exit status; 128
 * + N where signal N ended it; 126 and 127 where it cannot be run; CLI_SYSTEM where the lab failed,
 * after a report. Signals that are sent to this process go to the command; one that asks to end
 * ends it after five seconds at the latest. */
int lab_run(const char *tool, const struct lab_records *records, struct lab_hosts *hosts,
            char *const *command);

#endif
