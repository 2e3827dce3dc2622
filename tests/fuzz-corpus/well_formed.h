/* What every fuzz target holds to: well-formed findings and names. */
#ifndef WELL_FORMED_H
#define WELL_FORMED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <mxtrap/findings.h>

#include "dns/name.h"

static inline void require(bool holds) {
    if (!holds) {
        abort();
    }
}

/* A name in wire format of LENGTH octets. */
static inline void check_name(const uint8_t *name, size_t length) {
    require(length <= MX_NAME_MAX);
    require(length == mx_name_length(name));
    for (; *name != 0; name += 1 + *name) {
        require(*name <= MX_LABEL_MAX);
    }
}

static inline void check_findings(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        require(mxtrap_finding_line(finding) > 0 && mxtrap_finding_column(finding) > 0);
        for (const char *c = mxtrap_finding_message(finding); *c != '\0'; c++) {
            require(*c >= ' ' && *c < 0x7f);
        }
    }
}

#endif
