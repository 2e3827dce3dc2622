/* The silencers: which addresses they silence, in which order, and what they refuse to. */
#include "unit.h"

static const char *const silencers[] = {"nftables", "iptables", "pf"};

/* The text of a silencer, to be freed; empty where it refuses. */
static struct mx_text written(const mxtrap_zones *zones, const char *format,
                              enum mxtrap_status status) {
    struct mx_text text = {0};

    assert_int_equal(
        mxtrap_write(zones, mxtrap_format_find(MXTRAP_FORMAT_ZONES, format), keep_text, &text),
        status);
    assert_non_null(mx_text_string_of(&text));
    assert_true(status == MXTRAP_OK || text.length == 0);
    return text;
}

/* The lines that have an address of a rule or a set in them, without indentation and comma. */
static void keep_addresses(char *text) {
    char *to = text;

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        line += strspn(line, "\t");
        size_t length = strcspn(line, ",");
        if (line[0] != '#' && (strchr(line, '.') != NULL || strchr(line, ':') != NULL) &&
            line[0] != ':') {
            memmove(to, line, length);
            to += length;
            *to++ = '\n';
        }
    }
    *to = '\0';
}

#define DUMMY(name, address) "{dummy: " name ", address: " address "}"
#define REAL "{real: r, address: 198.51.100.1}"

static void test_addresses(void **state) {
    static const struct {
        const char *spec, *pf, *iptables;
    } rows[] = {
        /* by family, then by number; each once, however often it is given */
        {"zone: a\nmx: [" DUMMY(
             "d", "[192.0.2.10, \"2001:db8::1\", 192.0.2.9]") ", " REAL ", {dummy: e, address: "
                                                              "192.0.2.9}, {dummy: d}]\n",
         "192.0.2.9\n192.0.2.10\n2001:db8::1\n",
         "-4 -A MXTRAP -d 192.0.2.9 -j DROP\n-4 -A MXTRAP -d 192.0.2.10 -j DROP\n"
         "-6 -A MXTRAP -d 2001:db8::1 -j DROP\n"},
        {"zone: a\nsilence: reset\nmx: [" DUMMY("d", "192.0.2.1") ", " REAL "]\n", "192.0.2.1\n",
         "-4 -A MXTRAP -d 192.0.2.1 -p tcp -j REJECT --reject-with tcp-reset\n"},
        /* two zones: what is dropped comes before what is reset */
        {"zones: [{zone: a, silence: reset, mx: [" DUMMY(
             "d", "192.0.2.1") "]}, {zone: b, mx: [" DUMMY("d", "192.0.2.2") ", " REAL "]}]\n",
         "192.0.2.2\n192.0.2.1\n",
         "-4 -A MXTRAP -d 192.0.2.2 -j DROP\n"
         "-4 -A MXTRAP -d 192.0.2.1 -p tcp -j REJECT --reject-with tcp-reset\n"},
        /* an address that another zone, or the list of name servers, has for the host */
        {"zones: [{zone: a, mx: [{dummy: D.b.}]}, {zone: b, mx: [" DUMMY("d", "192.0.2.7") "]}]\n",
         "192.0.2.7\n", "-4 -A MXTRAP -d 192.0.2.7 -j DROP\n"},
        {"zone: a\nns: {host: d, address: 192.0.2.8}\nmx: [{dummy: d}]\n", "192.0.2.8\n",
         "-4 -A MXTRAP -d 192.0.2.8 -j DROP\n"},
        {"zone: a\nmx: [{real: r, address: 198.51.100.1}]\n", "", ""},
        {"zone: a\nmx: [{dummy: .}]\n", "", ""},
        {"zone: a\nignore: {dummy-not-silenced: elsewhere}\nmx: [{dummy: d}]\n", "", ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].spec);
        struct mx_text pf = written(spec.zones, "pf", MXTRAP_OK);
        struct mx_text iptables = written(spec.zones, "iptables", MXTRAP_OK);
        struct mx_text nftables = written(spec.zones, "nftables", MXTRAP_OK);
        keep_addresses(pf.bytes);
        assert_string_equal(pf.bytes, rows[i].pf);
        keep_addresses(nftables.bytes);
        assert_string_equal(nftables.bytes, rows[i].pf);
        keep_addresses(iptables.bytes);
        assert_string_equal(iptables.bytes, rows[i].iptables);
        mx_text_free(&pf);
        mx_text_free(&iptables);
        mx_text_free(&nftables);
        spec_free(&spec);
    }
}

/* What is refused, whatever a zone accepts; CHOSEN is the one zone that is chosen. */
static void test_refused(void **state) {
    static const struct {
        const char *spec, *chosen, *ids;
        bool is_refused;
    } rows[] = {
        {"zone: a\nmx: [" DUMMY("d", "198.51.100.1") ", " REAL "]\n", NULL,
         "address-shared-with-real", true},
        {"zone: a\nignore: {address-shared-with-real: why not}\nmx: [" DUMMY(
             "d", "198.51.100.1") ", " REAL "]\n",
         NULL, "address-shared-with-real", true},
        /* of another zone, chosen or not */
        {"zones: [{zone: a, mx: [" DUMMY("d", "198.51.100.1") "]}, {zone: b, mx: [" REAL "]}]\n",
         NULL, "address-shared-with-real", true},
        {"zones: [{zone: a, mx: [" DUMMY("d", "198.51.100.1") "]}, {zone: b, mx: [" REAL "]}]\n",
         "a", "address-shared-with-real", true},
        {"zones: [{zone: a, mx: [" DUMMY("d", "198.51.100.1") "]}, {zone: b, mx: [" REAL "]}]\n",
         "b", "", false},
        /* a real host that has the address as a name server, and a host that is both */
        {"zone: a\nns: {host: r, address: 192.0.2.1}\nmx: [" DUMMY("d",
                                                                   "192.0.2.1") ", {real: r}]\n",
         NULL, "address-shared-with-real", true},
        {"zones: [{zone: a, mx: [{dummy: r.b.}]}, {zone: b, mx: [" REAL "]}]\n", NULL,
         "address-shared-with-real", true},
        /* dropped and reset */
        {"zones: [{zone: a, mx: [" DUMMY(
             "d", "192.0.2.1") "]}, {zone: b, silence: reset, mx: [" DUMMY("e",
                                                                           "192.0.2.1") "]}]\n",
         NULL, "spec-conflict", true},
        {"zones: [{zone: a, mx: [" DUMMY(
             "d", "192.0.2.1") "]}, {zone: b, silence: reset, mx: [" DUMMY("e",
                                                                           "192.0.2.1") "]}]\n",
         "a", "", false},
        /* left open */
        {"zone: a\nmx: [{dummy: d}, " REAL "]\n", NULL, "dummy-not-silenced", true},
        {"zone: a\nmx: [{dummy: d}, " DUMMY("e", "192.0.2.1") ", {dummy: f}]\n", NULL,
         "dummy-not-silenced dummy-not-silenced", true},
        {"zone: a\nignore: {dummy-not-silenced: elsewhere}\nmx: [{dummy: d}, " REAL "]\n", NULL, "",
         false},
        /* not known to be apart: a note */
        {"zone: a\nmx: [" DUMMY("d", "192.0.2.1") ", {real: r.b.}]\n", NULL,
         "address-shared-with-real", false},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec spec = good_spec_of(rows[i].spec);
        if (rows[i].chosen != NULL) {
            assert_int_equal(mxtrap_zones_choose(spec.zones, rows[i].chosen), MXTRAP_OK);
        }
        for (size_t j = 0; j < COUNT(silencers); j++) {
            struct mx_text text = written(spec.zones, silencers[j],
                                          rows[i].is_refused ? MXTRAP_ERR_ARGUMENT : MXTRAP_OK);
            mx_text_free(&text);
        }
        bool is_input = strcmp(rows[i].ids, "spec-conflict") == 0;
        assert_int_equal(mxtrap_format_check(mxtrap_format_find(MXTRAP_FORMAT_ZONES, "pf"),
                                             spec.zones, spec.findings),
                         is_input ? MXTRAP_ERR_INPUT : MXTRAP_OK);
        assert_rules_of(rows[i].spec, spec.findings, rows[i].ids);
        assert_int_equal(mxtrap_findings_severity_count(spec.findings, MXTRAP_ERROR) > 0,
                         rows[i].is_refused);
        spec_free(&spec);
    }
}

/* Where a packet would pass many rules, iptables gets a chain for each 256 of them; every address
 * has one rule, in a chain to which a network leads that covers it. */
static void test_chains(void **state) {
    static const struct {
        unsigned count, jumps;
    } rows[] = {{255, 0}, {256, 0}, {257, 1}, {258, 2}, {512, 2}, {513, 2}, {514, 3}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mx_text text = {0};
        mx_text_string(&text, "zones:\n");
        for (unsigned at = 0; at < rows[i].count; at++) {
            mx_text_format(&text, "- {zone: z%u, mx: [{dummy: d, address: 20.0.%u.%u}]}\n", at,
                           at / 100, at % 100 * 2);
        }
        struct spec spec = good_spec_of(mx_text_string_of(&text));
        struct mx_text rules = written(spec.zones, "iptables", MXTRAP_OK);
        unsigned jumps = 0, drops = 0, declared = 0;
        for (char *line = strtok(rules.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            jumps += strstr(line, "-j MXTRAP-4-") != NULL ? 1 : 0;
            drops += strstr(line, "-j DROP") != NULL ? 1 : 0;
            declared += strncmp(line, ":MXTRAP-", 8) == 0 ? 1 : 0;
            assert_true(line[0] != '-' || strstr(line, "/0") == NULL);
        }
        assert_int_equal(drops, rows[i].count);
        assert_int_equal(jumps, rows[i].jumps);
        assert_int_equal(declared, rows[i].jumps);
        mx_text_free(&rules);
        mx_text_free(&text);
        spec_free(&spec);
    }
}

/* A network of a chain: the bits that its first and last address have in common. */
static void test_networks(void **state) {
    struct mx_text text = {0};
    (void)state;

    mx_text_string(&text, "zones:\n");
    for (unsigned at = 0; at < 256; at++) {
        mx_text_format(&text,
                       "- {zone: z%u, mx: [{dummy: d, address: [20.0.1.%u, "
                       "\"2a00::%x\"]}]}\n",
                       at, at, at);
    }
    mx_text_string(&text, "- {zone: y, mx: [{dummy: d, address: [20.0.4.5, 20.0.4.6, "
                          "\"2a00:0:0:1::\", \"2a00:0:0:1:8000::\"]}]}\n");
    struct spec spec = good_spec_of(mx_text_string_of(&text));
    struct mx_text rules = written(spec.zones, "iptables", MXTRAP_OK);
    assert_non_null(strstr(rules.bytes, "-4 -A MXTRAP -d 20.0.1.0/24 -j MXTRAP-4-0\n"));
    assert_non_null(strstr(rules.bytes, "-4 -A MXTRAP -d 20.0.4.4/30 -j MXTRAP-4-1\n"));
    assert_non_null(strstr(rules.bytes, "-6 -A MXTRAP -d 2a00::/120 -j MXTRAP-6-0\n"));
    assert_non_null(strstr(rules.bytes, "-6 -A MXTRAP -d 2a00:0:0:1::/64 -j MXTRAP-6-1\n"));
    assert_non_null(strstr(rules.bytes, "-4 -A MXTRAP-4-1 -d 20.0.4.5 -j DROP\n"));
    mx_text_free(&rules);
    mx_text_free(&text);
    spec_free(&spec);
}

/* What comes from outside stays inside its comment. */
static void test_comment(void **state) {
    static const char spec_text[] = "zone: a\nignore: {dummy-not-silenced: x}\n"
                                    "mx: [{dummy: 'd\\010\\$('}, {dummy: e, address: 192.0.2.1}]\n";
    static const char name[] = "/tmp/mxtrap-unit\nflush ruleset\x1b;";
    struct spec spec = {0};
    (void)state;

    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs(spec_text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
    assert_int_equal(mxtrap_spec_read(spec.zones, name, spec.findings), MXTRAP_OK);
    unlink(name);
    for (size_t i = 0; i < COUNT(silencers); i++) {
        struct mx_text text = written(spec.zones, silencers[i], MXTRAP_OK);
        assert_non_null(strstr(text.bytes, "\n# Spec: /tmp/mxtrap-unit\\x0aflush ruleset\\x1b;\n"));
        assert_non_null(strstr(text.bytes, "\n# NOT silenced, having no address in the spec: "
                                           "d\\010\\$\\(.a.\n"));
        mx_text_free(&text);
    }
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_chains),    cmocka_unit_test(test_networks),
        cmocka_unit_test(test_comment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
