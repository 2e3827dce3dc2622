/* Names are read one by one, so that a list may be larger than memory. */
#include "names.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mxtrap/check.h>

#include "base/text.h"
#include "tool/output.h"
#include "tool/verdict.h"

/* Longer than any name that a person types. */
enum { LINE_LENGTH_MAX = 4096, NDJSON_LINE_MAX = 64 << 20 };

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

/* The same for an error while reading. */
static enum cli_exit complain_reading(const struct cli_names *names, const char *path, int error) {
    enum cli_exit result = complain_file(names, path, error);

    return error == ENOMEM ? CLI_SYSTEM : result;
}

static void close_list(int fd) {
    if (fd > STDIN_FILENO) {
        close(fd);
    }
}

/* -1 with errno: it cannot be read, as a directory. FLAGS: O_NONBLOCK, not to wait for the writer
 * of a fifo. */
static int open_list(const char *path, int flags) {
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | flags);
    struct stat file;

    if (fd >= 0 && fstat(fd, &file) == 0 && S_ISDIR(file.st_mode)) {
        close_list(fd);
        errno = EISDIR;
        return -1;
    }
    return fd;
}

enum cli_exit cli_names_open(struct cli_names *names, const char *path) {
    struct stat file;
    int fd = open_list(path, O_NONBLOCK);

    names->path = path;
    if (fd < 0) {
        return complain_file(names, path, errno);
    }
    names->lines = (struct cli_lines){.fd = fd,
                                      .most = LINE_LENGTH_MAX,
                                      .is_stream = fstat(fd, &file) == 0 && !S_ISREG(file.st_mode)};
    return CLI_HOLDS;
}

/* Whether an earlier run has a result for NAME. */
static bool is_known(const struct cli_names *names, const char *name) {
    char text[MXTRAP_NAME_TEXT_MAX];

    return names->known != NULL && mxtrap_check_domain(text, name, NULL) == MXTRAP_OK &&
           tfind(text, &names->known, compare) != NULL;
}

/* Invalid entries are skipped: no name in the list can equal them. */
static bool add_known(struct cli_names *names, const char *name) {
    char text[MXTRAP_NAME_TEXT_MAX];
    enum mxtrap_status status = mxtrap_check_domain(text, name, NULL);

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

/* Texts by which a cut run is recognized in output that has no member `cut`. */
static const char *const cut_words[] = {"the run's deadline came first", "the run ended first",
                                        "the run was stopped first"};

/* Whether the object is a domain's final result: it has a verdict, and its run was not cut. */
static bool is_result(const json_t *object, const char *line) {
    const char *verdict = json_string_value(json_object_get(object, "verdict"));
    bool is_cut = json_is_true(json_object_get(object, "cut"));

    if (verdict == NULL) {
        return false;
    }
    if (strcmp(verdict, mxtrap_verdict_name(MXTRAP_INCONCLUSIVE)) != 0) {
        return strcmp(verdict, mxtrap_verdict_name(MXTRAP_PASS)) == 0 ||
               strcmp(verdict, mxtrap_verdict_name(MXTRAP_FAIL)) == 0;
    }
    for (size_t i = 0; i < sizeof cut_words / sizeof cut_words[0]; i++) {
        is_cut = is_cut || strstr(line, cut_words[i]) != NULL;
    }
    return !is_cut;
}

/* Reads a line of an earlier output; *HOLDS: it is a complete object about a domain. */
static enum cli_exit read_result(struct cli_names *names, const char *line, bool *holds) {
    json_t *object = json_loads(line, 0, NULL);
    const char *domain = json_string_value(json_object_get(object, "domain"));
    enum cli_exit result = CLI_HOLDS;

    *holds = domain != NULL;
    if (domain != NULL && is_result(object, line) && !add_known(names, domain)) {
        cli_complain(names->tool, mxtrap_strerror(MXTRAP_ERR_MEMORY));
        result = CLI_SYSTEM;
    }
    json_decref(object);
    return result;
}

/* Whether standard output appends to the open file. */
static bool is_appended_to(int fd) {
    struct stat input, output;

    return fstat(fd, &input) == 0 && fstat(STDOUT_FILENO, &output) == 0 &&
           input.st_dev == output.st_dev && input.st_ino == output.st_ino &&
           S_ISREG(output.st_mode) && (fcntl(STDOUT_FILENO, F_GETFL) & O_APPEND) != 0;
}

/* If output appends to the file that the run resumes from, an unfinished last line gets a line end
 * if it HOLDS a result, and is else cut off at WHOLE, the end of complete lines. */
static enum cli_exit end_last_line(const struct cli_names *names, bool holds, off_t whole) {
    bool done = holds ? write(STDOUT_FILENO, "\n", 1) == 1 : ftruncate(STDOUT_FILENO, whole) == 0;

    return done ? CLI_HOLDS : cli_complain_write(names->tool, "standard output", errno);
}

static enum cli_exit resume(struct cli_names *names, const char *path, struct cli_lines *lines) {
    enum cli_exit result = CLI_HOLDS;
    bool holds = true;

    lines->has_end = true;
    while (result == CLI_HOLDS && cli_lines_next(lines) == CLI_LINE) {
        if (lines->is_too_long) { /* its text was not kept */
            holds = false;
        } else {
            result = read_result(names, lines->line, &holds);
        }
        bool is_half = !lines->has_end && lines->line[0] == '{'; /* not another kind of file */
        if (lines->is_too_long || (result == CLI_HOLDS && !holds && !is_half)) {
            complain_line(path, lines->number, "this is not a line of mxtrap-check's ndjson", NULL);
            result = CLI_USAGE;
        }
    }
    if (result == CLI_HOLDS && lines->error != 0) {
        return complain_reading(names, path, lines->error);
    }
    return result == CLI_HOLDS && !lines->has_end && is_appended_to(lines->fd)
               ? end_last_line(names, holds, (off_t)lines->whole)
               : result;
}

enum cli_exit cli_names_resume(struct cli_names *names, const char *path) {
    struct cli_lines lines = {.fd = open_list(path, 0), .most = NDJSON_LINE_MAX};

    if (lines.fd < 0) {
        return complain_file(names, path, errno);
    }
    enum cli_exit result = resume(names, path, &lines);
    cli_lines_free(&lines);
    close_list(lines.fd);
    return result;
}

/* The domain in the line, without comment and blanks; NULL: none. */
static char *domain_in(char *line) {
    line[strcspn(line, "#\r\n")] = '\0';
    line += strspn(line, " \t");
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t')) {
        line[--length] = '\0';
    }
    return length == 0 ? NULL : line;
}

static size_t count_lines(const struct cli_names *names) {
    struct cli_lines lines = {.fd = names->lines.fd, .most = LINE_LENGTH_MAX};
    off_t begin = names->lines.is_stream ? -1 : lseek(lines.fd, 0, SEEK_CUR);
    size_t count = 0;

    if (begin < 0) {
        return CLI_NAMES_UNKNOWN;
    }
    while (cli_lines_next(&lines) == CLI_LINE) {
        count += domain_in(lines.line) != NULL ? 1 : 0;
    }
    cli_lines_free(&lines);
    return lseek(names->lines.fd, begin, SEEK_SET) == begin ? count : CLI_NAMES_UNKNOWN;
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
    if (names->path != NULL) {
        names->total = count_lines(names);
    } else if (names->spec != NULL) {
        names->total = count_owners(names->spec);
    }
    for (size_t i = 0; names->operands != NULL && names->operands[i] != NULL; i++) {
        names->total++;
    }
}

static void complain_domain(const struct cli_names *names, const char *domain) {
    mxtrap_findings *findings = NULL;

    if (mxtrap_findings_new(&findings) == MXTRAP_OK) {
        mxtrap_check_domain(NULL, domain, findings);
        complain_line(names->path, names->lines.number, cli_why(findings), NULL);
    }
    mxtrap_findings_free(findings);
}

/* Finds the domain in the last line; NULL: it is empty. False: it is not a domain, which is
 * reported. */
static bool find_domain(const struct cli_names *names, const char **domain) {
    const struct cli_lines *lines = &names->lines;
    const char *wrong = NULL;

    if (memchr(lines->line, '\0', lines->length) != NULL) {
        wrong = "the line has a NUL: this is not text";
    } else if (lines->is_too_long && strchr(lines->line, '#') == NULL) {
        wrong = "the line is too long";
    }
    if (wrong != NULL) {
        complain_line(names->path, lines->number, wrong, lines->line);
        return false;
    }
    *domain = domain_in(lines->line);
    if (*domain != NULL && mxtrap_check_domain(NULL, *domain, NULL) == MXTRAP_ERR_ARGUMENT) {
        complain_domain(names, *domain);
        return false;
    }
    return true;
}

static enum mxtrap_check_next next_line(struct cli_names *names, const char **out) {
    struct cli_lines *lines = &names->lines;
    enum cli_line found;

    while ((found = cli_lines_next(lines)) == CLI_LINE) {
        const char *domain = NULL;
        if (!find_domain(names, &domain)) {
            names->has_bad_line = true;
        } else if (domain != NULL) {
            *out = domain;
            return MXTRAP_NEXT_DOMAIN;
        }
    }
    names->error = lines->error;
    return found == CLI_LINE_NOT_YET ? MXTRAP_NEXT_LATER : MXTRAP_NEXT_END;
}

void cli_names_stop(struct cli_names *names) {
    if (names->lines.is_stream) {
        cli_lines_stop(&names->lines);
    }
}

static const char *next_owner(struct cli_names *names) {
    for (; names->zone < mxtrap_zones_count(names->spec); names->zone++, names->layout = 0) {
        const mxtrap_zone *zone = mxtrap_zones_at(names->spec, names->zone);
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, names->layout);
        if (layout != NULL) {
            names->layout++;
            return mxtrap_layout_owner(names->owner, layout);
        }
    }
    return NULL;
}

static enum mxtrap_check_next next_of_any(struct cli_names *names, const char **out) {
    if (names->path != NULL) {
        return next_line(names, out);
    }
    if (names->operands != NULL && *names->operands != NULL) {
        *out = *names->operands++;
        return MXTRAP_NEXT_DOMAIN;
    }
    *out = names->spec != NULL ? next_owner(names) : NULL;
    return *out != NULL ? MXTRAP_NEXT_DOMAIN : MXTRAP_NEXT_END;
}

enum mxtrap_check_next cli_names_next(const char **out, void *context) {
    struct cli_names *names = context;
    enum mxtrap_check_next next = next_of_any(names, out);

    while (next == MXTRAP_NEXT_DOMAIN && is_known(names, *out)) {
        names->left_out++;
        next = next_of_any(names, out);
    }
    names->given += next == MXTRAP_NEXT_DOMAIN ? 1 : 0;
    return next;
}

enum cli_exit cli_names_failed(const struct cli_names *names) {
    return complain_reading(names, names->path, names->error);
}

void cli_names_free(struct cli_names *names) {
    while (names->known != NULL) {
        char *name = *(char **)names->known;
        tdelete(name, &names->known, compare);
        free(name);
    }
    cli_lines_free(&names->lines);
    close_list(names->lines.fd);
}
