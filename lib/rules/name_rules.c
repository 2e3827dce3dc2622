/* Rules of the records group about names that DNS, or a name server, does not accept. */
#include <string.h>

#include "rules/check.h"

/* RFC 1123 2.1 as in BIND's check-names for owners of MX records: a host name, or a wildcard of
 * one. named refuses the whole zone otherwise. */
static bool may_own_mx(const uint8_t *owner) {
    bool is_wildcard = owner[0] == 1 && owner[1] == '*';
    return mx_name_is_hostname(owner + (is_wildcard ? 2 : 0));
}

/* The next of a spec's owners that share the exchangers of the layout. */
static const mxtrap_layout *next_owner(const struct mx_check *check, const mxtrap_layout *at) {
    const mxtrap_layout *end = check->zone->layouts + check->zone->layout_count;

    return at + 1 < end && at[1].exchangers == check->layout->exchangers ? at + 1 : NULL;
}

void mx_check_bad_owner(const struct mx_check *check) {
    if (check->run->observed != NULL) {
        return; /* it is published: its name server accepts it */
    }
    for (const mxtrap_layout *at = check->layout; at != NULL; at = next_owner(check, at)) {
        if (!may_own_mx(at->owner)) {
            mx_finding_of(check->run->findings, at->owner,
                          " is not a host name: BIND refuses a zone in which such a name has MX "
                          "records (check-names)");
            mx_report_end(check, mx_layout_place(at));
        }
    }
}

/* IANA's registry of special-use domain names, those in which names of mail hosts may end.
 * example.com, example.net and example.org exist in DNS, and are left out. */
#define ROW(wire) wire, sizeof(wire) - 1
static const struct special {
    const char *wire;
    size_t length; /* of that, without the root */
    enum mxtrap_severity severity;
    const char *why;
} specials[] = {
    {ROW("\11localhost"), MXTRAP_ERROR,
     "a sender that looks it up connects to itself (RFC 6761 6.3)"},
    {ROW("\7invalid"), MXTRAP_WARNING, "which never exists (RFC 6761 6.4)"},
    {ROW("\4test"), MXTRAP_WARNING, "which is for tests, and not in the public DNS (RFC 6761 6.2)"},
    {ROW("\7example"), MXTRAP_WARNING,
     "which is for documentation, and not in the public DNS (RFC 6761 6.5)"},
    {ROW("\5local"), MXTRAP_WARNING, "which is for multicast DNS on the local link (RFC 6762 3)"},
    {ROW("\5onion"), MXTRAP_WARNING, "which only Tor looks up (RFC 7686)"},
    {ROW("\3alt"), MXTRAP_WARNING, "which is for names outside DNS (RFC 9476)"},
    {ROW("\10internal"), MXTRAP_WARNING,
     "which is for private networks (ICANN resolution 2024.07.29.06)"},
    {ROW("\4home\4arpa"), MXTRAP_WARNING, "which is for home networks (RFC 8375)"},
};
#undef ROW

enum { SPECIAL_COUNT = sizeof specials / sizeof specials[0] };

/* The row of NAME or of a name above it; NULL: none. */
static const struct special *special_of(const uint8_t *name) {
    size_t length = mx_name_length(name) - 1;

    for (size_t i = 0; i < SPECIAL_COUNT; i++) {
        const struct special *row = &specials[i];
        /* Most names end in another letter. */
        if (length >= row->length &&
            mx_lower((char)name[length - 1]) == row->wire[row->length - 1] &&
            mx_name_is_within(name, (const uint8_t *)row->wire)) {
            return &specials[i];
        }
    }
    return NULL;
}

static void end_special(const struct mx_check *check, struct mx_text *text,
                        const struct special *special, struct mx_spot place) {
    mx_text_string(text, " ends in ");
    mx_name_write(text, (const uint8_t *)special->wire, NULL);
    mx_text_string(text, ", ");
    mx_text_string(text, special->why);
    mx_report_end_as(check, place, special->severity);
}

/* Hosts below the same special name as their owner are not reported again. */
void mx_check_special_use_name(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    const struct special *own = special_of(layout->owner);

    if (own != NULL && check->run->observed == NULL) {
        struct mx_text *text = mx_report_begin(check);
        mx_text_string(text, "this name");
        end_special(check, text, own, mx_layout_place(layout));
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *at = &layout->exchangers[i];
        const struct special *special = special_of(at->host);
        /* Live, the resolver knows the name, so that only localhost is certainly wrong. */
        bool is_accepted = special != NULL && special->severity != MXTRAP_ERROR &&
                           (special == own || check->run->observed != NULL);
        if (special != NULL && !is_accepted) {
            struct mx_text *text = mx_report_begin(check);
            mx_name_write(text, at->host, NULL);
            end_special(check, text, special, at->place);
        }
    }
}
