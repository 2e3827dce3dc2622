/* Roles in zone files: what says them, in which order, and where they are assumed. */
#include "unit.h"

#define SOA "$ORIGIN a.com.\n$TTL 60\n@ SOA n. h 1 2 3 4 5\n@ NS n.\n"
#define TRAP "@ MX 10 t ; mxtrap: dummy\n@ MX 20 m\n@ MX 30 u ; mxtrap: dummy\n"

static const char *const named[] = {"R.a.com", "z.b.com."};
static const struct mxtrap_zone_file_options by_name = {
    .size = sizeof by_name, .dummies = named, .dummy_count = 2};
static const struct mxtrap_zone_file_options no_dummies = {.size = sizeof no_dummies,
                                                           .no_dummies = 1};
static const struct mxtrap_zone_file_options of_a_com = {.size = sizeof of_a_com,
                                                         .origin = "a.com"};

/* The letters of the exchangers' roles, by preference, and whence they come: K, A or U. */
static void write_roles(char *roles, size_t room, const mxtrap_layout *layout) {
    size_t count = mxtrap_layout_exchanger_count(layout);

    assert_true(count + 1 < room);
    for (size_t i = 0; i < count; i++) {
        enum mxtrap_role role = mxtrap_exchanger_role(mxtrap_layout_exchanger_at(layout, i));
        roles[i] = mxtrap_role_name(role)[0];
    }
    roles[count] = "KAU"[mxtrap_layout_roles(layout)];
    roles[count + 1] = '\0';
}

static void assert_roles(const char *text, const struct mxtrap_zone_file_options *options,
                         const char *owner, const char *expected) {
    struct spec spec = zone_file_of(text, options);
    char roles[16];

    assert_int_equal(spec.status, MXTRAP_OK);
    write_roles(roles, sizeof roles, layout_of(&spec, owner));
    if (strcmp(roles, expected) != 0) {
        print_message("in: %s\n", text);
    }
    assert_string_equal(roles, expected);
    spec_free(&spec);
}

struct row {
    const char *records, *expected;
};

static void assert_rows(const char *top, const struct row *rows, size_t count,
                        const struct mxtrap_zone_file_options *options, const char *owner) {
    for (size_t i = 0; i < count; i++) {
        struct mx_text text = {0};
        mx_text_string(&text, top);
        mx_text_string(&text, rows[i].records);
        assert_roles(mx_text_string_of(&text), options, owner, rows[i].expected);
        mx_text_free(&text);
    }
}

static void test_said(void **state) {
    (void)state;

    assert_roles(SOA "@ MX 10 p ; mxtrap: real\n@ MX 20 q ; mxtrap: dummy\n@ MX 30 r\n", NULL,
                 "a.com.", "rdrK");
    assert_roles(SOA "@ MX 10 p ; mxtrap: real\n@ MX 20 q\n@ MX 30 r\n", NULL, "a.com.", "rrrK");
    assert_roles(SOA "@ MX 10 p ; mxtrap: real\n@ MX 20 q\n@ MX 30 r\n", &by_name, "a.com.",
                 "rrdK");
    assert_roles(SOA "sub MX 10 z.b.com.\n", &by_name, "sub.a.com.", "dK");
    assert_roles(SOA "@ MX 10 p\n@ MX 20 q\n@ MX 30 s\n", &by_name, "a.com.", "rrrK");
    assert_roles(SOA TRAP, &no_dummies, "a.com.", "rrrK");
    assert_roles(SOA "@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n", &no_dummies, "a.com.", "rrrK");
    assert_roles(SOA "@ MX 0 .\n", NULL, "a.com.", "uK");
}

/* What is said of a host holds in the zone's other sets, of whatever size. */
static void test_said_elsewhere(void **state) {
    static const struct row rows[] = {
        {"x MX 10 m\n", "rK"},
        {"x MX 10 t\n", "dK"},
        {"x MX 10 T.A.com.\nx MX 20 p\n", "drK"},
        {"x MX 10 p\nx MX 20 t\nx MX 30 q\nx MX 40 r\n", "rdrrK"},
        {"x MX 10 m\nx MX 20 m2.b.com.\n", "ruU"},
        {"x MX 10 p\n", "uU"},
        {"x MX 10 p\nx MX 20 q\nx MX 30 r\n", "drdA"},
        {"x MX 10 p\nx MX 20 m\nx MX 30 r\n", "drdA"},
        /* a real host is no dummy */
        {"x MX 10 m\nx MX 20 p\nx MX 30 r\n", "ruuU"},
        {"x MX 10 p\nx MX 20 q\nx MX 30 m\n", "uurU"},
    };
    (void)state;

    assert_rows(SOA TRAP, rows, COUNT(rows), NULL, "x.a.com.");
}

/* A host has one role in a zone, also in a set that the spec has without it, or as a null MX. */
static void test_said_by_a_spec(void **state) {
    static const struct row rows[] = {
        {"@ MX 1 d\nx MX 1 d\nx MX 2 r\nx MX 3 k\n", "drrK"},
        {"@ MX 1 d\nx MX 1 d ; mxtrap: dummy\nx MX 2 r\nx MX 3 k ; mxtrap: dummy\n", "drdK"},
        {"@ MX 1 d\nx MX 1 k\n", "uU"},
        {"x MX 0 .\n", "uK"},
    };
    static const struct row rows_of_y[] = {
        {"@ MX 1 d\ny MX 1 d\ny MX 2 r\ny MX 3 k\n", "drrK"},
        {"y MX 1 d\nz MX 1 d\n", "dK"},
        {"y MX 1 d\n", "rK"},
    };
    struct spec spec =
        good_spec_of("zone: a.com\nowners: ['@', z]\nmx: [{dummy: d}, {real: r}]\n"
                     "sets: [{owners: x, mx: none}, {owners: y, mx: [{real: r}]}]\n");
    const struct mxtrap_zone_file_options options = {.size = sizeof options, .spec = spec.zones};
    (void)state;

    assert_rows(SOA, rows, COUNT(rows), &options, "x.a.com.");
    assert_rows(SOA, rows_of_y, COUNT(rows_of_y), &options, "y.a.com.");
    spec_free(&spec);
}

static void test_assumed(void **state) {
    static const struct row rows[] = {
        {"@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n@ MX 40 s\n", "drrdA"},
        {"@ MX 40 p\n@ MX 30 q\n@ MX 20 r\n", "drdA"},
        {"@ MX 10 p\n@ MX 20 mx.b.com.\n@ MX 30 r\n", "drdA"},
        {"@ MX 10 p\n@ MX 20 q\n@ MX 20 q2\n@ MX 30 r\n", "drrdA"},
        {"@ MX 0 .\n@ MX 1 p\n@ MX 2 q\n@ MX 3 r\n", "udrdA"},
        {"@ MX 10 p.c\n@ MX 20 q\n@ MX 30 r\nc.p NS n.\n", "drdA"},
        /* too few; a tie at an end; a host of somebody else at an end */
        {"@ MX 10 p\n", "uU"},
        {"@ MX 10 p\n@ MX 20 q\n", "uuU"},
        {"@ MX 0 .\n@ MX 10 p\n@ MX 20 q\n", "uuuU"},
        {"@ MX 10 p\n@ MX 10 q\n@ MX 30 r\n", "uuuU"},
        {"@ MX 10 p\n@ MX 30 q\n@ MX 30 r\n", "uuuU"},
        {"@ MX 10 p.b.com.\n@ MX 20 q\n@ MX 30 r\n", "uuuU"},
        {"@ MX 10 p\n@ MX 20 q\n@ MX 30 r.b.com.\n", "uuuU"},
        /* the zone's own name, an alias, a name below a zone cut: no host of the zone */
        {"@ MX 10 @\n@ MX 20 q\n@ MX 30 r\n", "uuuU"},
        {"@ MX 10 p\n@ MX 20 q\n@ MX 30 r\nr CNAME x\n", "uuuU"},
        {"@ MX 10 p.c\n@ MX 20 q\n@ MX 30 r\nc NS n.\n", "uuuU"},
        /* one host at both ends, or at an end and in the midst */
        {"@ MX 10 p\n@ MX 20 q\n@ MX 30 p\n", "uuuU"},
        {"@ MX 10 p\n@ MX 20 p\n@ MX 30 q\n@ MX 40 r\n", "uuuuU"},
        /* another set shows that it cannot be */
        {"@ MX 10 p\n@ MX 20 q\n@ MX 30 r\nx MX 10 q\nx MX 20 p\nx MX 30 r\n", "uuuU"},
    };
    (void)state;

    assert_rows(SOA, rows, COUNT(rows), NULL, "a.com.");
    assert_rows("$ORIGIN a.com.\n", rows, 1, &of_a_com, "a.com.");
}

/* It holds for the set for which it was assumed, and for no other. */
static void test_not_carried(void **state) {
    static const struct row rows[] = {
        {"x MX 10 p\n", "uU"},
        {"x MX 10 r\nx MX 20 p\n", "uuU"},
        {"x MX 10 p\nx MX 20 q\n", "uuU"},
        {"x MX 10 p\nx MX 20 s\nx MX 30 z.b.com.\n", "uuuU"},
        {"x MX 10 p\nx MX 20 s\nx MX 30 r\n", "drdA"},
    };
    (void)state;

    assert_rows(SOA "@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n", rows, COUNT(rows), NULL, "x.a.com.");
}

/* A fragment's zone is a guess: its hosts are those that the file shows to be the zone's. */
static void test_fragments(void **state) {
    static const struct row rows[] = {
        {"$ORIGIN a.com.\n@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n", "drdA"},
        {"a.com. MX 10 p.a.com.\na.com. MX 20 q.b.com.\na.com. MX 30 r.a.com.\n", "drdA"},
        {"a.com. MX 10 p.b.com.\na.com. MX 20 q.b.com.\na.com. MX 30 r.b.com.\nb.com. MX 1 "
         "q.b.com.\n",
         "uuuU"},
    };
    static const struct row below[] = {
        {"$ORIGIN a.com.\nx MX 10 p\nx MX 20 q\nx MX 30 r\n", "uuuU"},
        {"$ORIGIN a.com.\nx MX 10 p\nx MX 20 q\nx MX 30 r\np A 20.0.0.1\nr A 20.0.0.2\n", "drdA"},
    };
    (void)state;

    assert_rows("", rows, COUNT(rows), NULL, "a.com.");
    assert_rows("", below, COUNT(below), NULL, "x.a.com.");
    assert_roles("x MX 10 p\nx MX 20 q\nx MX 30 r\n", &of_a_com, "x.a.com.", "drdA");
    /* no origin: names of one label are the zone's own */
    assert_roles("@ MX 10 p\n@ MX 20 q\n@ MX 30 r\n", NULL, ".", "drdA");
    assert_roles("@ MX 10 p.b.com.\n@ MX 20 q.b.com.\n@ MX 30 r.b.com.\n", NULL, ".", "uuuU");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_said),           cmocka_unit_test(test_said_elsewhere),
        cmocka_unit_test(test_said_by_a_spec), cmocka_unit_test(test_assumed),
        cmocka_unit_test(test_not_carried),    cmocka_unit_test(test_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
