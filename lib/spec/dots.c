/* Names of a spec that may lack their final dot. A name that could be relative or absolute is
 * refused, not guessed (missing-final-dot): a provider's hosts without their dots are hosts that do
 * not exist. Judged when the whole file is read, since the name may end in any zone of it. */
#include "spec/dots.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/text.h"
#include "dns/name.h"
#include "dns/public_suffix.h"
#include "spec/reader.h"

/* A name that was written with a dot inside and none at its end. */
struct mx_spec_dot {
    const mxtrap_zone *zone;
    const uint8_t *name; /* as it was read: below the zone */
    uint32_t line, column;
    uint8_t kind;     /* enum mx_spec_dot_kind */
    uint8_t length;   /* octets of NAME that were written */
    bool has_address; /* or need not have one */
};

/* The octets of the text that were written, without a root's; 0 where it is absolute or has no dot
 * inside. */
static size_t written_length(const struct mx_node *node, const uint8_t *name) {
    struct mx_name alone;

    if (memchr(node->text, '.', node->count) == NULL ||
        mx_name_parse(&alone, node->text, node->count, NULL) != MX_NAME_OK) {
        return 0;
    }
    size_t length = mx_name_length(alone.wire);
    bool is_relative = length != mx_name_length(name) && mx_name_label_count(alone.wire) > 1;

    return is_relative ? length - 1 : 0;
}

bool mx_spec_dot_add(struct mx_spec_reader *reader, const struct mx_node *node,
                     const mxtrap_zone *zone, const uint8_t *name, enum mx_spec_dot_kind kind,
                     bool has_address) {
    struct mx_spec_dots *dots = reader->dots;
    size_t length = *zone->origin == 0 ? 0 : written_length(node, name);

    if (length == 0) {
        return false;
    }
    struct mx_spec_dot *grown = mx_grow(dots->list, dots->count, &dots->capacity, sizeof *grown);
    if (grown == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    dots->list = grown;
    dots->list[dots->count++] = (struct mx_spec_dot){.zone = zone,
                                                     .name = name,
                                                     .line = node->line,
                                                     .column = node->column,
                                                     .kind = (uint8_t)kind,
                                                     .length = (uint8_t)length,
                                                     .has_address = has_address};
    return true;
}

/* Whether NAME is a zone of the spec or below one. */
static bool ends_in_zone(const mxtrap_zones *zones, const uint8_t *name) {
    while (*name != 0 && mx_zones_find(zones, name) == NULL) {
        name += 1 + *name;
    }
    return *name != 0;
}

/* A number at the end is an address: target-ip-literal reports it. */
static bool is_plain_host(const uint8_t *name) {
    const uint8_t *last = mx_name_skip(name, mx_name_label_count(name) - 1);
    size_t digits = 0;

    while (digits < *last && mx_is_digit((char)last[1 + digits])) {
        digits++;
    }
    return mx_name_is_hostname(name) && digits < *last;
}

static bool is_ignored(const mxtrap_zone *zone) {
    for (size_t i = 0; i < zone->ignored_count; i++) {
        if (zone->ignored[i] == MX_RULE_MISSING_FINAL_DOT) {
            return true;
        }
    }
    return false;
}

/* Whether WRITTEN, with a dot inside and none at its end, may stand for the name of that text. */
static bool is_ambiguous(const uint8_t *written, const mxtrap_zone *zone, const mxtrap_zones *zones,
                         enum mx_spec_dot_kind kind) {
    if (kind == MX_DOT_OWNER) { /* any other absolute name would be outside its zone */
        return mx_name_is_within(written, zone->origin);
    }
    return mx_has_public_suffix(written) || ends_in_zone(zones, written);
}

bool mx_spec_can_be_relative(const uint8_t *name, const mxtrap_zone *zone,
                             const mxtrap_zones *zones, enum mx_spec_dot_kind kind) {
    struct mx_name written;
    size_t length = mx_name_length(name), tail = mx_name_length(zone->origin);

    if (tail == 1 || length == tail || !mx_name_is_within(name, zone->origin)) {
        return false;
    }
    memcpy(written.wire, name, length - tail);
    written.wire[length - tail] = 0;
    return mx_name_label_count(written.wire) == 1 || !is_ambiguous(written.wire, zone, zones, kind);
}

/* Before the names are sorted: they are in the order of their zones, so that each zone's hosts are
 * indexed once. */
static void find_addresses(struct mx_spec_reader *reader) {
    struct mx_addressed addressed = {.zone = NULL};

    for (size_t i = 0; i < reader->dots->count; i++) {
        struct mx_spec_dot *dot = &reader->dots->list[i];
        dot->has_address = dot->kind != MX_DOT_EXCHANGER || dot->has_address ||
                           mx_zone_has_address(&addressed, dot->zone, dot->name);
    }
    reader->out_of_memory |= addressed.out_of_memory;
    mx_index_free(&addressed.hosts);
}

/* A note: nothing to report. */
static enum mxtrap_severity judge(const struct mx_spec_dot *dot, const mxtrap_zones *zones) {
    struct mx_name written;

    memcpy(written.wire, dot->name, dot->length);
    written.wire[dot->length] = 0;
    if (is_ambiguous(written.wire, dot->zone, zones, (enum mx_spec_dot_kind)dot->kind)) {
        return MXTRAP_ERROR;
    }
    bool may_be_elsewhere = !dot->has_address && is_plain_host(written.wire);
    return may_be_elsewhere && !is_ignored(dot->zone) ? MXTRAP_WARNING : MXTRAP_NOTE;
}

static void report(struct mx_spec_reader *reader, const struct mx_spec_dot *dot,
                   enum mxtrap_severity severity) {
    struct mx_text *text = mx_finding_of(reader->findings, dot->zone->origin, ": ");

    mx_name_write(text, dot->name, dot->zone->origin);
    mx_text_string(text, severity == MXTRAP_ERROR ? " has no final dot: write "
                                                  : " has no final dot and no address: write ");
    mx_name_write(text, dot->name, dot->zone->origin);
    mx_text_string(text, ". for the whole name, or ");
    mx_name_write(text, dot->name, NULL);
    mx_text_string(text, " for a name in the zone");
    mx_finding_end(reader->findings, MX_RULE_MISSING_FINAL_DOT, severity,
                   (struct mx_place){reader->file, dot->line, dot->column});
}

static int by_place(const void *a, const void *b) {
    const struct mx_spec_dot *one = a, *other = b;

    if (one->line != other->line) {
        return one->line < other->line ? -1 : 1;
    }
    return one->column < other->column ? -1 : one->column > other->column;
}

/* A name that many zones share by an anchor or a layout is reported once. */
void mx_spec_dots_report(struct mx_spec_reader *reader, const mxtrap_zones *zones) {
    struct mx_spec_dots *dots = reader->dots;
    size_t next;

    find_addresses(reader);
    if (dots->count > 0) {
        qsort(dots->list, dots->count, sizeof *dots->list, by_place);
    }
    for (size_t i = 0; i < dots->count; i = next) {
        const struct mx_spec_dot *worst = &dots->list[i];
        enum mxtrap_severity most = judge(worst, zones);
        for (next = i + 1; next < dots->count && by_place(&dots->list[i], &dots->list[next]) == 0;
             next++) {
            enum mxtrap_severity severity =
                most == MXTRAP_ERROR ? MXTRAP_NOTE : judge(&dots->list[next], zones);
            if (severity > most) {
                worst = &dots->list[next];
                most = severity;
            }
        }
        if (most > MXTRAP_NOTE) {
            report(reader, worst, most);
        }
    }
}

void mx_spec_dots_free(struct mx_spec_dots *dots) {
    free(dots->list);
    *dots = (struct mx_spec_dots){0};
}
