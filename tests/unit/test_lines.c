/* Lines within a bound, of files and of pipes, cut at any place; and memory that runs out is no
 * end. */
#include "unit.h"

#include <fcntl.h>

#include "check/lines.h"

enum { MOST = 10 };

/* The lines of BYTES, each with a mark: '.' where it has an end, '+' where it is too long, ';'
 * where it is the last and has none. */
static void read_all(struct cli_lines *lines, char *out) {
    *out = '\0';
    while (cli_lines_next(lines) == CLI_LINE) {
        strncat(out, lines->line, lines->length);
        strcat(out, lines->is_too_long ? "+" : lines->has_end ? "." : ";");
    }
}

static const struct {
    const char *bytes, *lines;
    long long whole;
} rows[] = {
    {"", "", 0},
    {"\n", ".", 1},
    {"a\nb", "a.b;", 2},
    {"a\n\nb\n", "a..b.", 5},
    {"1234567890\n", "1234567890.", 11},
    {"1234567890", "1234567890;", 0},
    {"12345678901\na\n", "1234567890+a.", 14},
    {"12345678901", "1234567890+", 0},
    {"a\n1234567890123456789012345678901234567890\n\nb", "a.1234567890+.b;", 44},
};

static void test_files(void **state) {
    char path[sizeof UNIT_PATH], found[128];
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        file_of(path, rows[i].bytes, strlen(rows[i].bytes));
        struct cli_lines lines = {.fd = open(path, O_RDONLY), .most = MOST};
        read_all(&lines, found);
        assert_string_equal(found, rows[i].lines);
        assert_true(lines.whole == rows[i].whole);
        assert_int_equal(lines.error, 0);
        cli_lines_free(&lines);
        close(lines.fd);
        unlink(path);
    }
}

/* A byte at a time, and whatever is there is asked for before the next one comes. */
static void test_pipes(void **state) {
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char found[128] = "", some[128];
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        struct cli_lines lines = {.fd = ends[0], .most = MOST, .is_stream = true};
        for (const char *at = rows[i].bytes; *at != '\0'; at++) {
            assert_int_equal(write(ends[1], at, 1), 1);
            read_all(&lines, some);
            strcat(found, some);
        }
        assert_int_equal(cli_lines_next(&lines), CLI_LINE_NOT_YET);
        close(ends[1]);
        read_all(&lines, some);
        strcat(found, some);
        assert_string_equal(found, rows[i].lines);
        assert_true(lines.whole == rows[i].whole);
        assert_int_equal(cli_lines_next(&lines), CLI_LINE_END);
        cli_lines_free(&lines);
        close(ends[0]);
    }
}

/* What is much longer than the bound is not held. */
static void test_bound(void **state) {
    enum { CHUNK = 65536, CHUNKS = 160 };
    static char chunk[CHUNK];
    char path[sizeof UNIT_PATH];
    (void)state;

    memset(chunk, 'x', sizeof chunk);
    file_of(path, chunk, sizeof chunk);
    int out = open(path, O_WRONLY | O_APPEND);
    for (int i = 1; i < CHUNKS; i++) {
        assert_int_equal(write(out, chunk, sizeof chunk), sizeof chunk);
    }
    assert_int_equal(write(out, "\nb\n", 3), 3);
    close(out);
    struct cli_lines lines = {.fd = open(path, O_RDONLY), .most = MOST};
    assert_int_equal(cli_lines_next(&lines), CLI_LINE);
    assert_true(lines.is_too_long);
    assert_int_equal(lines.length, MOST);
    assert_int_equal(cli_lines_next(&lines), CLI_LINE);
    assert_string_equal(lines.line, "b");
    assert_int_equal(lines.number, 2);
    assert_true(lines.whole == (long long)CHUNK * CHUNKS + 3);
    assert_true(lines.capacity < 4 * CHUNK);
    cli_lines_free(&lines);
    close(lines.fd);
    unlink(path);
}

/* Whole lines that were read still come; half a one does not, nor what was not read. */
static void test_stop(void **state) {
    char found[128];
    int ends[2];
    (void)state;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a\nb\nc\nhal", 9), 9);
    struct cli_lines lines = {.fd = ends[0], .most = MOST, .is_stream = true};
    assert_int_equal(cli_lines_next(&lines), CLI_LINE);
    assert_int_equal(write(ends[1], "f\nd\n", 4), 4);
    cli_lines_stop(&lines);
    read_all(&lines, found);
    assert_string_equal(found, "b.c.");
    cli_lines_free(&lines);
    close(ends[0]);
    close(ends[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
