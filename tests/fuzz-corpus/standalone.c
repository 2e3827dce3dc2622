/* Runs a fuzz target over files, and over each of them cut short at some places: an ordinary test
 * for compilers without libFuzzer.
 *
 *     TARGET FILE...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CUTS = 16 };

/* The file's bytes, or NULL; its length in *SIZE. */
static uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long length = -1;

    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        length = ftell(file);
        rewind(file);
    }
    if (length >= 0) {
        bytes = malloc((size_t)length + 1);
    }
    if (bytes != NULL && fread(bytes, 1, (size_t)length, file) != (size_t)length) {
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    *size = length < 0 ? 0 : (size_t)length;
    return bytes;
}

/* A copy of just this size, so that a read past its end is one of the sanitizer's. */
static void run(const uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        perror("malloc");
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < size; i++) {
        copy[i] = bytes[i];
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *bytes = read_file(argv[i], &size);
        if (bytes == NULL) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        run(bytes, size);
        for (size_t cut = 1; cut < CUTS; cut++) {
            run(bytes, size * cut / CUTS);
        }
        free(bytes);
    }
    printf("%d files\n", argc - 1);
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
