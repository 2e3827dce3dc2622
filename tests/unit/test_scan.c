/* The zone scanner: which records it hands on, and which it says may be lost. */
#include "unit.h"

#include <sys/stat.h>

#include "zone/scan/pipe.h"
#include "zone/scan/scan.h"

/* What came, in order: "type@owner", or "MX!owner", "address!owner", "any!owner" for losses; "*" is
 * any name. */
struct seen {
    struct mx_text text;
};

static void add_name(struct mx_text *text, const uint8_t *name) {
    if (name == NULL) {
        mx_text_char(text, '*');
    } else {
        mx_name_write(text, name, NULL);
    }
    mx_text_char(text, ' ');
}

static bool on_record(void *context, const struct mx_zone_record *record) {
    struct seen *seen = context;

    mx_text_format(&seen->text, "%u@", record->type);
    add_name(&seen->text, record->owner);
    return true;
}

static bool on_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    struct seen *seen = context;

    mx_text_string(&seen->text, lost == MX_LOST_MX        ? "MX!"
                                : lost == MX_LOST_ADDRESS ? "address!"
                                                          : "any!");
    add_name(&seen->text, owner);
    return true;
}

static void test_lost(void **state) {
    static const uint8_t origin[] = {1, 'x', 0};
    static const struct {
        const char *zone, *seen;
    } rows[] = {
        {"a 5 MX 10 b\n", "15@a.x. "},
        {"a 5 MX ten b\n c 5 A 192.0.2.1\n", "MX!a.x. any!a.x. "},
        {"a 5 MX ten b\na 5 MX 20 c\n", "MX!a.x. 15@a.x. "},
        {"a 5 A 192.0.2\n", "address!a.x. "},
        {"a 5 TXT \"x\n", ""},
        {"a..b 5 MX 10 c\n", "MX!* "},
        {"a 5 LOCK x\n", "any!a.x. "},
        {"a 5 RRSIG x\n", "46@a.x. "},
        {"$ORIGIN a..b\n", "any!* "},
        {"$TTL x\na MX 10 b\n", "15@a.x. "},
        {"$GENERATE 1-x a$ 5 A 192.0.2.$\n", "address!* "},
        {"$INCLUDE none.zone\n", "any!* "},
        {"a 5 ( MX 10 b\n", "any!* "},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct seen seen = {0};
        const struct mx_zone_handler handler = {on_record, on_lost, &seen};
        const struct mx_zone_scan_options options = {.origin = origin, .no_include = true};
        struct mx_arena names = {0};
        mxtrap_findings *findings = NULL;

        assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
        const struct mx_file file = mx_file_in_memory(rows[i].zone, strlen(rows[i].zone));
        mx_zone_scan(&file, "zone", &options, &names, findings, &handler);
        const char *text = mx_text_string_of(&seen.text);
        if (strcmp(text == NULL ? "" : text, rows[i].seen) != 0) {
            fail_msg("row %zu: %s", i, text);
        }
        mx_text_free(&seen.text);
        mxtrap_findings_free(findings);
        mx_arena_free(&names);
    }
}

/* A scan does not begin for a handler that would not hear of losses. */
static void test_handler_must_be_whole(void **state) {
    struct seen seen = {0};
    const struct mx_zone_scan_options options = {0};
    struct mx_arena names = {0};
    mxtrap_findings *findings = NULL;
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    const struct mx_zone_handler deaf = {.record = on_record, .context = &seen};
    const struct mx_file empty = mx_file_in_memory("", 0);
    assert_int_equal(mx_zone_scan(&empty, "zone", &options, &names, findings, &deaf),
                     MXTRAP_ERR_ARGUMENT);
    struct mx_file file;
    assert_int_equal(mx_file_open(&file, "/dev/null"), 0);
    assert_int_equal(mx_zone_scan(&file, "/dev/null", &options, &names, findings, &deaf),
                     MXTRAP_ERR_ARGUMENT);
    mx_file_close(&file);
    mxtrap_findings_free(findings);
    mx_arena_free(&names);
}

/* A small file is in memory, a large one is not; of both it is known which file they are. */
static void test_open(void **state) {
    char path[] = "/tmp/mxtrap-scan-XXXXXX", *bytes = NULL;
    int fd = mkstemp(path);
    struct mx_file file;
    struct stat status;
    (void)state;

    assert_true(fd >= 0);
    for (off_t size = 0; size <= 65536; size = size == 0 ? 1 : size * 256) {
        assert_int_equal(ftruncate(fd, size), 0);
        assert_int_equal(fstat(fd, &status), 0);
        assert_int_equal(mx_zone_open(path, &file, &bytes), 0);
        assert_int_equal(file.fd < 0, size < 65536);
        assert_int_equal(file.left, size < 65536 ? (size_t)size : 0);
        assert_true(file.device == status.st_dev && file.inode == status.st_ino);
        mx_file_close(&file);
        free(bytes);
    }
    close(fd);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_handler_must_be_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
