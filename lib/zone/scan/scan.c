/* The zone reader as a whole: what it is made of, how it begins and ends, and what its parts use to
 * report errors and to give records away. */
#include "zone/scan/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void mx_zone_error(struct mx_zone_reader *reader, uint32_t line, uint32_t column,
                   const char *message) {
    struct mx_place place = {reader->file->name, line, column};

    if (reader->is_lenient) {
        return;
    }
    mx_text_string(mx_finding_begin(reader->findings), message);
    mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, place);
    reader->errors++;
}

bool mx_zone_name_error(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                        enum mx_name_error error) {
    struct mx_place place = {reader->file->name, token->line, token->column};
    struct mx_text *text = mx_finding_begin(reader->findings);

    if (reader->is_lenient) {
        return false;
    }
    mx_text_string(text, "the name ");
    mx_text_string(text, mx_name_error_text(error));
    mx_finding_end(reader->findings, MX_RULE_ZONE_SYNTAX, MXTRAP_ERROR, place);
    reader->errors++;
    return false;
}

void mx_zone_set_origin(struct mx_zone_reader *reader, const uint8_t *origin) {
    size_t length = mx_name_length(origin);

    memmove(reader->scanner->zone_origin, origin, length);
    reader->scanner->zone_origin_length = (uint32_t)length;
}

void mx_zone_set_owner(struct mx_zone_reader *reader, const uint8_t *owner) {
    reader->owner_length = mx_name_length(owner);
    reader->owner_is_lost = false;
    memcpy(reader->scanner->r_owner, owner, reader->owner_length);
}

void mx_zone_scanner_set(struct mx_zone_reader *reader, const char *bytes, size_t length,
                         uint32_t line) {
    zs_scanner_t *s = reader->scanner;

    s->cs = reader->start;
    s->top = 0;
    s->state = ZS_STATE_NONE;
    s->multiline = s->long_string = s->comma_list = false;
    s->error.code = 0;
    s->error.fatal = false;
    s->r_data_tail = 0;
    s->buffer_length = 0;
    s->input.start = s->input.current = bytes;
    s->input.end = bytes + length;
    s->input.eof = false;
    s->line_counter = line;
    s->r_owner_length = (uint32_t)(reader->owner_is_lost ? 0 : reader->owner_length);
}

/* The name alone, and below an origin: absolute ones are the same. */
bool mx_zone_is_relative(const struct mx_zone_token *token) {
    static const uint8_t root[] = {0}, below[] = {1, 'x', 0};
    struct mx_name alone, relative;

    return !(token->length == 1 && token->text[0] == '@') &&
           mx_name_read(&alone, token->text, token->length, root) == MX_NAME_OK &&
           mx_name_read(&relative, token->text, token->length, below) == MX_NAME_OK &&
           mx_name_length(alone.wire) != mx_name_length(relative.wire);
}

bool mx_zone_is_undotted(const struct mx_zone_reader *reader, const struct mx_zone_token *token) {
    static const uint8_t root[] = {0};
    struct mx_name alone;

    return *reader->scanner->zone_origin != 0 && mx_zone_is_relative(token) &&
           mx_name_read(&alone, token->text, token->length, root) == MX_NAME_OK &&
           mx_name_label_count(alone.wire) > 1;
}

/* A zone whose origin nobody gave is that of its SOA, as a name server is told it beforehand. An
 * owner without its final dot is then below the zone, which no name server loads; the same where it
 * ends in the origin twice. RECORD->is_undotted says that the owner was written relative. */
static void take_soa(struct mx_zone_reader *reader, struct mx_zone_record *record) {
    const uint8_t *origin = reader->scanner->zone_origin;
    size_t origin_length = mx_name_length(origin);

    if (!reader->has_origin && *record->owner != 0) {
        for (struct mx_zone_file *file = reader->files; file < reader->file; file++) {
            memcpy(file->origin.wire, record->owner, record->owner_length);
        }
        mx_zone_set_origin(reader, record->owner);
        reader->has_origin = true;
    } else {
        record->is_undotted = record->is_undotted && *origin != 0 &&
                              record->owner_length == 2 * origin_length - 1 &&
                              mx_name_equal_sized(record->owner, origin, origin_length - 1);
    }
    record->origin = origin;
}

void mx_zone_take(struct mx_zone_reader *reader, struct mx_zone_record *record, const char *comment,
                  size_t comment_length) {
    record->owner = reader->scanner->r_owner;
    record->owner_length = (uint8_t)reader->owner_length;
    record->klass = MX_CLASS_IN;
    if (record->type == MX_TYPE_MX && comment_length > 0) {
        record->role = mx_zone_role(comment, comment_length);
        record->comment = comment;
        record->comment_length = comment_length;
    } else if (record->type == MX_TYPE_SOA) {
        mx_zone_ttl_saw_soa(reader);
        take_soa(reader, record);
    }
    if (!reader->taker(reader->context, record)) {
        reader->out_of_memory = true;
    }
}

void mx_zone_lose(struct mx_zone_reader *reader, const uint8_t *owner, enum mx_zone_lost lost) {
    static const uint8_t anybody[] = {0};
    struct mx_zone_record record = {.owner = owner != NULL ? owner : anybody,
                                    .lost = (uint8_t)lost,
                                    .klass = MX_CLASS_IN,
                                    .place = {reader->file->name, reader->file->line, 1}};

    record.owner_length = (uint8_t)(owner != NULL ? mx_name_length(owner) : 0);
    if (lost != MX_LOST_NOTHING && !reader->taker(reader->context, &record)) {
        reader->out_of_memory = true;
    }
}

static enum mxtrap_status open_scanner(struct mx_zone_reader *reader) {
    reader->scanner = malloc(sizeof *reader->scanner);
    if (reader->scanner == NULL || zs_init(reader->scanner, ".", MX_CLASS_IN, UINT32_MAX) != 0) {
        free(reader->scanner);
        reader->scanner = NULL;
        return MXTRAP_ERR_MEMORY;
    }
    reader->start = reader->scanner->cs;
    return MXTRAP_OK;
}

static void free_reader(struct mx_zone_reader *reader) {
    for (size_t i = 0; i <= MX_ZONE_DEPTH; i++) {
        mx_zone_source_free(&reader->files[i].source);
    }
    mx_zone_entry_free(&reader->entry);
    mx_text_free(&reader->rendered);
    mx_text_free(&reader->scratch);
    if (reader->scanner != NULL) {
        zs_deinit(reader->scanner);
        free(reader->scanner);
    }
    free(reader);
}

/* A reader whose first file is still to be opened; NULL when memory is out. */
static struct mx_zone_reader *new_reader(const struct mx_zone_scan_options *options,
                                         struct mx_arena *names, mxtrap_findings *findings,
                                         mx_record_taker *taker, void *context) {
    struct mx_zone_reader *reader = calloc(1, sizeof *reader);

    if (reader == NULL) {
        return NULL;
    }
    for (size_t i = 0; i <= MX_ZONE_DEPTH; i++) {
        reader->files[i].source.fd = -1;
    }
    reader->options = options;
    reader->names = names;
    reader->findings = findings;
    reader->taker = taker;
    reader->context = context;
    if (open_scanner(reader) != MXTRAP_OK) {
        free_reader(reader);
        return NULL;
    }
    return reader;
}

enum mxtrap_status mx_zone_unreadable(const char *path, int error, struct mx_arena *names,
                                      mxtrap_findings *findings) {
    const char *name = error == ENOMEM ? NULL : mx_arena_copy(names, path, strlen(path));

    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    return mx_findings_unreadable(findings, name, error);
}

/* Reads the first file, which is open unless ERROR says why not, and all that it includes. */
static enum mxtrap_status read_all(struct mx_zone_reader *reader, const char *path, int error) {
    static const uint8_t root[] = {0};
    const uint8_t *origin = reader->options->origin;
    struct mx_zone_file *first = &reader->files[0];
    struct stat status;

    if (error != 0) {
        return mx_zone_unreadable(path, error, reader->names, reader->findings);
    }
    const char *name = mx_arena_copy(reader->names, path, strlen(path));
    if (name == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    if (first->source.fd >= 0 && fstat(first->source.fd, &status) == 0) {
        first->device = status.st_dev;
        first->inode = status.st_ino;
    }
    reader->has_origin = origin != NULL;
    mx_zone_file_begin(reader, first, name, origin != NULL ? origin : root);
    while (reader->file != NULL && !reader->out_of_memory) {
        mx_zone_read_on(reader);
    }
    if (reader->out_of_memory || mx_findings_status(reader->findings) != MXTRAP_OK) {
        return MXTRAP_ERR_MEMORY;
    }
    return reader->errors > 0 ? MXTRAP_ERR_INPUT : MXTRAP_OK;
}

enum mxtrap_status mx_zone_scan(const char *path, const struct mx_zone_scan_options *options,
                                struct mx_arena *names, mxtrap_findings *findings,
                                mx_record_taker *taker, void *context) {
    struct mx_zone_reader *reader = new_reader(options, names, findings, taker, context);

    if (reader == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    int error = mx_zone_source_open_path(&reader->files[0].source, path);
    enum mxtrap_status status = read_all(reader, path, error);
    free_reader(reader);
    return status;
}

enum mxtrap_status mx_zone_scan_bytes(const char *bytes, size_t length, const char *name,
                                      const struct mx_zone_scan_options *options,
                                      struct mx_arena *names, mxtrap_findings *findings,
                                      mx_record_taker *taker, void *context) {
    struct mx_zone_reader *reader = new_reader(options, names, findings, taker, context);

    if (reader == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    int error = mx_zone_source_open_memory(&reader->files[0].source, bytes, length);
    enum mxtrap_status status = read_all(reader, name, error);
    free_reader(reader);
    return status;
}
