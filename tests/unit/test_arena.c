/* The arena: pieces do not overlap, are aligned, outlive each other, and go at once. */
#include "unit.h"

#include "base/arena.h"

enum { PIECES = 3000 };

static void test_empty(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    mx_arena_reset(&arena);
    mx_arena_free(&arena);
    assert_null(arena.newest);
}

static void test_alignment(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    for (size_t i = 0; i < PIECES; i++) {
        assert_non_null(mx_arena_copy(&arena, "abcdefgh", i % 9));
        void *piece = mx_arena_alloc(&arena, 1 + i % 33);
        assert_int_equal((uintptr_t)piece % sizeof(uint64_t), 0);
        assert_int_equal((uintptr_t)piece % sizeof(void *), 0);
    }
    mx_arena_free(&arena);
}

/* Sizes around where a block ends and where a piece gets a block of its own. */
static void test_pieces_keep_their_bytes(void **state) {
    static const size_t sizes[] = {0,    1,    7,    8,    9,    100,   4087,  4088,  4095,
                                   4096, 4097, 8191, 8192, 8193, 65535, 65536, 65537, 200000};
    struct mx_arena arena = {0};
    unsigned char *pieces[10 * COUNT(sizes)];
    (void)state;

    for (size_t i = 0; i < COUNT(pieces); i++) {
        size_t size = sizes[i * 7 % COUNT(sizes)];
        pieces[i] = mx_arena_alloc(&arena, size);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i & 255), size);
    }
    for (size_t i = 0; i < COUNT(pieces); i++) {
        for (size_t at = 0; at < sizes[i * 7 % COUNT(sizes)]; at++) {
            assert_int_equal(pieces[i][at], i & 255);
        }
    }
    mx_arena_free(&arena);
}

static void test_large_first(void **state) {
    static const size_t sizes[] = {1024, 1025, 4095, 4096, 4097, 8192, 8193, 1000000};
    (void)state;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct mx_arena arena = {0};
        char *large = mx_arena_alloc(&arena, sizes[i]);
        assert_non_null(large);
        memset(large, 'l', sizes[i]);
        char *small = mx_arena_alloc(&arena, 100);
        assert_non_null(small);
        memset(small, 's', 100);
        assert_int_equal(large[0], 'l');
        assert_int_equal(large[sizes[i] - 1], 'l');
        mx_arena_free(&arena);
    }
}

/* A large piece does not throw away the room that is left for small ones. */
static void test_large_leaves_the_rest(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    char *before = mx_arena_copy(&arena, "", 0);
    assert_non_null(mx_arena_alloc(&arena, 100000));
    char *after = mx_arena_copy(&arena, "", 0);
    assert_ptr_equal(after, before + 1);
    mx_arena_free(&arena);
}

/* A block's last bytes: N - 1, N and N + 1 of what is left. */
static void test_block_is_filled(void **state) {
    enum { FIRST = 1024, PIECE = 248 };
    static char bytes[FIRST];
    (void)state;

    for (int more = -1; more <= 1; more++) {
        struct mx_arena arena = {0};
        size_t left = FIRST;
        char *before = NULL;
        for (; left >= 2 * PIECE; left -= PIECE) {
            before = mx_arena_alloc(&arena, PIECE);
            assert_non_null(before);
        }
        size_t length = (size_t)((long)left - 1 + more);
        char *last = mx_arena_copy(&arena, bytes, length);
        assert_int_equal(last == before + PIECE, more <= 0);
        assert_memory_equal(last, bytes, length);
        mx_arena_free(&arena);
    }
}

/* Up to the largest blocks and beyond: pieces and texts keep their bytes. */
static void test_many_blocks(void **state) {
    enum { EACH = 1500, SIZE = 4000 };
    struct mx_arena arena = {0};
    unsigned char *pieces[EACH];
    const char *texts[EACH];
    char text[SIZE];
    (void)state;

    for (size_t i = 0; i < EACH; i++) {
        pieces[i] = mx_arena_alloc(&arena, SIZE);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)(i & 255), SIZE);
        memset(text, (int)(~i & 255), sizeof text);
        texts[i] = mx_arena_copy(&arena, text, i % SIZE);
        assert_non_null(texts[i]);
    }
    for (size_t i = 0; i < EACH; i++) {
        memset(text, (int)(i & 255), sizeof text);
        assert_memory_equal(pieces[i], text, SIZE);
        memset(text, (int)(~i & 255), sizeof text);
        assert_memory_equal(texts[i], text, i % SIZE);
        assert_int_equal(texts[i][i % SIZE], '\0');
    }
    mx_arena_free(&arena);
}

static void test_zeroed(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    memset(mx_arena_alloc(&arena, 4000), 0xff, 4000);
    mx_arena_reset(&arena);
    unsigned char *piece = mx_arena_zeroed(&arena, 100, 40);
    for (size_t i = 0; i < 4000; i++) {
        assert_int_equal(piece[i], 0);
    }
    assert_non_null(mx_arena_zeroed(&arena, 0, 8));
    assert_non_null(mx_arena_zeroed(&arena, 8, 0));
    mx_arena_free(&arena);
}

static void test_overflow(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    assert_null(mx_arena_zeroed(&arena, SIZE_MAX / 8 + 1, 8));
    assert_null(mx_arena_zeroed(&arena, 8, SIZE_MAX / 8 + 1));
    assert_null(mx_arena_zeroed(&arena, SIZE_MAX, SIZE_MAX));
    assert_null(mx_arena_zeroed(&arena, SIZE_MAX / 2 + 1, 2));
    assert_null(mx_arena_alloc(&arena, SIZE_MAX));
    assert_null(mx_arena_copy(&arena, "x", SIZE_MAX));
    assert_null(mx_arena_copy(&arena, "x", SIZE_MAX - 1));
    assert_non_null(mx_arena_alloc(&arena, 1));
    assert_null(mx_arena_alloc(&arena, SIZE_MAX));
    mx_arena_free(&arena);
}

static void test_copy(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    const char *with_nul = mx_arena_copy(&arena, "a\0b", 3);
    assert_memory_equal(with_nul, "a\0b", 4);
    const char *empty = mx_arena_copy(&arena, NULL, 0);
    assert_string_equal(empty, "");
    assert_string_equal(mx_arena_copy(&arena, "longer", 4), "long");
    assert_memory_equal(with_nul, "a\0b", 4);
    mx_arena_free(&arena);
}

/* After a reset one block is used again from its begin. */
static void test_reset(void **state) {
    struct mx_arena arena = {0};
    (void)state;

    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < PIECES; i++) {
            assert_non_null(mx_arena_alloc(&arena, 100));
        }
        assert_non_null(mx_arena_alloc(&arena, 500000));
        mx_arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    void *first = mx_arena_alloc(&arena, 16);
    mx_arena_reset(&arena);
    assert_ptr_equal(mx_arena_alloc(&arena, 16), first);
    mx_arena_free(&arena);
    assert_non_null(mx_arena_alloc(&arena, 16));
    mx_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_pieces_keep_their_bytes),
        cmocka_unit_test(test_large_first),
        cmocka_unit_test(test_large_leaves_the_rest),
        cmocka_unit_test(test_block_is_filled),
        cmocka_unit_test(test_many_blocks),
        cmocka_unit_test(test_zeroed),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
