/* The row of a format: what a writer is, to the table of them. */
#ifndef MX_FORMAT_H
#define MX_FORMAT_H

#include <mxtrap/write.h>

#include "model/layout.h"
#include "model/text.h"

/* Writes one zone; FIRST is true for the first of a stream. */
typedef void mx_zone_writer(struct mx_text *text, const mxtrap_zone *zone, bool first);

struct mxtrap_format {
    const char *name;
    const char *title;
    bool is_complete_zone;
    const char *before, *after; /* what stands around all zones of a stream */
    mx_zone_writer *write;
};

mx_zone_writer mx_write_fragment;
mx_zone_writer mx_write_complete_zone;
mx_zone_writer mx_write_json;

#endif
