/* The table of record types: found by name and by number, and whether data fits its type. */
#include "unit.h"

#include "dns/rrtype.h"

#define ROW(type, bytes, fits)                                                                     \
    { type, bytes, sizeof(bytes) - 1, fits }
#define TWENTY "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static void test_fits(void **state) {
    static const struct {
        uint16_t type;
        const char *bytes;
        size_t length;
        bool fits;
    } rows[] = {
        ROW(MX_TYPE_A, "\1\2\3", false),
        ROW(MX_TYPE_A, "\1\2\3\4", true),
        ROW(MX_TYPE_A, "\1\2\3\4\5", false),
        ROW(MX_TYPE_AAAA, "\1\2\3\4", false),
        ROW(MX_TYPE_NS, "", false),
        ROW(MX_TYPE_NS, "\0", true),
        ROW(MX_TYPE_NS, "\1a\0", true),
        ROW(MX_TYPE_NS, "\1a", false),
        ROW(MX_TYPE_NS, "\1a\0x", false),
        ROW(MX_TYPE_CNAME, "\xc0\x0c", false),
        ROW(MX_TYPE_MX, "\0", false),
        ROW(MX_TYPE_MX, "\0\1", false),
        ROW(MX_TYPE_MX, "\0\1\0", true),
        ROW(MX_TYPE_MX, "\0\1\0\0", false),
        ROW(33, "\0\0\0\0\0\0", false),
        ROW(33, "\0\0\0\0\0\0\0", true),
        ROW(MX_TYPE_SOA, "\1a\0\0" TWENTY, true),
        ROW(MX_TYPE_SOA, "\1a\0" TWENTY, false),
        ROW(MX_TYPE_SOA, "\1a\0\0" TWENTY "\0", false),
        ROW(MX_TYPE_TXT, "", false),
        ROW(MX_TYPE_TXT, "\0", true),
        ROW(MX_TYPE_TXT, "\1a\2bc", true),
        ROW(MX_TYPE_TXT, "\1a\2b", false),
        ROW(MX_TYPE_TLSA, "\3\1\1", false),
        ROW(MX_TYPE_TLSA, "\3\1\1\0", true),
        ROW(65280, "", true),
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t *bytes = malloc(rows[i].length + 1); /* + 1: no piece of nothing */
        assert_non_null(bytes);
        memcpy(bytes, rows[i].bytes, rows[i].length);
        if (mx_rdata_fits(rows[i].type, bytes, rows[i].length) != rows[i].fits) {
            fail_msg("row %zu", i);
        }
        free(bytes);
    }
}

static void test_refused(void **state) {
    static const struct {
        uint16_t number;
        bool is_refused;
    } rows[] = {{0, true},   {1, false},  {41, true},   {127, false},
                {128, true}, {255, true}, {256, false}, {65535, false}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (mx_rrtype_is_refused(rows[i].number) != rows[i].is_refused) {
            fail_msg("type %u", rows[i].number);
        }
    }
}

/* By name, in either case, and by number, a row is the same one. */
static void test_found(void **state) {
    static const struct {
        const char *name;
        uint16_t number;
    } rows[] = {{"A", 1},         {"MX", 15},   {"mx", 15},   {"Aaaa", 28},
                {"NSAP-PTR", 23}, {"TLSA", 52}, {"CAA", 257}, {"M", 0},
                {"MXX", 0},       {"", 0},      {"TSIG", 0},  {"NSAP_PTR", 0}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct mx_rrtype *row = mx_rrtype_find(rows[i].name, strlen(rows[i].name));
        if ((row == NULL ? 0 : row->number) != rows[i].number ||
            row != mx_rrtype_of(rows[i].number)) {
            fail_msg("row %zu", i);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
