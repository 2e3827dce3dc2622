/* The one file that knows the inside of libzscanner's struct: a run may begin in the middle of a
 * file, with an origin and an owner of our own. */
#include "zone/scan/libzscanner.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "dns/rrtype.h"
#include "zone/scan/reader.h"

/* Scanners that wait for the next zone: to clear 200 KiB for each takes longer than to read a small
 * one. */
enum { SPARES = 4 };
static _Atomic(zs_scanner_t *) spares[SPARES];

enum mxtrap_status mx_zone_scanner_open(struct mx_zone_reader *reader) {
    for (size_t i = 0; i < SPARES && reader->scanner == NULL; i++) {
        reader->scanner = atomic_exchange(&spares[i], NULL);
    }
    if (reader->scanner == NULL) {
        reader->scanner = malloc(sizeof *reader->scanner);
        if (reader->scanner == NULL ||
            zs_init(reader->scanner, ".", MX_CLASS_IN, UINT32_MAX) != 0) {
            free(reader->scanner);
            reader->scanner = NULL;
            return MXTRAP_ERR_MEMORY;
        }
    }
    reader->start = reader->scanner->cs;
    /* All else that a zone leaves is set before it is read. */
    reader->scanner->default_ttl = UINT32_MAX;
    return MXTRAP_OK;
}

void mx_zone_scanner_close(struct mx_zone_reader *reader) {
    zs_scanner_t *scanner = reader->scanner;

    if (scanner != NULL) {
        scanner->cs = reader->start;
    }
    for (size_t i = 0; i < SPARES && scanner != NULL; i++) {
        zs_scanner_t *none = NULL;
        if (atomic_compare_exchange_strong(&spares[i], &none, scanner)) {
            scanner = NULL;
        }
    }
    if (scanner != NULL) {
        zs_deinit(scanner);
        free(scanner);
    }
}

void mx_zone_set_origin(struct mx_zone_reader *reader, const uint8_t *origin) {
    size_t length = mx_name_length(origin);

    memmove(reader->scanner->zone_origin, origin, length);
    reader->scanner->zone_origin_length = (uint32_t)length;
}

void mx_zone_set_owner(struct mx_zone_reader *reader, const uint8_t *owner) {
    reader->owner_length = mx_name_length(owner);
    reader->owner_is_lost = false;
    memcpy(reader->scanner->r_owner, owner, reader->owner_length);
}

void mx_zone_scanner_set(struct mx_zone_reader *reader, const char *bytes, size_t length,
                         uint32_t line) {
    zs_scanner_t *s = reader->scanner;

    s->cs = reader->start;
    s->top = 0;
    s->state = ZS_STATE_NONE;
    s->multiline = s->long_string = s->comma_list = false;
    s->error.code = 0;
    s->error.fatal = false;
    s->r_data_tail = 0;
    s->buffer_length = 0;
    s->input.start = s->input.current = bytes;
    s->input.end = bytes + length;
    s->input.eof = false;
    s->line_counter = line;
    s->r_owner_length = (uint32_t)(reader->owner_is_lost ? 0 : reader->owner_length);
}
