/* Work ahead: all pieces come over, whole and in order, whatever their sizes; either side may end
 * first; without a second processor, a thread or memory the caller is told to do it itself. */
#include "processors.h"

#include <sys/resource.h>

#include <semaphore.h>
#include <time.h>

#include "base/ahead.h"

enum { LARGE = 1 << 20 };

/* What is to be made: COUNT pieces of the SIZES in turn, each filled with its number. */
struct work {
    const size_t *sizes;
    size_t size_count, count;
    size_t made; /* read after the end only */
};

static size_t size_of(const struct work *work, size_t number) {
    return work->sizes[number % work->size_count];
}

static void make(struct mx_ahead *ahead, void *context) {
    struct work *work = context;

    for (; work->made < work->count; work->made++) {
        size_t size = size_of(work, work->made);
        char *piece = mx_ahead_add(ahead, size);
        if (piece == NULL) {
            return;
        }
        memset(piece, (int)(work->made % 251), size);
    }
}

static struct mx_ahead *start(struct work *work) {
    struct mx_ahead *ahead = mx_ahead_start(make, work);

    if (ahead == NULL) {
        assert_int_equal(mx_processors(), 1);
        skip();
    }
    return ahead;
}

static void assert_filled(const char *piece, size_t size, size_t number) {
    assert_int_equal((uintptr_t)piece % sizeof(uint64_t), 0);
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)piece[i] != number % 251) {
            fail_msg("piece %zu of %zu bytes differs at %zu", number, size, i);
        }
    }
}

static const size_t none[] = {0}, small[] = {0, 1, 7, 8, 9, 100}, around[] = {65527, 65528, 65529},
                    large[] = {1, LARGE, 3, LARGE + 1, LARGE};

static const struct {
    const size_t *sizes;
    size_t size_count, count;
} works[] = {
    {small, COUNT(small), 0},    {small, COUNT(small), 1},   {small, COUNT(small), 200000},
    {none, COUNT(none), 100000}, {around, COUNT(around), 1}, {around, COUNT(around), 50},
    {large, COUNT(large), 50},
};

static void test_all_come_over(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(works); i++) {
        struct work work = {works[i].sizes, works[i].size_count, works[i].count, 0};
        struct mx_ahead *ahead = start(&work);
        size_t number = 0;
        for (char *piece; (piece = mx_ahead_next(ahead)) != NULL; number++) {
            assert_filled(piece, size_of(&work, number), number);
        }
        assert_int_equal(number, work.count);
        assert_int_equal(work.made, work.count);
        assert_null(mx_ahead_next(ahead));
        mx_ahead_end(ahead);
    }
}

/* Who needs no more ends: the maker, which waits for room, stops as well. */
static void test_not_all_needed(void **state) {
    (void)state;
    for (size_t needed = 0; needed < 3; needed++) {
        struct work work = {small, COUNT(small), SIZE_MAX, 0};
        struct mx_ahead *ahead = start(&work);
        for (size_t i = 0; i < needed; i++) {
            assert_filled(mx_ahead_next(ahead), size_of(&work, i), i);
        }
        mx_ahead_end(ahead);
        assert_true(work.made < SIZE_MAX);
    }
    mx_ahead_end(NULL);
}

/* It is not early before there is a batch, and is so when nobody takes any. */
static void make_early(struct mx_ahead *ahead, void *context) {
    bool is_early = mx_ahead_is_early(ahead);

    if (!is_early) {
        while (!is_early && mx_ahead_add(ahead, 1000) != NULL) {
            is_early = mx_ahead_is_early(ahead);
        }
        sem_post(context);
    }
}

static void test_early(void **state) {
    sem_t is_early;

    (void)state;
    assert_int_equal(sem_init(&is_early, 0, 0), 0);
    struct mx_ahead *ahead = mx_ahead_start(make_early, &is_early);
    if (ahead != NULL) {
        struct timespec limit = {.tv_sec = time(NULL) + 120};
        assert_int_equal(sem_timedwait(&is_early, &limit), 0);
    }
    mx_ahead_end(ahead);
    sem_destroy(&is_early);
}

static void test_too_large(void **state) {
    static const size_t sizes[] = {1, SIZE_MAX};
    struct work work = {sizes, COUNT(sizes), 2, 0};
    struct mx_ahead *ahead = start(&work);

    (void)state;
    assert_filled(mx_ahead_next(ahead), 1, 0);
    assert_null(mx_ahead_next(ahead));
    assert_int_equal(work.made, 1);
    mx_ahead_end(ahead);
}

#ifdef HAS_PROCESSORS
static void test_one_processor(void **state) {
    struct work work = {small, COUNT(small), 1, 0};

    (void)state;
    use_one_processor();
    assert_null(mx_ahead_start(make, &work));
    assert_int_equal(work.made, 0);
    use_all_processors();
}
#endif

/* However many addresses that are: a thread's memory takes a large part of what people allow. */
static void test_limited_addresses(void **state) {
    struct work work = {small, COUNT(small), 1, 0};
    struct rlimit before, limited;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    limited = before;
    limited.rlim_cur = before.rlim_cur == RLIM_INFINITY ? (rlim_t)1 << 50 : before.rlim_cur;
    assert_int_equal(setrlimit(RLIMIT_AS, &limited), 0);
    assert_int_equal(mx_processors(), 1);
    assert_null(mx_ahead_start(make, &work));
    assert_int_equal(work.made, 0);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_come_over),
        cmocka_unit_test(test_not_all_needed),
        cmocka_unit_test(test_early),
        cmocka_unit_test(test_too_large),
#ifdef HAS_PROCESSORS
        cmocka_unit_test(test_one_processor),
#endif
        cmocka_unit_test(test_limited_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
