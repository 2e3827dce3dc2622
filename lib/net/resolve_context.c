/* libunbound set up: forwards or recursion, trust anchors, limits. */
#include "net/resolve_context.h"

#include <errno.h>
#include <string.h>
#include <unbound-event.h>
#include <unistd.h>

#include "dns/wire.h"
#include "net/resolve_log.h"

enum { IN_FLIGHT = 512, IN_FLIGHT_MAX = 4096 };

/* The root's keys of 2017 and 2024 (https://data.iana.org/root-anchors/root-anchors.xml). */
static const char *const root_anchors[] = {
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
};

static const char *const root_anchor_files[] = {"/usr/share/dns/root.key",
                                                "/var/lib/unbound/root.key"};

/* Options that do not depend on ours. Stub resolvers listen on loopback, so it may be queried. A
 * forwarder that was slow for some names is still asked for others. */
static const struct {
    const char *key, *value;
} settings[] = {
    {"do-not-query-localhost:", "no"}, {"edns-buffer-size:", "1232"},
    {"log-servfail:", "yes"},          {"outgoing-num-tcp:", "64"},
    {"msg-cache-size:", "8m"},         {"rrset-cache-size:", "16m"},
    {"val-log-squelch:", "no"},        {"infra-cache-numhosts:", "10000"},
    {"infra-keep-probing:", "yes"},    {"unblock-lan-zones:", "yes"}, /* see local_zones */
};

/* libunbound answers these zones with NXDOMAIN itself, but a private network may have them. */
static const char *const local_zones[] = {"test.", "home.arpa."};

static enum mxtrap_status fail(char *why, const char *what, const char *which, const char *reason) {
    snprintf(why, MX_DNS_WHY_MAX, "%s%s%s: %s", what, which[0] != '\0' ? " " : "", which, reason);
    return MXTRAP_ERR_INPUT;
}

static enum mxtrap_status from_unbound(int error, char *why, const char *what) {
    if (error == 0) {
        return MXTRAP_OK;
    }
    fail(why, what, "", ub_strerror(error));
    return error == UB_NOMEM ? MXTRAP_ERR_MEMORY : MXTRAP_ERR_INPUT;
}

static enum mxtrap_status set(struct mx_context *context, const char *key, const char *value,
                              char *why) {
    return from_unbound(ub_ctx_set_option(context->unbound, key, value), why, key);
}

static enum mxtrap_status read_resolv_conf(struct mx_context *context, const char *path,
                                           char *why) {
    char line[512];
    FILE *file = fopen(path != NULL ? path : "/etc/resolv.conf", "re");

    if (file == NULL && (path != NULL || errno != ENOENT)) {
        return fail(why, "resolver configuration", path != NULL ? path : "/etc/resolv.conf",
                    strerror(errno));
    }
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        static const char blanks[] = " \t\r\n", keyword[] = "nameserver";
        char *word = line + strspn(line, blanks);
        if (strncmp(word, keyword, sizeof keyword - 1) != 0) {
            continue;
        }
        word += sizeof keyword - 1;
        size_t blank = strspn(word, blanks);
        size_t length = strcspn(word + blank, blanks);
        if (blank > 0 && context->server_count < MX_DNS_SERVERS_MAX &&
            mx_dns_server_parse(&context->servers[context->server_count], word + blank, length)) {
            context->server_count++;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    if (context->server_count == 0) {
        mx_dns_server_parse(&context->servers[context->server_count++], "127.0.0.1", 9);
    }
    return MXTRAP_OK;
}

static enum mxtrap_status find_servers(struct mx_context *context,
                                       const struct mx_resolver_options *options, char *why) {
    if (options->server_count > MX_DNS_SERVERS_MAX ||
        (options->recursive && options->server_count > 0)) {
        fail(why, "servers", "",
             options->recursive ? "none is asked in full recursion" : "too many");
        return MXTRAP_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < options->server_count; i++) {
        context->servers[context->server_count++] = options->servers[i];
    }
    if (options->recursive || options->server_count > 0) {
        return MXTRAP_OK;
    }
    return read_resolv_conf(context, options->resolv_conf, why);
}

static enum mxtrap_status add_forwards(struct mx_context *context, char *why) {
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < context->server_count && status == MXTRAP_OK; i++) {
        char server[MX_DNS_SERVER_TEXT_MAX];
        mx_dns_server_print(&context->servers[i], server);
        status = from_unbound(ub_ctx_set_fwd(context->unbound, server), why, server);
    }
    return status;
}

static enum mxtrap_status add_anchors(struct mx_context *context, const char *path, char *why) {
    int error = 0;

    for (size_t i = 0; path == NULL && i < sizeof root_anchor_files / sizeof *root_anchor_files;
         i++) {
        path = access(root_anchor_files[i], R_OK) == 0 ? root_anchor_files[i] : NULL;
    }
    if (path != NULL) {
        if (access(path, R_OK) != 0) {
            return fail(why, "trust anchor", path, strerror(errno));
        }
        return from_unbound(ub_ctx_add_ta_file(context->unbound, path), why, path);
    }
    for (size_t i = 0; error == 0 && i < sizeof root_anchors / sizeof *root_anchors; i++) {
        error = ub_ctx_add_ta(context->unbound, root_anchors[i]);
    }
    return from_unbound(error, why, "trust anchor");
}

static enum mxtrap_status set_limits(struct mx_context *context, unsigned in_flight, char *why) {
    char number[16];

    in_flight = in_flight > 0 ? in_flight : IN_FLIGHT;
    in_flight = in_flight < IN_FLIGHT_MAX ? in_flight : IN_FLIGHT_MAX;
    snprintf(number, sizeof number, "%u", in_flight);
    enum mxtrap_status status = set(context, "num-queries-per-thread:", number, why);
    return status == MXTRAP_OK ? set(context, "outgoing-range:", number, why) : status;
}

static enum mxtrap_status set_all(struct mx_context *context,
                                  const struct mx_resolver_options *options, char *why) {
    enum mxtrap_status status = set_limits(context, options->in_flight_max, why);

    for (size_t i = 0; status == MXTRAP_OK && i < sizeof settings / sizeof *settings; i++) {
        status = set(context, settings[i].key, settings[i].value, why);
    }
    if (status == MXTRAP_OK) {
        status = set(context, "module-config:", context->dnssec ? "validator iterator" : "iterator",
                     why);
    }
    if (status == MXTRAP_OK && options->recursive && options->root_hints != NULL) {
        status = access(options->root_hints, R_OK) == 0
                     ? set(context, "root-hints:", options->root_hints, why)
                     : fail(why, "root hints", options->root_hints, strerror(errno));
    }
    if (status == MXTRAP_OK) {
        status = add_forwards(context, why);
    }
    if (status == MXTRAP_OK && context->dnssec) {
        status = add_anchors(context, options->trust_anchor, why);
    }
    return status;
}

/* Parameters are not const because libunbound's type has them so. */
static void ignore(void *context, int rcode, void *packet, int length, int security,
                   char *why_bogus, /* NOLINT(readability-non-const-parameter) */
                   int was_ratelimited) {
    (void)context;
    (void)rcode;
    (void)packet;
    (void)length;
    (void)security;
    (void)why_bogus;
    (void)was_ratelimited;
}

/* libunbound reads trust anchors at the first call that needs its settings, and root hints at the
 * first question. Both are made here, so that errors in those files show now and no file is opened
 * later. The question is for localhost, which libunbound answers itself, within the call. */
static enum mxtrap_status apply_settings(struct mx_context *context, char *why) {
    int error = 0;

    for (size_t i = 0; error == 0 && i < sizeof local_zones / sizeof *local_zones; i++) {
        error = ub_ctx_zone_remove(context->unbound, local_zones[i]);
    }
    if (error == 0) {
        error = ub_resolve_event(context->unbound, "localhost.", MX_TYPE_A, MX_CLASS_IN, NULL,
                                 ignore, NULL);
    }
    if (error == UB_INITFAIL) {
        char logged[MX_DNS_WHY_MAX / 2];
        mx_log_last(context, logged, sizeof logged);
        return fail(why, "trust anchor or root hints", "", logged);
    }
    return from_unbound(error, why, "resolver");
}

enum mxtrap_status mx_context_open(struct mx_context *context, struct event_base *base,
                                   const struct mx_resolver_options *options, char *why) {
    *context = (struct mx_context){.dnssec = options->dnssec};
    enum mxtrap_status status = find_servers(context, options, why);

    if (status == MXTRAP_OK) {
        context->unbound = ub_ctx_create_event(base);
        status = context->unbound != NULL ? mx_log_open(context) : MXTRAP_ERR_MEMORY;
    }
    if (status == MXTRAP_OK) {
        status = set_all(context, options, why);
    }
    if (status == MXTRAP_OK) {
        status = apply_settings(context, why);
    }
    if (status == MXTRAP_ERR_MEMORY) {
        snprintf(why, MX_DNS_WHY_MAX, "%s", mxtrap_strerror(status));
    }
    if (status != MXTRAP_OK) {
        mx_context_close(context);
    }
    return status;
}

void mx_context_close(struct mx_context *context) {
    if (context->unbound != NULL) {
        ub_ctx_delete(context->unbound);
        context->unbound = NULL;
    }
    mx_log_close(context);
}
