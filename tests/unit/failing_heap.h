/* A heap whose allocations fail when a test wants it: the program's own malloc and its likes stand
 * before the C library's (glibc). */
#ifndef FAILING_HEAP_H
#define FAILING_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* AddressSanitizer's, where the program is built with it; else glibc's. */
#define FORWARDED(type, name, ...)                                                                 \
    extern type __interceptor_##name(__VA_ARGS__) __attribute__((weak));                           \
    extern type __libc_##name(__VA_ARGS__);
FORWARDED(void *, malloc, size_t)
FORWARDED(void *, calloc, size_t, size_t)
FORWARDED(void *, realloc, void *, size_t)
FORWARDED(void *, memalign, size_t, size_t)
FORWARDED(void, free, void *)
#undef FORWARDED

#define FORWARD(name, ...)                                                                         \
    (__interceptor_##name != NULL ? __interceptor_##name(__VA_ARGS__) : __libc_##name(__VA_ARGS__))

static struct {
    bool armed;
    bool goes_on;        /* what follows the failing one fails as well */
    bool own_alone;      /* what this program itself asks for, and no shared library */
    size_t fails;        /* the allocation that fails, counted from 1 */
    _Atomic size_t made; /* asked for, by any thread */
    _Atomic size_t failed;
    _Atomic long alive; /* pieces not yet freed */
} heap;

/* Where this program's own code lies; the linker says. */
extern char __executable_start, etext;

static bool is_own(const void *caller) {
    return (const char *)caller >= &__executable_start && (const char *)caller < &etext;
}

static bool fails_now(const void *caller) {
    if (!heap.armed || (heap.own_alone && !is_own(caller))) {
        return false;
    }
    size_t made = ++heap.made;
    if (made == heap.fails || (heap.goes_on && made > heap.fails)) {
        heap.failed++;
        return true;
    }
    return false;
}

/* Before it is armed, AddressSanitizer may not be ready for what it would do at an atomic count. */
static void *counted(void *piece) {
    if (heap.armed && piece != NULL) {
        heap.alive++;
    }
    return piece;
}

#define VISIBLE __attribute__((visibility("default")))

VISIBLE void *malloc(size_t size) {
    return fails_now(__builtin_return_address(0)) ? NULL : counted(FORWARD(malloc, size));
}

VISIBLE void *calloc(size_t count, size_t size) {
    return fails_now(__builtin_return_address(0)) ? NULL : counted(FORWARD(calloc, count, size));
}

VISIBLE void *realloc(void *piece, size_t size) {
    if (fails_now(__builtin_return_address(0))) {
        return NULL;
    }
    void *moved = FORWARD(realloc, piece, size);
    return piece == NULL ? counted(moved) : moved;
}

VISIBLE void *aligned_alloc(size_t alignment, size_t size) {
    return fails_now(__builtin_return_address(0)) ? NULL
                                                  : counted(FORWARD(memalign, alignment, size));
}

VISIBLE void free(void *piece) {
    if (heap.armed && piece != NULL) {
        heap.alive--;
    }
    FORWARD(free, piece);
}

/* AddressSanitizer's strdup does not come by malloc. */
VISIBLE char *strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = fails_now(__builtin_return_address(0)) ? NULL : counted(FORWARD(malloc, size));
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

#endif
