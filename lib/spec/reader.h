/* What the parts of the spec reader share: its state, paths in the document, errors, mappings. */
#ifndef MX_SPEC_READER_H
#define MX_SPEC_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/findings.h"
#include "model/layout.h"
#include "spec/yaml_tree.h"

/* One step of a path such as zones[3].mx[1].address; a chain on the C stack. */
struct mx_path {
    const struct mx_path *parent;
    const char *key; /* NULL: an index */
    size_t key_length;
    size_t index;
};

/* Names that may lack a final dot: spec_dots.c. */
struct mx_spec_dot;
struct mx_spec_dots {
    struct mx_spec_dot *list;
    size_t count, capacity;
};

struct mx_spec_reader {
    struct mx_arena *arena; /* of the zones: what outlives the reading */
    mxtrap_findings *findings;
    const char *file;     /* in that arena */
    struct mx_arena work; /* emptied after each zone */
    size_t errors;        /* reported up to now */
    struct mx_spec_dots dots;
    bool out_of_memory;
};

/* Reports that what NODE and PATH name is wrong: the path, then TEXT as printf has it. */
__attribute__((format(printf, 5, 6))) void
mx_spec_error(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
              const struct mx_path *path, const char *text, ...);

/* The same for a scalar: the path, its text in quotes, then WHAT: "is not an IP address". */
void mx_spec_bad_value(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
                       const struct mx_path *path, const char *what);

/* What can be told of NODE in an error: "a list", "a mapping", "nothing", "a number", "a truth
 * value", "a text". */
const char *mx_node_type_name(const struct mx_node *node);

/* Readers of one scalar: false after an error, which was reported; *OUT is then untouched. */
bool mx_spec_string(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path);
bool mx_spec_unsigned(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, uint32_t most, uint32_t *out);
bool mx_spec_ttl(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, uint32_t *out);

/* A name relative to ORIGIN (NULL: absolute, final dot or not), copied into the zones' arena. */
bool mx_spec_name(struct mx_spec_reader *reader, const struct mx_node *node,
                  const struct mx_path *path, const uint8_t *origin, const uint8_t **out);

/* What a name is of: how likely it is another zone's. */
enum mx_spec_dot_kind {
    MX_DOT_EXCHANGER,
    MX_DOT_AUTHORITY, /* a name server, a name of the SOA */
    MX_DOT_OWNER
};

/* Remembers NAME of ZONE, read from NODE, if it was written with a dot inside and none at its end;
 * whether it was. */
bool mx_spec_dot_note(struct mx_spec_reader *reader, const struct mx_node *node,
                      const mxtrap_zone *zone, const uint8_t *name, enum mx_spec_dot_kind kind,
                      bool has_address);

/* When the file is read: reports missing-final-dot of them, once a place. These are no errors of
 * the reading: with one of severity error, nothing is to be done with the zones. */
void mx_spec_dots_report(struct mx_spec_reader *reader, const mxtrap_zones *zones);
void mx_spec_dots_free(struct mx_spec_dots *dots);

/* One address or a list of them, none twice, copied into the zones' arena. */
bool mx_spec_addresses(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, const struct mx_address **out, uint16_t *count);

/* A mapping's pairs, merge keys (<<) resolved: what the mapping says itself goes before what it
 * merges. Pairs whose key is given twice or is no text are reported and left out. */
struct mx_pairs {
    const struct mx_node **items; /* key, value, key, value ..., in the work arena */
    size_t count;                 /* pairs */
};
bool mx_spec_pairs(struct mx_spec_reader *reader, const struct mx_node *node,
                   const struct mx_path *path, struct mx_pairs *out);

/* The table of keys: which mapping has which, and who reads it. */
enum mx_spec_context {
    MX_IN_ROOT = 1,
    MX_IN_ZONE = 2,
    MX_IN_LAYOUT = 4,
    MX_IN_ENTRY = 8,
    MX_IN_SOA = 16,
    MX_IN_NAME_SERVER = 32,
    MX_IN_IGNORE = 64,
    MX_IN_SENDER = 128
};

enum mx_spec_key_id {
#define MX_SPEC_KEY(NAME, name, contexts, help) MX_KEY_##NAME,
#include "spec/keys.def"
#undef MX_SPEC_KEY
    MX_KEY_COUNT
};

/* A mapping read through the table: the value of each key that it has, by the key's id. */
struct mx_fields {
    const struct mx_node *node;
    const struct mx_node *values[MX_KEY_COUNT];
};

/* Reads NODE as a mapping of CONTEXT's keys; unknown ones are reported, with what was meant.
 * False when it is no mapping. */
bool mx_spec_fields(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path, unsigned contexts, struct mx_fields *out);

/* The name of a key, and its step in a path. */
const char *mx_spec_key_name(enum mx_spec_key_id key);
struct mx_path mx_path_key(const struct mx_path *parent, enum mx_spec_key_id key);
struct mx_path mx_path_index(const struct mx_path *parent, size_t index);

/* A list that may be written as its only item: how long it is, and the item at INDEX. */
size_t mx_spec_list_length(const struct mx_node *node);
const struct mx_node *mx_spec_list_item(const struct mx_node *node, size_t index);

/* Whether it has 1 to MOST items; what is wrong is reported. */
bool mx_spec_list_check(struct mx_spec_reader *reader, const struct mx_node *node,
                        const struct mx_path *path, size_t most);

/* Zeroed memory in the zones' arena; NULL when it is out, which READER then knows. */
void *mx_spec_zeroed(struct mx_spec_reader *reader, size_t count, size_t size);

/* The one of two nodes that stands later in the file. */
const struct mx_node *mx_node_later(const struct mx_node *a, const struct mx_node *b);

/* The keys that a zone may leave to its layout. */
struct mx_settings {
    uint32_t ttl;
    uint8_t silence; /* enum mx_silence */
    bool has_ttl, has_silence;
};
struct mx_settings mx_spec_settings(struct mx_spec_reader *reader, const struct mx_fields *fields,
                                    const struct mx_path *path);

/* The SOA's fields and the name servers, into ZONE. */
void mx_spec_soa(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, mxtrap_zone *zone);
void mx_spec_name_servers(struct mx_spec_reader *reader, const struct mx_node *node,
                          const struct mx_path *path, mxtrap_zone *zone);

/* A zone as it was read, in the zones' arena. Where it takes a layout, that one's exchangers and
 * settings come when the whole file has been read. */
struct mx_spec_zone {
    mxtrap_zone *zone;
    mxtrap_layout *layouts; /* the zone's own, while they can still be filled in */
    struct mx_settings settings;
    const char *layout; /* NULL: the exchangers are its own */
    size_t layout_length;
    struct mx_place layout_place;
    size_t index; /* in the list `zones`, for paths; SIZE_MAX: it is a document's root */
};
/* What is wrong is reported; a zone whose name cannot be read has the line 0 as its place. */
void mx_spec_zone_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *out);

/* Lets SETTINGS count: a layout's go in before the zone's own. */
void mx_spec_zone_settle(struct mx_spec_zone *zone, const struct mx_settings *settings);

/* The addresses of one entry of a layout: they are the same for every zone that takes it. */
struct mx_spec_known {
    const struct mx_address *addresses;
    uint16_t count;
    bool is_noted; /* see mx_spec_dot_note */
};

/* An mx list into exchangers, by preference, for every layout of ZONE. KNOWN has a row an entry, to
 * fill in at the first reading and to take from at the next; NULL: the list is read once. */
bool mx_spec_mx(struct mx_spec_reader *reader, const struct mx_node *node,
                const struct mx_path *path, struct mx_spec_zone *zone, struct mx_spec_known *known);

/* The value of the key `senders`, added to those that ZONES has; what is wrong is reported. */
void mx_spec_senders(struct mx_spec_reader *reader, const struct mx_node *node,
                     mxtrap_zones *zones);

/* Layouts by name, and the zones that wait for one. Nodes given to it live as long as the file. */
struct mx_spec_definition;
struct mx_spec_layouts {
    struct mx_arena arena;
    struct mx_spec_definition *newest;
    struct mx_index by_name;
    struct mx_spec_zone *waiting;
    size_t waiting_count, waiting_capacity;
    size_t exchangers; /* that zones took from layouts, in all */
    size_t guesses;    /* at what an unknown name was to be */
};

/* The value of the key `layouts`: each is read once for its errors. */
void mx_spec_layouts_add(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                         const struct mx_node *node);
void mx_spec_wait_for_layout(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts,
                             const struct mx_spec_zone *zone);

/* Gives every waiting zone its exchangers. */
void mx_spec_layouts_resolve(struct mx_spec_reader *reader, struct mx_spec_layouts *layouts);
void mx_spec_layouts_free(struct mx_spec_layouts *layouts);

#endif
