/* What hostile input may cost; more is an error of the file. */
#ifndef MX_ZONE_SCAN_LIMITS_H
#define MX_ZONE_SCAN_LIMITS_H

enum {
    MX_ZONE_DEPTH_MAX = 20,          /* files that include each other, below the first */
    MX_ZONE_INCLUDES_MAX = 10000,    /* $INCLUDE lines that are followed, in all */
    MX_ZONE_GENERATED_MAX = 1 << 20, /* records that $GENERATE makes, in all */
    MX_ZONE_RECORD_MAX = 1 << 20     /* bytes of a line, or of the lines of one record */
};

#endif
