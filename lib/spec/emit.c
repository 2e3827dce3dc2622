/* libyaml's emitter has no comments. After the value of a block mapping's key it holds no event
 * back, and a comment is written past it; the line end that it still owes follows the comment. */
#include "spec/emit.h"

#include <string.h>

#include "dns/name.h"
#include "spec/node.h"

/* Columns after which the lines of a flow list are broken. */
enum { WIDTH = 90 };

static int write_bytes(void *context, unsigned char *bytes, size_t length) {
    struct mx_text *text = context;

    mx_text_bytes(text, (const char *)bytes, length);
    return text->status == MXTRAP_OK;
}

/* Consumes EVENT, unless libyaml could not make it (MADE is 0). */
static void put(struct mx_emit *emit, yaml_event_t *event, int made) {
    bool is_good = made != 0 && emit->is_ready && emit->text->status == MXTRAP_OK;

    if (made != 0 && !is_good) {
        yaml_event_delete(event);
    }
    is_good = is_good && yaml_emitter_emit(&emit->emitter, event) != 0;
    if (!is_good && emit->text->status == MXTRAP_OK) {
        emit->text->status = MXTRAP_ERR_MEMORY;
    }
}

void mx_emit_begin(struct mx_emit *emit, struct mx_text *text) {
    yaml_event_t event;

    *emit = (struct mx_emit){.text = text};
    emit->is_ready = yaml_emitter_initialize(&emit->emitter) != 0;
    if (emit->is_ready) {
        yaml_emitter_set_output(&emit->emitter, write_bytes, text);
        yaml_emitter_set_width(&emit->emitter, WIDTH);
        yaml_emitter_set_unicode(&emit->emitter, 1);
    }
    put(emit, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    put(emit, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    mx_emit_mapping(emit, false);
}

void mx_emit_end(struct mx_emit *emit) {
    yaml_event_t event;

    mx_emit_mapping_end(emit);
    put(emit, &event, yaml_document_end_event_initialize(&event, 1));
    put(emit, &event, yaml_stream_end_event_initialize(&event));
    if (emit->is_ready) {
        yaml_emitter_delete(&emit->emitter);
    }
}

void mx_emit_mapping(struct mx_emit *emit, bool is_flow) {
    yaml_event_t event;

    emit->flow += is_flow ? 1 : 0;
    put(emit, &event,
        yaml_mapping_start_event_initialize(
            &event, NULL, NULL, 1, is_flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
}

void mx_emit_mapping_end(struct mx_emit *emit) {
    yaml_event_t event;

    emit->flow -= emit->flow > 0 ? 1 : 0;
    put(emit, &event, yaml_mapping_end_event_initialize(&event));
}

void mx_emit_list(struct mx_emit *emit, bool is_flow) {
    yaml_event_t event;

    emit->flow += is_flow ? 1 : 0;
    put(emit, &event,
        yaml_sequence_start_event_initialize(
            &event, NULL, NULL, 1, is_flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
}

void mx_emit_list_end(struct mx_emit *emit) {
    yaml_event_t event;

    emit->flow -= emit->flow > 0 ? 1 : 0;
    put(emit, &event, yaml_sequence_end_event_initialize(&event));
}

static void put_scalar(struct mx_emit *emit, const char *text, size_t length,
                       yaml_scalar_style_t style) {
    yaml_event_t event;

    put(emit, &event,
        yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)length, 1,
                                     1, style));
}

void mx_emit_word(struct mx_emit *emit, const char *word) {
    put_scalar(emit, word, strlen(word), YAML_PLAIN_SCALAR_STYLE);
}

/* Words that are booleans or null in YAML 1.1, which many programs still read. */
static bool is_reserved(const char *text, size_t length) {
    static const char *const words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t at = 0;
        while (at < length && words[i][at] != '\0' && mx_lower(text[at]) == words[i][at]) {
            at++;
        }
        if (at == length && words[i][at] == '\0') {
            return true;
        }
    }
    return false;
}

/* Whether TEXT, plain, is this text to every reader. One of digits, and of what may be in numbers
 * of YAML 1.1 (1_000, 12:30), is not. Colons end a word of a flow collection, for libyaml. */
static bool is_plain(const char *text, size_t length, bool is_in_flow) {
    size_t dots = 0, numeric = 0, at = 0;

    if (length == 0 || text[0] == ':' || text[0] == '-' || text[length - 1] == ':' ||
        text[length - 1] == ' ') {
        return false;
    }
    for (; at < length; at++) {
        char c = text[at];
        bool is_word = mx_is_let_dig_hyphen((uint8_t)c) || c == '.' || c == '_' || c == '/';
        if (!is_word && !(c == ':' && !is_in_flow) &&
            !(c == ' ' && at > 0 && text[at - 1] != ':')) {
            return false;
        }
        dots += c == '.' ? 1 : 0;
        numeric += mx_is_digit(c) || c == '.' || c == '_' || c == ':' || c == '-' ? 1 : 0;
    }
    struct mx_node node = {.text = text, .count = (uint32_t)length, .plain = true};
    bool is_address = dots == 3; /* IPv4 */
    return (numeric < length || is_address) && !is_reserved(text, length) &&
           mx_node_scalar_type(&node) == MX_SCALAR_TEXT;
}

void mx_emit_text(struct mx_emit *emit, const char *text, size_t length) {
    put_scalar(emit, text, length,
               is_plain(text, length, emit->flow > 0) ? YAML_PLAIN_SCALAR_STYLE
                                                      : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

void mx_emit_number(struct mx_emit *emit, uint32_t number) {
    char digits[16];
    struct mx_text text = mx_text_within(digits, sizeof digits);

    mx_text_unsigned(&text, number);
    put_scalar(emit, mx_text_string_of(&text), text.length, YAML_PLAIN_SCALAR_STYLE);
}

/* In the largest unit that divides it: 1h, 90m. */
void mx_emit_ttl(struct mx_emit *emit, uint32_t seconds) {
    static const struct {
        char unit;
        uint32_t seconds;
    } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}};
    char digits[16];
    struct mx_text text = mx_text_within(digits, sizeof digits);
    size_t i = 0;

    while (i < sizeof units / sizeof units[0] &&
           (seconds < units[i].seconds || seconds % units[i].seconds != 0)) {
        i++;
    }
    if (i == sizeof units / sizeof units[0]) {
        mx_emit_number(emit, seconds);
        return;
    }
    mx_text_unsigned(&text, seconds / units[i].seconds);
    mx_text_char(&text, units[i].unit);
    put_scalar(emit, mx_text_string_of(&text), text.length, YAML_PLAIN_SCALAR_STYLE);
}

void mx_emit_comment(struct mx_emit *emit, const char *comment) {
    if (!emit->is_ready || yaml_emitter_flush(&emit->emitter) == 0) {
        emit->text->status =
            emit->text->status == MXTRAP_OK ? MXTRAP_ERR_MEMORY : emit->text->status;
        return;
    }
    mx_text_char(emit->text, '\n');
    for (int i = 0; i < emit->emitter.indent; i++) {
        mx_text_char(emit->text, ' ');
    }
    mx_text_string(emit->text, "# ");
    mx_text_string(emit->text, comment);
}
