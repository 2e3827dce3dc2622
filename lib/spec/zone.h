/* One zone of a spec. */
#ifndef MX_SPEC_ZONE_H
#define MX_SPEC_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "model/layout.h"
#include "spec/mapping.h"
#include "spec/path.h"

struct mx_spec_reader;

/* The keys that a zone may leave to its layout. */
struct mx_settings {
    uint32_t ttl;
    uint8_t silence; /* enum mx_silence */
    bool has_ttl, has_silence;
};
struct mx_settings mx_spec_settings(struct mx_spec_reader *reader, const struct mx_fields *fields,
                                    const struct mx_path *path);

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

/* Errors are reported; a zone whose name cannot be read has the line 0 as its place. */
void mx_spec_zone_read(struct mx_spec_reader *reader, const struct mx_fields *fields,
                       const struct mx_path *path, struct mx_spec_zone *out);

/* Applies SETTINGS to the zone: those of its layout first, then its own. */
void mx_spec_zone_apply(struct mx_spec_zone *zone, const struct mx_settings *settings);

#endif
