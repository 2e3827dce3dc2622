/* The lab's servers, and the command beside them. */
#ifndef CLI_LAB_RUN_H
#define CLI_LAB_RUN_H

#include "lab_hosts.h"
#include "lab_records.h"

/* Serves what RECORDS and HOSTS say, runs COMMAND (its words, then NULL), waits for it and ends all
 * that it left behind. The command's exit status; 128 + N where signal N ended it; 126 and 127
 * where it cannot be run; CLI_SYSTEM where the lab failed, after a report. Signals that are sent to
 * this process go to the command. */
int lab_run(const char *tool, const struct lab_records *records, const struct lab_hosts *hosts,
            char *const *command);

#endif
