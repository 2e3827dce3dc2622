/* Decides what is to be done with each RRset, from both states. */
#include "change/changes.h"

/* A file says nothing about a host that none of its MX records names, and a fragment nothing about
 * missing MX sets. A spec is complete, except for addresses of hosts that it names without any. */
static bool is_known_before(const struct mx_changes *changes, const struct mx_change *change) {
    const mxtrap_zone *before = change->zone->before;
    const struct mx_change_host *host = change->type == MX_TYPE_MX ? NULL : change->host;

    if (mx_changes_alias(changes, false, change->owner) != NULL) {
        return true; /* a CNAME has no other records beside it */
    }
    if (change->before.is_known || before == NULL || before->is_fragment) {
        return change->before.is_known;
    }
    return host == NULL || !(before->is_file || host->was_dummy || host->was_real);
}

static enum mx_change_kind kind_of_gone(const struct mx_change *change) {
    const struct mx_change_host *host = change->type == MX_TYPE_MX ? NULL : change->host;
    bool is_whole_file = change->zone->after != NULL && change->zone->after->is_file &&
                         !change->zone->after->is_fragment;

    if (change->type == MX_TYPE_MX) {
        return change->before.is_ours || is_whole_file ? MX_CHANGE_REMOVE : MX_CHANGE_LEAVE;
    }
    if (change->before.count == 0 && change->before.is_ours) {
        return MX_CHANGE_NONE;
    }
    if (change->after.is_known) { /* the new state has the host's addresses, and not these */
        return MX_CHANGE_REMOVE;
    }
    if (host != NULL && host->is_named) {
        return MX_CHANGE_NONE; /* its addresses are now elsewhere */
    }
    return change->before.is_ours && (host == NULL || !host->is_left) ? MX_CHANGE_REMOVE
                                                                      : MX_CHANGE_LEAVE;
}

static enum mx_change_kind kind_of(const struct mx_change *change) {
    if (change->after.count == 0 && (change->before.count > 0 || !change->after.is_known)) {
        return kind_of_gone(change);
    }
    if (!change->before.is_known) {
        return MX_CHANGE_SET;
    }
    if (change->before.count == 0) {
        return change->after.count == 0 ? MX_CHANGE_NONE : MX_CHANGE_ADD;
    }
    return mx_rrset_equal(&change->before, &change->after, change->type) ? MX_CHANGE_NONE
                                                                         : MX_CHANGE_ALTER;
}

static bool has_addresses(const struct mx_changes *changes, const struct mx_change *alias) {
    for (int i = 0; i < 2; i++) {
        const struct mx_change *change =
            mx_changes_find(changes, alias->zone, alias->owner, i == 0 ? MX_TYPE_A : MX_TYPE_AAAA);
        if (change != NULL && change->after.count > 0) {
            return true;
        }
    }
    return false;
}

/* An alias is removed if its name gets addresses. An alias that only the new state has is refused
 * by mx_plan_refuse. */
static enum mx_change_kind kind_of_alias(const struct mx_changes *changes,
                                         const struct mx_change *change) {
    const struct mx_change_host *host = change->host;

    if (change->before.count == 0) {
        return MX_CHANGE_NONE;
    }
    if (has_addresses(changes, change)) {
        return MX_CHANGE_REMOVE;
    }
    return host == NULL || host->is_named ? MX_CHANGE_NONE : MX_CHANGE_LEAVE;
}

/* Keeps all records that a remaining alias leads to. */
static void keep_chain(const struct mx_changes *changes, const uint8_t *name) {
    for (int i = 0; i < MX_CHAIN_MAX; i++) {
        const struct mx_alias *alias = mx_changes_alias(changes, false, name);
        struct mx_change_host *host =
            alias == NULL ? NULL : mx_changes_host(changes, alias->target);
        if (alias == NULL) {
            return;
        }
        name = alias->target;
        if (host != NULL) {
            host->is_named = true;
        }
    }
}

static void leave_hosts(const struct mx_changes *changes, const struct mx_change *set) {
    for (size_t i = 0; i < set->before.count; i++) {
        struct mx_change_host *host =
            mx_changes_host(changes, mx_rrset_exchanger(&set->before, i)->host);
        if (host != NULL) {
            host->is_left = true;
        }
    }
}

static void decide_first(const struct mx_changes *changes, struct mx_change *change) {
    change->before.is_known = is_known_before(changes, change);
    if (change->type == MX_TYPE_CNAME) {
        change->kind = kind_of_alias(changes, change);
        struct mx_change_host *host = change->host;
        if (change->kind == MX_CHANGE_NONE && change->before.count > 0) {
            keep_chain(changes, change->owner);
        } else if (host != NULL) {
            host->drops_alias = change->kind == MX_CHANGE_REMOVE;
        }
    } else if (change->type == MX_TYPE_MX) {
        change->kind = kind_of(change);
        if (change->kind == MX_CHANGE_LEAVE) {
            leave_hosts(changes, change);
        }
    }
}

/* Both RRsets of addresses mostly come one after the other. */
static void find_hosts(const struct mx_changes *changes, const struct mx_change_zone *zone) {
    const struct mx_change *last = NULL;

    for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
        bool is_same = last != NULL && last->owner == change->owner;
        change->host = is_same ? last->host : mx_changes_host(changes, change->owner);
        last = change;
    }
}

void mx_changes_decide(struct mx_changes *changes) {
    struct mx_change_zone *zone;

    for (zone = changes->zones; zone != NULL; zone = zone->next) {
        find_hosts(changes, zone);
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            decide_first(changes, change);
        }
    }
    for (zone = changes->zones; zone != NULL; zone = zone->next) {
        for (struct mx_change *change = zone->first; change != NULL; change = change->next) {
            if (change->type == MX_TYPE_A || change->type == MX_TYPE_AAAA) {
                change->kind = kind_of(change);
                change->was_alias = mx_changes_alias(changes, false, change->owner) != NULL;
            }
        }
    }
}

bool mx_change_is_due(const struct mx_change *change) {
    return change->kind != MX_CHANGE_NONE && change->kind != MX_CHANGE_LEAVE;
}

bool mx_change_is_unknown(const struct mx_change *change) {
    const struct mx_change_host *host = change->host;
    const mxtrap_zone *before = change->zone->before;

    return change->type == MX_TYPE_A && change->kind == MX_CHANGE_SET && host != NULL &&
           !host->was_dummy && !host->was_real && (before == NULL || before->is_fragment);
}
