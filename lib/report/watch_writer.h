/* The formats of a watch from the inside: one file a format. */
#ifndef MX_REPORT_WATCH_WRITER_H
#define MX_REPORT_WATCH_WRITER_H

#include <mxtrap/watch_writer.h>

#include "base/text.h"
#include "watch/anonymize.h"
#include "watch/watch.h"

/* What is counted only at the end, of one set. */
struct mx_watch_set {
    const struct mx_source **lost; /* the most persistent first */
    size_t lost_count;
    uint64_t lost_by[MX_BEHAVIOURS]; /* by the behaviour of their last visit */
    uint64_t unresolved;
};

struct mx_watch_writer {
    const mxtrap_watch *watch;
    struct mxtrap_watch_writer_options options;
    struct mx_anonymizer anonymizer;
    struct mx_losses losses;
    struct mx_watch_set *sets; /* one for each of the watch's */
    struct mx_text text;
};

typedef void mx_watch_format_write(struct mx_watch_writer *writer);

struct mx_watch_format {
    mx_watch_format_write *write;
};

mx_watch_format_write mx_watch_text, mx_watch_json, mx_watch_ndjson, mx_watch_prometheus,
    mx_watch_html, mx_watch_senders;

/* How many of the lost ones of SET are written. */
size_t mx_watch_top(const struct mx_watch_writer *writer, const struct mx_watch_set *set);

/* "192.0.2.1", "2001:db8::/64": within BUFFER; returns BUFFER. */
enum { MX_SOURCE_TEXT_MAX = MXTRAP_ADDRESS_TEXT_MAX + 4 };
const char *mx_watch_source(const struct mx_watch_writer *writer, const struct mx_source *source,
                            char buffer[MX_SOURCE_TEXT_MAX]);

/* The verified name of SOURCE within BUFFER, and BUFFER; NULL where it has none, or is not to be
 * known. */
const char *mx_watch_name(const struct mx_watch_writer *writer, const struct mx_source *source,
                          char buffer[MXTRAP_NAME_TEXT_MAX]);

/* A time of ms since 1970 in UTC, "2026-11-29T10:00:00Z" (RFC 3339): within BUFFER; returns
 * BUFFER. */
enum { MX_TIME_TEXT_MAX = 32 };
const char *mx_watch_time(int64_t ms, char buffer[MX_TIME_TEXT_MAX]);

/* The visits that behaviours were counted for, and those of them that met a real host. */
uint64_t mx_watch_visits(const struct mx_tally *tally, uint64_t *reached);

/* Whether the set at INDEX had a visit, if only one that was cut short. */
bool mx_watch_was_visited(const struct mx_watch_writer *writer, size_t index);

/* The most frequent signature after LAST, NULL before the first; NULL after the last. People are
 * shown so many. */
enum { MX_SIGNATURES_SHOWN = 5 };
const struct mx_signature_count *mx_watch_signature(const struct mx_signatures *signatures,
                                                    const struct mx_signature_count *last);

#endif
