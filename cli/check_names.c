/* Names come one by one, so that a list may be longer than memory is. */
#include "check_names.h"

#include <errno.h>
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

enum cli_exit cli_names_open(struct cli_names *names, const char *path) {
    names->path = path;
    names->list = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (names->list == NULL) {
        return complain_file(names, path, errno);
    }
    struct stat file;
    names->is_stream = fstat(fileno(names->list), &file) == 0 && !S_ISREG(file.st_mode);
    return CLI_HOLDS;
}

/* In lower case and without the final dot, as results have it. */
static void normalise(char *name) {
    size_t length = strlen(name);

    if (length > 1 && name[length - 1] == '.') {
        name[length - 1] = '\0';
    }
    for (char *at = name; *at != '\0'; at++) {
        *at = mx_lower(*at);
    }
}

/* Whether NAME is among those to be left out. */
static bool is_known(const struct cli_names *names, const char *name) {
    char copy[LINE_MOST + 1];
    size_t length = strlen(name);

    if (names->known == NULL || length > LINE_MOST) {
        return false;
    }
    memcpy(copy, name, length + 1);
    normalise(copy);
    return tfind(copy, &names->known, compare) != NULL;
}

static bool remember(struct cli_names *names, const char *name) {
    char *copy = strdup(name);

    if (copy == NULL) {
        return false;
    }
    normalise(copy);
    char **found = tsearch(copy, &names->known, compare);
    if (found == NULL || *found != copy) {
        free(copy);
    }
    return found != NULL;
}

static enum cli_exit take_result(struct cli_names *names, const char *path, const char *line,
                                 size_t number, bool is_last) {
    json_t *object = json_loads(line, 0, NULL);
    const char *domain = json_string_value(json_object_get(object, "domain"));
    enum cli_exit result = CLI_HOLDS;

    if (domain != NULL) {
        result = remember(names, domain) ? CLI_HOLDS : CLI_SYSTEM;
    } else if (!is_last) {
        complain_line(path, number, "this is no line of mxtrap-check's ndjson", NULL);
        result = CLI_USAGE;
    }
    json_decref(object);
    return result;
}

enum cli_exit cli_names_resume(struct cli_names *names, const char *path) {
    FILE *file = fopen(path, "re");
    enum cli_exit result = CLI_HOLDS;
    char *line = NULL;
    size_t size = 0, number = 0;
    ssize_t length;

    if (file == NULL) {
        return complain_file(names, path, errno);
    }
    while (result == CLI_HOLDS && (length = getline(&line, &size, file)) > 0) {
        bool is_whole = line[length - 1] == '\n';
        result = length > NDJSON_LINE_MOST ? CLI_USAGE
                                           : take_result(names, path, line, ++number, !is_whole);
    }
    if (result == CLI_HOLDS && ferror(file)) {
        result = complain_file(names, path, errno);
    } else if (result == CLI_SYSTEM) {
        cli_complain(names->tool, mxtrap_strerror(MXTRAP_ERR_MEMORY));
    }
    free(line);
    fclose(file);
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
    if (getline(&names->line, &names->line_size, names->list) > 0) {
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
        if (domain == NULL) {
            continue;
        }
        if (strlen(domain) <= LINE_MOST && mxtrap_check_domain(domain, &why) == MXTRAP_OK) {
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

void cli_names_free(struct cli_names *names) {
    while (names->known != NULL) {
        char *name = *(char **)names->known;
        tdelete(name, &names->known, compare);
        free(name);
    }
    if (names->list != NULL && names->list != stdin) {
        fclose(names->list);
    }
    free(names->bytes);
    free(names->line);
}
