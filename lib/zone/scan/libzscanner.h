/* libzscanner, as the files of this room use it. It holds the origin and the owner in force. */
#ifndef MX_ZONE_SCAN_LIBZSCANNER_H
#define MX_ZONE_SCAN_LIBZSCANNER_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/status.h>

struct mx_zone_reader;

/* MXTRAP_ERR_MEMORY: nothing is then to be closed. */
enum mxtrap_status mx_zone_scanner_open(struct mx_zone_reader *reader);
void mx_zone_scanner_close(struct mx_zone_reader *reader);

/* Sets the scanner to read LENGTH bytes from the beginning of a line. */
void mx_zone_scanner_set(struct mx_zone_reader *reader, const char *bytes, size_t length,
                         uint32_t line);

void mx_zone_set_origin(struct mx_zone_reader *reader, const uint8_t *origin);
void mx_zone_set_owner(struct mx_zone_reader *reader, const uint8_t *owner);

#endif
