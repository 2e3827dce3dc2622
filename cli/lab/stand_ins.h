/* What is said of the hosts to which only the lab gave an address. */
#ifndef CLI_LAB_STAND_INS_H
#define CLI_LAB_STAND_INS_H

#include <stdbool.h>

#include "hosts.h"

/* Tells mxtrap-check, by the environment of COMMAND, which addresses are made up, unless they are
 * to count. False when memory is out. */
bool lab_stand_ins_announce(const struct lab_settings *settings,
                            const struct lab_stand_ins *made_up);

/* Says which hosts were made up, and returns the exit status: that of COMMAND, but 3 for 0, unless
 * they are to count. */
int lab_stand_ins_judge(const struct lab_settings *settings, struct lab_stand_ins *made_up,
                        int status);

#endif
