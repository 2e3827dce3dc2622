/* Optimal string alignment distance, bounded. */
#include "base/suggest.h"

#include <string.h>

#include "base/text.h"

enum { WORD_MAX = 64 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t mx_edit_distance(const char *a, size_t a_length, const char *b, size_t limit) {
    size_t rows[3][WORD_MAX + 1];
    size_t b_length = strlen(b);

    if (a_length > WORD_MAX || b_length > WORD_MAX) {
        return limit + 1;
    }
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t differs = mx_lower(a[i - 1]) != mx_lower(b[j - 1]);
            row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + differs);
            if (i > 1 && j > 1 && mx_lower(a[i - 1]) == mx_lower(b[j - 2]) &&
                mx_lower(a[i - 2]) == mx_lower(b[j - 1])) {
                row[j] = least(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return least(rows[a_length % 3][b_length], limit + 1);
}

void mx_suggest_try(struct mx_suggest *similar, const char *candidate) {
    size_t limit = similar->length <= 4 ? 1 : 2;
    size_t distance = mx_edit_distance(similar->word, similar->length, candidate, limit);

    if (distance <= limit && (similar->best == NULL || distance < similar->distance)) {
        similar->best = candidate;
        similar->distance = distance;
    }
}
