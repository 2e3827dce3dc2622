/* What the header of a journal says of the zone file beside it. */
#include "unit.h"

#include <sys/stat.h>

/* The header: its format, the serial of the last change, and whether there is a change. */
struct header {
    char format[16];
    uint8_t first_serial[4], first_offset[4], last_serial[4], last_offset[4];
};

static const char zone[] =
    "$ORIGIN example.com.\n@ 300 SOA ns h 7 1 1 1 1\n@ 300 MX 10 mx.example.net.\n";
static const char fragment[] = "$ORIGIN example.com.\n@ 300 MX 10 mx.example.net.\n";

/* What is found in TEXT beside a journal of these LENGTH octets. */
static void assert_beside(const char *text, const void *journal, size_t length,
                          const struct mxtrap_zone_file_options *options, const char *rules) {
    char path[sizeof UNIT_PATH], journal_path[sizeof UNIT_PATH + 4];
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;

    file_of(path, text, strlen(text));
    snprintf(journal_path, sizeof journal_path, "%s.jnl", path);
    FILE *file = fopen(journal_path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(journal, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(mxtrap_zones_new(&zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    assert_int_equal(mxtrap_zone_file_read(zones, path, options, findings), MXTRAP_OK);
    assert_rules_of(text, findings, rules);
    assert_int_equal(mxtrap_findings_severity_count(findings, MXTRAP_ERROR), options != NULL);
    unlink(path);
    unlink(journal_path);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
}

static void test_header(void **state) {
    static const struct {
        const char *text;
        struct header header;
        size_t length;
        const char *rules;
    } rows[] = {
        {zone,
         {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 8}, {0, 0, 3, 0}},
         32,
         "journal-beside"},
        {zone, {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 7}, {0, 0, 3, 0}}, 32, ""},
        {zone,
         {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 6}, {0, 0, 3, 0}},
         32,
         "journal-beside"},
        {zone, {";BIND LOG V9\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 7}, {0, 0, 3, 0}}, 32, ""},
        {zone,
         {";BIND LOG V8\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 7}, {0, 0, 3, 0}},
         32,
         "journal-beside"},
        {zone,
         {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {1, 0, 0, 7}, {0, 0, 3, 0}},
         32,
         "journal-beside"},
        /* No change in it, whatever its serial. */
        {zone, {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 8}, {0, 0, 2, 0}}, 32, ""},
        /* Not whole, or nothing. */
        {zone,
         {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 7}, {0, 0, 3, 0}},
         31,
         "journal-beside"},
        {zone, {";BIND LOG V9.2\n", {0}, {0}, {0}, {0}}, 1, "journal-beside"},
        {zone, {";BIND LOG V9.2\n", {0}, {0}, {0}, {0}}, 0, ""},
        /* No serial to compare with. */
        {fragment,
         {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0}, {0, 0, 3, 0}},
         32,
         "journal-beside"},
        {fragment, {";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0}, {0, 0, 2, 0}}, 32, ""},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_beside(rows[i].text, &rows[i].header, rows[i].length, NULL, rows[i].rules);
    }
}

/* A warning, but where a plan or a comparison rests on the file. */
static void test_severity(void **state) {
    static const struct header header = {
        ";BIND LOG V9.2\n", {0}, {0, 0, 2, 0}, {0, 0, 0, 8}, {0, 0, 3, 0}};
    struct mxtrap_zone_file_options options = MXTRAP_ZONE_FILE_OPTIONS_INIT;
    struct spec spec =
        good_spec_of("zone: example.com\nmx: [{real: mx.example.net., preference: 1}]\n");
    (void)state;

    assert_int_equal(sizeof header, 32);
    options.is_state = 1;
    assert_beside(zone, &header, sizeof header, &options, "journal-beside");
    options.is_state = 0;
    options.spec = spec.zones;
    assert_beside(zone, &header, sizeof header, &options, "journal-beside");
    spec_free(&spec);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_severity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
