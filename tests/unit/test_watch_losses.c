/* Who may have delivered for a source, and the order of the lost ones. */
#include "unit.h"

#include "watch/losses.h"

enum { MINUTE = 60000 };

static const struct mx_source of_group_1 = {.group = 1, .family = MX_IPV4};

static void add(struct mx_reached_log *log, int64_t ms, uint32_t group, uint8_t bit) {
    assert_true(mx_reached_add(log, (struct mx_reached){ms, group, bit}));
}

static uint64_t partners(const struct mx_reached_log *log, int64_t ms) {
    return mx_reached_partners(log, &of_group_1, ms, MINUTE);
}

static void test_time(void **state) {
    struct mx_reached_log log = {0};
    (void)state;

    assert_int_equal(partners(&log, 0), 0);
    add(&log, 1000, 1, 3);
    add(&log, 2000, 2, 4);
    add(&log, 3000, 1, 5);
    add(&log, 2500, 1, 6); /* a little out of order: counted as of 3000 */
    assert_int_equal(partners(&log, 1000), 1 << 3 | 1 << 5 | 1 << 6);
    assert_int_equal(partners(&log, 1001), 1 << 5 | 1 << 6);
    assert_int_equal(partners(&log, 3000), 1 << 5 | 1 << 6);
    assert_int_equal(partners(&log, 3001), 0);
    assert_int_equal(partners(&log, 1000 - MINUTE), 1 << 3);
    assert_int_equal(partners(&log, 999 - MINUTE), 0);
    free(log.ring);
}

/* What has been forgotten may explain all; what is remembered is known. */
static void test_full(void **state) {
    struct mx_reached_log log = {0};
    (void)state;

    for (int64_t i = 1; i <= MX_REACHED_MAX; i++) {
        add(&log, i * MINUTE, 1, (uint8_t)(i % 8));
    }
    assert_true(partners(&log, MINUTE) == UINT64_MAX);
    assert_int_equal(partners(&log, MINUTE + 1), 1 << 2);
    add(&log, (MX_REACHED_MAX + 1) * INT64_C(60000), 1, 9);
    assert_true(partners(&log, MINUTE + 1) == UINT64_MAX);
    assert_int_equal(partners(&log, 2 * MINUTE + 1), 1 << 3);
    assert_int_equal(partners(&log, MX_REACHED_MAX * INT64_C(60000) + 1), 1 << 9);
    free(log.ring);
}

/* Too many to look at explain all. */
static void test_crowd(void **state) {
    static const struct {
        size_t count;
        uint32_t group;
        uint64_t found;
    } rows[] = {{255, 1, 1 << 7}, {256, 1, UINT64_MAX}, {4096, 2, 0}, {4097, 2, UINT64_MAX}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_reached_log log = {0};
        for (size_t j = 0; j < rows[i].count; j++) {
            add(&log, 1000, rows[i].group, 7);
        }
        assert_true(partners(&log, 1000) == rows[i].found);
        free(log.ring);
    }
}

/* Rows in the order of the list, each better than the next by one member only. */
static void test_order(void **state) {
    static const struct {
        uint32_t set;
        uint16_t returns;
        bool is_irregular;
        uint32_t attempts;
        int64_t last;
    } rows[] = {
        {0, 2, false, 1, 10}, /* a queue */
        {0, 9, true, 1, 10},  {0, 8, true, 2, 10},  {0, 8, true, 1, 20},
        {0, 8, true, 1, 10},  {0, 1, false, 9, 99}, {1, 9, false, 9, 99},
    };
    struct mx_source_table table = {.bits = {32, 64}};
    struct mx_source *made[COUNT(rows)];
    struct mx_losses losses = {0};
    (void)state;

    for (size_t i = COUNT(rows); i-- > 0;) {
        const struct mx_address address = {.family = MX_IPV4, .bytes = {11, 0, 0, (uint8_t)~i}};
        bool is_new = false;
        made[i] = mx_source_table_add(&table, &address, 0, &is_new);
        assert_true(made[i] != NULL && is_new);
        made[i]->set = rows[i].set;
        made[i]->returns = rows[i].returns;
        made[i]->is_irregular = rows[i].is_irregular;
        made[i]->attempts = rows[i].attempts;
        made[i]->last = rows[i].last;
        made[i]->is_judged = true;
    }
    assert_true(mx_losses_make(&losses, &table));
    assert_int_equal(losses.count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ptr_equal(losses.list[i], made[i]);
    }
    free(losses.list);
    made[0]->partners = 1;
    made[1]->met_real = true;
    made[2]->is_judged = false;
    made[3]->is_explained = true;
    assert_int_equal(mx_loss_of(made[0]), MX_LOSS_UNRESOLVED);
    assert_int_equal(mx_loss_of(made[1]), MX_LOSS_NONE);
    assert_int_equal(mx_loss_of(made[2]), MX_LOSS_NONE);
    assert_int_equal(mx_loss_of(made[3]), MX_LOSS_UNRESOLVED);
    assert_int_equal(mx_loss_of(made[4]), MX_LOSS_LOST);
    mx_source_table_free(&table);
}

/* Addresses with the same first bits are one source. */
static void test_bits(void **state) {
    static const struct {
        uint8_t octet;
        bool is_known;
    } rows[] = {{0x10, true}, {0x1f, true}, {0x20, false}, {0x0f, false}};
    struct mx_source_table table = {.bits = {28, 60}};
    struct mx_address address = {.family = MX_IPV4, .bytes = {11, 0, 0, 0x17}};
    bool is_new = false;
    (void)state;

    assert_non_null(mx_source_table_add(&table, &address, 0, &is_new));
    for (size_t i = 0; i < COUNT(rows); i++) {
        address.bytes[3] = rows[i].octet;
        assert_int_equal(mx_source_table_find(&table, &address, 0) != NULL, rows[i].is_known);
    }
    mx_source_table_free(&table);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_time), cmocka_unit_test(test_full),
                                       cmocka_unit_test(test_crowd), cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
