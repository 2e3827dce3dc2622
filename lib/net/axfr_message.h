/* The parser of a zone transfer's messages (RFC 5936), without the network. */
#ifndef MX_NET_AXFR_MESSAGE_H
#define MX_NET_AXFR_MESSAGE_H

#include "dns/wire.h"
#include "zone/scan/record.h"

/* A transfer's state. Begin with the first three and zeroes. */
struct mx_axfr {
    const uint8_t *zone;
    const char *file; /* the name for places */
    uint32_t number;  /* of that */
    uint16_t id;
    uint32_t messages, records; /* read so far */
    uint8_t serial[4];          /* of the first SOA */
    bool is_complete;           /* the final SOA has come */

    /* Of the last message: */
    bool is_signed;
    struct mx_wire_record signature;
    unsigned rcode;    /* why the server refused; else 0 */
    const char *error; /* of a message that was refused, as the end of a sentence */
};

enum mx_axfr_result { MX_AXFR_OK, MX_AXFR_BAD, MX_AXFR_NO_MEMORY };

/* Reads the next message: its records, except for the final SOA, go to HANDLER; NULL: the message
 * is only checked. One error refuses the whole transfer, so that no record can be missing. */
enum mx_axfr_result mx_axfr_read(struct mx_axfr *axfr, const uint8_t *message, size_t length,
                                 const struct mx_zone_handler *handler);

/* The same for messages that were checked, each after two octets of length as in TCP, up to the end
 * or the first error. */
enum mx_axfr_result mx_axfr_read_all(struct mx_axfr *axfr, const uint8_t *bytes, size_t length,
                                     const struct mx_zone_handler *handler);

#endif
