/* Rules of the addresses group. */
#include "rules/check.h"

/* Sets up to this size are searched without an index. */
enum { SEARCHED_MAX = 32 };

void mx_check_special_purpose_address(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;

    if (check->run->observed != NULL && check->run->observed->allow_special) {
        return; /* they were probed like any other */
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        size_t count = mx_addresses_to_check(check, exchanger);
        for (size_t j = 0; j < count; j++) {
            const struct mx_address *address = &exchanger->addresses[j];
            const struct mx_special *special = mx_special_find(address);
            if (special == NULL) {
                continue;
            }
            struct mx_text *text = mx_report_begin(check);
            mx_name_write(text, exchanger->host, NULL);
            mx_text_char(text, ' ');
            mx_address_write(text, address);
            mx_text_string(text, " is not reachable from the Internet: ");
            mx_text_string(text, special->name);
            mx_text_string(text, ", ");
            mx_text_string(text, special->source);
            mx_report_end_as(check, address->place,
                             special->kind == MX_SPECIAL_DOCUMENTATION ? MXTRAP_WARNING
                                                                       : MXTRAP_ERROR);
        }
    }
}

static void check_addresses(const struct mx_check *check,
                            const struct mxtrap_exchanger *exchanger) {
    size_t count = mx_addresses_to_check(check, exchanger);

    for (size_t i = 0; i < count; i++) {
        const struct mx_address *address = &exchanger->addresses[i];
        const struct mxtrap_exchanger *real =
            mx_real_hosts_by_address(&check->run->real_hosts, address);
        if (real == NULL) {
            continue;
        }
        struct mx_text *text = mx_report_begin(check);
        mx_text_string(text, "the dummy ");
        mx_name_write(text, exchanger->host, NULL);
        mx_text_string(text, " has the address ");
        mx_address_write(text, address);
        mx_text_string(text, " of the real host ");
        mx_name_write(text, real->host, NULL);
        mx_report_end(check, address->place);
    }
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mxtrap_exchanger *)row)->host, key);
}

/* Indexes the real hosts of a large set; false when memory is out. */
static bool index_reals(const mxtrap_layout *layout, struct mx_index *real_hosts) {
    for (size_t i = 0; i < layout->count && layout->count > SEARCHED_MAX; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_REAL &&
            !mx_index_add(real_hosts, mx_name_hash(exchanger->host), exchanger)) {
            return false;
        }
    }
    return true;
}

/* Whether the host is also a real one of this set; REAL_HOSTS has those of a large set. */
static bool is_real_host_too(const mxtrap_layout *layout, const struct mx_index *real_hosts,
                             const uint8_t *host) {
    if (layout->count > SEARCHED_MAX) {
        return mx_index_find(real_hosts, mx_name_hash(host), host, has_name) != NULL;
    }
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->exchangers[i].role == MXTRAP_ROLE_REAL &&
            has_name(&layout->exchangers[i], host)) {
            return true;
        }
    }
    return false;
}

void mx_check_address_shared_with_real(const struct mx_check *check) {
    const mxtrap_layout *layout = check->layout;
    struct mx_index real_hosts = {0};

    if (!index_reals(layout, &real_hosts)) {
        check->run->findings->status = MXTRAP_ERR_MEMORY;
    }
    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &layout->exchangers[i];
        if (exchanger->role != MXTRAP_ROLE_DUMMY) {
            continue;
        }
        if (is_real_host_too(layout, &real_hosts, exchanger->host) ||
            mx_real_hosts_by_name(&check->run->real_hosts, exchanger->host) != NULL) {
            mx_report_exchanger(check, exchanger, "is a dummy and a real host");
        } else {
            check_addresses(check, exchanger);
        }
    }
    mx_index_free(&real_hosts);
}

/* False if the addresses are unknown. */
static bool has_family(const struct mx_check *check, const struct mxtrap_exchanger *exchanger,
                       enum mx_family family) {
    return mx_crowds_count(&check->run->real_hosts.crowds, exchanger, family) > 0;
}

/* A real host of FAMILY; NULL: none. */
static const struct mxtrap_exchanger *real_of_family(const struct mx_check *check,
                                                     enum mx_family family) {
    for (size_t i = 0; i < check->layout->count; i++) {
        const struct mxtrap_exchanger *exchanger = &check->layout->exchangers[i];
        if (exchanger->role == MXTRAP_ROLE_REAL && has_family(check, exchanger, family)) {
            return exchanger;
        }
    }
    return NULL;
}

/* Goes through the dummies from one end of the set: a sender of one family is trapped by the first
 * of them that has it, and by none if none has it. */
static void check_end(const struct mx_check *check, bool is_front, enum mx_family family,
                      const struct mxtrap_exchanger *real) {
    const mxtrap_layout *layout = check->layout;
    const struct mxtrap_exchanger *end = NULL;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *at =
            &layout->exchangers[is_front ? i : layout->count - 1 - i];
        if (at->role != MXTRAP_ROLE_DUMMY) {
            break;
        }
        end = end != NULL ? end : at;
        if (at->address_count == 0 || at->unseen != 0 || has_family(check, at, family)) {
            return;
        }
    }
    if (end == NULL) {
        return;
    }
    struct mx_text *text = mx_report_begin(check);
    mx_text_string(text, "the dummy ");
    mx_name_write(text, end->host, NULL);
    mx_text_format(text, " needs an %s record: the real host ", family == MX_IPV4 ? "A" : "AAAA");
    mx_name_write(text, real->host, NULL);
    mx_text_format(text, " has one, and no dummy %s the real hosts has",
                   is_front ? "before" : "after");
    mx_report_end_as(check, end->place, family == MX_IPV4 ? MXTRAP_WARNING : MXTRAP_NOTE);
}

/* Not live: the layout is what its owner published, and each check of it would report it again. */
void mx_check_dummy_lacks_family(const struct mx_check *check) {
    static const enum mx_family families[] = {MX_IPV4, MX_IPV6};

    for (size_t i = 0; i < 2 && check->run->observed == NULL; i++) {
        const struct mxtrap_exchanger *real = real_of_family(check, families[i]);
        if (real != NULL) {
            check_end(check, true, families[i], real);
            check_end(check, false, families[i], real);
        }
    }
}
