/* What the unit tests share: cmocka, specs and zone files given as text. A test function that is
 * longer than 60 lines is so by the rows of its table. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <mxtrap/mxtrap.h>

#include "base/text.h"
#include "dns/name.h"
#include "model/findings.h"
#include "model/layout.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A name in wire format and an address, from text that must be one. */
static inline struct mx_name name_of(const char *text) {
    struct mx_name name;
    assert_int_equal(mx_name_parse(&name, text, strlen(text), NULL), MX_NAME_OK);
    return name;
}

static inline struct mx_address address_of(const char *text) {
    struct mx_address address = {0};
    if (!mx_address_parse(&address, text, strlen(text))) {
        fail_msg("no address: %s", text);
    }
    return address;
}

/* A file with these bytes, whose path goes into PATH. */
#define UNIT_PATH "/tmp/mxtrap-unit.XXXXXX"

static inline void file_of(char path[sizeof UNIT_PATH], const char *bytes, size_t length) {
    memcpy(path, UNIT_PATH, sizeof UNIT_PATH);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        assert_true(written > 0);
        bytes += written;
        length -= (size_t)written;
    }
    assert_int_equal(close(fd), 0);
}

/* What a spec's text reads as. */
struct spec {
    mxtrap_zones *zones;
    mxtrap_findings *findings;
    enum mxtrap_status status;
};

static inline struct spec spec_bytes(const char *bytes, size_t length) {
    struct spec spec = {0};
    char path[sizeof UNIT_PATH];

    file_of(path, bytes, length);
    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
    spec.status = mxtrap_spec_read(spec.zones, path, spec.findings);
    unlink(path);
    return spec;
}

static inline struct spec spec_of(const char *text) {
    return spec_bytes(text, strlen(text));
}

/* What a zone file's text reads as; OPTIONS may be NULL. */
static inline struct spec zone_file_of(const char *text,
                                       const struct mxtrap_zone_file_options *options) {
    struct spec spec = {0};
    char path[sizeof UNIT_PATH];

    file_of(path, text, strlen(text));
    assert_int_equal(mxtrap_zones_new(&spec.zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&spec.findings), MXTRAP_OK);
    spec.status = mxtrap_zone_file_read(spec.zones, path, options, spec.findings);
    unlink(path);
    return spec;
}

static inline void print_findings(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        print_message("%u:%u: %s [%s]\n", mxtrap_finding_line(finding),
                      mxtrap_finding_column(finding), mxtrap_finding_message(finding),
                      mxtrap_finding_rule(finding));
    }
}

/* The same for a text that must be without an error. */
static inline struct spec good_spec_of(const char *text) {
    struct spec spec = spec_of(text);

    if (spec.status != MXTRAP_OK || mxtrap_findings_count(spec.findings) != 0) {
        print_findings(spec.findings);
        fail_msg("not a good spec:\n%s", text);
    }
    return spec;
}

static inline void spec_free(struct spec *spec) {
    mxtrap_zones_free(spec->zones);
    mxtrap_findings_free(spec->findings);
    *spec = (struct spec){0};
}

static inline const mxtrap_zone *zone_of(const struct spec *spec, size_t index) {
    const mxtrap_zone *zone = mxtrap_zones_at(spec->zones, index);
    assert_non_null(zone);
    return zone;
}

static inline const mxtrap_exchanger *exchanger_of(const struct spec *spec, size_t zone,
                                                   size_t index) {
    const mxtrap_layout *layout = mxtrap_zone_layout_at(zone_of(spec, zone), 0);
    assert_non_null(layout);
    const mxtrap_exchanger *exchanger = mxtrap_layout_exchanger_at(layout, index);
    assert_non_null(exchanger);
    return exchanger;
}

/* The first zone's layout of this owner. */
static inline const mxtrap_layout *layout_of(const struct spec *spec, const char *owner) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    const mxtrap_zone *zone = zone_of(spec, 0);

    for (size_t i = 0; i < mxtrap_zone_layout_count(zone); i++) {
        const mxtrap_layout *layout = mxtrap_zone_layout_at(zone, i);
        if (strcmp(mxtrap_layout_owner(buffer, layout), owner) == 0) {
            return layout;
        }
    }
    fail_msg("no layout of %s", owner);
    return NULL;
}

/* The walk of the sender of this name. */
static inline const struct mxtrap_walk *walk_of(const mxtrap_simulation *simulation,
                                                const char *name) {
    const struct mxtrap_walk *walk;

    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        if (strcmp(mxtrap_sender_name(walk->sender), name) == 0) {
            return walk;
        }
    }
    fail_msg("no sender %s", name);
    return NULL;
}

static inline bool is_near(double a, double b) {
    return a - b < 1e-9 && b - a < 1e-9;
}

static inline const mxtrap_format *format_of(const char *name) {
    const mxtrap_format *format = mxtrap_format_find(MXTRAP_FORMAT_ZONES, name);
    assert_non_null(format);
    return format;
}

/* A sink that keeps all, in a struct mx_text. */
static inline int keep_text(void *context, const char *bytes, size_t length) {
    mx_text_bytes(context, bytes, length);
    return 0;
}

/* How many findings the rule of this id has. */
static inline size_t count_of(const mxtrap_findings *findings, const char *rule) {
    size_t count = 0;

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        count += strcmp(mxtrap_finding_rule(mxtrap_findings_at(findings, i)), rule) == 0 ? 1 : 0;
    }
    return count;
}

/* The findings' ids in their order, with a space between two: "spec-key spec-type". TEXT is what
 * they were found in, for the message. */
static inline void assert_rules_of(const char *text, const mxtrap_findings *findings,
                                   const char *ids) {
    struct mx_text joined = {0};

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        mx_text_string(&joined, i > 0 ? " " : "");
        mx_text_string(&joined, mxtrap_finding_rule(mxtrap_findings_at(findings, i)));
    }
    const char *found = mx_text_string_of(&joined);
    assert_non_null(found);
    if (strcmp(found, ids) != 0) {
        print_message("in: %s\n", text);
        print_findings(findings);
    }
    assert_string_equal(found, ids);
    mx_text_free(&joined);
}

static inline void assert_rules(const mxtrap_findings *findings, const char *ids) {
    assert_rules_of("(no text)", findings, ids);
}

#endif
