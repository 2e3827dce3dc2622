/* YAML events into small trees: a document's, or one item's of a long list at a time.
 * An alias is a pointer to what its anchor named, so that no expansion takes memory. */
#ifndef MX_SPEC_YAML_TREE_H
#define MX_SPEC_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/index.h"
#include "model/findings.h"
#include "spec/node.h"
#include "spec/yaml_events.h"

enum { MX_YAML_DEPTH_MAX = 32 };
#define MX_YAML_EXPANSION_MAX 10000000U

struct mx_anchor {
    const char *name;
    const struct mx_node *node; /* NULL while it is being read */
};

struct mx_yaml {
    struct mx_yaml_events events;
    struct mx_yaml_event event; /* the current one */
    mxtrap_findings *findings;
    const char *file;
    struct mx_arena kept;    /* lives as long as the file: anchored nodes and what one asks for */
    struct mx_index anchors; /* of this document, by name */
    const struct mx_node **open_items; /* children of the nodes that are still open */
    size_t open_count, open_capacity;
    size_t depth; /* collections that the caller opened itself, outside mx_yaml_node */
    uint64_t expanded;
    enum mxtrap_status status; /* the first failure sticks */
};

/* Begins to read INPUT, which ERROR (an errno) may keep from being read, and which is closed with
 * it; NAME is its file in FINDINGS, to which what is wrong is reported. MXTRAP_ERR_INPUT,
 * MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_yaml_open(struct mx_yaml *yaml, struct mx_file input, int error,
                                const char *name, mxtrap_findings *findings);

/* Goes to the next event and returns it; NULL after an error, which was reported. */
const struct mx_yaml_event *mx_yaml_next(struct mx_yaml *yaml);

/* Reads the node that begins with the current event, to its end, into ARENA (anchored nodes: into
 * kept); NULL after an error, which was reported. */
const struct mx_node *mx_yaml_node(struct mx_yaml *yaml, struct mx_arena *arena);

/* Forgets the anchors: they end with their document. */
void mx_yaml_end_document(struct mx_yaml *yaml);

/* A mapping of the PAIRS collected from the outside, which begins at LINE and COLUMN; NULL when
 * memory is out. */
const struct mx_node *mx_yaml_mapping(struct mx_yaml *yaml, struct mx_arena *arena,
                                      const struct mx_node **items, size_t count, uint32_t line,
                                      uint32_t column);

void mx_yaml_close(struct mx_yaml *yaml);

#endif
