/* Bytes of one zone file: a window of bounded size that slides over them, so that memory does not
 * grow with the file and a file that shrinks meanwhile does no harm (as it would to a mapping). */
#ifndef MX_ZONE_SCAN_SOURCE_H
#define MX_ZONE_SCAN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"

struct mx_zone_source {
    struct mx_file file;
    bool at_end;     /* nothing is left to read */
    bool lacks_end;  /* the last line had no line end */
    bool has_crlf;   /* line ends are CR LF: each becomes a blank and LF in the window */
    int error;       /* errno of a failed read */
    char *window;    /* stays for the next file that is opened with this struct */
    size_t filled;   /* bytes in it */
    size_t complete; /* bytes up to the end of the last whole line */
};

/* Room after the filled bytes of a window that the scanner may write into. */
enum { MX_ZONE_SOURCE_SLACK = 2 };

/* Begins to read FILE; an errno, 0 on success. FILE is closed by mx_zone_source_close, also after a
 * failure. */
int mx_zone_source_open(struct mx_zone_source *source, struct mx_file file);

enum mx_zone_fill {
    MX_ZONE_FILLED, /* there is more in the window than before */
    MX_ZONE_ENDED,  /* the file has no more */
    MX_ZONE_FULL    /* KEEP leaves no room: a line or record is longer than the window */
};

/* Moves the bytes from offset KEEP on to the window's front and reads more after them. At the end
 * of the file a last line without a line end gets one. */
enum mx_zone_fill mx_zone_source_fill(struct mx_zone_source *source, size_t keep);

/* Makes blanks of the CRs before LFs from FROM on, and of those that are still to come; whether
 * there was any. */
bool mx_zone_source_convert(struct mx_zone_source *source, size_t from);

/* Whether a source just opened is in BIND's raw format, in which secondaries keep their zones, and
 * not text. */
bool mx_zone_source_is_raw(const struct mx_zone_source *source);

void mx_zone_source_close(struct mx_zone_source *source);
void mx_zone_source_free(struct mx_zone_source *source);

#endif
