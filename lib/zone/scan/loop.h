/* The loop over a zone's files. */
#ifndef MX_ZONE_SCAN_LOOP_H
#define MX_ZONE_SCAN_LOOP_H

struct mx_zone_reader;

/* Reads on in the innermost file, to its next directive, its next odd entry or the end of its
 * window; at the end of the file goes back to the one that includes it. */
void mx_zone_read_on(struct mx_zone_reader *reader);

#endif
