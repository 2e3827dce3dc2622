/* libyaml with its read handler, which remembers why a read failed, and bounds how much one event
 * may take. Its memory comes and goes in the thread that it runs in: only copies go over. */
#include "spec/yaml_events.h"

#include <errno.h>
#include <string.h>

/* The input without an event is kept in memory whole: a scalar or a comment above this is refused.
 */
static const size_t STARVED_ABOVE = (size_t)16 << 20;

static int read_source(void *data, unsigned char *buffer, size_t size, size_t *length) {
    struct mx_yaml_source *source = data;

    if (source->since_event > STARVED_ABOVE) {
        source->starved = true;
        return 0;
    }
    ssize_t got = mx_file_next(&source->file, buffer, size);
    if (got < 0) {
        source->error = errno;
        return 0;
    }
    if (source->head_length < sizeof source->head) {
        size_t room = sizeof source->head - source->head_length;
        size_t more = (size_t)got < room ? (size_t)got : room;
        memcpy(source->head + source->head_length, buffer, more);
        source->head_length += more;
    }
    source->since_event += (size_t)got;
    *length = (size_t)got;
    return 1;
}

bool mx_yaml_events_open(struct mx_yaml_events *events, struct mx_file file) {
    struct mx_yaml_source *source = &events->source;

    *events = (struct mx_yaml_events){.source.file = file};
    if (!yaml_parser_initialize(&source->parser)) {
        mx_file_close(&source->file);
        return false;
    }
    yaml_parser_set_input(&source->parser, read_source, source);
    return true;
}

void mx_yaml_events_close(struct mx_yaml_events *events) {
    mx_ahead_end(events->ahead);
    yaml_event_delete(&events->source.event);
    yaml_parser_delete(&events->source.parser);
    mx_file_close(&events->source.file);
}

/* Of libyaml's event, with its texts. */
static void describe(const yaml_event_t *event, struct mx_yaml_event *out) {
    const yaml_char_t *text = NULL, *anchor = NULL, *tag = NULL;

    out->line = mx_yaml_from_zero(event->start_mark.line);
    out->column = mx_yaml_from_zero(event->start_mark.column);
    out->length = 0;
    out->type = (uint8_t)event->type;
    out->plain = false;
    switch ((int)event->type) {
    case YAML_ALIAS_EVENT:
        anchor = event->data.alias.anchor;
        break;
    case YAML_SCALAR_EVENT:
        text = event->data.scalar.value;
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        out->length = (uint32_t)event->data.scalar.length;
        out->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default:
        break;
    }
    out->text = (const char *)text;
    out->anchor = (const char *)anchor;
    out->tag = (const char *)tag;
}

/* The source's next event; false when there is none. */
static bool parse(struct mx_yaml_source *source, struct mx_yaml_event *event) {
    if (source->event.type == YAML_STREAM_END_EVENT) {
        return false;
    }
    yaml_event_delete(&source->event);
    if (!yaml_parser_parse(&source->parser, &source->event)) {
        return false;
    }
    source->last_end = source->event.end_mark;
    source->before_event += source->since_event;
    source->since_event = 0;
    describe(&source->event, event);
    return true;
}

/* An event between the threads, as small as it can be: its texts follow, the last two with a NUL.
 */
struct sent {
    uint32_t line, column, length;
    uint8_t type;
    bool plain, has_anchor, has_tag;
};

static size_t size_of(const char *name) {
    return name == NULL ? 0 : strlen(name) + 1;
}

/* False when memory is out, or nobody needs the event. */
static bool send(struct mx_ahead *ahead, const struct mx_yaml_event *event) {
    size_t anchor = size_of(event->anchor), tag = size_of(event->tag);
    struct sent *sent = mx_ahead_add(ahead, sizeof *sent + event->length + anchor + tag);

    if (sent == NULL) {
        return false;
    }
    *sent = (struct sent){event->line,  event->column, event->length, event->type,
                          event->plain, anchor > 0,    tag > 0};
    char *texts = (char *)(sent + 1);
    if (event->length > 0) {
        memcpy(texts, event->text, event->length);
    }
    if (anchor > 0) {
        memcpy(texts + event->length, event->anchor, anchor);
    }
    if (tag > 0) {
        memcpy(texts + event->length + anchor, event->tag, tag);
    }
    return true;
}

static bool receive(struct mx_ahead *ahead, struct mx_yaml_event *event) {
    const struct sent *sent = mx_ahead_next(ahead);

    if (sent == NULL) {
        return false;
    }
    const char *text = (const char *)(sent + 1), *anchor = text + sent->length;
    *event = (struct mx_yaml_event){
        .text = text,
        .anchor = sent->has_anchor ? anchor : NULL,
        .tag = sent->has_tag ? anchor + (sent->has_anchor ? strlen(anchor) + 1 : 0) : NULL,
        .length = sent->length,
        .line = sent->line,
        .column = sent->column,
        .type = sent->type,
        .plain = sent->plain};
    return true;
}

static void read_ahead(struct mx_ahead *ahead, void *context) {
    struct mx_yaml_source *source = context;
    struct mx_yaml_event event;

    while (parse(source, &event) && send(ahead, &event)) {
    }
    yaml_event_delete(&source->event);
}

bool mx_yaml_events_next(struct mx_yaml_events *events, struct mx_yaml_event *event) {
    struct mx_yaml_source *source = &events->source;

    /* Nobody waits for the rest of a pipe who needs no more of it. */
    if (!events->is_large && source->before_event >= MX_YAML_AHEAD_FROM &&
        (source->file.is_plain || source->file.fd < 0)) {
        events->is_large = true;
        events->ahead = mx_ahead_start(read_ahead, source);
    }
    return events->ahead == NULL ? parse(source, event) : receive(events->ahead, event);
}
