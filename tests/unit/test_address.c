/* Addresses: text both ways, and the special-purpose registries row by row. */
#include "unit.h"

#include <netdb.h>

#include "dns/sockaddr.h"

static void test_parse(void **state) {
    static const struct {
        const char *text, *printed; /* NULL: no address */
        enum mx_family family;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", MX_IPV4},
        {"0.0.0.0", "0.0.0.0", MX_IPV4},
        {"255.255.255.255", "255.255.255.255", MX_IPV4},
        {"9.10.99.100", "9.10.99.100", MX_IPV4},
        {"256.0.0.1", NULL, 0},
        {"1.2.3.256", NULL, 0},
        {"1.2.3", NULL, 0},
        {"1.2.3.4.5", NULL, 0},
        {"1.2.3.", NULL, 0},
        {".1.2.3", NULL, 0},
        {"01.2.3.4", NULL, 0},
        {"1.2.3.04", NULL, 0},
        {"1.2.3.00", NULL, 0},
        {"1.2.3.-4", NULL, 0},
        {"0x1.2.3.4", NULL, 0},
        {"1.2.3.4 ", NULL, 0},
        {" 1.2.3.4", NULL, 0},
        {"1.2.3.4/24", NULL, 0},
        {"1.2.3.4:25", NULL, 0},
        {"16909060", NULL, 0},
        {"", NULL, 0},
        {"::", "::", MX_IPV6},
        {"::1", "::1", MX_IPV6},
        {"2001:DB8::25", "2001:db8::25", MX_IPV6},
        {"2001:0db8:0000:0000:0000:0000:0000:0025", "2001:db8::25", MX_IPV6},
        {"2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1", MX_IPV6},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", MX_IPV6},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1", MX_IPV6},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         MX_IPV6},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", MX_IPV6},
        {"1:2:3:4:5:6:7", NULL, 0},
        {"1:2:3:4:5:6:7:8:9", NULL, 0},
        {"1::2::3", NULL, 0},
        {":::", NULL, 0},
        {"1:2:3:4:5:6:7:10000", NULL, 0},
        {"fe80::1%eth0", NULL, 0},
        {"[::1]", NULL, 0},
        {"::g", NULL, 0},
        {"mail1", NULL, 0},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555", NULL, 0},
        {"0000000000000000000000000000000000000000000000", NULL, 0},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_address address = {.family = 99, .place = {.line = 3, .column = 4}};
        char buffer[MXTRAP_ADDRESS_TEXT_MAX];
        struct mx_text text = {0};
        bool good = mx_address_parse(&address, rows[i].text, strlen(rows[i].text));
        if (good != (rows[i].printed != NULL)) {
            fail_msg("%s: %d", rows[i].text, good);
        }
        if (!good) {
            assert_int_equal(address.family, 99);
            assert_int_equal(address.place.line, 3);
            continue;
        }
        assert_int_equal(address.family, rows[i].family);
        assert_string_equal(mx_address_print(&address, buffer), rows[i].printed);
        mx_address_write(&text, &address);
        assert_string_equal(mx_text_string_of(&text), rows[i].printed);
        mx_text_free(&text);
    }
}

static void test_parse_stops_at_length(void **state) {
    struct mx_address address;
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];
    (void)state;

    assert_true(mx_address_parse(&address, "192.0.2.123", 10));
    assert_string_equal(mx_address_print(&address, buffer), "192.0.2.12");
    assert_false(mx_address_parse(&address, "1.2.3.4\0", 8));
    assert_false(mx_address_parse(&address, "1.2.3.4\0x", 9));
}

static void test_equal(void **state) {
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"::1", "0:0:0:0:0:0:0:1", true},
        {"::1", "::2", false},
        {"192.0.2.1", "::192.0.2.1", false},
        {"192.0.2.1", "::ffff:192.0.2.1", false},
        {"0.0.0.0", "::", false},
        {"192.0.2.1", "c000:201::", false},
        {"2001:db8::1", "2001:db9::1", false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_address a = address_of(rows[i].a), b = address_of(rows[i].b);
        a.place.line = 1;
        b.place.line = 2;
        assert_int_equal(mx_address_equal(&a, &b), rows[i].equal);
        assert_true(!rows[i].equal || mx_address_hash(&a) == mx_address_hash(&b));
    }
}

/* Of every row the first and the last address, and the neighbours outside with what they are:
 * mostly ordinary, but rows touch. U: unreachable, D: documentation, -: ordinary. */
static void test_special(void **state) {
    static const struct {
        const char *before, *first, *last, *after;
        const char *kinds;
    } rows[] = {
        {NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0", " UU-"},
        {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "-UU-"},
        {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0", "-UU-"},
        {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0", "-UU-"},
        {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0", "-UU-"},
        {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0", "-UU-"},
        {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0", "-UU-"},
        {"192.0.0.8", "192.0.0.9", "192.0.0.10", "192.0.0.11", "U--U"},
        {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0", "-DD-"},
        {"192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0", "-UU-"},
        {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0", "-UU-"},
        {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0", "-UU-"},
        {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0", "-DD-"},
        {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0", "-DD-"},
        {"223.255.255.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "-UUU"},
        {"239.255.255.255", "240.0.0.0", "255.255.255.255", NULL, "UUU "},
        {NULL, "::", "::1", "::2", " UUU"},
        {"::fffe:ffff:ffff", "::ffff:0:0", "::ffff:ffff:ffff", "::1:0:0:0", "UUUU"},
        {"64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::", "64:ff9b::ffff:ffff",
         "64:ff9b::1:0:0", "UUUU"},
        {"64:ff9b:0:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
         "64:ff9b:2::", "UUUU"},
        {"ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "100::", "100::ffff:ffff:ffff:ffff",
         "100:0:0:2::", "UUUU"},
        {"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::", "-UU-"},
        {"2001:1::", "2001:1::1", "2001:1::2", "2001:1::4", "U--U"},
        {"2001:2:ffff:ffff:ffff:ffff:ffff:ffff", "2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001:4::", "U--U"},
        {"2001:4:111:ffff:ffff:ffff:ffff:ffff",
         "2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff", "2001:4:113::", "U--U"},
        {"2001:1f:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff", "2001:40::", "U--U"},
        {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
         "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "-DD-"},
        {"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::", "-UU-"},
        {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::", "-DD-"},
        {"5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "5f01::", "UUUU"},
        {"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::", "UUUU"},
        {"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::", "UUUU"},
        {"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::", "UUUU"},
        {"feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL, "UUU "},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *texts[] = {rows[i].before, rows[i].first, rows[i].last, rows[i].after};
        for (size_t j = 0; j < COUNT(texts); j++) {
            if (texts[j] == NULL) {
                continue;
            }
            struct mx_address address = address_of(texts[j]);
            const struct mx_special *special = mx_special_find(&address);
            char kind = special == NULL                             ? '-'
                        : special->kind == MX_SPECIAL_DOCUMENTATION ? 'D'
                                                                    : 'U';
            if (kind != rows[i].kinds[j]) {
                fail_msg("%s is %c, not %c", texts[j], kind, rows[i].kinds[j]);
            }
        }
    }
}

static void test_ordinary(void **state) {
    static const char *const texts[] = {"8.8.8.8", "20.0.0.1",        "192.0.4.1",
                                        "2a00::1", "2606:4700::1111", "2400::"};
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct mx_address address = address_of(texts[i]);
        assert_null(mx_special_find(&address));
    }
}

static void test_sockaddr(void **state) {
    static const struct {
        const char *text;
        bool is_loopback;
    } rows[] = {
        {"192.0.2.1", false},        {"127.0.0.1", true},    {"127.255.0.9", true},
        {"128.0.0.1", false},        {"2001:db8::1", false}, {"::1", true},
        {"::ffff:127.0.0.1", false}, {"::", false},
    };
    struct sockaddr_storage none = {0};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_address address = address_of(rows[i].text), back;
        struct sockaddr_storage storage;
        char host[64], port[8];
        socklen_t length = mx_sockaddr_of(&address, 25, &storage);
        assert_int_equal(getnameinfo((const struct sockaddr *)&storage, length, host, sizeof host,
                                     port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV),
                         0);
        assert_string_equal(host, rows[i].text);
        assert_string_equal(port, "25");
        back = mx_sockaddr_address(&storage);
        assert_true(mx_address_equal(&back, &address));
        assert_int_equal(mx_address_is_loopback(&address), rows[i].is_loopback);
    }
    assert_int_equal(mx_sockaddr_address(&none).family, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),    cmocka_unit_test(test_parse_stops_at_length),
        cmocka_unit_test(test_equal),    cmocka_unit_test(test_special),
        cmocka_unit_test(test_ordinary), cmocka_unit_test(test_sockaddr),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
