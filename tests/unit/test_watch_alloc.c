/* Every allocation of a watch fails in turn: it says so, and leaks nothing. */
#include "failing_heap.h"
#include "unit.h"

#include <mxtrap/watch_writer.h>

#include "watch/state.h"

enum { RAW = 101, IPV4_SYN = 40 };

static const char layouts[] =
    "layouts:\n  one:\n    mx:\n    - {dummy: d.x.net., address: 192.0.2.1}\n"
    "    - {real: r.x.net., address: 192.0.2.2}\n"
    "zones:\n- {zone: a.com, layout: one}\n- {zone: b.com, layout: one}\n"
    "- {zone: c.com, mx: [{dummy: d, address: 192.0.2.1}]}\n";

static int discard(void *context, const char *bytes, size_t length) {
    (void)context;
    (void)bytes;
    return length == 0;
}

static int append(void *context, const char *bytes, size_t length) {
    struct mx_text *text = context;

    mx_text_bytes(text, bytes, length);
    return text->status != MXTRAP_OK;
}

static enum mxtrap_status knock(mxtrap_watch *watch, int64_t ms, uint8_t from, uint8_t to,
                                uint8_t port) {
    uint8_t packet[IPV4_SYN] = {
        0x45,     [3] = IPV4_SYN, [9] = 6,    [12] = 203,  [14] = 113, [15] = from, [16] = 192,
        [18] = 2, [19] = to,      [20] = 200, [21] = port, [23] = 25,  [32] = 0x50, [33] = 2};
    return mxtrap_watch_packet(watch, RAW, 1000000 + ms, packet, sizeof packet);
}

static enum mxtrap_status run(mxtrap_watch *watch) {
    enum mxtrap_status status = MXTRAP_OK;

    for (uint8_t i = 1; i < 12 && status == MXTRAP_OK; i++) {
        status = knock(watch, i * 1000, i, 1, 1);
        status = status == MXTRAP_OK ? knock(watch, i * 1000 + 1000, i, 1, 1) : status;
        status =
            status == MXTRAP_OK && i % 2 == 0 ? knock(watch, i * 1000 + 30000, i, 2, 2) : status;
    }
    status = status == MXTRAP_OK ? knock(watch, 5000000, 1, 2, 3) : status;
    return status == MXTRAP_OK ? mxtrap_watch_finish(watch) : status;
}

/* Open visits, and a second watch that goes on from them. */
static enum mxtrap_status keep(const mxtrap_zones *zones) {
    mxtrap_watch *first = NULL, *second = NULL;
    mxtrap_findings *findings = NULL;
    struct mx_text text = {0};
    enum mxtrap_status status = mxtrap_watch_new(&first, zones, NULL);

    for (uint8_t i = 1; i < 4 && status == MXTRAP_OK; i++) {
        status = knock(first, i * 400000, i, i % 2 + 1, i);
        status = status == MXTRAP_OK ? knock(first, i * 400000 + 1000, i, i % 2 + 1, i) : status;
    }
    status = status == MXTRAP_OK ? mxtrap_watch_save(first, append, &text) : status;
    status = text.status != MXTRAP_OK ? text.status : status;
    status = status == MXTRAP_OK ? mxtrap_watch_new(&second, zones, NULL) : status;
    status = status == MXTRAP_OK ? mxtrap_findings_new(&findings) : status;
    if (status == MXTRAP_OK) {
        struct mx_file file = mx_file_in_memory(text.bytes, text.length);
        status = mx_state_read(second, &file, "state", findings);
    }
    status = status == MXTRAP_OK ? mxtrap_watch_finish(second) : status;
    mxtrap_findings_free(findings);
    mx_text_free(&text);
    mxtrap_watch_free(first);
    mxtrap_watch_free(second);
    return status;
}

static enum mxtrap_status watch_all(const mxtrap_zones *zones) {
    static const struct mxtrap_watch_options options = {.size = sizeof options, .max_sources = 8};
    mxtrap_watch *watch = NULL;
    enum mxtrap_status status = mxtrap_watch_new(&watch, zones, &options);

    if (status == MXTRAP_OK) {
        status = run(watch);
    }
    for (const char *const *name = (const char *const[]){"text", "json", "ndjson", NULL};
         *name != NULL && status == MXTRAP_OK; name++) {
        status = mxtrap_watch_write(watch, mxtrap_format_find(MXTRAP_FORMAT_WATCH, *name), NULL,
                                    discard, NULL);
    }
    mxtrap_watch_free(watch);
    return status == MXTRAP_OK ? keep(zones) : status;
}

static void test_each(void **state) {
    struct spec spec = spec_of(layouts);
    (void)state;

    assert_int_equal(spec.status, MXTRAP_OK);
    assert_int_equal(watch_all(spec.zones), MXTRAP_OK);
    for (size_t fails = 1;; fails++) {
        heap.fails = fails;
        heap.made = heap.failed = 0;
        heap.alive = 0;
        heap.own_alone = heap.armed = true;
        enum mxtrap_status status = watch_all(spec.zones);
        heap.armed = false;
        if (heap.failed == 0) {
            assert_true(fails > 20);
            assert_int_equal(status, MXTRAP_OK);
            break;
        }
        assert_int_equal(status, MXTRAP_ERR_MEMORY);
        assert_int_equal(heap.alive, 0);
    }
    spec_free(&spec);
}

static void test_arguments(void **state) {
    struct spec spec = spec_of(layouts);
    mxtrap_watch *watch = NULL;
    struct mxtrap_watch_options options = MXTRAP_WATCH_OPTIONS_INIT;
    (void)state;

    options.ipv4_bits = 33;
    assert_int_equal(mxtrap_watch_new(&watch, spec.zones, &options), MXTRAP_ERR_ARGUMENT);
    options.ipv4_bits = 32;
    options.ipv6_bits = 129;
    assert_int_equal(mxtrap_watch_new(&watch, spec.zones, &options), MXTRAP_ERR_ARGUMENT);
    assert_null(watch);
    options.ipv6_bits = 128;
    assert_int_equal(mxtrap_watch_new(&watch, spec.zones, &options), MXTRAP_OK);
    assert_int_equal(mxtrap_watch_packet(watch, 105, 1, "", 0), MXTRAP_ERR_ARGUMENT);
    assert_int_equal(mxtrap_watch_packet(watch, RAW, 1, "", 0), MXTRAP_OK);
    assert_int_equal(mxtrap_watch_cut_count(watch), 1);
    assert_int_equal(mxtrap_watch_write(watch, mxtrap_format_find(MXTRAP_FORMAT_ZONES, "json"),
                                        NULL, discard, NULL),
                     MXTRAP_ERR_ARGUMENT);
    mxtrap_watch_free(watch);
    mxtrap_watch_free(NULL);
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each),
                                       cmocka_unit_test(test_arguments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
