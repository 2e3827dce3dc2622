/* Layouts by name, and the zones that wait for one. */
#ifndef MX_SPEC_LAYOUTS_H
#define MX_SPEC_LAYOUTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/index.h"
#include "spec/node.h"
#include "spec/zone.h"

struct mx_spec_reader;

/* Nodes given to it live as long as the file. */
struct mx_spec_definition;
struct mx_spec_layouts {
    struct mx_arena arena;
    struct mx_spec_definition *newest;
    struct mx_index by_name;
    struct mx_spec_zone *waiting;
    size_t waiting_count, waiting_capacity;
    size_t exchangers; /* that zones took from layouts, in all */
    size_t guesses;    /* "did you mean" of unknown names, up to now */
};

/* The value of the key `layouts`: each is read once for its errors. */
void mx_spec_layouts_add(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                         const struct mx_node *node);
void mx_spec_wait_for_layout(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                             const struct mx_spec_zone *zone);

/* Fills in the exchangers of every waiting zone. */
void mx_spec_layouts_resolve(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts);
void mx_spec_layouts_free(struct mx_spec_layouts *layouts);

#endif
