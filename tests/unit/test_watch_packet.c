/* Packets: each link layer and each list of headers, whole and cut after every octet, so that each
 * length that the parser asks for has its boundary here. */
#include "unit.h"

#include "watch/packet.h"

enum { PACKET_MAX = 512 };

struct octets {
    uint8_t bytes[PACKET_MAX];
    size_t length;
};

/* Appends what TEXT says: hexadecimal octets, blanks between them or not; "xN" repeats the octet
 * before it, so that it is there N times. */
static void add(struct octets *out, const char *text) {
    while (*text != '\0') {
        unsigned octet;
        int used = 0;
        if (*text == ' ') {
            text++;
        } else if (*text == 'x') {
            char *end;
            unsigned long count = strtoul(text + 1, &end, 10);
            assert_true(out->length > 0 && out->length + count <= PACKET_MAX);
            memset(out->bytes + out->length, out->bytes[out->length - 1], count - 1);
            out->length += count - 1;
            text = end;
        } else {
            assert_int_equal(sscanf(text, "%2x%n", &octet, &used), 1);
            assert_int_equal(used, 2);
            assert_true(out->length < PACKET_MAX);
            out->bytes[out->length++] = (uint8_t)octet;
            text += used;
        }
    }
}

static struct octets octets_of(const char *one, const char *two, const char *three) {
    struct octets out = {.length = 0};
    add(&out, one);
    add(&out, two);
    add(&out, three);
    return out;
}

#define IPV4(first, total, fragment, protocol)                                                     \
    first "00" total "0007" fragment "40" protocol "0000 cb007101 c0000201"
#define IPV4_PLAIN IPV4("45", "0028", "0000", "06")
#define IPV6(next, payload) "60000000" payload next "40 20010db8 00x11 07 20010db8 00x11 19"
#define SYN_OF(flags) "c001 0019 01020304 00000000 50" flags "faf0 0000 0000"
#define SYN SYN_OF("02")
#define ETHERNET(type) "02x6 04x6 " type

/* How many octets come before the flags of TCP, and these themselves. */
enum { FLAGS = 14 };

/* A packet that is a SYN, and is CUT or OTHER with one octet less than it needs. */
static void assert_cut_anywhere(const char *name, int link, const struct octets *whole,
                                size_t needed) {
    struct mx_packet packet;

    for (size_t length = 0; length <= whole->length; length++) {
        uint8_t *copy = malloc(length > 0 ? length : 1);
        assert_non_null(copy);
        memcpy(copy, whole->bytes, length);
        enum mx_packet_kind kind = mx_packet_read(&packet, link, copy, length);
        free(copy);
        if (kind != (length < needed ? MX_PACKET_CUT : MX_PACKET_SYN)) {
            fail_msg("%s: %d with %zu of %zu octets", name, (int)kind, length, needed);
        }
    }
    assert_int_equal(packet.from_port, 0xc001);
    assert_int_equal(packet.to_port, 25);
    assert_int_equal(packet.sequence, 0x01020304);
}

static void test_links(void **state) {
    static const struct {
        const char *name;
        int link;
        const char *header;
        bool is_ipv6;
    } rows[] = {
        {"Ethernet", 1, ETHERNET("0800"), false},
        {"Ethernet, IPv6", 1, ETHERNET("86dd"), true},
        {"VLAN", 1, ETHERNET("8100 0005 0800"), false},
        {"QinQ", 1, ETHERNET("88a8 0005 8100 0006 86dd"), true},
        {"old QinQ", 1, ETHERNET("9100 0005 9100 0006 0800"), false},
        {"four tags", 1, ETHERNET("8100 0001 8100 0002 8100 0003 8100 0004 0800"), false},
        {"SLL", 113, "0000 0001 0006 02x8 0800", false},
        {"SLL, IPv6", 113, "0000 0001 0006 02x8 86dd", true},
        {"SLL with a tag", 113, "0000 0001 0006 02x8 8100 0007 86dd", true},
        {"SLL2", 276, "0800 0000 00000003 0001 00 06 02x8", false},
        {"SLL2, IPv6", 276, "86dd 0000 00000003 0001 00 06 02x8", true},
        {"raw", 101, "", false},
        {"raw, IPv6", 101, "", true},
        {"raw, by libpcap's number", 12, "", false},
        {"raw, by OpenBSD's", 14, "", true},
        {"IPv4", 228, "", false},
        {"IPv6", 229, "", true},
        {"loopback", 0, "02000000", false},
        {"loopback of another order", 0, "0000001e", true},
        {"loopback of OpenBSD", 108, "00000002", false},
        {"pflog", 117, "3d02 00x62", false},
        {"pflog, a longer header", 117, "6418 00x98", true},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct octets whole =
            octets_of(rows[i].header, rows[i].is_ipv6 ? IPV6("06", "0014") : IPV4_PLAIN, SYN);
        assert_true(mx_packet_knows_link(rows[i].link));
        assert_cut_anywhere(rows[i].name, rows[i].link, &whole, whole.length - 20 + FLAGS);
    }
    assert_false(mx_packet_knows_link(105));
    assert_false(mx_packet_knows_link(-1));
}

static void test_addresses(void **state) {
    struct octets four = octets_of("", IPV4_PLAIN, SYN),
                  six = octets_of("", IPV6("06", "0014"), SYN);
    struct mx_address from = address_of("203.0.113.1"), to = address_of("192.0.2.1");
    struct mx_packet packet;
    (void)state;

    assert_int_equal(mx_packet_read(&packet, 101, four.bytes, four.length), MX_PACKET_SYN);
    assert_true(mx_address_equal(&packet.from, &from) && mx_address_equal(&packet.to, &to));
    assert_false(packet.has_time);
    from = address_of("2001:db8::7");
    to = address_of("2001:db8::19");
    assert_int_equal(mx_packet_read(&packet, 101, six.bytes, six.length), MX_PACKET_SYN);
    assert_true(mx_address_equal(&packet.from, &from) && mx_address_equal(&packet.to, &to));
}

/* Headers before TCP, all of which must be there. */
static void test_headers(void **state) {
    static const struct {
        const char *name, *ip;
    } rows[] = {
        {"options", IPV4("46", "002c", "0000", "06") "94040000"},
        {"most options", IPV4("4f", "0050", "0000", "06") "01x40"},
        {"the first fragment", IPV4("45", "0028", "2000", "06")},
        {"do not fragment", IPV4("45", "0028", "4000", "06")},
        {"no total length", IPV4("45", "0000", "0000", "06")},
        {"hop by hop", IPV6("00", "001c") "06 00 050200000100"},
        {"16 octets of it", IPV6("00", "0024") "06 01 00x14"},
        {"destination options", IPV6("3c", "001c") "06 00 00x6"},
        {"routing", IPV6("2b", "001c") "06 00 00x6"},
        {"the first fragment of IPv6", IPV6("2c", "001c") "06 00 0001 00000009"},
        {"authentication", IPV6("33", "002c") "06 04 00x22"},
        {"mobility, HIP and Shim6", IPV6("87", "002c") "8b 00 00x6 8c 00 00x6 06 00 00x6"},
        {"a jumbogram", IPV6("06", "0000")},
        {"eight extensions",
         IPV6("3c", "0054") "3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 "
                            "0600 00x6"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct octets whole = octets_of("", rows[i].ip, SYN);
        assert_cut_anywhere(rows[i].name, 101, &whole, whole.length - 20 + FLAGS);
    }
}

static void test_others(void **state) {
    static const struct {
        const char *name;
        int link;
        const char *header, *ip, *segment;
        enum mx_packet_kind kind;
    } rows[] = {
        {"ECN", 101, "", IPV4_PLAIN, SYN_OF("c2"), MX_PACKET_SYN},
        {"SYN and more", 101, "", IPV4_PLAIN, SYN_OF("0a"), MX_PACKET_SYN},
        {"SYN and ACK", 101, "", IPV4_PLAIN, SYN_OF("12"), MX_PACKET_OTHER},
        {"ACK", 101, "", IPV4_PLAIN, SYN_OF("10"), MX_PACKET_OTHER},
        {"RST", 101, "", IPV4_PLAIN, SYN_OF("04"), MX_PACKET_OTHER},
        {"FIN", 101, "", IPV4_PLAIN, SYN_OF("01"), MX_PACKET_OTHER},
        {"UDP", 101, "", IPV4("45", "0028", "0000", "11"), SYN, MX_PACKET_OTHER},
        {"UDP over IPv6", 101, "", IPV6("11", "0014"), SYN, MX_PACKET_OTHER},
        {"no next header", 101, "", IPV6("3b", "0014"), SYN, MX_PACKET_OTHER},
        {"no next header, nor octets", 101, "", IPV6("3b", "0000"), "", MX_PACKET_OTHER},
        {"UDP after an extension", 101, "", IPV6("3c", "001c") "1100 00x6", SYN, MX_PACKET_OTHER},
        {"a later fragment", 101, "", IPV4("45", "0028", "0001", "06"), SYN, MX_PACKET_OTHER},
        {"the last fragment", 101, "", IPV4("45", "0028", "1fff", "06"), SYN, MX_PACKET_OTHER},
        {"a later fragment of IPv6", 101, "", IPV6("2c", "001c") "06 00 0008 00000009", SYN,
         MX_PACKET_OTHER},
        {"a header of 16 octets", 101, "", IPV4("44", "0028", "0000", "06"), SYN, MX_PACKET_OTHER},
        {"IP version 5", 101, "", IPV4("55", "0028", "0000", "06"), SYN, MX_PACKET_OTHER},
        {"nine extensions", 101, "",
         IPV6("3c", "005c") "3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 3c00 00x6 "
                            "3c00 00x6 0600 00x6",
         SYN, MX_PACKET_OTHER},
        {"ARP", 1, ETHERNET("0806"), IPV4_PLAIN, SYN, MX_PACKET_OTHER},
        {"five tags", 1, ETHERNET("8100 0001 8100 0002 8100 0003 8100 0004 8100 0005 0800"),
         IPV4_PLAIN, SYN, MX_PACKET_OTHER},
        {"a total length that ends before the flags", 101, "", IPV4("45", "0021", "0000", "06"),
         SYN, MX_PACKET_CUT},
        {"and one that ends after them", 101, "", IPV4("45", "0022", "0000", "06"), SYN,
         MX_PACKET_SYN},
        {"a payload that ends before the flags", 101, "", IPV6("06", "000d"), SYN, MX_PACKET_CUT},
        {"and one that ends after them", 101, "", IPV6("06", "000e"), SYN, MX_PACKET_SYN},
        {"pflog's header of no octets", 117, "00", IPV4_PLAIN, SYN, MX_PACKET_OTHER},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct octets whole = octets_of(rows[i].header, rows[i].ip, rows[i].segment);
        struct mx_packet packet;
        enum mx_packet_kind kind = mx_packet_read(&packet, rows[i].link, whole.bytes, whole.length);
        if (kind != rows[i].kind) {
            fail_msg("%s: %d, not %d", rows[i].name, (int)kind, (int)rows[i].kind);
        }
    }
    struct octets whole = octets_of("", IPV4_PLAIN, SYN);
    struct mx_packet packet;
    assert_int_equal(mx_packet_read(&packet, 105, whole.bytes, whole.length), MX_PACKET_OTHER);
}

/* An attribute of NFLOG: its length is in the order of this machine. */
static void add_attribute(struct octets *out, uint16_t type, const char *text, uint16_t length) {
    uint8_t *at = out->bytes + out->length;

    out->length += 4;
    add(out, text);
    length = length != 0 ? length : (uint16_t)(out->bytes + out->length - at);
    memcpy(at, &length, 2);
    memcpy(at + 2, &type, 2);
    while (out->length % 4 > 0) {
        add(out, "00");
    }
}

static void test_nflog(void **state) {
    struct octets whole = octets_of("02000005", "", "");
    struct mx_packet packet;
    (void)state;

    add_attribute(&whole, 1, "0800 01 00", 0);
    add_attribute(&whole, 10, "6d787472617000", 0);
    add_attribute(&whole, 3, "00000000 692480c0 00000000 000f423f", 0);
    add_attribute(&whole, 9, IPV4_PLAIN SYN, 0);
    assert_cut_anywhere("nflog", 239, &whole, whole.length - 20 + FLAGS);
    assert_int_equal(mx_packet_read(&packet, 239, whole.bytes, whole.length), MX_PACKET_SYN);
    assert_true(packet.has_time);
    assert_int_equal(packet.us, INT64_C(0x692480c0) * 1000000 + 999999);

    /* A time that is none; one that comes after the packet; attributes that have no length. */
    whole = octets_of("02000005", "", "");
    add_attribute(&whole, 3, "00000000 692480c0 00000000 000f4240", 0);
    add_attribute(&whole, 9, IPV4_PLAIN SYN, 0);
    assert_int_equal(mx_packet_read(&packet, 239, whole.bytes, whole.length), MX_PACKET_SYN);
    assert_false(packet.has_time);
    whole = octets_of("02000005", "", "");
    add_attribute(&whole, 3, "00000001 00000000 00000000 00000001", 0);
    add_attribute(&whole, 9, IPV4_PLAIN SYN, 0);
    assert_int_equal(mx_packet_read(&packet, 239, whole.bytes, whole.length), MX_PACKET_SYN);
    assert_false(packet.has_time);
    /* With a length of 4 there is one more, of length 0. */
    for (uint16_t length = 0; length <= 8; length++) {
        whole = octets_of("02000005", "", "");
        add_attribute(&whole, 1, "00", 5);
        memcpy(whole.bytes + 4, &length, 2);
        add_attribute(&whole, 9, IPV4_PLAIN SYN, 0);
        assert_int_equal(mx_packet_read(&packet, 239, whole.bytes, whole.length),
                         length < 5 ? MX_PACKET_OTHER : MX_PACKET_SYN);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links),   cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_headers), cmocka_unit_test(test_others),
        cmocka_unit_test(test_nflog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
