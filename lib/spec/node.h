/* A node of a YAML document: a scalar, a list or a mapping, and where it was written. */
#ifndef MX_SPEC_NODE_H
#define MX_SPEC_NODE_H

#include <stdbool.h>
#include <stdint.h>

enum mx_node_kind { MX_SCALAR, MX_SEQUENCE, MX_MAPPING };

struct mx_node {
    union {
        const char *text;             /* COUNT bytes and a NUL; may hold NULs itself */
        const struct mx_node **items; /* COUNT nodes; of a mapping key, value, key, value ... */
    };
    uint32_t count;
    uint32_t line, column;
    uint32_t weight; /* nodes in it, with aliases expanded */
    uint8_t kind;    /* enum mx_node_kind */
    bool plain;      /* a scalar without quotes or string tag, which may be a number */
};

enum mx_scalar_type { MX_SCALAR_TEXT, MX_SCALAR_NUMBER, MX_SCALAR_TRUTH, MX_SCALAR_NOTHING };

/* The type of a scalar by the core schema of YAML 1.2 (10.3.2). */
enum mx_scalar_type mx_node_scalar_type(const struct mx_node *node);

/* What an error calls NODE: "a list", "a mapping", "nothing", "a number", "a boolean", "a
 * text". */
const char *mx_node_type_name(const struct mx_node *node);

/* The one of two nodes that comes later in the file. */
const struct mx_node *mx_node_later(const struct mx_node *a, const struct mx_node *b);

#endif
