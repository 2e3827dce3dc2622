/* The hosts of the lab: their addresses, and their behaviour on port 25. */
#ifndef CLI_LAB_HOSTS_H
#define CLI_LAB_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ldns/ldns.h>
#include <mxtrap/layout.h>

#include "base/text.h"
#include "records.h"
#include "tool/options.h"

/* If hosts share an address, the last of these wins, as on a real address. */
enum lab_behaviour { LAB_RESETS, LAB_DROPS, LAB_ANSWERS };

struct lab_address {
    int family;        /* AF_INET or AF_INET6 */
    uint8_t bytes[16]; /* network order */
    enum lab_behaviour behaviour;
    bool serves_dns;      /* it is a name server's */
    bool is_added;        /* the loopback has it */
    const ldns_rdf *host; /* the owner, in the records */
};

/* Hosts named in a message. */
enum { LAB_NAMED_MAX = 32 };

/* The exchangers with made-up addresses. */
struct lab_stand_ins {
    struct mx_text names; /* "a., b. and 3 more" */
    size_t count;
    uint32_t first, last; /* their addresses, in host order */
};

struct lab_hosts {
    struct lab_address *rows;
    size_t count, capacity;
    struct lab_stand_ins made_up;
};

/* --answer or --silence of one host. */
struct lab_override {
    const char *text;
    enum lab_behaviour behaviour;
    ldns_rdf *name;
    bool is_used;
};

struct lab_settings {
    const struct cli_tool *tool;
    struct lab_override *overrides;
    size_t override_count;
    int stand_in; /* hosts with made-up addresses count like others */
    int quiet;
    enum cli_colour colour;
};

/* Reads the records of every zone into RECORDS, adds stand-in addresses (reported on standard
 * error) for hosts without one, and fills HOSTS. */
enum cli_exit lab_hosts_plan(const struct lab_settings *settings, const mxtrap_zones *zones,
                             struct lab_records *records, struct lab_hosts *hosts);

void lab_hosts_free(struct lab_hosts *hosts);

/* Writes the address to BUFFER of MXTRAP_ADDRESS_TEXT_MAX bytes; returns BUFFER. */
const char *lab_address_text(const struct lab_address *address, char *buffer);

#endif
