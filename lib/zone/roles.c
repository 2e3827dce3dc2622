/* Roles in zone files, which have no word for them. What a spec, an option or a comment says holds
 * for the host wherever it stands; what is assumed holds for the one MX set, and is assumed only
 * where nothing speaks against it. */
#include "zone/roles.h"

#include <string.h>

#include "base/share.h"
#include "model/mx_set.h"
#include "zone/hosts.h"

/* Of a smaller set nothing is assumed. */
enum { ASSUMED_FROM = 3 };

/* They were made by the reader, and nobody has them yet. */
static struct mxtrap_exchanger *exchangers_of(const mxtrap_layout *layout) {
    return (struct mxtrap_exchanger *)layout->exchangers;
}

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

static bool has_comments(const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->exchangers[i].role != MXTRAP_ROLE_UNKNOWN) {
            return true;
        }
    }
    return false;
}

static enum mxtrap_role said_role(const struct mxtrap_exchanger *exchanger) {
    return mx_zone_host_role(exchanger->host);
}

static void set_role(struct mxtrap_exchanger *exchanger, bool is_dummy) {
    exchanger->role = is_dummy ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_REAL;
    mx_zone_host_mark(exchanger->host, is_dummy ? MX_HOST_DUMMY : MX_HOST_REAL);
}

/* What is said of the set itself; for a host that the spec's set does not name, see set_unnamed. */
static void set_said(mxtrap_layout *layout, const struct mxtrap_zone_file_options *options,
                     const struct mx_set *wanted) {
    struct mxtrap_exchanger *exchangers = exchangers_of(layout);
    bool by_name = wanted == NULL && (options->dummy_count > 0 || options->no_dummies);

    if (wanted == NULL && !by_name && !has_comments(layout)) {
        layout->roles = MXTRAP_ROLES_UNKNOWN;
        return;
    }
    for (size_t i = 0; i < layout->count; i++) {
        struct mxtrap_exchanger *at = &exchangers[i];
        uint8_t role = wanted != NULL ? (uint8_t)mx_set_role(wanted, at->host) : at->role;
        if (mx_exchanger_is_null(at) || (wanted != NULL && role == MXTRAP_ROLE_UNKNOWN)) {
            at->role = MXTRAP_ROLE_UNKNOWN;
            continue;
        }
        set_role(at, by_name ? is_named_dummy(options, at->host) : role == MXTRAP_ROLE_DUMMY);
    }
}

/* A host that the spec's set does not name is a dummy if another set has it as one: a host has one
 * role in a zone. Otherwise it is real: whoever put it there means mail to arrive. */
static void set_unnamed(const mxtrap_layout *layout) {
    for (size_t i = 0; i < layout->count && layout->roles == MXTRAP_ROLES_KNOWN; i++) {
        struct mxtrap_exchanger *at = &exchangers_of(layout)[i];
        if (at->role == MXTRAP_ROLE_UNKNOWN && !mx_exchanger_is_null(at)) {
            set_role(at, said_role(at) == MXTRAP_ROLE_DUMMY);
        }
    }
}

/* What is said of its hosts in other sets: with a dummy among them, the others are real. */
static void follow_other_sets(mxtrap_layout *layout) {
    struct mxtrap_exchanger *exchangers = exchangers_of(layout);
    bool has_dummy = false, is_known = true;

    for (size_t i = 0; i < layout->count; i++) {
        has_dummy = has_dummy || said_role(&exchangers[i]) == MXTRAP_ROLE_DUMMY;
    }
    for (size_t i = 0; i < layout->count; i++) {
        struct mxtrap_exchanger *at = &exchangers[i];
        if (mx_exchanger_is_null(at)) {
            continue;
        }
        enum mxtrap_role role = said_role(at);
        at->role = (uint8_t)(role == MXTRAP_ROLE_UNKNOWN && has_dummy ? MXTRAP_ROLE_REAL : role);
        is_known = is_known && at->role != MXTRAP_ROLE_UNKNOWN;
    }
    layout->roles = is_known ? MXTRAP_ROLES_KNOWN : MXTRAP_ROLES_UNKNOWN;
}

/* A host of the zone itself: below its own name, and not below a zone cut. Where the zone's name is
 * a guess, the file must show it: by an address, by the owner's name, by a name of one label. */
static bool is_own(const mxtrap_layout *layout, const struct mxtrap_exchanger *at) {
    const mxtrap_zone *zone = layout->zone;
    const uint8_t *above = zone->is_guess ? layout->owner : zone->origin;

    if (at->target == MX_TARGET_ELSEWHERE || at->target == MX_TARGET_ALIAS) {
        return false;
    }
    if (zone->is_guess && (at->target == MX_TARGET_HERE || mx_name_label_count(at->host) == 1)) {
        return true;
    }
    return *above != 0 && mx_name_is_within(at->host, above) && !mx_name_equal(at->host, above);
}

/* The first and the last exchanger, by index, where the set is such that they may be dummies. */
static bool find_ends(const mxtrap_layout *layout, size_t *first, size_t *last) {
    const struct mxtrap_exchanger *at = layout->exchangers;
    size_t begin = 0, end = layout->count;

    while (begin < end && mx_exchanger_is_null(&at[begin])) {
        begin++;
    }
    while (end > begin && mx_exchanger_is_null(&at[end - 1])) {
        end--;
    }
    if (end - begin < ASSUMED_FROM || at[begin].preference == at[begin + 1].preference ||
        at[end - 1].preference == at[end - 2].preference || !is_own(layout, &at[begin]) ||
        !is_own(layout, &at[end - 1]) || mx_name_equal(at[begin].host, at[end - 1].host)) {
        return false;
    }
    *first = begin;
    *last = end - 1;
    return true;
}

static bool is_unsaid(const mxtrap_layout *layout) {
    return layout->roles == MXTRAP_ROLES_UNKNOWN && !layout->is_partial;
}

static void mark_inner(const mxtrap_layout *layout) {
    size_t first, last;

    if (find_ends(layout, &first, &last)) {
        for (size_t i = first + 1; i < last; i++) {
            mx_zone_host_mark(layout->exchangers[i].host, MX_HOST_INNER);
        }
    }
}

/* A host that stands between the ends of any such set cannot be a dummy. */
static bool can_be_dummy(const struct mxtrap_exchanger *exchanger) {
    unsigned marks = mx_zone_host_marks(exchanger->host);
    return (marks & (MX_HOST_REAL | MX_HOST_INNER)) == 0;
}

static void assume(mxtrap_layout *layout) {
    struct mxtrap_exchanger *exchangers = exchangers_of(layout);
    size_t first, last;

    if (!find_ends(layout, &first, &last) || !can_be_dummy(&exchangers[first]) ||
        !can_be_dummy(&exchangers[last])) {
        return;
    }
    for (size_t i = first; i <= last; i++) {
        if (!mx_exchanger_is_null(&exchangers[i])) {
            exchangers[i].role = i == first || i == last ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_REAL;
        }
    }
    layout->roles = MXTRAP_ROLES_ASSUMED;
}

/* The owners of a spec's zone share one set: WANTED, where it is that of the owner before. A null
 * MX says nothing of roles. */
static bool find_wanted(const struct mxtrap_zone_file_options *options, const uint8_t *owner,
                        struct mx_set *wanted) {
    const mxtrap_layout *layout = mx_zones_find_layout(options->spec, owner);

    if (layout != NULL && wanted->layout != NULL &&
        wanted->layout->exchangers == layout->exchangers) {
        return true;
    }
    mx_set_free(wanted);
    return layout == NULL || mx_layout_is_null(layout) || mx_set_make(wanted, layout);
}

/* By a spec; false when memory is out. */
static bool set_all_wanted(mxtrap_layout *layouts, size_t count,
                           const struct mxtrap_zone_file_options *options) {
    struct mx_set wanted = {0};
    bool is_done = true;

    for (size_t i = 0; i < count && is_done; i++) {
        is_done = find_wanted(options, layouts[i].owner, &wanted);
        if (is_done) {
            set_said(&layouts[i], options, wanted.layout == NULL ? NULL : &wanted);
        }
    }
    mx_set_free(&wanted);
    for (size_t i = 0; i < count && is_done; i++) {
        set_unnamed(&layouts[i]);
    }
    return is_done;
}

struct roles {
    mxtrap_layout *layouts;
    const struct mxtrap_zone_file_options *options;
};

static void set_all_said(void *context, size_t from, size_t end) {
    const struct roles *roles = context;

    for (size_t i = from; i < end; i++) {
        set_said(&roles->layouts[i], roles->options, NULL);
    }
}

static void follow_all(void *context, size_t from, size_t end) {
    const struct roles *roles = context;

    for (size_t i = from; i < end; i++) {
        if (is_unsaid(&roles->layouts[i])) {
            follow_other_sets(&roles->layouts[i]);
        }
        if (is_unsaid(&roles->layouts[i])) {
            mark_inner(&roles->layouts[i]);
        }
    }
}

static void assume_all(void *context, size_t from, size_t end) {
    const struct roles *roles = context;

    for (size_t i = from; i < end; i++) {
        if (is_unsaid(&roles->layouts[i])) {
            assume(&roles->layouts[i]);
        }
    }
}

bool mx_zone_roles_set(mxtrap_layout *layouts, size_t count,
                       const struct mxtrap_zone_file_options *options) {
    struct roles roles = {layouts, options};

    if (options->spec == NULL) {
        mx_share(count, set_all_said, &roles);
    } else if (!set_all_wanted(layouts, count, options)) {
        return false;
    }
    mx_share(count, follow_all, &roles);
    mx_share(count, assume_all, &roles);
    return true;
}
