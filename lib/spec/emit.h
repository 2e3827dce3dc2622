/* YAML out, through libyaml's emitter: what a person would write, quotes only where YAML needs
 * them, and comments, which the emitter itself does not know. */
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

/* Begins a document whose root, a mapping, is then open; it goes to TEXT, whose status has what
 * fails. mx_emit_end closes both, and is due in any case. */
void mx_emit_begin(struct mx_emit *emit, struct mx_text *text);
void mx_emit_end(struct mx_emit *emit);

/* IS_FLOW: between braces or brackets. */
void mx_emit_mapping(struct mx_emit *emit, bool is_flow);
void mx_emit_mapping_end(struct mx_emit *emit);
void mx_emit_list(struct mx_emit *emit, bool is_flow);
void mx_emit_list_end(struct mx_emit *emit);

/* A key, or a word of the spec's own; a text, in quotes where it would not be read as one. */
void mx_emit_word(struct mx_emit *emit, const char *word);
void mx_emit_text(struct mx_emit *emit, const char *text, size_t length);
void mx_emit_number(struct mx_emit *emit, uint32_t number);
void mx_emit_ttl(struct mx_emit *emit, uint32_t seconds);

/* A line of its own before the key that comes next, of a block mapping. At least three scalars or
 * begins of collections of the mapping must be before it: the emitter holds as many back. */
void mx_emit_comment(struct mx_emit *emit, const char *comment);

#endif
