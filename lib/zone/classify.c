/* What is known of a target: what stands at its name, above it, and at a wildcard that makes it. */
#include "zone/classify.h"

/* What stands between the apex and HOST: the highest zone cut or DNAME decides (RFC 1034 4.3.2). */
static enum mx_target from_above(const struct mx_zone_hosts *hosts,
                                 const struct mx_zone_host *host) {
    enum mx_target target = MX_TARGET_UNKNOWN;

    for (const struct mx_zone_host *at = host; at != hosts->apex; at = at->above) {
        if (at == NULL) {
            return MX_TARGET_ELSEWHERE; /* the root was met before the apex */
        }
        if (at->has_ns) {
            target = MX_TARGET_ELSEWHERE;
        } else if (at->has_dname && at != host) {
            target = MX_TARGET_ALIAS;
        }
    }
    return hosts->apex->has_dname && host != hosts->apex ? MX_TARGET_ALIAS : target;
}

/* RFC 4592: the wildcard below the closest name that exists. */
static struct mx_zone_host *wildcard_for(const struct mx_zone_hosts *hosts,
                                         const struct mx_zone_host *host) {
    struct mx_name wildcard;

    while (host != hosts->apex) {
        host = host->above;
        struct mx_zone_host *found = mx_zone_wildcard(&wildcard, host->name, host->length) > 0
                                         ? mx_zone_hosts_find(hosts, wildcard.wire)
                                         : NULL;
        if (found != NULL && found->exists) {
            return found;
        }
        if (host->exists) {
            return NULL;
        }
    }
    return NULL;
}

bool mx_zone_hosts_doubt_wildcards(struct mx_zone_hosts *hosts) {
    const struct mx_zone_host *host = hosts->first;

    if (hosts->apex == NULL || !hosts->has_wildcard || hosts->marks_above) {
        return false;
    }
    while (host != NULL &&
           (!host->is_target || host->exists || from_above(hosts, host) != MX_TARGET_UNKNOWN ||
            wildcard_for(hosts, host) == NULL)) {
        host = mx_zone_host_next(host);
    }
    hosts->marks_above = host != NULL;
    return hosts->marks_above;
}

enum mx_target mx_zone_hosts_classify(const struct mx_zone_hosts *hosts, struct mx_zone_host *host,
                                      struct mx_zone_host **addresses) {
    *addresses = host;
    if (hosts->apex == NULL) {
        return host->has_cname           ? MX_TARGET_ALIAS
               : host->address_count > 0 ? MX_TARGET_HERE
                                         : MX_TARGET_UNKNOWN;
    }
    enum mx_target target = from_above(hosts, host);
    if (target != MX_TARGET_UNKNOWN) {
        return target;
    }
    if (!host->exists) {
        struct mx_zone_host *wildcard = wildcard_for(hosts, host);
        *addresses = wildcard != NULL ? wildcard : host;
    }
    if ((*addresses)->has_cname) {
        return MX_TARGET_ALIAS;
    }
    if ((*addresses)->address_count > 0) {
        return MX_TARGET_HERE;
    }
    return hosts->has_lost || (*addresses)->has_lost ? MX_TARGET_UNKNOWN : MX_TARGET_NONE;
}

enum mx_target mx_zone_hosts_classify_owner(const struct mx_zone_hosts *hosts,
                                            struct mx_zone_host *owner) {
    struct mx_zone_host *addresses = owner;

    owner->exists = true;
    return mx_zone_hosts_classify(hosts, owner, &addresses);
}
