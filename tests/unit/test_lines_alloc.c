/* Memory that runs out within a line is an error, and not the end of the list. */
#include "failing_heap.h"
#include "unit.h"

#include <errno.h>
#include <fcntl.h>

#include "check/lines.h"

/* No memory, at the first read or where a line grows: an error, and not the end. */
static void test_memory(void **state) {
    static char bytes[300000];
    char path[sizeof UNIT_PATH];
    (void)state;

    memset(bytes, 'x', sizeof bytes);
    file_of(path, bytes, sizeof bytes);
    for (size_t fails = 1; fails <= 3; fails++) {
        struct cli_lines lines = {.fd = open(path, O_RDONLY), .most = sizeof bytes};
        heap.made = heap.failed = 0;
        heap.fails = fails;
        heap.armed = true;
        enum cli_line found = cli_lines_next(&lines);
        heap.armed = false;
        assert_int_equal(heap.failed, 1);
        assert_int_equal(found, CLI_LINE_END);
        assert_int_equal(lines.error, ENOMEM);
        cli_lines_free(&lines);
        close(lines.fd);
    }
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
