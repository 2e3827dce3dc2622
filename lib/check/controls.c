/* A control that cannot be looked up proves nothing, and is no error: the verdict says so. */
#include "check/controls.h"

#include <stdlib.h>
#include <string.h>

#include "live/domain_name.h"

struct mx_controls {
    struct mx_vantage *vantage;
    size_t waiting;
};

static void take(struct mx_controls *controls, const struct mx_dns_answer *answer, uint8_t family) {
    controls->waiting--;
    for (size_t i = 0; answer->result == MX_DNS_OK && i < answer->record_count; i++) {
        struct mx_address address = {.family = family};
        memcpy(address.bytes, answer->records[i].bytes, family == MX_IPV4 ? 4 : 16);
        mx_vantage_control(controls->vantage, &address);
    }
}

static void take_ipv4(void *argument, const struct mx_dns_answer *answer) {
    take(argument, answer, MX_IPV4);
}

static void take_ipv6(void *argument, const struct mx_dns_answer *answer) {
    take(argument, answer, MX_IPV6);
}

static enum mxtrap_status begin(struct mx_controls *controls, struct mx_resolver *resolver,
                                const char *host) {
    struct mx_address address = {0};
    struct mx_name name;
    const char *why;

    if (mx_address_parse(&address, host, strlen(host))) {
        mx_vantage_control(controls->vantage, &address);
        return MXTRAP_OK;
    }
    enum mxtrap_status status = mx_domain_name_read(&name, host, strlen(host), &why);
    if (status == MXTRAP_OK) {
        status = mx_resolver_ask(resolver, name.wire, MX_TYPE_A, take_ipv4, controls);
        controls->waiting += status == MXTRAP_OK ? 1 : 0;
    }
    if (status == MXTRAP_OK) {
        status = mx_resolver_ask(resolver, name.wire, MX_TYPE_AAAA, take_ipv6, controls);
        controls->waiting += status == MXTRAP_OK ? 1 : 0;
    }
    return status == MXTRAP_ERR_INPUT ? MXTRAP_ERR_ARGUMENT : status;
}

enum mxtrap_status mx_controls_new(struct mx_resolver *resolver, struct mx_vantage *vantage,
                                   const char *const *hosts, size_t count, struct mx_controls **out,
                                   const char **bad) {
    struct mx_controls *controls = calloc(1, sizeof *controls);
    enum mxtrap_status status = MXTRAP_OK;

    if (controls == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    controls->vantage = vantage;
    *out = controls; /* also where a host is wrong: others may be on their way */
    for (size_t i = 0; i < count && status == MXTRAP_OK; i++) {
        status = begin(controls, resolver, hosts[i]);
        *bad = hosts[i];
    }
    return status;
}

bool mx_controls_are_known(const struct mx_controls *controls) {
    return controls->waiting == 0;
}

void mx_controls_free(struct mx_controls *controls) {
    free(controls);
}
