/* Shows a window around the column, since a zone's line may be long. Columns count UTF-8
 * characters, as the readers do. Findings come in any order, so their places are sorted first and
 * found in one pass over the file. */
#include "report/source_line.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sort.h"
#include "report/findings_writer.h"

/* Up to BLANKS at the end of a line do not count as text that was cut off. NEAR is what is read for
 * a window: the next findings are mostly a few lines further on. */
enum { BEFORE = 60, WINDOW = 100, BLANKS = 64, READ_SIZE = 64 * 1024, NEAR = 8 * 1024 };

/* So many places are found by another thread. */
enum { AHEAD_FROM = 10000 };

#define NOWHERE UINT64_MAX

/* The place of a finding; and what another thread found. */
struct mx_source_wanted {
    size_t file, finding;
    uint32_t line, column;
};

struct mx_source_found {
    size_t finding;
    struct mx_source_place place;
};

/* A scan of a file; COLUMN and OFFSET are those of the next byte. */
struct scan {
    int fd;
    char *bytes; /* READ_SIZE of them */
    size_t used, filled;
    uint64_t offset, line_offset;
    uint32_t line, column;
};

/* -1: not a regular file. Pipes, devices and standard input cannot be read again, and opening a
 * pipe would wait for a writer. The name of a transfer, or of a file with its journal, is no path.
 */
static int open_regular(const char *name) {
    bool is_path = strcmp(name, "-") != 0 && strncmp(name, "axfr:", 5) != 0 &&
                   strncmp(name, "journal:", 8) != 0;
    int fd = is_path ? open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    struct stat status;

    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Whether there is another byte. */
static bool has_more(struct scan *scan) {
    if (scan->used == scan->filled) {
        ssize_t got = read(scan->fd, scan->bytes, READ_SIZE);
        scan->used = 0;
        scan->filled = got > 0 ? (size_t)got : 0;
    }
    return scan->used < scan->filled;
}

/* To the beginning of LINE; false if the file has no such line. */
static bool go_to_line(struct scan *scan, uint32_t line) {
    while (scan->line < line) {
        if (!has_more(scan)) {
            return false;
        }
        char *from = scan->bytes + scan->used;
        char *end = memchr(from, '\n', scan->filled - scan->used);
        size_t length = end == NULL ? scan->filled - scan->used : (size_t)(end + 1 - from);
        scan->used += length;
        scan->offset += length;
        if (end != NULL) {
            scan->line++;
            scan->column = 1;
            scan->line_offset = scan->offset;
        }
    }
    return true;
}

/* To COLUMN of the current line; one past its last is its end. */
static bool go_to_column(struct scan *scan, uint32_t column) {
    bool is_in_line = has_more(scan);

    while (is_in_line && (scan->column < column || is_continuation(scan->bytes[scan->used]))) {
        if (scan->bytes[scan->used] == '\n') {
            break;
        }
        /* a character ends with its last byte */
        scan->used++;
        scan->offset++;
        is_in_line = has_more(scan);
        if (!is_in_line || !is_continuation(scan->bytes[scan->used])) {
            scan->column++;
        }
    }
    return scan->column == column;
}

static int compare_sizes(size_t a, size_t b) {
    return (a > b) - (a < b);
}

static int compare(const void *left, const void *right) {
    const struct mx_source_wanted *a = left, *b = right;
    int by_file = compare_sizes(a->file, b->file), by_line = compare_sizes(a->line, b->line);

    return by_file != 0 ? by_file : by_line != 0 ? by_line : compare_sizes(a->column, b->column);
}

static bool add_found(struct mx_sources *sources, struct mx_ahead *ahead, size_t finding,
                      struct mx_source_place place) {
    if (ahead == NULL) {
        sources->places[finding] = place;
        return true;
    }
    struct mx_source_found *found = mx_ahead_add(ahead, sizeof *found);
    if (found != NULL) {
        *found = (struct mx_source_found){finding, place};
    }
    return found != NULL;
}

/* Finds the places of COUNT findings in one file, in order. False when memory is out, or when AHEAD
 * needs no more. */
/* NOLINTNEXTLINE(readability-non-const-parameter): it is kept, and written to */
static bool find_in_file(struct mx_sources *sources, struct mx_ahead *ahead, char *bytes,
                         const struct mx_source_wanted *wanted, size_t count) {
    struct scan scan = {.fd = open_regular(sources->by_file->options->files[wanted[0].file]),
                        .bytes = bytes,
                        .line = 1,
                        .column = 1};
    bool is_good = true;

    if (scan.fd < 0) {
        return true;
    }
    for (size_t i = 0; i < count && is_good && go_to_line(&scan, wanted[i].line); i++) {
        if (go_to_column(&scan, wanted[i].column)) {
            is_good = add_found(sources, ahead, wanted[i].finding,
                                (struct mx_source_place){scan.line_offset, scan.offset});
        }
    }
    close(scan.fd);
    return is_good;
}

static bool find_all(struct mx_sources *sources, struct mx_ahead *ahead) {
    const struct mx_source_wanted *wanted = sources->wanted;
    char *bytes = malloc(READ_SIZE);
    bool is_good = bytes != NULL;

    for (size_t i = 0, end; i < sources->wanted_count && is_good; i = end) {
        for (end = i; end < sources->wanted_count && wanted[end].file == wanted[i].file;) {
            end++;
        }
        is_good = find_in_file(sources, ahead, bytes, wanted + i, end - i);
    }
    free(bytes);
    return is_good;
}

static void find_ahead(struct mx_ahead *ahead, void *context) {
    struct mx_sources *sources = context;

    sources->out_of_memory = !find_all(sources, ahead);
}

/* Lists the places to find, in the order of the files; whether that is the order of findings. */
static bool list_wanted(struct mx_sources *sources, const mxtrap_findings *findings) {
    struct mx_source_wanted *wanted = sources->wanted;
    bool is_in_order = true;
    size_t count = 0;

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        size_t file = sources->by_file->of[i];
        if (file != MX_OTHER_FILES && !mx_report_skips(findings, i, sources->by_file->options) &&
            finding->place.line > 0 && finding->place.column > 0) {
            wanted[count++] =
                (struct mx_source_wanted){file, i, finding->place.line, finding->place.column};
        }
    }
    mx_sort(wanted, count, sizeof *wanted, compare);
    for (size_t i = 1; i < count; i++) {
        is_in_order = is_in_order && wanted[i].finding > wanted[i - 1].finding;
    }
    sources->wanted_count = count;
    return is_in_order;
}

/* All places at once. */
static bool find_now(struct mx_sources *sources, size_t count) {
    sources->places = malloc((count + 1) * sizeof *sources->places);
    for (size_t i = 0; i < count && sources->places != NULL; i++) {
        sources->places[i].at = NOWHERE;
    }
    return sources->places != NULL && find_all(sources, NULL);
}

bool mx_sources_find(struct mx_sources *sources, const mxtrap_findings *findings,
                     const struct mx_by_file *by_file) {
    size_t count = mxtrap_findings_count(findings);

    *sources = (struct mx_sources){.by_file = by_file,
                                   .wanted = calloc(count + 1, sizeof *sources->wanted),
                                   .bytes = malloc(NEAR),
                                   .fd = -1,
                                   .file = MX_OTHER_FILES};
    if (sources->wanted == NULL || sources->bytes == NULL) {
        return false;
    }
    if (list_wanted(sources, findings) && sources->wanted_count >= AHEAD_FROM) {
        sources->ahead = mx_ahead_start(find_ahead, sources);
        sources->found = sources->ahead == NULL ? NULL : mx_ahead_next(sources->ahead);
    }
    return sources->ahead != NULL || find_now(sources, count);
}

bool mx_sources_free(struct mx_sources *sources) {
    mx_ahead_end(sources->ahead);
    bool is_good = !sources->out_of_memory;
    if (sources->fd >= 0) {
        close(sources->fd);
    }
    free(sources->wanted);
    free(sources->places);
    free(sources->bytes);
    *sources = (struct mx_sources){.fd = -1};
    return is_good;
}

static struct mx_source_place place_of(struct mx_sources *sources, size_t index) {
    if (sources->places != NULL) {
        return sources->places[index];
    }
    while (sources->found != NULL && sources->found->finding < index) {
        sources->found = mx_ahead_next(sources->ahead);
    }
    return sources->found != NULL && sources->found->finding == index
               ? sources->found->place
               : (struct mx_source_place){NOWHERE, NOWHERE};
}

static void write_window(struct mx_text *text, const char *line, size_t length, size_t at,
                         bool is_cut_before, bool is_cut_after) {
    mx_text_string(text, "    ");
    size_t mark = mx_text_position(text), caret = 0;
    mx_text_string(text, is_cut_before ? "..." : "");
    for (size_t i = 0; i < length; i++) {
        caret = i == at ? mx_text_position(text) - mark : caret;
        if (line[i] == '\t') {
            mx_text_char(text, ' '); /* one column, whatever the terminal's tab stops are */
        } else if (line[i] >= ' ' && line[i] <= '~') { /* the backslash, too */
            mx_text_char(text, line[i]);
        } else {
            mx_text_escaped(text, &line[i], 1);
        }
    }
    caret = at >= length ? mx_text_position(text) - mark : caret;
    mx_text_string(text, is_cut_after ? "...\n    " : "\n    ");
    while (caret > 0) {
        mx_text_char(text, ' ');
        caret--;
    }
    mx_text_string(text, "^\n");
}

/* The length of the line in BYTES, without blanks at its end. */
static size_t line_length(const char *bytes, size_t length) {
    const char *end = memchr(bytes, '\n', length);

    length = end == NULL ? length : (size_t)(end - bytes);
    while (length > 0 && strchr("\r \t", bytes[length - 1]) != NULL) {
        length--;
    }
    return length;
}

/* Opens the file, unless it is open. */
static bool open_file(struct mx_sources *sources, size_t file) {
    if (sources->file != file) {
        if (sources->fd >= 0) {
            close(sources->fd);
        }
        sources->fd = open_regular(sources->by_file->options->files[file]);
        sources->file = file;
        sources->filled = 0;
    }
    return sources->fd >= 0;
}

/* The window that begins at FROM; the shorter one that is there, at the end of the file. */
static const char *read_window(struct mx_sources *sources, uint64_t from, size_t *length) {
    uint64_t into = from - sources->from;

    if (from < sources->from || into + WINDOW + BLANKS > sources->filled) {
        ssize_t got = pread(sources->fd, sources->bytes, NEAR, (off_t)from);
        sources->from = from;
        sources->filled = got > 0 ? (size_t)got : 0;
        into = 0;
    }
    size_t rest = sources->filled - (size_t)into;
    *length = rest < WINDOW + BLANKS ? rest : WINDOW + BLANKS;
    return sources->bytes + into;
}

void mx_sources_write(struct mx_sources *sources, struct mx_text *text, size_t index) {
    struct mx_source_place place = place_of(sources, index);

    if (place.at == NOWHERE || !open_file(sources, sources->by_file->of[index])) {
        return;
    }
    uint64_t from = place.at - place.line > BEFORE ? place.at - BEFORE : place.line;
    size_t at = (size_t)(place.at - from), length;
    const char *bytes = read_window(sources, from, &length);
    length = line_length(bytes, length);
    if (at <= length && length > 0) {
        write_window(text, bytes, length < WINDOW ? length : WINDOW, at, from > place.line,
                     length > WINDOW);
    }
}
