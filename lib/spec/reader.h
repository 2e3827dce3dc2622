/* A spec (YAML) into zones and their layouts.
 *
 * The file's bytes (yaml_input) become events and small trees (yaml_tree, node), one zone at a
 * time; the document (document) hands each mapping to the file that knows its keys (zone, mx,
 * layouts, authority, senders), which reads it through the table of keys (keys.def, mapping) and
 * its scalars through value. Zones go into the model's mxtrap_zones; errors become findings with a
 * path in the document (error, path). The room knows names, addresses and the model; it knows
 * nothing of zone files, rules or the network. */
#ifndef MX_SPEC_READER_H
#define MX_SPEC_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/findings.h"
#include "spec/node.h"

struct mx_spec_dots;

/* The state that all parts of one reading share. */
struct mx_spec_reader {
    struct mx_arena *arena; /* of the zones: what outlives the reading */
    mxtrap_findings *findings;
    const char *file;     /* in that arena */
    uint32_t number;      /* of it, among theirs */
    struct mx_arena work; /* emptied after each zone */
    size_t errors;        /* reported up to now */
    struct mx_spec_dots *dots;
    bool out_of_memory;
};

static inline struct mx_spot mx_spec_spot(const struct mx_spec_reader *reader,
                                          const struct mx_node *node) {
    return (struct mx_spot){
        .line = node->line, .column = node->column, .file = reader->number & (MX_FILES_MAX - 1)};
}

/* Zeroed memory in the zones' arena; NULL when it is out, which READER then knows. */
static inline void *mx_spec_zeroed(struct mx_spec_reader *reader, size_t count, size_t size) {
    void *memory = mx_arena_zeroed(reader->arena, count, size);

    reader->out_of_memory = reader->out_of_memory || memory == NULL;
    return memory;
}

#endif
