/* The bare libzscanner loop over a zone file: what reading every record costs at the least. */
#include <libzscanner/scanner.h>
#include <stdio.h>

static void take(zs_scanner_t *scanner) {
    ++*(unsigned long *)scanner->process.data;
}

static void fail(zs_scanner_t *scanner) {
    fprintf(stderr, "line %lu: %s\n", (unsigned long)scanner->line_counter,
            zs_strerror(scanner->error.code));
}

int main(int argc, char **argv) {
    static zs_scanner_t scanner;
    unsigned long records = 0;

    if (argc != 3 || zs_init(&scanner, argv[1], 1, 3600) != 0 ||
        zs_set_processing(&scanner, take, fail, &records) != 0 ||
        zs_set_input_file(&scanner, argv[2]) != 0 || zs_parse_all(&scanner) != 0) {
        fprintf(stderr, "usage: scan ORIGIN FILE\n");
        return 1;
    }
    printf("%lu\n", records);
    zs_deinit(&scanner);
    return 0;
}
