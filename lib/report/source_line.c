/* What is shown is a window around the column: a zone's line may be long. Columns count characters
 * of UTF-8, as the readers do. */
#include "report/source_line.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BEFORE = 60, WINDOW = 100, LINE_MOST = 1 << 20 };

void mx_source_close(struct mx_source *source) {
    if (source->file != NULL) {
        fclose(source->file);
    }
    free(source->bytes);
    memset(source, 0, sizeof *source);
}

/* A pipe or a device was read to its end already, as standard input was; to open a pipe without a
 * writer would wait for one. */
static FILE *open_regular(const char *name) {
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    FILE *file =
        fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? fdopen(fd, "r") : NULL;

    if (fd >= 0 && file == NULL) {
        close(fd);
    }
    return file;
}

static bool open_at_start(struct mx_source *source, const char *name) {
    mx_source_close(source);
    source->file = strcmp(name, "-") == 0 ? NULL : open_regular(name);
    source->name = name;
    source->line = 1;
    return source->file != NULL;
}

/* Reads the line into source->bytes; its length without blanks at its end, -1 where there is none.
 */
static ssize_t read_line(struct mx_source *source, const char *name, uint32_t line) {
    ssize_t length = -1;

    if ((source->name != name || source->file == NULL || line < source->line) &&
        !open_at_start(source, name)) {
        return -1;
    }
    while (source->line <= line) {
        length = getline(&source->bytes, &source->size, source->file);
        if (length < 0 || length > LINE_MOST) {
            return -1;
        }
        source->line++;
    }
    while (length > 0 && strchr("\r\n \t", source->bytes[length - 1]) != NULL) {
        length--;
    }
    return length;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The byte at which the character of COLUMN begins; LENGTH + 1 past the end. */
static size_t byte_at(const char *line, size_t length, uint32_t column) {
    uint32_t at = 0;

    for (size_t i = 0; i < length; i++) {
        at += is_continuation(line[i]) ? 0 : 1;
        if (at == column) {
            return i;
        }
    }
    return at + 1 == column ? length : length + 1;
}

static void write_window(struct mx_text *text, const char *line, size_t length, size_t at) {
    size_t from = at > BEFORE ? at - BEFORE : 0;
    size_t to = length - from > WINDOW ? from + WINDOW : length;

    mx_text_string(text, "    ");
    size_t mark = mx_text_position(text), caret = 0;
    mx_text_string(text, from > 0 ? "..." : "");
    for (size_t i = from; i < to; i++) {
        caret = i == at ? mx_text_position(text) - mark : caret;
        if (line[i] == '\t') {
            mx_text_char(text, ' '); /* one column, wherever the terminal's stops are */
        } else if (line[i] == '\\') {
            mx_text_char(text, '\\');
        } else {
            mx_text_escaped(text, &line[i], 1);
        }
    }
    caret = at >= to ? mx_text_position(text) - mark : caret;
    mx_text_string(text, to < length ? "...\n    " : "\n    ");
    while (caret > 0) {
        mx_text_char(text, ' ');
        caret--;
    }
    mx_text_string(text, "^\n");
}

void mx_source_write(struct mx_source *source, struct mx_text *text, const char *name,
                     uint32_t line, uint32_t column) {
    if (line == 0 || column == 0) {
        return;
    }
    ssize_t length = read_line(source, name, line);
    if (length > 0) {
        size_t at = byte_at(source->bytes, (size_t)length, column);
        if (at <= (size_t)length) {
            write_window(text, source->bytes, (size_t)length, at);
        }
    } else if (length < 0) {
        mx_source_close(source);
    }
}
