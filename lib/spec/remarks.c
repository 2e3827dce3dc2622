/* What was decided, and what the keys do not show: names in other scripts, wildcards, zone cuts,
 * and why a host has no addresses here. */
#include "spec/remarks.h"

#include <idn2.h>
#include <string.h>

/* Hosts that a line names. */
enum { NAMED_MAX = 8, LINE_MAX_BYTES = 4096 };

static void write_line(struct mx_emit *emit, struct mx_text *line) {
    mx_emit_comment(emit, mx_text_string_of(line));
    line->length = 0;
    line->status = MXTRAP_OK; /* what did not fit was left out */
}

/* "xn--bcher-kva.example. is bücher.example." Names that libidn2 refuses have no other form. */
static void remark_idn(struct mx_emit *emit, struct mx_text *line, const uint8_t *name) {
    char ascii[MXTRAP_NAME_TEXT_MAX], *unicode = NULL;

    mx_name_print(name, ascii);
    if (strstr(ascii, "xn--") == NULL ||
        idn2_to_unicode_8z8z(ascii, &unicode, IDN2_NONTRANSITIONAL) != IDN2_OK) {
        return;
    }
    if (strcmp(unicode, ascii) != 0) {
        mx_text_string(line, ascii);
        mx_text_string(line, " is ");
        mx_text_string(line, unicode);
        write_line(emit, line);
    }
    idn2_free(unicode);
}

static void remark_outside(struct mx_emit *emit, struct mx_text *line, const mxtrap_zone *zone) {
    char name[MXTRAP_NAME_TEXT_MAX];

    for (size_t i = 0; i < zone->layout_count; i++) {
        const uint8_t *owner = zone->layouts[i].owner;
        if (!mx_name_is_within(owner, zone->origin)) {
            mx_text_string(line, "Left out, since it is outside the zone: ");
            mx_text_string(line, mx_name_print(owner, name));
            write_line(emit, line);
        }
    }
}

void mx_spec_remark_zone(struct mx_emit *emit, const mxtrap_zone *zone) {
    static const char *const by[] = {
        [MX_ROLES_BY_COMMENTS] = "the comments of its records say which hosts are dummies.",
        [MX_ROLES_BY_OPTION] = "--dummy or --no-dummies said which hosts are dummies.",
        [MX_ROLES_BY_SPEC] = "--spec, or else its comments, said which hosts are dummies.",
        [MX_ROLES_OBSERVED] = "a host where nothing listens is a dummy.",
    };
    char bytes[LINE_MAX_BYTES];
    struct mx_text line = mx_text_within(bytes, sizeof bytes);

    remark_idn(emit, &line, zone->origin);
    if (!zone->is_file) {
        return;
    }
    mx_text_string(&line, "Imported from ");
    mx_text_escaped(&line, zone->place.file, strlen(zone->place.file));
    mx_text_string(&line, "; ");
    mx_text_string(&line, by[zone->roles_by]);
    write_line(emit, &line);
    remark_outside(emit, &line, zone);
    if (zone->roles_by == MX_ROLES_OBSERVED) {
        mx_emit_comment(emit, "Each domain is a zone of its own here, since its zone is not known. "
                              "TTLs are as the resolver gave them.");
    }
    if (zone->is_guess) {
        mx_emit_comment(emit, "The name of the zone is a guess: the lowest name above all owners. "
                              "--origin ZONE sets it.");
    }
}

static void remark_owner(struct mx_emit *emit, struct mx_text *line, const mxtrap_layout *layout) {
    const uint8_t *owner = layout->owner;
    char name[MXTRAP_NAME_TEXT_MAX];

    remark_idn(emit, line, owner);
    if (owner[0] == 1 && owner[1] == '*') {
        mx_text_string(line, mx_name_print(owner, name));
        mx_text_string(line, " is a wildcard: it applies to names without records.");
        write_line(emit, line);
    }
    if (layout->owner_target == MX_TARGET_ELSEWHERE) {
        mx_text_string(line, mx_name_print(owner, name));
        mx_text_string(line, " is delegated: DNS has the records of another zone.");
        write_line(emit, line);
    }
}

/* Why a host has no addresses in the spec. */
enum lack { ELSEWHERE, ALIAS, WILDCARD, NOWHERE, LACKS };

static enum lack lack_of(const mxtrap_zone *zone, const struct mxtrap_exchanger *exchanger) {
    return mx_exchanger_is_null(exchanger) || mx_spec_has_addresses(zone, exchanger) ? LACKS
           : exchanger->target == MX_TARGET_ALIAS                                    ? ALIAS
           : exchanger->by_wildcard                                                  ? WILDCARD
           : exchanger->target == MX_TARGET_NONE                                     ? NOWHERE
                                                                                     : ELSEWHERE;
}

static void remark_hosts(struct mx_emit *emit, struct mx_text *line, const mxtrap_zone *zone,
                         const mxtrap_layout *layout, enum lack lack) {
    static const char *const words[LACKS] = {
        [ELSEWHERE] = "Addresses elsewhere: ",
        [ALIAS] = "Aliases (CNAME), which no MX record may name (RFC 2181 10.3): ",
        [WILDCARD] = "Addresses by a wildcard of the zone: ",
        [NOWHERE] = "Without an address in the zone: ",
    };
    char name[MXTRAP_NAME_TEXT_MAX];
    size_t count = 0;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (lack_of(zone, exchanger) == lack && count++ < NAMED_MAX) {
            mx_text_string(line, count == 1 ? words[lack] : ", ");
            mx_text_string(line, mx_name_print(exchanger->host, name));
        }
    }
    if (count > NAMED_MAX) {
        mx_text_format(line, " and %zu more", count - NAMED_MAX);
    }
    if (count > 0) {
        write_line(emit, line);
    }
}

/* Servers differ in which of an RRset's TTLs is its TTL (RFC 2181 5.2). */
static void remark_ttls(struct mx_emit *emit, const mxtrap_layout *layout) {
    const struct mxtrap_exchanger *first = &layout->exchangers[0];
    bool differ = false;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *at = &layout->exchangers[i];
        differ = differ || at->ttl != first->ttl;
        for (size_t j = 0; j < at->address_count; j++) {
            const struct mx_address *address = &at->addresses[j];
            differ = differ || address->ttl != mx_spec_first_address(at, address->family)->ttl;
        }
    }
    if (differ) {
        mx_emit_comment(emit,
                        "The TTLs of an RRset differ in the zone: the first record's is used.");
    }
}

void mx_spec_remark_group(struct mx_emit *emit, const mxtrap_zone *zone,
                          const struct mx_spec_group *group) {
    char bytes[LINE_MAX_BYTES];
    struct mx_text line = mx_text_within(bytes, sizeof bytes);

    for (const struct mx_spec_member *member = group->first; member != NULL;
         member = member->next) {
        if (!mx_name_equal(member->layout->owner, zone->origin)) {
            remark_owner(emit, &line, member->layout);
        }
    }
    if (zone->is_file) {
        remark_ttls(emit, group->layout);
    }
    for (int lack = 0; lack < LACKS && zone->is_file; lack++) {
        remark_hosts(emit, &line, zone, group->layout, (enum lack)lack);
    }
}
