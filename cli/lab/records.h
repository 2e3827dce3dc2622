/* The records that the lab serves. */
#ifndef CLI_LAB_RECORDS_H
#define CLI_LAB_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <ldns/ldns.h>
#include <mxtrap/layout.h>

/* Sorted by owner, so that names below a name follow it (RFC 4034 6.1), then by type. */
struct lab_records {
    ldns_rr **rows;
    size_t count, capacity;
};

/* Successive rows of the table. */
struct lab_range {
    size_t first, count;
};

/* Adds the zone as mxtrap-gen writes it; if it is not complete, with the lab's own SOA and NS
 * records. False when memory is out. */
bool lab_records_add_zone(struct lab_records *records, const mxtrap_zone *zone);

/* Adds TEXT, a record of the root in presentation format, as one of OWNER. */
bool lab_records_add(struct lab_records *records, const ldns_rdf *owner, const char *text);

/* Adds an SOA record for every owner that is in no zone: it is served as a zone of its own. */
bool lab_records_add_authority(struct lab_records *records);

/* Call it after adding records and before finding any. */
void lab_records_sort(struct lab_records *records);

/* The records of this name and type; LDNS_RR_TYPE_ANY: of any type. */
struct lab_range lab_records_find(const struct lab_records *records, const ldns_rdf *name,
                                  ldns_rr_type type);

/* Whether the name exists, as an owner or above one (an empty non-terminal, RFC 8020). */
bool lab_records_has(const struct lab_records *records, const ldns_rdf *name);

/* The SOA record of NAME's zone; NULL: none. */
const ldns_rr *lab_records_authority(const struct lab_records *records, const ldns_rdf *name);

/* NAME without its first COUNT octets, which are whole labels; it points into NAME. */
ldns_rdf lab_name_after(const ldns_rdf *name, size_t count);

void lab_records_free(struct lab_records *records);

#endif
