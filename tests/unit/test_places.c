/* Each exchanger and each address is where it was written: in specs, in zone files and in what they
 * include, all of one set of zones, also where a file is read twice, or by two threads. */
#include "unit.h"

#include "zone/scan/scan.h"

enum { DEPTH = 3, HOSTS_MAX = 512 };

/* Where the MX record of a host and its A record are, by the number in its name. */
struct written {
    char file[64];
    unsigned mx, a;
};

static struct written written[HOSTS_MAX];
static unsigned hosts;
static char folder[] = "/tmp/mxtrap-unit.XXXXXX";

/* Writes a zone file, and below it those that it includes; half of the hosts have their addresses
 * before their MX records. FILES counts them. */
static void write_file(unsigned *files, unsigned depth) {
    char path[64];
    snprintf(path, sizeof path, "%s/%u", folder, (*files)++);
    FILE *file = fopen(path, "w");
    unsigned line = 1;

    assert_non_null(file);
    for (unsigned i = 0; i < 3; i++) {
        struct written *one = &written[hosts];
        unsigned number = hosts++;
        memcpy(one->file, path, sizeof path);
        one->a = line + number % 2;
        one->mx = line + 1 - number % 2;
        line += 2;
        for (unsigned at = line - 2; at < line; at++) {
            fprintf(file, at == one->mx ? "d%u 60 IN MX 1 h%u\n" : "h%u 60 IN A 20.0.0.%u\n",
                    number, at == one->mx ? number : number % 200);
        }
        if (depth < DEPTH) {
            fprintf(file, "$INCLUDE %s/%u\n", folder, *files);
            line++;
            write_file(files, depth + 1);
        }
    }
    assert_int_equal(fclose(file), 0);
}

/* So that it is scanned by a thread of its own. */
static void make_large(const char *path) {
    FILE *file = fopen(path, "a");

    assert_non_null(file);
    for (size_t size = 0; size < MX_ZONE_AHEAD_FROM; size += 64) {
        fprintf(file, ";%62s\n", "");
    }
    assert_int_equal(fclose(file), 0);
}

static void check_place(const mxtrap_zone *zone, struct mx_spot spot, unsigned number,
                        unsigned line) {
    struct mx_place place = mx_place_of(zone, spot);

    assert_string_equal(place.file, written[number].file);
    assert_int_equal(place.line, line);
}

static unsigned check_zone(const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->layout_count; i++) {
        const struct mxtrap_exchanger *exchanger = &zone->layouts[i].exchangers[0];
        unsigned number = (unsigned)strtoul((const char *)exchanger->host + 2, NULL, 10);
        check_place(zone, exchanger->place, number, written[number].mx);
        assert_int_equal(exchanger->address_count, 1);
        check_place(zone, exchanger->addresses[0].place, number, written[number].a);
    }
    return zone->layout_count;
}

static void remove_files(unsigned files) {
    char path[64];

    while (files-- > 0) {
        snprintf(path, sizeof path, "%s/%u", folder, files);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void write_spec(char *path, unsigned number) {
    char text[256];
    int length =
        snprintf(text, sizeof text,
                 "zone: s%u.example\nmx:\n  - real: h%u\n    address: 20.0.0.1\n", number, number);

    file_of(path, text, (size_t)length);
    memcpy(written[number].file, path, sizeof UNIT_PATH);
    written[number].mx = 3;
    written[number].a = 4;
}

static void test_places(void **state) {
    struct mxtrap_zone_file_options options = {.size = sizeof options};
    mxtrap_zones *zones = NULL;
    mxtrap_findings *findings = NULL;
    unsigned files = 0, seen = 0;
    (void)state;

    assert_non_null(mkdtemp(folder));
    assert_int_equal(mxtrap_zones_new(&zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    for (unsigned i = 0; i < 2; i++) {
        char spec[sizeof UNIT_PATH], zone[sizeof written->file];
        write_spec(spec, hosts++);
        assert_int_equal(mxtrap_spec_read(zones, spec, findings), MXTRAP_OK);
        unlink(spec);
        snprintf(zone, sizeof zone, "%s/%u", folder, files);
        write_file(&files, 0);
        make_large(zone);
        options.origin = i == 0 ? "one.example" : "two.example";
        assert_int_equal(mxtrap_zone_file_read(zones, zone, &options, findings), MXTRAP_OK);
    }
    for (size_t i = 0; i < zones->count; i++) {
        seen += check_zone(zones->list[i]);
    }
    assert_int_equal(seen, hosts);
    remove_files(files);
    mxtrap_zones_free(zones);
    mxtrap_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_places)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
