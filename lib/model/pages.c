/* Pages of the system, aligned so that large ones fit all of them. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise: not in POSIX, but wherever mmap is */

#include "model/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Of x86-64 and most others; where it is another one, less of it is in large pages. */
static const size_t LARGE = MX_PAGES_FROM;

static size_t whole_pages(size_t size) {
    return (size + LARGE - 1) / LARGE * LARGE;
}

/* LENGTH bytes of whole large pages: one more is asked for, and what is out of line given back. */
static void *map(size_t length) {
    char *got =
        mmap(NULL, length + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (got == MAP_FAILED) {
        return NULL;
    }
    size_t before = LARGE - (uintptr_t)got % LARGE, behind = LARGE - before;
    munmap(got, before);
    if (behind > 0) {
        munmap(got + before + length, behind);
    }
#ifdef MADV_HUGEPAGE
    madvise(got + before, length, MADV_HUGEPAGE); /* refused: then they are small ones */
#endif
    return got + before;
}

void *mx_pages_take(size_t size) {
    if (size < MX_PAGES_FROM) {
        return calloc(1, size);
    }
    return size > SIZE_MAX - 2 * LARGE ? NULL : map(whole_pages(size));
}

void mx_pages_free(void *pages, size_t size) {
    if (size < MX_PAGES_FROM) {
        free(pages);
    } else if (pages != NULL) {
        munmap(pages, whole_pages(size));
    }
}
