/* The messages of a zone transfer (RFC 5936), checked and taken apart; no network here. */
#ifndef MX_NET_AXFR_MESSAGE_H
#define MX_NET_AXFR_MESSAGE_H

#include "dns/wire.h"
#include "zone/scan/record.h"

/* A transfer, as far as it has come. Begin with the first three and zeroes. */
struct mx_axfr {
    const uint8_t *zone;
    const char *file; /* the name for places */
    uint16_t id;
    uint32_t messages, records; /* taken up to now */
    uint8_t serial[4];          /* of the first SOA */
    bool is_complete;           /* the final SOA has come */

    /* Of the last message: */
    bool is_signed;
    struct mx_wire_record signature;
    unsigned rcode;    /* where the server refused: else 0 */
    const char *error; /* why a message was not taken, as the end of a sentence */
};

enum mx_axfr_result { MX_AXFR_OK, MX_AXFR_BAD, MX_AXFR_NO_MEMORY };

/* Reads the next message: its records, except for the final SOA, go to HANDLER; NULL: the message
 * is only checked. A transfer with an error in it is refused whole, so no record is ever lost. */
enum mx_axfr_result mx_axfr_read(struct mx_axfr *axfr, const uint8_t *message, size_t length,
                                 const struct mx_zone_handler *handler);

/* The same for messages that were checked, each after two octets of its length as in TCP, until one
 * is refused or the bytes end. */
enum mx_axfr_result mx_axfr_read_all(struct mx_axfr *axfr, const uint8_t *bytes, size_t length,
                                     const struct mx_zone_handler *handler);

#endif
