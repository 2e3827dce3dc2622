/* Blocks that grow from 1 to 64 KiB, newest first: the first is small because ten thousand domains
 * under way have several arenas each. A large piece gets a block of its own behind the newest, so
 * that what is left of the newest is not lost. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct mx_arena_block {
    struct mx_arena_block *older;
    size_t size;
    alignas(max_align_t) char bytes[];
};

enum { BLOCK_FIRST = 1024, BLOCK_MAX = 65536, LARGE = 4096, ALIGNMENT = 8 };

static struct mx_arena_block *block_new(size_t size) {
    if (size > SIZE_MAX - sizeof(struct mx_arena_block)) {
        return NULL;
    }
    struct mx_arena_block *block = malloc(sizeof *block + size);
    if (block != NULL) {
        block->size = size;
        block->older = NULL;
    }
    return block;
}

static void *alloc_large(struct mx_arena *arena, size_t size) {
    struct mx_arena_block *block = block_new(size);
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

static void *alloc(struct mx_arena *arena, size_t size, size_t alignment) {
    size_t start = (arena->used + alignment - 1) & ~(alignment - 1);

    if (arena->newest == NULL || start > arena->newest->size ||
        size > arena->newest->size - start) {
        if (size >= LARGE) {
            return alloc_large(arena, size);
        }
        size_t next = arena->newest == NULL ? BLOCK_FIRST : arena->newest->size * 2;
        next = next > BLOCK_MAX ? BLOCK_MAX : next;
        struct mx_arena_block *block = block_new(next < size ? LARGE : next);
        if (block == NULL) {
            return NULL;
        }
        block->older = arena->newest;
        arena->newest = block;
        start = 0;
    }
    arena->used = start + size;
    return arena->newest->bytes + start;
}

void *mx_arena_alloc(struct mx_arena *arena, size_t size) {
    return alloc(arena, size, ALIGNMENT);
}

void *mx_arena_zeroed(struct mx_arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *piece = mx_arena_alloc(arena, count * size);
    if (piece != NULL) {
        memset(piece, 0, count * size);
    }
    return piece;
}

char *mx_arena_copy(struct mx_arena *arena, const void *bytes, size_t length) {
    char *copy = length == SIZE_MAX ? NULL : alloc(arena, length + 1, 1);
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
