/* Specs row by row: what one wrong or right thing in an otherwise good one leads to. */
#ifndef SPECS_H
#define SPECS_H

#include "unit.h"

/* A good set of exchangers, within a mapping in braces and on a line of its own. */
#define SET "mx: [{dummy: a}, {real: b}, {dummy: c}]"
#define MX SET "\n"

/* One wrong or right thing in an otherwise good zone: the ids of what is found. */
struct row {
    const char *text;
    const char *ids;
};

static inline void assert_rows(const struct row *rows, size_t count, const char *before,
                               const char *after) {
    for (size_t i = 0; i < count; i++) {
        struct mx_text text = {0};
        mx_text_string(&text, before);
        mx_text_string(&text, rows[i].text);
        mx_text_string(&text, after);
        struct spec spec = spec_bytes(text.bytes, text.length);
        if (spec.status != (rows[i].ids[0] == '\0' ? MXTRAP_OK : MXTRAP_ERR_INPUT)) {
            fail_msg("%s: status %d", rows[i].text, (int)spec.status);
        }
        assert_rules_of(rows[i].text, spec.findings, rows[i].ids);
        spec_free(&spec);
        mx_text_free(&text);
    }
}

#endif
