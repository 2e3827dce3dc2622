/* Seven simulated days of a watch that listens, each with more senders than it may keep: it holds
 * the same memory after each of them. */
#include "failing_heap.h"
#include "unit.h"

#include <mxtrap/watch_writer.h>

#include "watch/watch.h"

enum { RAW = 101, IPV4_SYN = 40, HOUR = 3600000, DAYS = 7, AN_HOUR = 700, KEPT = 1000 };

static const char layouts[] = "zone: a.com\nmx:\n- {dummy: d, address: 192.0.2.1}\n"
                              "- {real: r, address: 192.0.2.2}\n"
                              "- {dummy: e, address: 192.0.2.3}\n";

static int discard(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    return length == 0;
}

/* A SYN from the source of this NUMBER, to the host of an index from 1. */
static void knock(mxtrap_watch *watch, int64_t ms, uint32_t number, uint8_t to) {
    uint8_t packet[IPV4_SYN] = {0x45,
                                [3] = IPV4_SYN,
                                [9] = 6,
                                [12] = 11,
                                [13] = (uint8_t)(number >> 16),
                                [14] = (uint8_t)(number >> 8),
                                [15] = (uint8_t)number,
                                [16] = 192,
                                [18] = 2,
                                [19] = to,
                                [20] = 200,
                                [23] = 25,
                                [24] = (uint8_t)(number >> 8),
                                [27] = to,
                                [32] = 0x50,
                                [33] = 2};
    assert_int_equal(mxtrap_watch_packet(watch, RAW, ms, packet, sizeof packet), MXTRAP_OK);
}

/* Bots that never come again, MTAs that go on to the real host, a queue that never does. */
static void pass_hour(mxtrap_watch *watch, int64_t hour, uint32_t *number) {
    for (unsigned i = 0; i < AN_HOUR; i++) {
        int64_t ms = hour + (int64_t)i * HOUR / AN_HOUR;
        knock(watch, ms, ++*number, i % 2 == 0 ? 1 : 3);
        knock(watch, ms + 1000 + i % 7, *number, i % 2 == 0 ? 1 : 3); /* many signatures */
        if (i % 3 == 0) {
            knock(watch, ms + 30000, *number, 2);
        }
    }
    knock(watch, hour + HOUR - 1, 0, 1);
}

static void report(mxtrap_watch *watch) {
    for (size_t i = 0; mxtrap_format_at(MXTRAP_FORMAT_WATCH, i) != NULL; i++) {
        assert_int_equal(mxtrap_watch_write(watch, mxtrap_format_at(MXTRAP_FORMAT_WATCH, i), NULL,
                                            discard, NULL),
                         MXTRAP_OK);
    }
    assert_int_equal(mxtrap_watch_save(watch, discard, NULL), MXTRAP_OK);
}

static void test_week(void **state) {
    static const struct mxtrap_watch_options options = {.size = sizeof options,
                                                        .max_sources = KEPT};
    const int64_t begin = INT64_C(1764028800000);
    struct spec spec = spec_of(layouts);
    mxtrap_watch *watch = NULL;
    uint32_t number = 0;
    long alive = 0;
    (void)state;

    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(mxtrap_watch_new(&watch, spec.zones, &options), MXTRAP_OK);
    knock(watch, begin, 0, 1);
    report(watch); /* what the C library allocates once */
    mxtrap_watch_free(watch);
    heap.own_alone = heap.armed = true;
    assert_int_equal(mxtrap_watch_new(&watch, spec.zones, &options), MXTRAP_OK);
    for (int day = 0; day < DAYS; day++) {
        int64_t noon = begin + (int64_t)day * 24 * HOUR;
        for (int hour = 0; hour < 22; hour++) {
            pass_hour(watch, noon + (int64_t)hour * HOUR, &number);
            assert_int_equal(mx_watch_tick(watch, noon + (int64_t)(hour + 1) * HOUR), MXTRAP_OK);
            assert_true(watch->sources.index.count <= KEPT);
        }
        /* Two quiet hours: all visits have ended. */
        assert_int_equal(mx_watch_tick(watch, noon + (int64_t)24 * HOUR - 1), MXTRAP_OK);
        assert_null(watch->sources.open);
        report(watch);
        assert_true(day == 0 || heap.alive == alive);
        alive = heap.alive;
    }
    assert_int_equal(watch->source_count, number + 1);
    assert_int_equal(watch->dropped_sources, number + 1 - KEPT);
    assert_true(number > 100000);
    mxtrap_watch_free(watch);
    assert_int_equal(heap.alive, 0);
    heap.armed = false;
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_week)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
