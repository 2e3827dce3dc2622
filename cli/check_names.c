/* Names come one by one, so that a list may be longer than memory is. */
#include "check_names.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mxtrap/check.h>

#include "model/text.h"
#include "output.h"

/* Longer than any name as a person types it. */
enum { LINE_MOST = 4096, NDJSON_LINE_MOST = 64 << 20 };

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

/* "PATH:LINE: error: MESSAGE: "TEXT"" on standard error. */
static void complain_line(const char *path, size_t line, const char *message, const char *quoted) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_error);

    mx_text_escaped(&text, path, strlen(path));
    mx_text_format(&text, ":%zu:1: error: %s", line, message);
    if (quoted != NULL) {
        mx_text_string(&text, ": ");
        mx_text_quoted(&text, quoted, strlen(quoted));
    }
    mx_text_char(&text, '\n');
    mx_text_finish(&text);
    mx_text_free(&text);
}

static enum cli_exit complain_file(const struct cli_names *names, const char *path, int error) {
    struct mx_text text = {0};

    mx_text_string(&text, "cannot read ");
    mx_text_string(&text, path);
    mx_text_string(&text, ": ");
    mx_text_string(&text, strerror(error));
    const char *message = mx_text_string_of(&text);
    cli_complain(names->tool, message == NULL ? strerror(error) : message);
    mx_text_free(&text);
    return CLI_USAGE;
}

static void close_list(FILE *list) {
    if (list != NULL && list != stdin) {
        fclose(list);
    }
}

/* NULL, errno: it cannot be read. A directory could be opened, and no more. */
static FILE *open_list(const char *path) {
    FILE *list = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    struct stat file;

    if (list != NULL && fstat(fileno(list), &file) == 0 && S_ISDIR(file.st_mode)) {
        close_list(list);
        errno = EISDIR;
        return NULL;
    }
    return list;
}

enum cli_exit cli_names_open(struct cli_names *names, const char *path) {
    names->path = path;
    names->list = open_list(path);
    if (names->list == NULL) {
        return complain_file(names, path, errno);
    }
    struct stat file;
    names->is_stream = fstat(fileno(names->list), &file) == 0 && !S_ISREG(file.st_mode);
    return CLI_HOLDS;
}

/* Whether NAME is among those to be left out. */
static bool is_known(const struct cli_names *names, const char *name) {
    char text[MXTRAP_NAME_TEXT_MAX];
    const char *why;

    return names->known != NULL && mxtrap_check_domain_text(name, text, &why) == MXTRAP_OK &&
           tfind(text, &names->known, compare) != NULL;
}

/* What is no domain is asked for by nobody. */
static bool remember(struct cli_names *names, const char *name) {
    char text[MXTRAP_NAME_TEXT_MAX];
    const char *why;
    enum mxtrap_status status = mxtrap_check_domain_text(name, text, &why);

    if (status != MXTRAP_OK) {
        return status != MXTRAP_ERR_MEMORY;
    }
    char *copy = strdup(text);
    char **found = copy == NULL ? NULL : tsearch(copy, &names->known, compare);
    if (found == NULL || *found != copy) {
        free(copy);
    }
    return found != NULL;
}

/* A line of the output; *HOLDS: a domain's result, and not what a run that was cut left of one. */
static enum cli_exit take_result(struct cli_names *names, const char *line, bool *holds) {
    json_t *object = json_loads(line, 0, NULL);
    const char *domain = json_string_value(json_object_get(object, "domain"));
    enum cli_exit result = CLI_HOLDS;

    *holds = domain != NULL;
    if (domain != NULL && !remember(names, domain)) {
        cli_complain(names->tool, mxtrap_strerror(MXTRAP_ERR_MEMORY));
        result = CLI_SYSTEM;
    }
    json_decref(object);
    return result;
}

/* Whether what is written goes behind what FILE has now. */
static bool is_appended_to(FILE *file) {
    struct stat input, output;

    return fstat(fileno(file), &input) == 0 && fstat(STDOUT_FILENO, &output) == 0 &&
           input.st_dev == output.st_dev && input.st_ino == output.st_ino &&
           S_ISREG(output.st_mode) && (fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND) != 0;
}

/* Where results are appended to the very file that they are resumed from, its last line is ended if
 * it HOLDS a result, and else cut off, so that the next one is a line by itself. WHOLE: up to
 * where lines have an end. */
static enum cli_exit end_last_line(const struct cli_names *names, bool holds, off_t whole) {
    bool done = holds ? write(STDOUT_FILENO, "\n", 1) == 1 : ftruncate(STDOUT_FILENO, whole) == 0;

    return done ? CLI_HOLDS : cli_complain_write(names->tool, "standard output", errno);
}

static enum cli_exit resume(struct cli_names *names, const char *path, FILE *file) {
    enum cli_exit result = CLI_HOLDS;
    bool holds = true, has_end = true;
    char *line = NULL;
    size_t size = 0;
    off_t whole = 0;
    ssize_t length;

    for (size_t n = 1; result == CLI_HOLDS && (length = getline(&line, &size, file)) > 0; n++) {
        has_end = line[length - 1] == '\n';
        whole += has_end ? length : 0;
        result = take_result(names, line, &holds);
        bool is_half = !has_end && line[0] == '{'; /* and not some other file's last line */
        if (length > NDJSON_LINE_MOST || (result == CLI_HOLDS && !holds && !is_half)) {
            complain_line(path, n, "this is no line of mxtrap-check's ndjson", NULL);
            result = CLI_USAGE;
        }
    }
    free(line);
    if (result == CLI_HOLDS && ferror(file)) {
        return complain_file(names, path, errno);
    }
    return result == CLI_HOLDS && !has_end && is_appended_to(file)
               ? end_last_line(names, holds, whole)
               : result;
}

enum cli_exit cli_names_resume(struct cli_names *names, const char *path) {
    FILE *file = open_list(path);

    if (file == NULL) {
        return complain_file(names, path, errno);
    }
    enum cli_exit result = resume(names, path, file);
    close_list(file);
    return result;
}

/* The domain in the line: without comment and blanks; NULL where there is none. */
static char *domain_in(char *line) {
    line[strcspn(line, "#\r\n")] = '\0';
    line += strspn(line, " \t");
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t')) {
        line[--length] = '\0';
    }
    return length == 0 ? NULL : line;
}

static size_t count_lines(struct cli_names *names) {
    size_t count = 0;

    if (fseeko(names->list, 0, SEEK_CUR) != 0) {
        return CLI_NAMES_UNKNOWN;
    }
    off_t begin = ftello(names->list);
    while (getline(&names->line, &names->line_size, names->list) > 0) {
        count += domain_in(names->line) != NULL ? 1 : 0;
    }
    clearerr(names->list);
    return fseeko(names->list, begin, SEEK_SET) == 0 ? count : CLI_NAMES_UNKNOWN;
}

static size_t count_owners(const mxtrap_zones *spec) {
    size_t count = 0;

    for (size_t i = 0; i < mxtrap_zones_count(spec); i++) {
        const mxtrap_zone *zone = mxtrap_zones_at(spec, i);
        for (size_t j = 0; mxtrap_zone_layout_at(zone, j) != NULL; j++) {
            count++;
        }
    }
    return count;
}

void cli_names_count(struct cli_names *names) {
    names->total = 0;
    if (names->list != NULL) {
        names->total = count_lines(names);
    } else if (names->spec != NULL) {
        names->total = count_owners(names->spec);
    }
    for (size_t i = 0; names->operands != NULL && names->operands[i] != NULL; i++) {
        names->total++;
    }
}

/* Reads once what is there; false where there is nothing yet. */
static bool read_more(struct cli_names *names) {
    struct pollfd there = {.fd = fileno(names->list), .events = POLLIN};
    size_t room = names->capacity - names->filled;

    if (poll(&there, 1, 0) <= 0) {
        return false;
    }
    if (room < LINE_MOST) {
        size_t capacity = names->capacity * 2 + 2 * (size_t)LINE_MOST;
        char *bytes = realloc(names->bytes, capacity);
        if (bytes == NULL) {
            names->error = ENOMEM;
            return true;
        }
        names->bytes = bytes;
        names->capacity = capacity;
        room = capacity - names->filled;
    }
    /* one byte is left for the end of a last line */
    ssize_t got = read(there.fd, names->bytes + names->filled, room - 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return false;
    }
    names->error = got < 0 ? errno : 0;
    names->is_at_end = got == 0;
    names->filled += got > 0 ? (size_t)got : 0;
    return true;
}

/* The next line of a pipe or a terminal, whose writer may be slow: NULL at the end or after an
 * error, mxtrap_check_not_yet where none is whole yet. */
static char *line_of_stream(struct cli_names *names) {
    size_t looked = names->taken;

    for (;;) {
        char *end = looked < names->filled
                        ? memchr(names->bytes + looked, '\n', names->filled - looked)
                        : NULL;
        if (end == NULL && names->is_at_end && names->taken < names->filled) {
            end = names->bytes + names->filled++;
        }
        if (end != NULL) {
            char *line = names->bytes + names->taken;
            *end = '\0';
            names->has_nul = strlen(line) < (size_t)(end - line);
            names->taken = (size_t)(end + 1 - names->bytes);
            return line;
        }
        if (names->is_at_end || names->error != 0) {
            return NULL;
        }
        if (names->taken > 0) {
            names->filled -= names->taken;
            memmove(names->bytes, names->bytes + names->taken, names->filled);
            names->taken = 0;
        }
        looked = names->filled;
        if (!read_more(names)) {
            return (char *)mxtrap_check_not_yet;
        }
    }
}

static char *line_of_file(struct cli_names *names) {
    ssize_t length = getline(&names->line, &names->line_size, names->list);

    if (length > 0) {
        names->has_nul = strlen(names->line) < (size_t)length;
        return names->line;
    }
    names->error = ferror(names->list) ? errno : 0;
    return NULL;
}

static const char *next_line(struct cli_names *names) {
    char *line;

    while ((line = names->is_stream ? line_of_stream(names) : line_of_file(names)) != NULL) {
        if (line == mxtrap_check_not_yet) {
            return line;
        }
        const char *why = "the line is too long";
        names->line_number++;
        char *domain = domain_in(line);
        if (names->has_nul) {
            domain = line;
            why = "the line has a NUL: this is no text";
        } else if (domain == NULL) {
            continue;
        } else if (strlen(domain) <= LINE_MOST && mxtrap_check_domain(domain, &why) == MXTRAP_OK) {
            return domain;
        }
        complain_line(names->path, names->line_number, why, domain);
        names->has_bad_line = true;
    }
    return NULL;
}

static const char *next_owner(struct cli_names *names) {
    for (; names->zone < mxtrap_zones_count(names->spec); names->zone++, names->layout = 0) {
        const mxtrap_zone *zone = mxtrap_zones_at(names->spec, names->zone);
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, names->layout);
        if (layout != NULL) {
            names->layout++;
            return mxtrap_layout_owner(layout, names->owner);
        }
    }
    return NULL;
}

static const char *next_of_any(struct cli_names *names) {
    if (names->list != NULL) {
        return next_line(names);
    }
    if (names->operands != NULL && *names->operands != NULL) {
        return *names->operands++;
    }
    return names->spec != NULL ? next_owner(names) : NULL;
}

const char *cli_names_next(void *context) {
    struct cli_names *names = context;
    const char *name = next_of_any(names);

    while (name != NULL && name != mxtrap_check_not_yet && is_known(names, name)) {
        names->left_out++;
        name = next_of_any(names);
    }
    return name;
}

enum cli_exit cli_names_failed(const struct cli_names *names) {
    enum cli_exit result = complain_file(names, names->path, names->error);

    return names->error == ENOMEM ? CLI_SYSTEM : result;
}

void cli_names_free(struct cli_names *names) {
    while (names->known != NULL) {
        char *name = *(char **)names->known;
        tdelete(name, &names->known, compare);
        free(name);
    }
    close_list(names->list);
    free(names->bytes);
    free(names->line);
}
