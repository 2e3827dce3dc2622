/* The file reader: limits, folders, pipes. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>

#include "base/file.h"

enum { BIG = 300000 };

/* A file of SIZE bytes, its name in PATH. */
static void make_file(char *path, size_t size) {
    strcpy(path, "/tmp/mxtrap-file-XXXXXX");
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    close(fd);
}

static void test_limit(void **state) {
    char path[64], bytes[12];
    size_t length = 99;
    (void)state;

    make_file(path, 10);
    assert_int_equal(mx_file_read(path, bytes, 9, &length), EFBIG);
    assert_int_equal(length, 99);
    assert_int_equal(mx_file_read(path, bytes, 10, &length), 0);
    assert_int_equal(length, 10);
    assert_int_equal(mx_file_read(path, bytes, 11, &length), 0);
    unlink(path);
    assert_int_equal(mx_file_read(path, bytes, 11, &length), ENOENT);
    assert_int_equal(mx_file_read("/", bytes, 11, &length), EISDIR);
}

static void test_open(void **state) {
    struct mx_file file;
    char path[64];
    (void)state;

    make_file(path, 1);
    assert_int_equal(mx_file_open(&file, path), 0);
    assert_true(file.is_plain && file.is_owned && file.fd >= 0);
    mx_file_close(&file);
    assert_int_equal(file.fd, -1);
    mx_file_close(&file); /* once is enough, twice does no harm */
    unlink(path);
    assert_int_equal(mx_file_open(&file, "/dev/null"), 0);
    assert_false(file.is_plain);
    mx_file_close(&file);
    assert_int_equal(mx_file_open(&file, "/"), EISDIR);
    assert_int_equal(file.fd, -1);
    assert_int_equal(mx_file_open(&file, "-"), 0);
    assert_false(file.is_plain || file.is_owned);
    mx_file_close(&file);
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); /* not closed */
}

static void test_rest(void **state) {
    struct mx_file file;
    char path[64], *bytes = NULL;
    size_t length = 99;
    (void)state;

    make_file(path, BIG);
    assert_int_equal(mx_file_open(&file, path), 0);
    assert_int_equal(mx_file_read_rest(&file, BIG - 1, &bytes, &length), EFBIG);
    assert_null(bytes);
    assert_int_equal(length, 99);
    assert_int_equal(lseek(file.fd, 0, SEEK_SET), 0);
    assert_int_equal(mx_file_read_rest(&file, BIG, &bytes, &length), 0);
    assert_int_equal(length, BIG);
    assert_int_equal(bytes[BIG - 1], '\0');
    free(bytes);
    /* Nothing is left: no bytes, but a piece of memory, which says that it was read. */
    assert_int_equal(mx_file_read_rest(&file, BIG, &bytes, &length), 0);
    assert_non_null(bytes);
    assert_int_equal(length, 0);
    free(bytes);
    mx_file_close(&file);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
