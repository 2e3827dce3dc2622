/* A host with a made-up address behaves as in the spec only because the lab makes it so. That
 * proves nothing, so a result that depends on it is not a pass. */
#include "lab.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/output.h"

bool lab_stand_ins_announce(const struct lab_settings *settings,
                            const struct lab_stand_ins *made_up) {
    static const char name[] = "MXTRAP_STAND_INS";
    char first[INET_ADDRSTRLEN], last[INET_ADDRSTRLEN], value[2 * INET_ADDRSTRLEN + 1];
    struct in_addr from = {htonl(made_up->first)}, to = {htonl(made_up->last)};

    if (made_up->count == 0 || settings->stand_in) {
        return unsetenv(name) == 0;
    }
    inet_ntop(AF_INET, &from, first, sizeof first);
    inet_ntop(AF_INET, &to, last, sizeof last);
    snprintf(value, sizeof value, "%s-%s", first, last);
    return setenv(name, value, 1) == 0;
}

int lab_stand_ins_judge(const struct lab_settings *settings, struct lab_stand_ins *made_up,
                        int status) {
    if (made_up->count == 0 || (settings->stand_in && settings->quiet)) {
        return status;
    }
    const char *names = mx_text_string_of(&made_up->names);
    struct mx_text line = {0};

    mx_text_format(&line, "%sthe lab made up the address%s of ",
                   status == CLI_HOLDS && !settings->stand_in ? "inconclusive: " : "",
                   made_up->count > 1 ? "es" : "");
    mx_text_string(&line, names != NULL ? names : "");
    if (made_up->count > LAB_NAMED_MAX) {
        mx_text_format(&line, " and %zu more", made_up->count - LAB_NAMED_MAX);
    }
    if (!settings->stand_in) {
        mx_text_format(&line, ": give %s in the spec, or let these hosts count with --stand-in",
                       made_up->count > 1 ? "them" : "it");
    }
    cli_complain(settings->tool->name,
                 mx_text_string_of(&line) != NULL ? mx_text_string_of(&line) : "");
    mx_text_free(&line);
    return status == CLI_HOLDS && !settings->stand_in ? CLI_UNDETERMINED : status;
}
