/* mxtrap-check: the one beside this program, so that what was built together is tried together,
 * else the one that PATH has. */
#include "lab_command.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char check[] = "mxtrap-check";

/* The words before specs and zones: the specs' addresses are often special ones. */
enum { FIXED_WORDS = 2, WORDS_A_SPEC = 2 };

/* Into BUFFER of PATH_MAX bytes where it is beside this program. */
static const char *find_check(char *buffer) {
    ssize_t length = readlink("/proc/self/exe", buffer, PATH_MAX - sizeof check);

    while (length > 0 && buffer[length - 1] != '/') {
        length--;
    }
    if (length <= 0) {
        return check;
    }
    memcpy(buffer + length, check, sizeof check);
    return access(buffer, X_OK) == 0 ? buffer : check;
}

static char *keep(char **at, const char *text) {
    size_t size = strlen(text) + 1;
    char *kept = memcpy(*at, text, size);

    *at += size;
    return kept;
}

char **lab_default_command(const mxtrap_zones *zones, char **specs, size_t spec_count) {
    static char special[] = "--allow-special", spec[] = "--spec";
    char path[PATH_MAX], name[MXTRAP_NAME_TEXT_MAX];
    const char *program = find_check(path);
    size_t zone_count = mxtrap_zones_count(zones);
    size_t words = FIXED_WORDS + WORDS_A_SPEC * spec_count + zone_count + 1;
    size_t size = words * sizeof(char *) + strlen(program) + 1;

    for (size_t i = 0; i < zone_count; i++) {
        size += strlen(mxtrap_zone_origin(mxtrap_zones_at(zones, i), name)) + 1;
    }
    char **command = malloc(size);
    if (command == NULL) {
        return NULL;
    }
    char *text = (char *)(command + words);
    size_t at = 0;
    command[at++] = keep(&text, program);
    command[at++] = special;
    for (size_t i = 0; i < spec_count; i++) {
        command[at++] = spec;
        command[at++] = specs[i];
    }
    for (size_t i = 0; i < zone_count; i++) {
        command[at++] = keep(&text, mxtrap_zone_origin(mxtrap_zones_at(zones, i), name));
    }
    command[at] = NULL;
    return command;
}
