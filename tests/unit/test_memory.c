/* Input in memory reads as the same bytes in a file do, at every boundary; and a zone in memory
 * includes files only below the folder that it is given. */
#include "unit.h"

#include <sys/stat.h>

#define KEY "key k { algorithm hmac-sha256; secret \"c2VjcmV0\"; };"
#define STS "version: STSv1\nmode: none\nmax_age: 1\n"
#define ZONE "@ IN SOA a b 1 2 3 4 5\n@ IN MX 10 a\n@ IN MX 20 b\n@ IN MX 30 c\na IN A 192.0.2.1\n"
#define SPEC "zone: example.org\nmx:\n- dummy: a\n  address: 192.0.2.1\n"

/* What a reader made of an input. */
struct read {
    mxtrap_zones *zones;
    mxtrap_findings *findings;
    enum mxtrap_status status;
};

/* Reads PATH, or the bytes in memory under the same name where there are some. */
typedef enum mxtrap_status read_fn(struct read *read, const char *bytes, size_t length,
                                   const char *path);

static enum mxtrap_status read_spec(struct read *read, const char *bytes, size_t length,
                                    const char *path) {
    return bytes == NULL ? mxtrap_spec_read(read->zones, path, read->findings)
                         : mxtrap_spec_parse(read->zones, bytes, length, path, read->findings);
}

static enum mxtrap_status read_zone(struct read *read, const char *bytes, size_t length,
                                    const char *path) {
    static const struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                            .origin = "example.org"};

    return bytes == NULL
               ? mxtrap_zone_file_read(read->zones, path, &options, read->findings)
               : mxtrap_zone_file_parse(read->zones, bytes, length, path, &options, read->findings);
}

static enum mxtrap_status read_mta_sts(struct read *read, const char *bytes, size_t length,
                                       const char *path) {
    mxtrap_mta_sts *policy = NULL;
    enum mxtrap_status status =
        bytes == NULL ? mxtrap_mta_sts_read(&policy, path, read->findings)
                      : mxtrap_mta_sts_parse(&policy, bytes, length, path, read->findings);

    assert_int_equal(status == MXTRAP_OK, policy != NULL);
    mxtrap_mta_sts_free(policy);
    return status;
}

static enum mxtrap_status read_key(struct read *read, const char *bytes, size_t length,
                                   const char *path) {
    mxtrap_tsig_key *key = NULL;
    enum mxtrap_status status =
        bytes == NULL ? mxtrap_tsig_key_read(&key, path, read->findings)
                      : mxtrap_tsig_key_parse(&key, bytes, length, path, read->findings);

    assert_int_equal(status == MXTRAP_OK, key != NULL);
    mxtrap_tsig_key_free(key);
    return status;
}

static struct read read_with(read_fn *reader, const char *bytes, size_t length, const char *path) {
    struct read read = {0};

    assert_int_equal(mxtrap_zones_new(&read.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&read.findings), MXTRAP_OK);
    read.status = reader(&read, bytes, length, path);
    return read;
}

static void free_read(struct read *read) {
    mxtrap_zones_free(read->zones);
    mxtrap_findings_free(read->findings);
}

static size_t exchangers(const mxtrap_zones *zones) {
    size_t count = 0;

    for (size_t i = 0; i < mxtrap_zones_count(zones); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(zones, i);
        for (size_t j = 0; j < mxtrap_zone_layout_count(zone); j++) {
            count += mxtrap_layout_exchanger_count(mxtrap_zone_layout_at(zone, j));
        }
    }
    return count;
}

static void assert_same_findings(const mxtrap_findings *a, const mxtrap_findings *b) {
    assert_int_equal(mxtrap_findings_count(a), mxtrap_findings_count(b));
    for (size_t i = 0; i < mxtrap_findings_count(a); i++) {
        const mxtrap_finding *left = mxtrap_findings_at(a, i), *right = mxtrap_findings_at(b, i);
        assert_string_equal(mxtrap_finding_message(left), mxtrap_finding_message(right));
        assert_string_equal(mxtrap_finding_rule(left), mxtrap_finding_rule(right));
        assert_string_equal(mxtrap_finding_file(left), mxtrap_finding_file(right));
        assert_int_equal(mxtrap_finding_line(left), mxtrap_finding_line(right));
        assert_int_equal(mxtrap_finding_column(left), mxtrap_finding_column(right));
    }
}

/* A copy of exactly these bytes: a sanitizer sees the first one after them that is read. */
static void compare(read_fn *reader, const char *bytes, size_t length, enum mxtrap_status status) {
    char path[sizeof UNIT_PATH], *copy = malloc(length > 0 ? length : 1);

    assert_non_null(copy);
    memcpy(copy, bytes, length);
    file_of(path, bytes, length);
    struct read file = read_with(reader, NULL, 0, path);
    struct read memory = read_with(reader, copy, length, path);
    free(copy);
    unlink(path);
    if (memory.status != status) {
        print_findings(memory.findings);
        fail_msg("%zu bytes: %s", length, mxtrap_strerror(memory.status));
    }
    assert_int_equal(file.status, status);
    assert_int_equal(exchangers(file.zones), exchangers(memory.zones));
    assert_same_findings(file.findings, memory.findings);
    free_read(&file);
    free_read(&memory);
}

static void test_boundaries(void **state) {
    static const struct {
        read_fn *reader;
        const char *bytes;
        size_t length;
        enum mxtrap_status status;
    } rows[] = {
#define ROW(reader, text, status) {reader, text, sizeof(text) - 1, status}
        ROW(read_spec, "", MXTRAP_ERR_INPUT),
        ROW(read_spec, "x", MXTRAP_ERR_INPUT),
        ROW(read_spec, "\0", MXTRAP_ERR_INPUT),
        ROW(read_spec, "zone: a\0b", MXTRAP_ERR_INPUT),
        ROW(read_spec, SPEC, MXTRAP_OK),
        {read_spec, SPEC, sizeof SPEC - 2, MXTRAP_OK}, /* no final newline */
        ROW(read_spec, SPEC "\0", MXTRAP_ERR_INPUT),
        ROW(read_zone, "", MXTRAP_OK),
        ROW(read_zone, "x", MXTRAP_ERR_INPUT),
        ROW(read_zone, "\n", MXTRAP_OK),
        ROW(read_zone, "\0", MXTRAP_ERR_INPUT),
        ROW(read_zone, ZONE, MXTRAP_OK),
        {read_zone, ZONE, sizeof ZONE - 2, MXTRAP_OK},
        ROW(read_zone, ZONE "\0", MXTRAP_ERR_INPUT),
        ROW(read_zone, "@ IN MX 10 a\0b\n" ZONE, MXTRAP_ERR_INPUT),
        ROW(read_mta_sts, "", MXTRAP_ERR_INPUT),
        ROW(read_mta_sts, "x", MXTRAP_ERR_INPUT),
        ROW(read_mta_sts, STS, MXTRAP_OK),
        {read_mta_sts, STS, sizeof STS - 2, MXTRAP_OK},
        ROW(read_mta_sts, STS "\0", MXTRAP_ERR_INPUT),
        ROW(read_key, "", MXTRAP_ERR_INPUT),
        ROW(read_key, "x", MXTRAP_ERR_INPUT),
        ROW(read_key, KEY "\n", MXTRAP_OK),
        ROW(read_key, KEY, MXTRAP_OK),
        ROW(read_key, KEY "\0", MXTRAP_ERR_INPUT),
#undef ROW
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        compare(rows[i].reader, rows[i].bytes, rows[i].length, rows[i].status);
    }
}

/* No bytes need no memory. */
static void test_nothing(void **state) {
    struct read read = read_with(read_spec, "", 0, "x");
    mxtrap_mta_sts *policy = NULL;
    mxtrap_tsig_key *key = NULL;
    (void)state;

    assert_int_equal(mxtrap_spec_parse(read.zones, NULL, 0, "x", read.findings), MXTRAP_ERR_INPUT);
    assert_int_equal(mxtrap_zone_file_parse(read.zones, NULL, 0, "x", NULL, read.findings),
                     MXTRAP_OK);
    assert_int_equal(mxtrap_mta_sts_parse(&policy, NULL, 0, "x", read.findings), MXTRAP_ERR_INPUT);
    assert_int_equal(mxtrap_tsig_key_parse(&key, NULL, 0, "x", read.findings), MXTRAP_ERR_INPUT);
    assert_true(policy == NULL && key == NULL);
    free_read(&read);
}

/* LENGTH bytes: TEXT, and then its last one again and again. */
static char *padded(const char *text, size_t length) {
    size_t text_length = strlen(text);
    char *bytes = malloc(length);

    assert_non_null(bytes);
    for (size_t i = 0; i < length; i++) {
        bytes[i] = text[i < text_length ? i : text_length - 1];
    }
    return bytes;
}

/* The limits of a file, and the pieces that a window takes. */
static void test_large(void **state) {
    static const struct {
        read_fn *reader;
        const char *text;
        size_t length;
        enum mxtrap_status status;
    } rows[] = {
        {read_mta_sts, STS "x: a", 65535, MXTRAP_OK},
        {read_mta_sts, STS "x: a", 65536, MXTRAP_OK},
        {read_mta_sts, STS "x: a", 65537, MXTRAP_ERR_INPUT},
        {read_key, KEY "\n", 65535, MXTRAP_OK},
        {read_key, KEY "\n", 65536, MXTRAP_OK},
        {read_key, KEY "\n", 65537, MXTRAP_ERR_INPUT},
        {read_zone, ZONE, 131071, MXTRAP_OK},
        {read_zone, ZONE, 131072, MXTRAP_OK},
        {read_zone, ZONE, 131073, MXTRAP_OK},
        {read_zone, ZONE ";a", (1 << 20) - 1, MXTRAP_OK},
        {read_zone, ZONE ";a", (1 << 20) + 1024, MXTRAP_ERR_INPUT}, /* a line of more than 1 MiB */
        {read_spec, SPEC "#a", (16 << 20) - 1, MXTRAP_OK},
        {read_spec, SPEC "#a", 17 << 20, MXTRAP_ERR_INPUT},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char *bytes = padded(rows[i].text, rows[i].length);
        compare(rows[i].reader, bytes, rows[i].length, rows[i].status);
        free(bytes);
    }
}

static void write_file(const char *folder, const char *name, const char *text) {
    char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

/* FOLDER/root/{one,sub/two,sub/back}, FOLDER/outside. */
static void make_tree(char *folder) {
    char path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/root", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/root/sub", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(folder, "outside", "@ MX 10 outside\n");
    write_file(folder, "root/one", "@ MX 10 one\n");
    write_file(folder, "root/sub/two", "@ MX 10 two\n$INCLUDE three\n$INCLUDE one\n");
    write_file(folder, "root/sub/three", "@ MX 10 three\n");
}

static void remove_tree(const char *folder) {
    static const char *const names[] = {"root/sub/two", "root/sub/three", "root/sub", "root/one",
                                        "root",         "outside",        ""};
    char path[64];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(remove(path), 0);
    }
}

static void test_include(void **state) {
    static const struct {
        const char *text;
        bool has_root, no_include;
        size_t exchangers;
        enum mxtrap_status status;
    } rows[] = {
        {"$INCLUDE one\n", false, false, 1, MXTRAP_ERR_INPUT},
        {"$INCLUDE %s/root/one\n", false, false, 1, MXTRAP_ERR_INPUT},
        {"$INCLUDE one\n", true, true, 1, MXTRAP_ERR_INPUT},
        {"$INCLUDE one\n", true, false, 2, MXTRAP_OK},
        {"$INCLUDE %s/root/one\n", true, false, 2, MXTRAP_OK},
        {"$INCLUDE sub/two\n", true, false, 4, MXTRAP_OK}, /* which includes two files */
        {"$INCLUDE ../outside\n", true, false, 1, MXTRAP_ERR_INPUT},
        {"$INCLUDE %s/outside\n", true, false, 1, MXTRAP_ERR_INPUT},
        {"$INCLUDE three\n", true, false, 1, MXTRAP_ERR_INPUT}, /* NAME's folder does not count */
    };
    char folder[] = "/tmp/mxtrap-unit.XXXXXX", root[64], name[64], text[256];
    (void)state;

    make_tree(folder);
    snprintf(root, sizeof root, "%s/root", folder);
    snprintf(name, sizeof name, "%s/root/sub/pasted", folder);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mxtrap_zone_file_options options = {.size = sizeof options,
                                                   .origin = "example.org",
                                                   .no_include = rows[i].no_include,
                                                   .include_root = rows[i].has_root ? root : NULL};
        struct read read = read_with(read_spec, "", 0, "x");
        snprintf(text, sizeof text, "@ MX 10 pasted\n");
        /* The format is a constant of the table above. */
        const char *folder_at = strstr(rows[i].text, "%s");
        snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s%s%s",
                 folder_at == NULL ? 0 : (int)(folder_at - rows[i].text), rows[i].text,
                 folder_at == NULL ? "" : folder, folder_at == NULL ? rows[i].text : folder_at + 2);
        read.status =
            mxtrap_zone_file_parse(read.zones, text, strlen(text), name, &options, read.findings);
        if (read.status != rows[i].status || exchangers(read.zones) != rows[i].exchangers) {
            print_findings(read.findings);
            fail_msg("row %zu: %zu exchangers: %s", i, exchangers(read.zones), text);
        }
        free_read(&read);
    }
    remove_tree(folder);
}

/* What has the name of a file on the disk has nothing to do with it, nor with its journal. */
static void test_name(void **state) {
    char path[sizeof UNIT_PATH], journal[sizeof path + 4];
    (void)state;

    file_of(path, ZONE, strlen(ZONE));
    snprintf(journal, sizeof journal, "%s.jnl", path);
    FILE *file = fopen(journal, "w");
    assert_non_null(file);
    assert_true(fputs("?", file) >= 0 && fclose(file) == 0);
    struct read from_file = read_with(read_zone, NULL, 0, path);
    struct read from_memory = read_with(read_zone, ZONE, strlen(ZONE), path);
    assert_int_equal(mxtrap_findings_count(from_file.findings), 1); /* journal-beside */
    assert_int_equal(mxtrap_findings_count(from_memory.findings), 0);
    free_read(&from_file);
    free_read(&from_memory);
    unlink(journal);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boundaries), cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_large),      cmocka_unit_test(test_include),
        cmocka_unit_test(test_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
