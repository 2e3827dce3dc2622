/* Each record that is there more than once is noted once, at its second place. */
#include "zone/duplicates.h"

bool mx_zone_doubles_add(struct mx_zone_doubles *doubles, struct mx_arena *arena,
                         const struct mx_double *what) {
    struct mx_double *added = mx_arena_zeroed(arena, 1, sizeof *added);

    if (added == NULL) {
        return false;
    }
    *added = *what;
    added->next = NULL;
    mx_zone_doubles_join(doubles, &(struct mx_zone_doubles){added, &added->next});
    return true;
}

void mx_zone_doubles_join(struct mx_zone_doubles *doubles, struct mx_zone_doubles *more) {
    if (more->first != NULL) {
        *(doubles->last != NULL ? doubles->last : &doubles->first) = more->first;
        doubles->last = more->last;
    }
    *more = (struct mx_zone_doubles){0};
}
