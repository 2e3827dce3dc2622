/* Roles in zone files, which have no word for them. */
#include "read/zone_roles.h"

#include <string.h>

#include "read/zone_hosts.h"

/* Of a smaller set nothing is assumed. */
enum { ASSUMED_FROM = 3 };

static bool is_named_dummy(const struct mxtrap_zone_file_options *options, const uint8_t *host) {
    struct mx_name dummy;

    for (size_t i = 0; i < options->dummy_count; i++) {
        const char *name = options->dummies[i];
        if (mx_name_parse(&dummy, name, strlen(name), NULL) == MX_NAME_OK &&
            mx_name_equal(dummy.wire, host)) {
            return true;
        }
    }
    return false;
}

static bool has_roles(const struct mxtrap_exchanger *exchangers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (exchangers[i].role != MXTRAP_ROLE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

/* What is not in the spec is a real host: whoever put it there means mail to arrive. */
static bool is_spec_dummy(const mxtrap_layout *wanted, const uint8_t *host) {
    return mx_layout_role(wanted, host) == MXTRAP_ROLE_DUMMY;
}

void mx_zone_roles_give(struct mxtrap_exchanger *exchangers, size_t count, const uint8_t *owner,
                        bool is_partial, const struct mxtrap_zone_file_options *options) {
    const mxtrap_layout *wanted =
        options->spec == NULL ? NULL : mx_zones_find_layout(options->spec, owner);
    bool by_name = wanted == NULL && options->dummy_count > 0;
    bool by_comment = wanted == NULL && !by_name && has_roles(exchangers, count);
    bool by_place = wanted == NULL && !by_name && !by_comment;

    if (by_place && (count < ASSUMED_FROM || is_partial)) {
        return; /* for mx_zone_roles_spread */
    }

    size_t first = 0; /* that is an exchanger: a null MX mostly has the preference 0 */
    while (first + 1 < count && mx_exchanger_is_null(&exchangers[first])) {
        first++;
    }
    for (size_t i = 0; i < count; i++) {
        struct mxtrap_exchanger *exchanger = &exchangers[i];
        bool is_dummy = (wanted != NULL && is_spec_dummy(wanted, exchanger->host)) ||
                        (by_name && is_named_dummy(options, exchanger->host)) ||
                        (by_comment && exchanger->role == MXTRAP_ROLE_DUMMY) ||
                        (by_place && (i == first || i + 1 == count));
        exchanger->role = mx_exchanger_is_null(exchanger) ? MXTRAP_ROLE_UNKNOWN
                          : is_dummy                      ? MXTRAP_ROLE_DUMMY
                                                          : MXTRAP_ROLE_REAL;
        if (is_dummy) {
            mx_zone_host_of(exchanger->host)->is_dummy = true;
        }
    }
}

void mx_zone_roles_spread(mxtrap_layout *layouts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        /* They were made by the reader, and nobody has them yet. */
        struct mxtrap_exchanger *exchangers = (struct mxtrap_exchanger *)layouts[i].exchangers;
        for (size_t j = 0; j < layouts[i].count && !layouts[i].is_partial; j++) {
            struct mxtrap_exchanger *exchanger = &exchangers[j];
            if (exchanger->role == MXTRAP_ROLE_UNKNOWN && !mx_exchanger_is_null(exchanger)) {
                exchanger->role = mx_zone_host_of(exchanger->host)->is_dummy ? MXTRAP_ROLE_DUMMY
                                                                             : MXTRAP_ROLE_REAL;
            }
        }
    }
}
