/* The index: all that went in is found, also where hashes collide and the table grows. */
#include "unit.h"

#include "base/index.h"

enum { ROWS = 100000 };

struct row {
    unsigned key;
};

static bool has_key(const void *row, const void *key) {
    return ((const struct row *)row)->key == *(const unsigned *)key;
}

static void assert_all_found(uint32_t (*hash)(unsigned), size_t count) {
    struct mx_index index = {0};
    struct row *rows = calloc(count, sizeof *rows);

    assert_non_null(rows);
    for (unsigned i = 0; i < count; i++) {
        rows[i].key = i * 3;
        assert_true(mx_index_add(&index, hash(rows[i].key), &rows[i]));
        assert_int_equal(index.count, i + 1);
        assert_true(index.count < index.capacity);
    }
    for (unsigned i = 0; i < count; i++) {
        unsigned key = i * 3, none = i * 3 + 1;
        assert_ptr_equal(mx_index_find(&index, hash(key), &key, has_key), &rows[i]);
        assert_null(mx_index_find(&index, hash(none), &none, has_key));
    }
    mx_index_free(&index);
    assert_int_equal(index.capacity, 0);
    free(rows);
}

static uint32_t hash_bytes(unsigned key) {
    return mx_hash(&key, sizeof key);
}

static uint32_t hash_same(unsigned key) {
    (void)key;
    return UINT32_MAX; /* begins at the table's last slot, and wraps */
}

static uint32_t hash_high_bits(unsigned key) {
    return key << 20;
}

static unsigned salt;

/* Few places, around both ends of tables of 64 slots and more. */
static uint32_t hash_near_ends(unsigned key) {
    unsigned place = hash_bytes(key * 5 + salt);
    return (place >> 8 & 7) * 32 + (place & 4 ? place & 3 : 31 - (place & 3));
}

static void test_growth(void **state) {
    (void)state;
    for (salt = 0; salt < 400; salt++) {
        assert_all_found(hash_near_ends, 40 + salt);
    }
}

static void test_many(void **state) {
    (void)state;
    assert_all_found(hash_bytes, ROWS);
}

static void test_collisions(void **state) {
    static const size_t counts[] = {1, 47, 48, 49, 63, 64, 65, 1000};
    (void)state;

    for (size_t i = 0; i < COUNT(counts); i++) {
        assert_all_found(hash_same, counts[i]);
        assert_all_found(hash_high_bits, counts[i]);
    }
}

static void test_empty(void **state) {
    struct mx_index index = {0};
    unsigned key = 1;
    (void)state;

    assert_null(mx_index_find(&index, 1, &key, has_key));
    mx_index_free(&index);
    mx_index_free(&index);
}

/* An equal row may stand twice: one of the two is found. */
static void test_equal_rows(void **state) {
    struct mx_index index = {0};
    struct row a = {7}, b = {7};
    unsigned key = 7;
    (void)state;

    assert_true(mx_index_add(&index, 1, &a));
    assert_true(mx_index_add(&index, 1, &b));
    assert_int_equal(index.count, 2);
    assert_ptr_equal(mx_index_find(&index, 1, &key, has_key), &a);
    mx_index_free(&index);
}

/* Rows go and come at random; what is there is found, and nothing else. */
static void assert_removed(uint32_t (*hash)(unsigned), unsigned count) {
    struct mx_index index = {0};
    struct row *rows = calloc(count, sizeof *rows);
    bool *there = calloc(count, sizeof *there);
    uint32_t random = 1;

    assert_non_null(rows);
    assert_non_null(there);
    for (unsigned turn = 0; turn < 20 * count; turn++) {
        random = random * 1664525U + 1013904223U;
        unsigned key = (random >> 8) % count;
        rows[key].key = key;
        if (there[key]) {
            mx_index_remove(&index, hash(key), &rows[key]);
        } else {
            assert_true(mx_index_add(&index, hash(key), &rows[key]));
        }
        there[key] = !there[key];
    }
    size_t left = 0;
    for (unsigned key = 0; key < count; key++) {
        assert_ptr_equal(mx_index_find(&index, hash(key), &key, has_key),
                         there[key] ? &rows[key] : NULL);
        left += there[key] ? 1 : 0;
    }
    assert_int_equal(index.count, left);
    mx_index_free(&index);
    free(there);
    free(rows);
}

static void test_removed(void **state) {
    struct mx_index index = {0};
    struct row row = {7};
    (void)state;

    mx_index_remove(&index, 1, &row);
    assert_true(mx_index_add(&index, 1, &row));
    mx_index_remove(&index, 2, &row);
    mx_index_remove(&index, 1, &index);
    assert_int_equal(index.count, 1);
    mx_index_remove(&index, 1, &row);
    assert_int_equal(index.count, 0);
    mx_index_free(&index);
    assert_removed(hash_bytes, 2000);
    assert_removed(hash_same, 40);
    assert_removed(hash_high_bits, 47);
}

/* The hash must be right as well: rows of another hash are not even compared. */
static void test_hash_counts(void **state) {
    struct mx_index index = {0};
    struct row a = {7};
    unsigned key = 7;
    (void)state;

    assert_true(mx_index_add(&index, 64, &a));
    assert_null(mx_index_find(&index, 128, &key, has_key));
    mx_index_free(&index);
}

/* Each byte and the length count, at every place within a word; a fold hides the case alone. */
static void test_hash_of_bytes(void **state) {
    static const char text[] = "abcdefghijklmnopqrstuvwxyz", upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char other[sizeof text];
    (void)state;

    for (size_t length = 0; length < sizeof text; length++) {
        assert_int_equal(mx_hash_folded(text, length), mx_hash_folded(upper, length));
        assert_int_equal(mx_hash(text, length) == mx_hash(upper, length), length == 0);
        for (size_t i = 0; i < length; i++) {
            memcpy(other, text, sizeof text);
            other[i] = '0';
            assert_int_not_equal(mx_hash(text, length), mx_hash(other, length));
            assert_int_not_equal(mx_hash_folded(text, length), mx_hash_folded(other, length));
        }
        assert_int_not_equal(mx_hash(text, length), mx_hash(text, length + 1));
    }
}

static const char *program;

/* Another process has other hashes, so that nobody can make keys for this one to collide. */
static void test_hash_is_keyed(void **state) {
    char command[4096], other[16] = "", own[16];
    (void)state;

    snprintf(command, sizeof command, "'%s' hash", program);
    FILE *process = popen(command, "r");
    assert_non_null(process);
    assert_non_null(fgets(other, sizeof other, process));
    assert_int_equal(pclose(process), 0);
    snprintf(own, sizeof own, "%lu", (unsigned long)mx_hash("mxtrap", 6));
    assert_string_not_equal(own, other);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many),          cmocka_unit_test(test_collisions),
        cmocka_unit_test(test_empty),         cmocka_unit_test(test_equal_rows),
        cmocka_unit_test(test_hash_counts),   cmocka_unit_test(test_hash_of_bytes),
        cmocka_unit_test(test_removed),       cmocka_unit_test(test_growth),
        cmocka_unit_test(test_hash_is_keyed),
    };
    program = argv[0];
    if (argc > 1) {
        printf("%lu", (unsigned long)mx_hash("mxtrap", 6));
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
