/* A spec while it is written. */
#ifndef MX_SPEC_WRITER_H
#define MX_SPEC_WRITER_H

#include "base/index.h"
#include "spec/dots.h"
#include "spec/emit.h"
#include "spec/groups.h"
#include "spec/keys.h"

/* MX sets that zones share. */
struct mx_spec_shared {
    struct mx_arena arena;
    struct mx_index by_body;
    struct mx_spec_body *first, **end;
    size_t named; /* layouts that the spec has */
};

struct mx_spec_writer {
    struct mx_emit emit;
    const mxtrap_zones *zones;
    const mxtrap_zone *zone; /* that is written */
    struct mx_arena arena;   /* of that zone */
    struct mx_index hosts;   /* of it, whose addresses were written; unused if none is repeated */
    bool repeats_hosts;
    struct mx_spec_shared *shared; /* NULL: none are looked for */
};

void mx_spec_write_key(struct mx_spec_writer *writer, enum mx_spec_key_id id);

/* Relative to the zone where it may be. */
void mx_spec_write_name(struct mx_spec_writer *writer, const uint8_t *name,
                        enum mx_spec_dot_kind kind);

/* The key `address`: one, or a list. */
void mx_spec_write_addresses(struct mx_spec_writer *writer, const struct mx_address *addresses,
                             size_t count);

/* The key `mx`; or, of a set that a layout gives, only that its hosts' addresses are given. */
void mx_spec_write_mx(struct mx_spec_writer *writer, const struct mx_spec_group *group);
void mx_spec_skip_mx(struct mx_spec_writer *writer, const struct mx_spec_group *group);

/* Finds the own sets that several of the chosen zones have word for word, and writes them as the
 * key `layouts`, if there are any. False when memory is out. */
bool mx_spec_write_layouts(struct mx_spec_writer *writer);

/* The name of the layout for the own set of the zone that is written; NULL: it has none. */
const char *mx_spec_layout_name(const struct mx_spec_writer *writer);

void mx_spec_shared_free(struct mx_spec_shared *shared);

#endif
