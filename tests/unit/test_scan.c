/* The zone scanner: which records it hands on, and which it says may be lost. */
#include "unit.h"

#include <sys/stat.h>

#include "zone/scan/pipe.h"
#include "zone/scan/scan.h"

/* What came, in order: "type@owner", or "MX!owner", "address!owner", "any!owner" for losses; "*" is
 * any name. */
struct seen {
    struct mx_text text;
    bool is_whole; /* all of a record is written */
    size_t left;   /* of so many more, memory is out */
};

static void add_name(struct mx_text *text, const uint8_t *name) {
    if (name == NULL) {
        mx_text_char(text, '*');
    } else {
        mx_name_write(text, name, NULL);
    }
    mx_text_char(text, ' ');
}

static void add_rest(struct mx_text *text, const struct mx_zone_record *record) {
    assert_int_equal(record->owner_length, mx_name_length(record->owner));
    mx_text_format(text, "%s:%u:%u %u %d%d%d%d ", record->place.file, (unsigned)record->place.line,
                   (unsigned)record->place.column, (unsigned)record->ttl, record->role,
                   record->is_ours, record->is_undotted, record->is_adrift);
    if (record->origin != NULL) {
        add_name(text, record->origin);
    }
    mx_text_string(text, record->rdata == NULL ? "none" : "");
    for (size_t i = 0; record->rdata != NULL && i < record->rdata_length; i++) {
        mx_text_format(text, "%02x", record->rdata[i]);
    }
    mx_text_char(text, '\n');
}

static bool on_record(void *context, const struct mx_zone_record *record) {
    struct seen *seen = context;

    mx_text_format(&seen->text, "%u@", record->type);
    add_name(&seen->text, record->owner);
    if (seen->is_whole) {
        add_rest(&seen->text, record);
    }
    return seen->left-- > 0;
}

static bool on_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    struct seen *seen = context;

    mx_text_string(&seen->text, lost == MX_LOST_MX        ? "MX!"
                                : lost == MX_LOST_ADDRESS ? "address!"
                                                          : "any!");
    add_name(&seen->text, owner);
    return seen->left-- > 0;
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
        struct seen seen = {.left = SIZE_MAX};
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

/* All that comes out of a scan of FILE, in a thread of its own or here: the caller frees it. The
 * file "of x" has an origin. */
static struct mx_text scan_of(const struct mx_file *file, const char *name, size_t ahead_from,
                              size_t left, enum mxtrap_status *status) {
    static const uint8_t origin[] = {1, 'x', 0};
    struct seen seen = {.is_whole = true, .left = left};
    const struct mx_zone_handler handler = {on_record, on_lost, &seen};
    struct mx_place ignored[MX_RULE_COUNT] = {{0}};
    struct mx_zone_foreign_seen foreign = {0};
    const struct mx_zone_scan_options options = {.origin = *name == 'o' ? origin : NULL,
                                                 .ignored = ignored,
                                                 .foreign = &foreign,
                                                 .ahead_from = ahead_from};
    struct mx_arena names = {0};
    mxtrap_findings *findings = NULL;

    assert_non_null(mx_arena_copy(&names, "x", 1)); /* as where it is in use already */
    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    *status = mx_zone_scan(file, name, &options, &names, findings, &handler);
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        mx_text_format(&seen.text, "%s:%u:%u %s\n", mxtrap_finding_file(finding),
                       mxtrap_finding_line(finding), mxtrap_finding_column(finding),
                       mxtrap_finding_message(finding));
    }
    for (size_t i = 0; i < MX_RULE_COUNT; i++) {
        mx_text_format(&seen.text, "%u:%u ", (unsigned)ignored[i].line,
                       (unsigned)ignored[i].column);
    }
    for (size_t i = 0; i < MX_FOREIGN_COUNT; i++) {
        mx_text_format(&seen.text, "%u ", (unsigned)foreign.places[i].line);
    }
    mxtrap_findings_free(findings);
    mx_arena_free(&names);
    assert_non_null(mx_text_string_of(&seen.text));
    return seen.text;
}

/* COUNT times lines of all kinds. */
static struct mx_text lines_of(size_t count, const char *include) {
    struct mx_text text = {0};

    mx_text_string(&text, "; mxtrap: ignore foreign-type\n$TTL 5\n@ SOA a.com b 1 2 3 4 5\n");
    for (size_t i = 0; i < count; i++) {
        mx_text_format(
            &text,
            "h%zu 7 MX 10 m%zu ; mxtrap: dummy, ignore unknown-%zu\n MX ( 20\n x.y )\n"
            " A 192.0.2\n AAAA 2001:db8::1\nm%zu A 192.0.2.1\n TXT \"x\\\"\" \"y\"\n"
            " ALIAS z\nx..y MX 1 z\n ALIAS z\n TYPE65280 \\# 0\n BAD x\n@ SOA c d 1 2 3 4 %zu\n",
            i, i, i, i, i);
    }
    mx_text_format(&text, "$INCLUDE %s\n$GENERATE 1-300 g$ MX 1 $\n$ORIGIN x\na ( MX 1 b", include);
    return text;
}

/* A thread changes nothing, whether all is read or the handler is out of memory before. */
static void test_thread(void **state) {
    static const size_t counts[] = {0, 1, 5000}, lefts[] = {SIZE_MAX, 0, 1, 20000};
    static const char included[] = "i MX 5 j ; mxtrap: real, ignore nothing\ni A x\n";
    char path[sizeof UNIT_PATH];

    (void)state;
    file_of(path, included, sizeof included - 1);
    for (size_t i = 0; i < COUNT(counts) * COUNT(lefts); i++) {
        struct mx_text zone = lines_of(counts[i % COUNT(counts)], path);
        const struct mx_file file = mx_file_in_memory(zone.bytes, zone.length);
        const char *name = i % 2 == 0 ? "zone" : "of x";
        size_t left = lefts[i / COUNT(counts)];
        enum mxtrap_status here_status, ahead_status;
        struct mx_text here = scan_of(&file, name, SIZE_MAX, left, &here_status);
        struct mx_text ahead = scan_of(&file, name, 1, left, &ahead_status);
        bool is_whole = here_status != MXTRAP_ERR_MEMORY;
        assert_int_equal(ahead_status, here_status);
        assert_int_equal(is_whole, left > counts[i % COUNT(counts)] * 10 + 300);
        if (is_whole) { /* else a thread may have met more errors by then */
            assert_string_equal(ahead.bytes, here.bytes);
        }
        mx_text_free(&here);
        mx_text_free(&ahead);
        mx_text_free(&zone);
    }
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_handler_must_be_whole),
        cmocka_unit_test(test_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
