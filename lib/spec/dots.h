/* Names of a spec that may lack their final dot. */
#ifndef MX_SPEC_DOTS_H
#define MX_SPEC_DOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/layout.h"
#include "spec/node.h"

struct mx_spec_reader;

struct mx_spec_dot;
struct mx_spec_dots {
    struct mx_spec_dot *list;
    size_t count, capacity;
};

/* How likely a name is meant to be in another zone depends on its use. */
enum mx_spec_dot_kind {
    MX_DOT_EXCHANGER,
    MX_DOT_AUTHORITY, /* a name server, a name of the SOA */
    MX_DOT_OWNER
};

/* Remembers NAME of ZONE, read from NODE, if it was written with a dot inside and none at its end;
 * whether it was. */
bool mx_spec_dot_add(struct mx_spec_reader *reader, const struct mx_node *node,
                     const mxtrap_zone *zone, const uint8_t *name, enum mx_spec_dot_kind kind,
                     bool has_address);

/* Whether NAME is below ZONE, one of ZONES, and may be written without what they share. */
bool mx_spec_can_be_relative(const uint8_t *name, const mxtrap_zone *zone,
                             const mxtrap_zones *zones, enum mx_spec_dot_kind kind);

/* When the file is read: reports missing-final-dot for them, once a place. These are no errors of
 * the reading: a zone with one of severity error is read, and must not be used. */
void mx_spec_dots_report(struct mx_spec_reader *reader, const mxtrap_zones *zones);
void mx_spec_dots_free(struct mx_spec_dots *dots);

#endif
