/* nsupdate scripts: what stands in them for which old and new state. */
#include "unit.h"

/* The script's lines without comments and blank lines, " IN " and ".a.com." left out, with a "/"
 * between two: "z a.com. / y @ SOA / send". */
static void squeeze(struct mx_text *text, struct mx_text *out) {
    static const struct {
        const char *words, *instead;
    } rows[] = {{"prereq yxrrset ", "y "},
                {"prereq nxrrset ", "n "},
                {"update delete ", "- "},
                {"update add ", "+ "},
                {" IN ", " "},
                {".a.com.", ""}};
    const char *at = mx_text_string_of(text);

    assert_non_null(at);
    while (*at != '\0') {
        size_t skipped = *at == ';' || *at == '\n' ? strcspn(at, "\n") + 1 : 0;
        for (size_t i = 0; skipped == 0 && i < COUNT(rows); i++) {
            if (strncmp(at, rows[i].words, strlen(rows[i].words)) == 0) {
                mx_text_string(out, rows[i].instead);
                skipped = strlen(rows[i].words);
            }
        }
        if (skipped == 0 && *at == '\n') {
            mx_text_string(out, " / ");
        } else if (skipped == 0) {
            mx_text_char(out, *at);
        }
        at += skipped > 0 ? skipped : 1;
        while (at[-1] == '\n' && (*at == '\n' || *at == ';')) {
            at += *at == ';' ? strcspn(at, "\n") : 1;
        }
        if (at[-1] == '\n' && out->length > 0 && out->bytes[out->length - 1] != ' ') {
            mx_text_string(out, " / ");
        }
    }
}

static void assert_script(const mxtrap_zones *before, const mxtrap_zones *after,
                          const char *expected, const char *name) {
    struct mx_text text = {0}, squeezed = {0}, again = {0};

    assert_int_equal(mxtrap_change_write(before, after, keep_text, &text), MXTRAP_OK);
    assert_int_equal(mxtrap_change_write(before, after, keep_text, &again), MXTRAP_OK);
    assert_string_equal(mx_text_string_of(&again), mx_text_string_of(&text));
    squeeze(&text, &squeezed);
    const char *found = mx_text_string_of(&squeezed);
    assert_non_null(found);
    if (strcmp(found, expected) != 0) {
        print_message("%s\n", name);
    }
    assert_string_equal(found, expected);
    mx_text_free(&text);
    mx_text_free(&again);
    mx_text_free(&squeezed);
}

#define ZONE "zone: a.com\nttl: 60\nmx: "

static void test_scripts(void **state) {
    static const struct {
        const char *name, *before, *after, *script;
    } rows[] = {
        {"nothing is known", NULL, ZONE "[{dummy: d, address: 192.0.2.1}, {real: r}]\n",
         "zone a.com. / y a.com. SOA / n d CNAME / - a.com. MX / + a.com. 60 MX 10 d / "
         "+ a.com. 60 MX 20 r / - d A / + d 60 A 192.0.2.1 / - d AAAA / send / "},
        {"nothing to do", ZONE "[{dummy: d, address: 192.0.2.1}]\n",
         ZONE "[{dummy: D, address: [192.0.2.1]}]\n", ""},
        {"a host more", ZONE "[{real: r}]\n",
         ZONE "[{real: r}, {real: s, address: \"2001:db8::1\"}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / n s A / n s CNAME / n s AAAA / "
         "+ a.com. 60 MX 20 s / + s 60 AAAA 2001:db8::1 / send / "},
        {"a host less", ZONE "[{real: r}, {real: s, address: \"2001:db8::1\"}]\n",
         ZONE "[{real: r}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / y a.com. MX 20 s / n s A / "
         "y s AAAA 2001:db8::1 / - a.com. MX 20 s / - s AAAA / send / "},
        {"another address", ZONE "[{real: r, address: [192.0.2.1, 192.0.2.2]}]\n",
         ZONE "[{real: r, address: [192.0.2.3, 192.0.2.2]}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / y r A 192.0.2.1 / y r A 192.0.2.2 / "
         "n r AAAA / - r A 192.0.2.1 / + r 60 A 192.0.2.3 / send / "},
        {"another family", ZONE "[{real: r, address: 192.0.2.1}]\n",
         ZONE "[{real: r, address: \"2001:db8::1\"}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / y r A 192.0.2.1 / n r CNAME / n r AAAA / "
         "- r A / + r 60 AAAA 2001:db8::1 / send / "},
        {"another TTL", ZONE "[{real: r, address: 192.0.2.1}]\n",
         "zone: a.com\nttl: 61\nmx: [{real: r, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / y r A 192.0.2.1 / n r AAAA / "
         "- a.com. MX / + a.com. 61 MX 10 r / - r A / + r 61 A 192.0.2.1 / send / "},
        {"addresses kept elsewhere from now on", ZONE "[{real: r, address: 192.0.2.1}]\n",
         ZONE "[{real: r}]\n", ""},
        {"addresses that were kept elsewhere", ZONE "[{real: r}]\n",
         ZONE "[{real: r, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / n r CNAME / - r A / "
         "+ r 60 A 192.0.2.1 / - r AAAA / send / "},
        {"the role is no record", ZONE "[{real: r}, {dummy: d}]\n",
         ZONE "[{dummy: r}, {real: d}]\n", ""},
        {"the zone's own address stays", ZONE "[{real: '@', address: 192.0.2.1}, {real: r}]\n",
         "zone: a.com\nttl: 60\nmx: [{real: r, preference: 20}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 a.com. / y a.com. MX 20 r / "
         "y a.com. A 192.0.2.1 / n a.com. AAAA / - a.com. MX 10 a.com. / send / "},
        {"a name server stays", ZONE "[{real: n, address: 192.0.2.1}, {real: r}]\n",
         "zone: a.com\nttl: 60\nns: n\nmx: [{real: r, preference: 20}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 n / y a.com. MX 20 r / y n A 192.0.2.1 / "
         "n n AAAA / - a.com. MX 10 n / send / "},
        {"owners, and wildcards", "zone: a.com\nttl: 60\nowners: ['@', w]\nmx: [{real: r}]\n",
         "zone: a.com\nttl: 60\nowners: ['@', '*']\nmx: [{real: r}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / n * CNAME / n * MX / y w MX 10 r / "
         "+ * 60 MX 10 r / - w MX / send / "},
        {"outside hosts are left alone", NULL, ZONE "[{real: r.b.com., address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / - a.com. MX / + a.com. 60 MX 10 r.b.com. / send / "},
        {"a null MX", ZONE "[{real: r}]\n", ZONE "[{real: ., preference: 0}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 r / - a.com. MX 10 r / + a.com. 60 MX 0 . / "
         "send / "},
        {"a host of a child zone stands there", NULL,
         "zones:\n- {zone: a.com, mx: [{real: m.c, address: 192.0.2.1}]}\n"
         "- {zone: c.a.com, ttl: 5, mx: [{real: m, address: [192.0.2.1, 192.0.2.2]}]}\n",
         "zone a.com. / y a.com. SOA / - a.com. MX / + a.com. 3600 MX 10 m.c / send / "
         "zone c / y c SOA / n m.c CNAME / - m.c A / + m.c 5 A 192.0.2.1 / + m.c 5 A 192.0.2.2 / "
         "- m.c AAAA / - c MX / + c 5 MX 10 m.c / send / "},
        {"a zone more, of which nothing is known", ZONE "[{real: r}]\n",
         "zones: [{zone: a.com, ttl: 60, mx: [{real: r}]}, {zone: x.a.com, mx: [{real: r}]}]\n",
         "zone x / y x SOA / - x MX / + x 3600 MX 10 r.x / send / "},
        {"a zone less",
         "zones: [{zone: a.com, ttl: 60, mx: [{real: r}]}, {zone: x.a.com, mx: [{real: r, address: "
         "192.0.2.1}]}]\n",
         ZONE "[{real: r}]\n",
         "zone x / y x SOA / y x MX 10 r.x / y r.x A 192.0.2.1 / n r.x AAAA / - x MX / - r.x A / "
         "send / "},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec after = good_spec_of(rows[i].after);
        struct spec before = {0};
        if (rows[i].before != NULL) {
            before = good_spec_of(rows[i].before);
        }
        assert_script(before.zones, after.zones, rows[i].script, rows[i].name);
        spec_free(&before);
        spec_free(&after);
    }
}

#define SOA "$ORIGIN a.com.\n@ 60 SOA n h 1 2 3 4 5\n"

/* What a zone file tells of the state before, and what it does not. */
static void test_files(void **state) {
    static const struct {
        const char *name, *before, *after, *script;
    } rows[] = {
        {"nothing to do", SOA "@ 60 MX 10 d\nd 60 A 192.0.2.1\n",
         ZONE "[{dummy: d, address: 192.0.2.1}]\n", ""},
        {"a host that MX records do not name may be there", SOA "@ 60 MX 10 d\n",
         ZONE "[{dummy: d}, {real: r, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n r CNAME / + a.com. 60 MX 20 r / - r A "
         "/ "
         "+ r 60 A 192.0.2.1 / - r AAAA / send / "},
        {"what is nobody's is left",
         SOA "@ 60 MX 10 d\n@ 60 MX 5 www\nwww 60 A 192.0.2.1\nx 60 MX 1 www\n",
         ZONE "[{dummy: d}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 5 www / y a.com. MX 10 d / - a.com. MX 5 www / "
         "send / "},
        {"what the comments show as ours is removed",
         SOA "@ 60 MX 10 d\n@ 60 MX 5 o ; mxtrap: dummy\no 60 A 192.0.2.1\nx 60 MX 1 o ; mxtrap: "
             "real\n",
         ZONE "[{dummy: d}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 5 o / y a.com. MX 10 d / y o A 192.0.2.1 / n o "
         "AAAA "
         "/ y x MX 1 o / - a.com. MX 5 o / - o A / - x MX / send / "},
        {"an address of a wildcard is no record of the host",
         SOA "@ 60 MX 10 d\n* 60 A 192.0.2.1\n", ZONE "[{dummy: d, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n d CNAME / - d A / + d 60 A 192.0.2.1 / "
         "- d AAAA / send / "},
        {"an address below a zone cut is glue",
         SOA "@ 60 MX 10 d.c\nc 60 NS d.c\nd.c 60 A 192.0.2.1\n", ZONE "[{dummy: d.c.a.com.}]\n",
         ""},
        {"a TTL of zero is one", SOA "@ 0 MX 10 d\n", "zone: a.com\nttl: 0\nmx: [{dummy: d}]\n",
         ""},
        {"an alias goes before its name gets addresses",
         SOA "@ 60 MX 10 d\nd 60 CNAME o\no 60 A 192.0.2.1\n",
         ZONE "[{dummy: d, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n d A / n d AAAA / y d CNAME o / "
         "- d CNAME / + d 60 A 192.0.2.1 / send / "},
        {"an alias of an alias, in a fragment, to another zone",
         "$ORIGIN a.com.\n@ 60 MX 10 d\nd 60 CNAME o\no 60 CNAME o.b.com.\n",
         ZONE "[{dummy: d, address: \"2001:db8::1\"}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n d A / n d AAAA / y d CNAME o / "
         "y o CNAME o.b.com. / - d CNAME / + d 60 AAAA 2001:db8::1 / send / "},
        {"an alias that stays", SOA "@ 60 MX 10 d\nd 60 CNAME o\no 60 A 192.0.2.1\n",
         ZONE "[{dummy: d}, {real: r}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / y d CNAME o / + a.com. 60 MX 20 r / "
         "send / "},
        {"an alias that no MX record names any more",
         SOA "@ 60 MX 10 d\n@ 60 MX 20 e\nd 60 CNAME o\n", ZONE "[{dummy: e, preference: 20}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / y a.com. MX 20 e / - a.com. MX 10 d / "
         "send / "},
        {"a fragment does not say which MX sets there are not", "$ORIGIN a.com.\n@ 60 MX 10 d\n",
         "zone: a.com\nttl: 60\nowners: ['@', x]\nmx: [{dummy: d}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n x CNAME / - x MX / + x 60 MX 10 d / "
         "send / "},
        {"of several zones, of which the new state has one",
         "a.com. 60 MX 10 d.a.com. ; mxtrap: dummy\nb.com. 60 MX 10 d.a.com. ; mxtrap: dummy\n",
         ZONE "[{dummy: d}]\n", ""},
        {"and an alias in it",
         "a.com. 60 MX 10 d.a.com.\nb.com. 60 MX 10 d.a.com.\nd.a.com. 60 CNAME o.a.com.\n",
         ZONE "[{dummy: d, address: 192.0.2.1}]\n",
         "zone a.com. / y a.com. SOA / y a.com. MX 10 d / n d A / n d AAAA / y d CNAME o / "
         "- d CNAME / + d 60 A 192.0.2.1 / send / "},
        {"a fragment of an owner below", "x.a.com. 60 MX 10 d.a.com.\n",
         "zone: a.com\nttl: 60\nowners: x\nmx: [{dummy: d}]\n", ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct spec before = zone_file_of(rows[i].before, NULL);
        struct spec after = good_spec_of(rows[i].after);
        assert_int_equal(before.status, MXTRAP_OK);
        assert_script(before.zones, after.zones, rows[i].script, rows[i].name);
        spec_free(&before);
        spec_free(&after);
    }
}

/* Of the new state what was chosen; of the old one nothing, once something is. */
static void test_chosen(void **state) {
    struct spec before = good_spec_of("zones: [{zone: old.a.com, mx: [{real: r}]}]\n");
    struct spec after = good_spec_of("zones: [{zone: x.a.com, mx: [{real: r.y.a.com., address: "
                                     "192.0.2.1}]}, {zone: y.a.com, mx: [{real: r}]}]\n");
    (void)state;

    assert_int_equal(mxtrap_zones_choose(after.zones, "x.a.com"), MXTRAP_OK);
    assert_script(before.zones, after.zones,
                  "zone x / y x SOA / - x MX / + x 3600 MX 10 r.y / send / ", "chosen");
    spec_free(&before);
    spec_free(&after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
