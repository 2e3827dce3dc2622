/* Blocks that grow from 8 KiB to 2 MiB, newest first; a large piece gets a block of its own behind
 * the newest, so that what is left of the newest is not lost. */
/* For madvise(), which is not in POSIX. */
#define _DEFAULT_SOURCE /* NOLINT(bugprone-reserved-identifier,cert-dcl*): the libc reads it */
#include "model/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct mx_arena_block {
    struct mx_arena_block *older;
    size_t size;
    alignas(max_align_t) char bytes[];
};

enum { BLOCK_FIRST = 8192, BLOCK_MOST = 2 << 20, LARGE = 4096, ALIGNMENT = 8 };

/* A spec of 100,000 zones fills some 40 of the largest blocks: as pages of 2 MiB they cost one
 * fault each, instead of 512, and fewer misses when they are read. */
static void *allocate(size_t size) {
#ifdef MADV_HUGEPAGE
    if (size == BLOCK_MOST) {
        void *block = aligned_alloc(BLOCK_MOST, size);
        if (block != NULL) {
            (void)madvise(block, size, MADV_HUGEPAGE); /* small pages do as well */
        }
        return block;
    }
#endif
    return malloc(size);
}

/* A block of SIZE bytes, its own head included. */
static struct mx_arena_block *block_new(size_t size) {
    struct mx_arena_block *block = allocate(size);

    if (block != NULL) {
        block->size = size - sizeof *block;
        block->older = NULL;
    }
    return block;
}

/* In a block of its own. */
static void *take_large(struct mx_arena *arena, size_t size) {
    struct mx_arena_block *block =
        size > SIZE_MAX - sizeof *block ? NULL : block_new(sizeof *block + size);

    if (block == NULL) {
        return NULL;
    }
    if (arena->newest == NULL) {
        arena->newest = block;
        arena->used = size;
    } else {
        block->older = arena->newest->older;
        arena->newest->older = block;
    }
    return block->bytes;
}

static size_t room(const struct mx_arena *arena) {
    return arena->newest == NULL ? 0 : arena->newest->size - arena->used;
}

/* A newest block in which any piece that is not large has room; false when memory is out. */
static bool extend(struct mx_arena *arena) {
    size_t size = arena->newest == NULL ? BLOCK_FIRST
                                        : 2 * (arena->newest->size + sizeof(struct mx_arena_block));
    struct mx_arena_block *block = block_new(size > BLOCK_MOST ? BLOCK_MOST : size);

    if (block == NULL) {
        return false;
    }
    block->older = arena->newest;
    arena->newest = block;
    arena->used = 0;
    return true;
}

static void *take(struct mx_arena *arena, size_t size, size_t alignment) {
    size_t gap = -arena->used & (alignment - 1);

    if (arena->newest == NULL || gap > room(arena) || size > room(arena) - gap) {
        if (size >= LARGE) {
            return take_large(arena, size);
        }
        if (!extend(arena)) {
            return NULL;
        }
        gap = 0;
    }
    void *piece = arena->newest->bytes + arena->used + gap;
    arena->used += gap + size;
    return piece;
}

void *mx_arena_take(struct mx_arena *arena, size_t size) {
    return take(arena, size, ALIGNMENT);
}

void *mx_arena_zeroed(struct mx_arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *piece = mx_arena_take(arena, count * size);
    if (piece != NULL) {
        memset(piece, 0, count * size);
    }
    return piece;
}

char *mx_arena_copy(struct mx_arena *arena, const void *bytes, size_t length) {
    char *copy = length == SIZE_MAX ? NULL : take(arena, length + 1, 1);
    if (copy != NULL) {
        if (length > 0) {
            memcpy(copy, bytes, length);
        }
        copy[length] = '\0';
    }
    return copy;
}

void mx_arena_reset(struct mx_arena *arena) {
    if (arena->newest == NULL) {
        return;
    }
    struct mx_arena_block *block = arena->newest->older;
    while (block != NULL) {
        struct mx_arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena->newest->older = NULL;
    arena->used = 0;
}

void mx_arena_move(struct mx_arena *into, struct mx_arena *from) {
    if (into->newest == NULL) {
        *into = *from;
    } else if (from->newest != NULL) {
        struct mx_arena_block *oldest = from->newest;
        while (oldest->older != NULL) {
            oldest = oldest->older;
        }
        oldest->older = into->newest->older;
        into->newest->older = from->newest;
    }
    *from = (struct mx_arena){0};
}

void mx_arena_free(struct mx_arena *arena) {
    mx_arena_reset(arena);
    free(arena->newest);
    arena->newest = NULL;
}
