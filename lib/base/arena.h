/* One arena for each spec, zone and report: allocated piece by piece, freed at once. */
#ifndef MX_BASE_ARENA_H
#define MX_BASE_ARENA_H

#include <stddef.h>

struct mx_arena_block;

struct mx_arena {
    struct mx_arena_block *newest;
    size_t used; /* bytes taken of the newest block */
};

/* A zeroed struct is an empty arena. */

/* SIZE bytes, aligned for pointers and 64-bit integers, not zeroed; NULL when memory is out. */
void *mx_arena_alloc(struct mx_arena *arena, size_t size);

/* The same, zeroed, for COUNT items; NULL also when COUNT * SIZE overflows. */
void *mx_arena_zeroed(struct mx_arena *arena, size_t count, size_t size);

/* A copy of LENGTH bytes, with a NUL after them and without alignment: text and names. */
char *mx_arena_copy(struct mx_arena *arena, const void *bytes, size_t length);

/* Forgets all pieces but keeps one block for the next ones. */
void mx_arena_reset(struct mx_arena *arena);

/* Gives all pieces of FROM to INTO, where they live on; FROM is then empty. */
void mx_arena_move(struct mx_arena *into, struct mx_arena *from);

void mx_arena_free(struct mx_arena *arena);

#endif
