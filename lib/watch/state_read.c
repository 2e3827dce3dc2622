/* Reading the state back. The file may be anybody's: each number has a bound, and what does not
 * hold is an error with its place. */
#include "watch/state.h"

#include <errno.h>

#include "base/number.h"
#include "model/findings.h"

enum { BUFFER = 8192, COUNT_BITS = 53 /* a number of JSON */ };

struct reader {
    mxtrap_watch *watch;
    mxtrap_findings *findings;
    struct mx_file file;
    char bytes[BUFFER];
    size_t begin, end; /* of what was read and not yet looked at */
    char line[MX_STATE_LINE_MAX];
    size_t length, at; /* of the line; its next word */
    struct mx_place place;
    uint64_t hash, before; /* of all lines; of those before the last one */
    uint64_t numbers[MX_STATE_NUMBERS_MAX];
    size_t count;              /* of the numbers */
    struct mx_address address; /* of a source's line */
    struct mx_source *source;  /* the last one */
    bool is_same;              /* the layouts are */
    bool has_ended;
    enum mxtrap_status status;
};

/* Returns NULL, or what is wrong. */
typedef const char *read_fn(struct reader *reader, const uint64_t *numbers);

static const char *out_of_memory(struct reader *reader) {
    reader->status = MXTRAP_ERR_MEMORY;
    return NULL;
}

static const char wrong[] = "a number is out of range";

#define ANY UINT64_MAX
#define COUNT (UINT64_C(1) << COUNT_BITS)
#define TIME (MX_TIME_MAX + UINT64_C(1))
#define WORD (UINT64_C(1) << 32)
#define HALF (UINT64_C(1) << 16)
#define BELOW(...) are_below(reader, (const uint64_t[MX_STATE_NUMBERS_MAX]){__VA_ARGS__})

/* Whether each number is below its bound; ANY: there is none. */
static bool are_below(const struct reader *reader, const uint64_t *bounds) {
    for (size_t i = 0; i < reader->count; i++) {
        if (bounds[i] != ANY && reader->numbers[i] >= bounds[i]) {
            return false;
        }
    }
    return true;
}

static const char *read_options(struct reader *reader, const uint64_t *numbers) {
    const struct mxtrap_watch_options *options = &reader->watch->options;

    return numbers[0] == options->port && numbers[1] == options->gap &&
                   numbers[2] == options->ipv4_bits && numbers[3] == options->ipv6_bits
               ? NULL
               : "the state was written with another port, gap or group";
}

static const char *read_layouts(struct reader *reader, const uint64_t *numbers) {
    if (numbers[1] != mx_state_behaviours()) {
        return "the state is of another release, with other behaviours: move it away, and a new "
               "one is begun";
    }
    reader->is_same = numbers[0] == mx_state_layouts(&reader->watch->sets);
    return reader->is_same ? NULL
                           : "the state is of other layouts: move it away, and a new one is begun";
}

static const char *read_times(struct reader *reader, const uint64_t *numbers) {
    mxtrap_watch *watch = reader->watch;

    if (!BELOW(TIME, TIME, TIME)) {
        return wrong;
    }
    watch->begin = (int64_t)numbers[0];
    watch->last = watch->restored = (int64_t)numbers[1];
    watch->end = (int64_t)numbers[2];
    return NULL;
}

static const char *read_counts(struct reader *reader, const uint64_t *numbers) {
    mxtrap_watch *watch = reader->watch;
    uint64_t *const counts[] = {
        &watch->packets,         &watch->attempts, &watch->visits,
        &watch->source_count,    &watch->cut,      &watch->untimed,
        &watch->dropped_sources, &watch->missed,   &watch->signatures.others};

    if (!BELOW(COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)) {
        return wrong;
    }
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        *counts[i] = numbers[i];
    }
    return NULL;
}

static struct mx_tally *tally_of(struct reader *reader) {
    return &reader->watch->sets.list[reader->numbers[0]].tally;
}

static const char *read_set(struct reader *reader, const uint64_t *numbers) {
    if (!BELOW(reader->watch->sets.count, COUNT, COUNT)) {
        return wrong;
    }
    tally_of(reader)->unfinished = numbers[1];
    tally_of(reader)->delays.most = numbers[2];
    return NULL;
}

static const char *read_behaviour(struct reader *reader, const uint64_t *numbers) {
    if (!BELOW(reader->watch->sets.count, MX_BEHAVIOURS, COUNT, COUNT, COUNT, COUNT)) {
        return wrong;
    }
    tally_of(reader)->behaviours[numbers[1]] =
        (struct mx_behaviour_count){numbers[2], numbers[3], numbers[4], numbers[5]};
    return NULL;
}

static const char *read_delay(struct reader *reader, const uint64_t *numbers) {
    if (!BELOW(reader->watch->sets.count, MX_DELAY_BUCKETS, WORD)) {
        return wrong;
    }
    return mx_delays_fill(&tally_of(reader)->delays, numbers[1], (uint32_t)numbers[2])
               ? NULL
               : out_of_memory(reader);
}

static const char *read_retry(struct reader *reader, const uint64_t *numbers) {
    if (!BELOW(reader->watch->sets.count, MX_RETRY_BUCKETS, COUNT)) {
        return wrong;
    }
    tally_of(reader)->retries[numbers[1]] = numbers[2];
    return NULL;
}

static const char *read_day(struct reader *reader, const uint64_t *numbers) {
    enum { DAY_MS = 86400000 };

    if (!BELOW(reader->watch->sets.count, TIME / DAY_MS, MX_BEHAVIOURS, WORD)) {
        return wrong;
    }
    return mx_tally_day(tally_of(reader), (int64_t)numbers[1] * DAY_MS,
                        (enum mx_behaviour)numbers[2], (uint32_t)numbers[3])
               ? NULL
               : out_of_memory(reader);
}

static const char *read_signature(struct reader *reader, const uint64_t *numbers) {
    struct mx_signature signature = {.count = (uint8_t)(reader->count - 1)};

    for (size_t i = 0; i < signature.count; i++) {
        if (numbers[i + 1] > UINT8_MAX || numbers[0] >= COUNT) {
            return wrong;
        }
        signature.seconds[i] = (uint8_t)numbers[i + 1];
    }
    return mx_signatures_add(&reader->watch->signatures, &signature, numbers[0])
               ? NULL
               : out_of_memory(reader);
}

static const char *read_reached(struct reader *reader, const uint64_t *numbers) {
    if (!BELOW(MX_FAMILIES, TIME, reader->watch->sets.count, 64)) {
        return wrong;
    }
    const struct mx_reached one = {(int64_t)numbers[1], (uint32_t)numbers[2], (uint8_t)numbers[3]};
    return mx_reached_add(&reader->watch->reached[numbers[0]], one) ? NULL : out_of_memory(reader);
}

static const char *read_source(struct reader *reader, const uint64_t *numbers) {
    mxtrap_watch *watch = reader->watch;
    uint64_t known = watch->source_count;

    if (!BELOW(watch->sets.count, TIME, TIME, TIME, ANY, watch->sets.count, WORD, WORD, HALF,
               1U << MX_BEHAVIOURS, MX_BEHAVIOURS, UINT64_C(2) * MX_STATE_IRREGULAR)) {
        return wrong;
    }
    if (mx_source_table_find(&watch->sources, &reader->address, (uint32_t)numbers[0]) != NULL) {
        return "this source was there before";
    }
    struct mx_source *one =
        mx_watch_add_source(watch, &reader->address, (uint32_t)numbers[0], (int64_t)numbers[2]);
    if (one == NULL) {
        return out_of_memory(reader);
    }
    watch->source_count = known;
    one->begin = (int64_t)numbers[1];
    one->first = (int64_t)numbers[3];
    one->partners = numbers[4];
    one->set = (uint32_t)numbers[5];
    one->attempts = (uint32_t)numbers[6];
    one->visits = (uint32_t)numbers[7];
    one->returns = (uint16_t)numbers[8];
    one->behaviours = (uint16_t)numbers[9];
    one->behaviour = (uint8_t)numbers[10];
    one->is_logged = (numbers[11] & MX_STATE_LOGGED) != 0;
    one->met_real = (numbers[11] & MX_STATE_REAL) != 0;
    one->is_judged = (numbers[11] & MX_STATE_JUDGED) != 0;
    one->is_irregular = (numbers[11] & MX_STATE_IRREGULAR) != 0;
    reader->source = one;
    return NULL;
}

static const char *read_syn(struct reader *reader, const uint64_t *numbers) {
    const struct mx_watched_sets *sets = &reader->watch->sets;
    struct mx_source *source = reader->source;

    if (source == NULL || source->syn_count == MX_SYNS_MAX) {
        return "there is no source for this packet";
    }
    if (!BELOW(TIME, WORD, sets->target_count, HALF) ||
        sets->targets[numbers[2]].address.family != source->family) {
        return wrong;
    }
    const struct mx_syn syn = {.sequence = (uint32_t)numbers[1],
                               .target = (uint32_t)numbers[2],
                               .port = (uint16_t)numbers[3]};
    return mx_source_add_syn(source, (int64_t)numbers[0], syn) ? NULL : out_of_memory(reader);
}

static const char *read_end(struct reader *reader, const uint64_t *numbers) {
    reader->has_ended = true;
    return numbers[0] == reader->before && reader->is_same
               ? NULL
               : "the file is damaged: its end has the sum of other lines";
}

static const struct {
    const char *word;
    size_t least, most; /* numbers */
    read_fn *read;
    bool has_address;
} rows[] = {
    {"options", 4, 4, read_options, false}, {"layouts", 2, 2, read_layouts, false},
    {"times", 3, 3, read_times, false},     {"counts", 9, 9, read_counts, false},
    {"set", 3, 3, read_set, false},         {"behaviour", 6, 6, read_behaviour, false},
    {"delay", 3, 3, read_delay, false},     {"retry", 3, 3, read_retry, false},
    {"day", 4, 4, read_day, false},         {"signature", 3, 16, read_signature, false},
    {"reached", 4, 4, read_reached, false}, {"source", 12, 12, read_source, true},
    {"syn", 4, 4, read_syn, false},         {"end", 1, 1, read_end, false},
};

/* Fills the buffer when it is empty; false at the end of the file, and when it cannot be read. */
static bool fill(struct reader *reader) {
    if (reader->begin < reader->end) {
        return true;
    }
    ssize_t got = mx_file_next(&reader->file, reader->bytes, sizeof reader->bytes);
    if (got < 0) {
        reader->status = mx_findings_unreadable(reader->findings, reader->place.file, errno);
    }
    reader->begin = 0;
    reader->end = got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* The next line, which has an end and fits. */
static bool next_line(struct reader *reader, const char **why) {
    reader->length = reader->at = 0;
    reader->place.line++;
    while (fill(reader)) {
        char c = reader->bytes[reader->begin++];
        if (c == '\n') {
            reader->before = reader->hash;
            reader->hash = mx_hash_lasting(reader->hash, reader->line, reader->length);
            reader->hash = mx_hash_lasting(reader->hash, "\n", 1);
            return true;
        }
        if (reader->length == sizeof reader->line) {
            *why = "the line is too long";
            return false;
        }
        reader->line[reader->length++] = c;
    }
    *why = "the file is cut off: its last line is not there";
    return false;
}

/* The next word of the line, of LENGTH bytes; 0 at its end. */
static const char *next_word(struct reader *reader, size_t *length) {
    const char *word = reader->line + reader->at;
    const char *end = memchr(word, ' ', reader->length - reader->at);

    reader->place.column = (uint32_t)reader->at + 1;
    *length = end != NULL ? (size_t)(end - word) : reader->length - reader->at;
    reader->at += *length + (end != NULL);
    return word;
}

static const char *read_line(struct reader *reader) {
    size_t length, row = 0, rows_count = sizeof rows / sizeof rows[0];
    const char *word = next_word(reader, &length);

    while (row < rows_count &&
           (strlen(rows[row].word) != length || memcmp(rows[row].word, word, length) != 0)) {
        row++;
    }
    if (row == rows_count) {
        return "the first word is not known";
    }
    if (rows[row].has_address) {
        word = next_word(reader, &length);
        reader->address = (struct mx_address){0};
        if (!mx_address_parse(&reader->address, word, length)) {
            return "this is not an address";
        }
    }
    for (reader->count = 0; reader->at < reader->length; reader->count++) {
        word = next_word(reader, &length);
        if (reader->count == rows[row].most ||
            !mx_number_parse(word, length, UINT64_MAX, &reader->numbers[reader->count])) {
            return "this is not a number that the line may have";
        }
    }
    return reader->count < rows[row].least ? "the line has too few numbers"
                                           : rows[row].read(reader, reader->numbers);
}

/* Visits are closed by age: no source without an open one comes after a source with one. */
static const char *mark_open(struct mx_source_table *sources) {
    struct mx_source *one = sources->oldest;

    while (one != NULL && one->syn_count == 0 && one->visits > 0) {
        one = one->newer;
    }
    sources->open = one;
    while (one != NULL && one->syn_count > 0) {
        one = one->newer;
    }
    return one == NULL ? NULL : "the sources are not in the order of their age";
}

static const char *read_lines(struct reader *reader) {
    const char *why = NULL;

    if (!next_line(reader, &why)) {
        return why;
    }
    if (reader->length != strlen(MX_STATE_HEAD) ||
        memcmp(reader->line, MX_STATE_HEAD, reader->length) != 0) {
        return "the first line is not \"" MX_STATE_HEAD "\"";
    }
    while (why == NULL && reader->status == MXTRAP_OK && !reader->has_ended) {
        why = next_line(reader, &why) ? read_line(reader) : why;
    }
    if (why == NULL && reader->status == MXTRAP_OK && fill(reader)) {
        why = "there is more after the last line";
    }
    return why != NULL || reader->status != MXTRAP_OK ? why : mark_open(&reader->watch->sources);
}

enum mxtrap_status mx_state_read(mxtrap_watch *watch, const struct mx_file *file, const char *name,
                                 mxtrap_findings *findings) {
    struct reader reader = {.watch = watch,
                            .findings = findings,
                            .file = *file,
                            .place = {name, 0, 1},
                            .hash = MX_HASH_LASTING};
    const char *why = read_lines(&reader);

    if (why != NULL && reader.status == MXTRAP_OK) {
        mx_text_string(mx_finding_begin(findings), why);
        mx_finding_end(findings, MX_RULE_UNREADABLE, MXTRAP_ERROR, reader.place);
        reader.status =
            mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
    }
    return reader.status;
}

enum mxtrap_status mxtrap_watch_restore(mxtrap_watch *watch, const char *path,
                                        mxtrap_findings *findings) {
    struct mx_file file;
    int error = mx_file_open(&file, path);

    if (error != 0) {
        return mx_findings_unreadable(findings, path, error);
    }
    enum mxtrap_status status = mx_state_read(watch, &file, path, findings);
    mx_file_close(&file);
    return status;
}
