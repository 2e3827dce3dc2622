/* Writes YAML with libyaml's emitter as a person would: quotes only where YAML needs them, and
 * comments, which the emitter lacks. */
#ifndef MX_SPEC_EMIT_H
#define MX_SPEC_EMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "base/text.h"

struct mx_emit {
    yaml_emitter_t emitter;
    struct mx_text *text;
    unsigned flow; /* levels of flow collections that are open */
    bool is_ready;
};

/* Begins a document in TEXT, whose status keeps the first failure; its root, a mapping, is open.
 * mx_emit_end closes both, and is required after a failure too. */
void mx_emit_begin(struct mx_emit *emit, struct mx_text *text);
void mx_emit_end(struct mx_emit *emit);

/* IS_FLOW: between braces or brackets. */
void mx_emit_mapping(struct mx_emit *emit, bool is_flow);
void mx_emit_mapping_end(struct mx_emit *emit);
void mx_emit_list(struct mx_emit *emit, bool is_flow);
void mx_emit_list_end(struct mx_emit *emit);

/* A key or another word of the spec format; a text, in quotes if it would be read as something
 * else. */
void mx_emit_word(struct mx_emit *emit, const char *word);
void mx_emit_text(struct mx_emit *emit, const char *text, size_t length);
void mx_emit_number(struct mx_emit *emit, uint32_t number);
void mx_emit_ttl(struct mx_emit *emit, uint32_t seconds);

/* A line of its own before the next key of a block mapping. The mapping must have at least three
 * scalars or beginnings of collections before it: the emitter holds up to three back. */
void mx_emit_comment(struct mx_emit *emit, const char *comment);

#endif
