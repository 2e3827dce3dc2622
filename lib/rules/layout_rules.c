/* Rules of the layout group: dummies, then real hosts, then dummies. A null MX has no place in that
 * order; null-mx-not-alone reports it. */
#include "model/senders.h"
#include "rules/check.h"

static size_t postfix_addresses(void) {
    return mx_sender_row(MX_SENDER_ID_POSTFIX)->addresses;
}

static size_t sendmail_hosts(void) {
    return mx_sender_row(MX_SENDER_ID_SENDMAIL)->hosts;
}

static bool has_role(const struct mxtrap_exchanger *exchanger, enum mxtrap_role role) {
    return exchanger->role == role && !mx_exchanger_is_null(exchanger);
}

const struct mxtrap_exchanger *mx_first_of(const mxtrap_layout *layout, enum mxtrap_role role) {
    for (size_t i = 0; i < layout->count; i++) {
        if (has_role(&layout->exchangers[i], role)) {
            return &layout->exchangers[i];
        }
    }
    return NULL;
}

static const struct mxtrap_exchanger *last_of(const mxtrap_layout *layout, enum mxtrap_role role) {
    for (size_t i = layout->count; i > 0; i--) {
        if (has_role(&layout->exchangers[i - 1], role)) {
            return &layout->exchangers[i - 1];
        }
    }
    return NULL;
}

/* A real host of END's preference; NULL: none. */
static const struct mxtrap_exchanger *real_beside(const mxtrap_layout *layout,
                                                  const struct mxtrap_exchanger *end) {
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->exchangers[i].preference == end->preference &&
            has_role(&layout->exchangers[i], MXTRAP_ROLE_REAL)) {
            return &layout->exchangers[i];
        }
    }
    return NULL;
}

/* If some role is unknown, a real host is reported only at the very end of the set; else also if it
 * is before all dummies. */
void mx_check_first_not_dummy(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct mxtrap_exchanger *dummy = mx_first_of(layout, MXTRAP_ROLE_DUMMY);
    const struct mxtrap_exchanger *real = check->in_doubt
                                              ? real_beside(layout, &layout->exchangers[0])
                                              : mx_first_of(layout, MXTRAP_ROLE_REAL);

    if (real != NULL &&
        (check->in_doubt || (dummy != NULL && real->preference < dummy->preference))) {
        mx_report_exchanger(check, real, "is the first exchanger and not a dummy");
    }
}

void mx_check_last_not_dummy(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct mxtrap_exchanger *dummy = last_of(layout, MXTRAP_ROLE_DUMMY);
    const struct mxtrap_exchanger *real =
        check->in_doubt ? real_beside(layout, &layout->exchangers[layout->count - 1])
                        : last_of(layout, MXTRAP_ROLE_REAL);

    if (real != NULL &&
        (check->in_doubt || (dummy != NULL && real->preference > dummy->preference))) {
        mx_report_exchanger(check, real, "is the last exchanger and not a dummy");
    }
}

void mx_check_no_real_host(const struct mx_check *check) {
    const struct mxtrap_exchanger *dummy = mx_first_of(check->layout, MXTRAP_ROLE_DUMMY);

    if (dummy != NULL && mx_first_of(check->layout, MXTRAP_ROLE_REAL) == NULL && !check->in_doubt) {
        mx_text_string(mx_report_begin(check), "every exchanger is a dummy: no mail arrives");
        mx_report_end(check, dummy->place);
    }
}

/* Reports a zone without a dummy once, at its first set that accepts mail. */
static void report_untrapped(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct mx_untrapped *untrapped = check->untrapped;
    size_t at = 0;

    if (mx_first_of(layout, MXTRAP_ROLE_DUMMY) != NULL ||
        (!untrapped->has_dummy && layout != untrapped->first)) {
        return;
    }
    while (at < layout->count && mx_exchanger_is_null(&layout->exchangers[at])) {
        at++;
    }
    if (at == layout->count) {
        return;
    }
    bool is_known = layout->roles == MXTRAP_ROLES_KNOWN;
    struct mx_text *text = mx_report_begin(check);
    mx_text_format(text, "no exchanger is %sa dummy: nothing is trapped",
                   is_known ? "" : "known to be ");
    if (!untrapped->has_dummy && untrapped->count > 1) {
        mx_text_format(text, ", nor in the zone's other MX sets (%zu)", untrapped->count - 1);
    }
    mx_text_string(text, is_known ? "" : "; --dummy HOST names one");
    mx_report_end(check, layout->exchangers[at].place);
}

void mx_check_not_trapped(const struct mx_check *check) {
    const struct mxtrap_exchanger *real = mx_first_of(check->layout, MXTRAP_ROLE_REAL);
    const struct mxtrap_exchanger *only = check->layout->exchangers;

    /* A spec that gives a role to a null MX does not mean a null MX. */
    if (check->layout->count == 1 && mx_exchanger_is_null(only) &&
        only->role != MXTRAP_ROLE_UNKNOWN) {
        mx_text_string(mx_report_begin(check),
                       "a null MX says that the domain accepts no mail: write it as \"mx: none\"");
        mx_report_end(check, only->place);
    }
    if (check->run->observed == NULL) {
        report_untrapped(check);
    } else if (real != NULL && mx_first_of(check->layout, MXTRAP_ROLE_DUMMY) == NULL &&
               !check->in_doubt) {
        /* An error, unless the spec says so: a zone may have owners without a trap, but this domain
         * was named to be checked. */
        mx_text_string(mx_report_begin(check), "no exchanger is a dummy: nothing is trapped");
        mx_report_end_as(check, real->place,
                         check->run->observed->is_plain ? MXTRAP_WARNING : MXTRAP_ERROR);
    }
}

void mx_check_roles_assumed(const struct mx_check *check) {
    const struct mxtrap_exchanger *first = mx_first_of(check->layout, MXTRAP_ROLE_DUMMY);
    const struct mxtrap_exchanger *last = last_of(check->layout, MXTRAP_ROLE_DUMMY);

    if (check->layout->roles != MXTRAP_ROLES_ASSUMED || first == NULL || last == NULL) {
        return;
    }
    struct mx_text *text = mx_report_begin(check);
    mx_text_string(text, "the first and the last exchanger, ");
    mx_name_write(text, first->host, NULL);
    mx_text_string(text, " and ");
    mx_name_write(text, last->host, NULL);
    mx_text_string(text, ", are assumed to be dummies: confirm or correct this with --dummy HOST, "
                         "--no-dummies or comments");
    mx_report_end(check, first->place);
}

void mx_check_dummy_between_reals(const struct mx_check *check) {
    const struct mxtrap_exchanger *first = mx_first_of(check->layout, MXTRAP_ROLE_REAL);
    const struct mxtrap_exchanger *last = last_of(check->layout, MXTRAP_ROLE_REAL);

    if (first == NULL || last == NULL) {
        return;
    }
    for (const struct mxtrap_exchanger *at = first; at < last; at++) {
        if (has_role(at, MXTRAP_ROLE_DUMMY) && at->preference > first->preference &&
            at->preference < last->preference) {
            mx_report_exchanger(check, at, "is a dummy between two real hosts");
        }
    }
}

/* Reports each preference that a dummy shares with a real host once, at the second of them. */
void mx_check_dummy_real_tie(const struct mx_check *check) {
    const struct mxtrap_exchanger *exchangers = check->layout->exchangers;
    size_t count = check->layout->count;

    for (size_t first = 0, end; first < count; first = end) {
        unsigned roles = 0;
        bool reported = false;
        for (end = first; end < count && exchangers[end].preference == exchangers[first].preference;
             end++) {
            roles |= mx_exchanger_is_null(&exchangers[end]) ? 0 : 1U << exchangers[end].role;
            if ((roles & 1U << MXTRAP_ROLE_DUMMY) != 0 && (roles & 1U << MXTRAP_ROLE_REAL) != 0 &&
                !reported) {
                mx_report_exchanger(check, &exchangers[end],
                                    "shares its preference with a host of the other role");
                reported = true;
            }
        }
    }
}

void mx_check_single_real_host(const struct mx_check *check) {
    const struct mxtrap_exchanger *real = mx_first_of(check->layout, MXTRAP_ROLE_REAL);

    if (real == NULL || mx_first_of(check->layout, MXTRAP_ROLE_DUMMY) == NULL || check->in_doubt) {
        return;
    }
    for (size_t i = 0; i < check->layout->count; i++) {
        const struct mxtrap_exchanger *other = &check->layout->exchangers[i];
        if (has_role(other, MXTRAP_ROLE_REAL) && !mx_name_equal(other->host, real->host)) {
            return;
        }
    }
    mx_report_exchanger(check, real, "is the only real host");
}

/* A host with unknown addresses has at least one. */
static size_t address_count(const struct mxtrap_exchanger *exchanger) {
    return exchanger->address_count > 0 ? exchanger->address_count : 1;
}

static void report_after(const struct mx_check *check, const struct mxtrap_exchanger *exchanger,
                         const char *words, size_t number, const char *of_what) {
    struct mx_text *text = mx_report_begin(check);

    mx_name_write(text, exchanger->host, NULL);
    mx_text_format(text, " %s %zu %s", words, number, of_what);
    mx_report_end(check, exchanger->place);
}

/* For the first real host, front-dummy-addresses reports it. */
void mx_check_too_many_exchangers(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    size_t ahead = 0;

    if (layout->count > sendmail_hosts()) {
        report_after(check, &layout->exchangers[sendmail_hosts()], "comes after", sendmail_hosts(),
                     "exchangers, and Sendmail reads no more");
        return;
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        bool is_real = has_role(exchanger, MXTRAP_ROLE_REAL);
        if (is_real && ahead >= postfix_addresses()) {
            if (exchanger != mx_first_of(layout, MXTRAP_ROLE_REAL)) {
                report_after(check, exchanger, "is a real host after", postfix_addresses(),
                             "addresses, and Postfix tries no more");
            }
            return;
        }
        ahead += address_count(exchanger);
    }
}
