/* The records that the lab serves. */
#ifndef CLI_LAB_RECORDS_H
#define CLI_LAB_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <ldns/ldns.h>
#include <mxtrap/layout.h>

/* Sorted by owner, so that the names below a name stand behind it (RFC 4034 6.1), then by type. */
struct lab_records {
    ldns_rr **rows;
    size_t count, capacity;
};

/* Neighbours in the table. */
struct lab_range {
    size_t first, count;
};

/* Adds what mxtrap-gen writes of the zone; where that is no complete zone, with a start of
 * authority and a name server of the lab's own. False when memory is out. */
bool lab_records_add_zone(struct lab_records *records, const mxtrap_zone *zone);

/* Adds TEXT, a record of the root in presentation format, as one of OWNER. */
bool lab_records_add(struct lab_records *records, const ldns_rdf *owner, const char *text);

/* Starts of authority for every owner that is in no zone: it is served as a zone by itself. */
bool lab_records_add_authority(struct lab_records *records);

/* To be called after records were added and before any is looked for. */
void lab_records_sort(struct lab_records *records);

/* The records of this name and type; LDNS_RR_TYPE_ANY: of any type. */
struct lab_range lab_records_find(const struct lab_records *records, const ldns_rdf *name,
                                  ldns_rr_type type);

/* Whether the name is there, as an owner or above one (an empty non-terminal, RFC 8020). */
bool lab_records_has(const struct lab_records *records, const ldns_rdf *name);

/* The start of authority of the zone that NAME is in; NULL where there is none. */
const ldns_rr *lab_records_authority(const struct lab_records *records, const ldns_rdf *name);

/* NAME without its first COUNT octets, which are whole labels; it points into NAME. */
ldns_rdf lab_name_behind(const ldns_rdf *name, size_t count);

void lab_records_free(struct lab_records *records);

#endif
