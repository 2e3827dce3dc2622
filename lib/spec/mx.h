/* The list of exchangers of a zone or a layout. */
#ifndef MX_SPEC_MX_H
#define MX_SPEC_MX_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/node.h"
#include "spec/path.h"
#include "spec/sets.h"

struct mx_spec_reader;

/* The addresses of one entry of a layout: they are the same for every zone that takes it. */
struct mx_spec_known {
    const struct mx_address *addresses;
    uint16_t count;
    bool is_noted; /* see mx_spec_dot_add */
};

/* Reads an mx list, or the word none, into the exchangers of SET, by preference. KNOWN has a row
 * for each entry, which the first reading fills in and later ones use; NULL: the list is read once.
 */
void mx_spec_mx(struct mx_spec_reader *reader, const struct mx_node *node,
                const struct mx_path *path, const mxtrap_zone *zone, struct mx_spec_set *set,
                struct mx_spec_known *known);

#endif
