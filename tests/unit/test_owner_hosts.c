/* Software that looks up no MX: which addresses of an owner a zone file tells of, and what stands
 * at them. */
#include "unit.h"

#define SOA "$ORIGIN a.com.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 203.0.113.53\n"
#define MX " MX 1 d ; mxtrap: dummy\n MX 5 r ; mxtrap: real\n MX 9 l ; mxtrap: dummy\n"
#define HOSTS "d A 192.0.2.1\nd AAAA 2001:db8::1\nr A 198.51.100.2\nl A 192.0.2.3\n"

struct row {
    const char *text;
    const char *owner; /* whose layout it is */
    const char *path;  /* host/address:outcome; NULL: not known */
    enum mxtrap_family family;
};

static void write_path(struct mx_text *text, const struct mxtrap_walk *walk) {
    char host[MXTRAP_NAME_TEXT_MAX], address[MXTRAP_ADDRESS_TEXT_MAX];

    for (size_t i = 0; i < walk->attempt_count; i++) {
        const struct mxtrap_attempt *attempt = &walk->attempts[i];
        const char *at = mxtrap_exchanger_address_at(address, attempt->exchanger, attempt->address);
        mx_text_format(text, "%s%s/%s:%s", i > 0 ? " " : "",
                       mxtrap_exchanger_host(host, attempt->exchanger), at == NULL ? "?" : at,
                       mxtrap_outcome_name(attempt->outcome));
    }
}

/* The row's walk of address-record. */
static void assert_row(const struct row *row) {
    static const struct mxtrap_zone_file_options reading = {.size = sizeof reading,
                                                            .owner_addresses = 1};
    const struct mxtrap_simulate_options options = {.size = sizeof options, .family = row->family};
    struct spec spec = zone_file_of(row->text, &reading);
    mxtrap_simulation *simulation = NULL;
    struct mx_text path = {0};

    assert_int_equal(mxtrap_simulate(&simulation, layout_of(&spec, row->owner), &options),
                     MXTRAP_OK);
    const struct mxtrap_walk *walk = walk_of(simulation, "address-record");
    write_path(&path, walk);
    const char *wanted = row->path == NULL ? "" : row->path;
    if (strcmp(mx_text_string_of(&path), wanted) != 0 || walk->is_known != (row->path != NULL)) {
        print_message("%s in:\n%s\n", row->owner, row->text);
    }
    assert_string_equal(mx_text_string_of(&path), wanted);
    assert_int_equal(walk->is_known, row->path != NULL);
    bool delivered = strstr(wanted, ":answers") != NULL;
    assert_int_equal(walk->delivered, delivered);
    assert_true(is_near(walk->probability, delivered ? 1 : 0));
    mx_text_free(&path);
    mxtrap_simulation_free(simulation);
    spec_free(&spec);
}

static void assert_rows(const struct row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_row(&rows[i]);
    }
}

/* What stands at the owner's addresses. */
static void test_places(void **state) {
    static const char real[] = SOA "@" MX HOSTS "@ A 198.51.100.2\n";
    static const char dummy[] = SOA "@" MX HOSTS "@ A 192.0.2.1\n";
    static const char other[] = SOA "@" MX HOSTS "@ A 203.0.113.80\n";
    static const char both[] = SOA "@" MX HOSTS "@ A 203.0.113.80\n@ A 198.51.100.2\n";
    static const char dummy_other[] = SOA "@" MX HOSTS "@ A 192.0.2.1\n@ A 203.0.113.80\n";
    static const char families[] = SOA "@" MX HOSTS "@ A 203.0.113.80\n@ AAAA 2001:db8::1\n";
    static const char shared[] = SOA "@" MX HOSTS "l A 198.51.100.2\n@ A 198.51.100.2\n";
    static const char none[] = SOA "@" MX HOSTS;
    static const char reset[] = SOA "@" MX HOSTS "@ A 192.0.2.3\n@ A 192.0.2.1\n@ A 198.51.100.2\n";
    static const struct row rows[] = {
        {real, "a.com.", "r.a.com./198.51.100.2:answers", 0},
        {real, "a.com.", "", MXTRAP_FAMILY_IPV6},
        {dummy, "a.com.", "d.a.com./192.0.2.1:silent", 0},
        {other, "a.com.", NULL, 0},
        {both, "a.com.", "r.a.com./198.51.100.2:answers", 0},
        {dummy_other, "a.com.", NULL, 0},
        {families, "a.com.", NULL, 0},
        {families, "a.com.", "d.a.com./2001:db8::1:silent", MXTRAP_FAMILY_IPV6},
        {shared, "a.com.", "r.a.com./198.51.100.2:answers", 0},
        {none, "a.com.", "", 0},
        {reset, "a.com.", "r.a.com./198.51.100.2:answers", 0},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* An exchanger may have the owner's name. */
static void test_owner_as_exchanger(void **state) {
    static const char trap[] =
        SOA "@ MX 1 @ ; mxtrap: dummy\n@ MX 5 r ; mxtrap: real\n@ A 192.0.2.7\n" HOSTS;
    static const char shared[] =
        SOA "@ MX 1 @ ; mxtrap: dummy\n@ MX 5 r ; mxtrap: real\n@ A 198.51.100.2\n" HOSTS;
    static const char unknown[] = "$ORIGIN a.com.\n@ 60 MX 1 @ ; mxtrap: dummy\n"
                                  "@ 60 MX 5 r ; mxtrap: real\n";
    static const struct row rows[] = {
        {trap, "a.com.", "a.com./192.0.2.7:silent", 0},
        {shared, "a.com.", "r.a.com./198.51.100.2:answers", 0},
        {unknown, "a.com.", "a.com./?:silent", 0},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* Where in the zone the owner is, and in which order its records come. */
static void test_owners(void **state) {
    static const char below[] = SOA "x" MX HOSTS "x A 198.51.100.2\n";
    static const char before[] = SOA HOSTS "x A 198.51.100.2\nx" MX;
    static const char apart[] = SOA "x A 192.0.2.3\ny A 192.0.2.4\n" HOSTS "x" MX "x A 192.0.2.1\n";
    static const char wildcard[] = SOA "*.w A 198.51.100.2\n*.w" MX HOSTS;
    static const char covered[] = SOA "* A 198.51.100.2\nx" MX HOSTS;
    static const char cut[] = SOA "sub NS ns\nx.sub" MX HOSTS;
    static const char fragment[] = "$ORIGIN a.com.\n$TTL 60\nx" MX HOSTS;
    static const char fragment_with[] = "$ORIGIN a.com.\n$TTL 60\nx A 192.0.2.1\nx" MX HOSTS;
    static const char root[] = "$TTL 60\n. SOA ns. h. 1 1 1 1 1\n. MX 1 r. ; mxtrap: real\n"
                               "r. A 198.51.100.2\n. A 198.51.100.2\n";
    static const struct row rows[] = {
        {below, "x.a.com.", "r.a.com./198.51.100.2:answers", 0},
        {before, "x.a.com.", "r.a.com./198.51.100.2:answers", 0},
        {apart, "x.a.com.", "l.a.com./192.0.2.3:silent d.a.com./192.0.2.1:silent", 0},
        {wildcard, "*.w.a.com.", "r.a.com./198.51.100.2:answers", 0},
        {covered, "x.a.com.", "", 0},
        {cut, "x.sub.a.com.", NULL, 0},
        {fragment, "x.a.com.", NULL, 0},
        {fragment_with, "x.a.com.", "d.a.com./192.0.2.1:silent", 0},
        {root, ".", "r./198.51.100.2:answers", 0},
    };
    (void)state;
    assert_rows(rows, COUNT(rows));
}

/* A wildcard that is an owner too still stands for targets, and is stopped as before. */
static void test_targets_as_before(void **state) {
    static const char text[] = SOA "*.w A 198.51.100.2\n*.w MX 1 m.w\n"
                                   "*.w MX 2 n.x.w\na.x.w TXT stops\n";
    static const struct mxtrap_zone_file_options owners = {.size = sizeof owners,
                                                           .owner_addresses = 1};
    const struct mxtrap_zone_file_options *const ways[] = {NULL, &owners};
    (void)state;

    for (size_t i = 0; i < COUNT(ways); i++) {
        struct spec spec = zone_file_of(text, ways[i]);
        const mxtrap_layout *layout = layout_of(&spec, "*.w.a.com.");
        assert_int_equal(layout->exchangers[0].address_count, 1);
        assert_true(layout->exchangers[0].by_wildcard);
        assert_int_equal(layout->exchangers[1].address_count, 0);
        assert_int_equal(layout->address_count, i == 0 ? 0 : 1);
        spec_free(&spec);
    }
}

/* One address above the limit is too many. */
static void test_many_addresses(void **state) {
    (void)state;
    for (unsigned count = 63; count <= 65; count++) {
        struct mx_text text = {0};
        mx_text_string(&text, SOA "@" MX HOSTS);
        for (unsigned i = 0; i < count; i++) {
            mx_text_format(&text, "@ A 192.0.2.%u\nl A 192.0.2.%u\n", 100 + i, 100 + i);
        }
        struct spec spec = zone_file_of(
            mx_text_string_of(&text),
            &(struct mxtrap_zone_file_options){.size = sizeof(struct mxtrap_zone_file_options),
                                               .owner_addresses = 1});
        mxtrap_simulation *simulation = NULL;
        assert_int_equal(mxtrap_simulate(&simulation, layout_of(&spec, "a.com."), NULL), MXTRAP_OK);
        const struct mxtrap_walk *walk = walk_of(simulation, "address-record");
        assert_int_equal(walk->is_known, count <= 64);
        assert_int_equal(walk->attempt_count, count <= 64 ? count : 0);
        mxtrap_simulation_free(simulation);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),         cmocka_unit_test(test_owner_as_exchanger),
        cmocka_unit_test(test_owners),         cmocka_unit_test(test_targets_as_before),
        cmocka_unit_test(test_many_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
