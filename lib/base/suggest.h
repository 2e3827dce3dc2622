/* "Did you mean": the nearest of some known words. */
#ifndef MX_BASE_SUGGEST_H
#define MX_BASE_SUGGEST_H

#include <stddef.h>

/* How many letters must be changed, added, left out or swapped to make A of B, without regard to
 * case; LIMIT + 1 as soon as it is more than LIMIT. Words above 64 bytes are never near. */
size_t mx_edit_distance(const char *a, size_t a_length, const char *b, size_t limit);

/* Finds the nearest of several words: give each to mx_suggest_try, then look at best. */
struct mx_suggest {
    const char *word;
    size_t length;
    const char *best; /* NULL where none was near */
    size_t distance;
};

void mx_suggest_try(struct mx_suggest *similar, const char *candidate);

#endif
