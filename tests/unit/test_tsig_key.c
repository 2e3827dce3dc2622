/* Key files: what is one, where an error is, and that no message tells of the secret. */
#include "unit.h"

#include "net/tsig_key.h"

#define SECRET "c2VjcmV0LW9mLXRoZS1rZXk="
#define KEY(inside) "key \"k.example\" {" inside "};\n"
#define GOOD "algorithm hmac-sha256; secret \"" SECRET "\";"

static enum mxtrap_status parse(struct mxtrap_tsig_key *key, const char *bytes, size_t length,
                                mxtrap_findings **findings) {
    assert_int_equal(mxtrap_findings_new(findings), MXTRAP_OK);
    return mx_tsig_key_parse(key, bytes, length, "file", *findings);
}

static void test_good(void **state) {
    static const struct {
        const char *text, *name, *algorithm;
    } rows[] = {
        {KEY(GOOD), "k.example.", "hmac-sha256"},
        {KEY("\n\talgorithm hmac-sha256;\n\tsecret \"" SECRET "\";\n"), "k.example.",
         "hmac-sha256"},
        {KEY("secret \"" SECRET "\"; algorithm \"HMAC-SHA512\";"), "k.example.", "hmac-sha512"},
        {KEY("algorithm hmac-sha1.;secret " SECRET ";"), "k.example.", "hmac-sha1"},
        {KEY("algorithm hmac-md5;secret " SECRET ";"), "k.example.", "hmac-md5"},
        {KEY("algorithm hmac-md5.sig-alg.reg.int.;secret " SECRET ";"), "k.example.",
         "hmac-md5.sig-alg.reg.int"},
        {KEY("algorithm hmac-sha224;secret " SECRET ";"), "k.example.", "hmac-sha224"},
        {KEY("algorithm hmac-sha384;secret " SECRET ";"), "k.example.", "hmac-sha384"},
        {"# a\n// b\n/* c\n * d */key K.EXAMPLE. /**/ { " GOOD " } ; // e", "k.example.",
         "hmac-sha256"},
        {"KEY k {" GOOD "};", "k.", "hmac-sha256"},
        {"k.example. IN KEY 512 3 163 " SECRET "\n", "k.example.", "hmac-sha256"},
        {"k.example 3600 KEY 512 3 157 " SECRET, "k.example.", "hmac-md5"},
        {"k.example. KEY 0 3 165 " SECRET, "k.example.", "hmac-sha512"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mxtrap_tsig_key key;
        mxtrap_findings *findings = NULL;
        char name[MXTRAP_NAME_TEXT_MAX];

        enum mxtrap_status status = parse(&key, rows[i].text, strlen(rows[i].text), &findings);
        assert_rules_of(rows[i].text, findings, "");
        assert_int_equal(status, MXTRAP_OK);
        assert_string_equal(mx_name_print(key.name.wire, name), rows[i].name);
        assert_memory_equal(key.algorithm->name, rows[i].algorithm, 8);
        assert_int_equal(key.secret_length, 17);
        assert_memory_equal(key.secret, "secret-of-the-key", 17);
        mxtrap_findings_free(findings);
    }
}

static void test_bad(void **state) {
    static const struct {
        const char *text;
        unsigned line, column;
    } rows[] = {
        {"", 1, 1},
        {" \n# only\n", 3, 1},
        {"/* no end", 1, 1},
        {"key", 1, 4},
        {"key ;", 1, 5},
        {"key \"k", 1, 5},
        {"key \"k\n\" {", 1, 5},
        {"key a..b {" GOOD "};", 1, 5},
        {"key \"\" {" GOOD "};", 1, 5},
        {"key k\n" GOOD "};", 2, 1},
        {"key k {\n};", 2, 1},
        {"key k {algorithm hmac-sha256;};", 1, 30},
        {"key k {secret \"" SECRET "\";};", 1, 42},
        {"key k {" GOOD, 1, 65},
        {"key k {" GOOD "}", 1, 66},
        {"key k {" GOOD "};\n key k2 {" GOOD "};", 2, 2},
        {"key k {\n algorithm hmac-sha3;", 2, 12},
        {"key k {\n algorithm hmac-sha256-128;", 2, 12},
        {"key k {\n algorithm hmac-sha25;", 2, 12},
        {"key k {\n algorithm ;", 2, 12},
        {"key k {\n algorithm hmac-sha256 secret", 2, 24},
        {"key k {\n algorithm hmac-sha256; algorithm hmac-sha256;", 2, 25},
        {"key k {\n secret " SECRET "; secret " SECRET ";", 2, 35},
        {"key k {\n " SECRET ";", 2, 2},
        {"key k {\n secret;", 2, 8},
        {"key k {\n secret \"\";", 2, 9},
        {"key k {\n secret \"====\";", 2, 9},
        {"key k {\n secret \"AAA\";", 2, 9},
        {"key k {\n secret \"AA=A\";", 2, 9},
        {"key k {\n secret \"A===\";", 2, 9},
        {"key k {\n secret \"AA AA\";", 2, 9},
        {"key k {\n secret \"AA\xff"
         "A\";",
         2, 9},
        {"key \xc3\xa9 {\n", 1, 5},
        {"key k \xc3\xa9 {\n", 1, 7},
        {"Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: " SECRET "\n", 1, 1},
        {"k IN KEY 512 3 8 " SECRET, 1, 16},
        {"k IN KEY 512 x 163 " SECRET, 1, 14},
        {"k IN KEY 512 3", 1, 15},
        {"k IN KEY 512 3 163", 1, 19},
        {"k IN KEY 512 3 163 " SECRET " x", 1, 45},
        {"k IN A 192.0.2.1", 1, 6},
        {"options { directory \"x\"; };", 1, 9},
        {SECRET, 1, 25},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct mxtrap_tsig_key key;
        mxtrap_findings *findings = NULL;

        enum mxtrap_status status = parse(&key, rows[i].text, strlen(rows[i].text), &findings);
        assert_rules_of(rows[i].text, findings, "tsig-key");
        assert_int_equal(status, MXTRAP_ERR_INPUT);
        const mxtrap_finding *finding = mxtrap_findings_at(findings, 0);
        if (mxtrap_finding_line(finding) != rows[i].line ||
            mxtrap_finding_column(finding) != rows[i].column) {
            print_findings(findings);
            fail_msg("not at %u:%u: %s", rows[i].line, rows[i].column, rows[i].text);
        }
        assert_null(strstr(mxtrap_finding_message(finding), "c2V"));
        mxtrap_findings_free(findings);
    }
}

/* Cut anywhere, and with any byte in the place of any other: no crash, and an error or a key. */
static void test_hostile(void **state) {
    static const char text[] = "/* c */ key \"k\" { algorithm hmac-sha256; secret \"c2VjcmV0\"; };";
    static const char bytes[] = {'\0', '\n', '"', '{', '}', ';', '/', '*', '#', '=', '\xff'};
    enum { LENGTH = sizeof text - 1 };
    (void)state;

    for (size_t at = 0; at < LENGTH; at++) {
        for (size_t byte = 0; byte <= COUNT(bytes); byte++) {
            struct mxtrap_tsig_key key;
            mxtrap_findings *findings = NULL;
            char *copy = malloc(LENGTH);
            assert_non_null(copy);
            memcpy(copy, text, LENGTH);
            size_t length = byte == COUNT(bytes) ? at : LENGTH;
            if (byte < COUNT(bytes)) {
                copy[at] = bytes[byte];
            }
            enum mxtrap_status status = parse(&key, copy, length, &findings);
            assert_int_equal(mxtrap_findings_count(findings), status == MXTRAP_OK ? 0 : 1);
            assert_true(status != MXTRAP_OK || key.secret_length > 0);
            mxtrap_findings_free(findings);
            free(copy);
        }
    }
}

/* 1024 octets of secret are the most. */
static void test_secret_length(void **state) {
    (void)state;

    for (size_t octets = 1023; octets <= 1026; octets++) {
        struct mx_text text = {0};
        struct mxtrap_tsig_key key;
        mxtrap_findings *findings = NULL;
        size_t padding = (3 - octets % 3) % 3;

        mx_text_string(&text, "key k { algorithm hmac-sha256; secret ");
        for (size_t i = 0; i < (octets + 2) / 3 * 4 - padding; i++) {
            mx_text_char(&text, 'A');
        }
        mx_text_string(&text, padding == 0 ? "" : padding == 1 ? "=" : "==");
        mx_text_string(&text, "; };");
        enum mxtrap_status status = parse(&key, text.bytes, text.length, &findings);
        assert_int_equal(status, octets <= 1024 ? MXTRAP_OK : MXTRAP_ERR_INPUT);
        assert_int_equal(key.secret_length, octets <= 1024 ? octets : 0);
        mxtrap_findings_free(findings);
        mx_text_free(&text);
    }
}

/* A file that is read leaves a key; one that is not there, a finding. */
static void test_file(void **state) {
    mxtrap_tsig_key *key = NULL;
    mxtrap_findings *findings = NULL;
    char path[sizeof UNIT_PATH];
    (void)state;

    assert_int_equal(mxtrap_findings_new(&findings), MXTRAP_OK);
    file_of(path, KEY(GOOD), strlen(KEY(GOOD)));
    assert_int_equal(mxtrap_tsig_key_read(&key, path, findings), MXTRAP_OK);
    mxtrap_tsig_key_free(key);
    unlink(path);
    key = NULL;
    assert_int_equal(mxtrap_tsig_key_read(&key, path, findings), MXTRAP_ERR_INPUT);
    assert_null(key);
    assert_rules(findings, "unreadable");
    mxtrap_findings_free(findings);
    mxtrap_tsig_key_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),    cmocka_unit_test(test_bad),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_secret_length),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
