/* Asks what it is told to, and prints what came of it: what the lab's scripts look at.
 *
 *     resolve_probe [-c RESOLV_CONF] [-s SERVER]... [-r ROOT_HINTS] [-d ANCHOR] [-t MS] [-n MOST]
 *                   [-a MS] [-x] [-p PORT] [-k NAME] (NAME TYPE)...
 *     TYPE: MX, A, AAAA, NS, SOA; +MX etc. asks the server directly, without recursion (-s);
 *     ZONE asks the zone's own servers on PORT, with -x those at special-purpose addresses, too.
 *     -t is the time for a question, -a for each server of a zone (as -t unless it comes later).
 *     -k ends with the answer to the question for NAME, whatever is under way.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mxtrap/layout.h>

#include "net/ask.h"
#include "net/authoritative.h"
#include "net/domain_name.h"
#include "net/resolve.h"

enum { QUESTIONS_MAX = 20000 };

static struct {
    struct event_base *base;
    struct mx_resolver *resolver;
    struct mx_resolver_options options;
    struct mx_dns_server servers[MX_DNS_SERVERS_MAX];
    struct mx_authority_options authority;
    const char *last; /* of all that are asked for, or NULL */
    size_t open;      /* questions under way */
} probe;

struct asked {
    const char *name, *type;
    struct mx_authority_run *run; /* under way */
    struct mx_dns_ask *direct;
};

static void die(const char *what, const char *why) {
    fprintf(stderr, "resolve_probe: %s: %s\n", what, why);
    exit(2);
}

static void write_record(struct mx_text *text, uint16_t type, const struct mx_dns_record *record) {
    char address[INET6_ADDRSTRLEN], name[MXTRAP_NAME_TEXT_MAX];

    mx_text_string(text, " | ");
    switch (type) {
    case MX_TYPE_MX:
        mx_text_unsigned(text, (unsigned)record->bytes[0] << 8 | record->bytes[1]);
        mx_text_char(text, ' ');
        mx_text_string(text, mx_name_print(record->bytes + 2, name));
        break;
    case MX_TYPE_NS:
    case MX_TYPE_SOA:
        mx_text_string(text, mx_name_print(record->bytes, name));
        break;
    default:
        mx_text_string(text, inet_ntop(type == MX_TYPE_A ? AF_INET : AF_INET6, record->bytes,
                                       address, sizeof address));
    }
}

static uint16_t type_of(const char *text) {
    static const struct {
        const char *text;
        uint16_t type;
    } types[] = {{"MX", MX_TYPE_MX},
                 {"A", MX_TYPE_A},
                 {"AAAA", MX_TYPE_AAAA},
                 {"NS", MX_TYPE_NS},
                 {"SOA", MX_TYPE_SOA}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].text, text) == 0) {
            return types[i].type;
        }
    }
    die(text, "no such type");
    return 0;
}

/* Ends the loop with the last question: libunbound may have events of its own for longer. */
static void print(const struct asked *asked, struct mx_text *text) {
    if (--probe.open == 0 || (probe.last != NULL && strcmp(asked->name, probe.last) == 0)) {
        event_base_loopbreak(probe.base);
    }
    puts(mx_text_string_of(text));
    fflush(stdout);
    mx_text_free(text);
}

static void answered(void *context, const struct mx_dns_answer *answer) {
    struct asked *asked = context;
    const char *type = asked->type + (asked->type[0] == '+');
    struct mx_text text = {0};
    char name[MXTRAP_NAME_TEXT_MAX];

    asked->direct = NULL;
    mx_text_format(&text, "%s %s: %s", asked->name, asked->type,
                   mx_dns_failure_name(answer->result, answer->rcode));
    mx_text_format(&text, " rcode=%u%s%s%s", answer->rcode, answer->secure ? " secure" : "",
                   answer->authoritative ? " aa" : "", answer->referral ? " referral" : "");
    if (answer->aliases > 0) {
        mx_text_format(&text, " aliases=%u canonical=%s", answer->aliases,
                       mx_name_print(answer->canonical.wire, name));
    }
    for (size_t i = 0; i < answer->record_count && i < 8; i++) {
        write_record(&text, type_of(type), &answer->records[i]);
    }
    if (answer->record_count > 0) {
        mx_text_format(&text, " (%zu records, ttl %u)", answer->record_count, answer->ttl);
    }
    if (answer->why[0] != '\0') {
        mx_text_string(&text, " why=");
        mx_text_escaped(&text, answer->why, strlen(answer->why));
    }
    print(asked, &text);
}

static void compared(void *context, const struct mx_authority *authority) {
    struct asked *asked = context;
    struct mx_authority_difference found = mx_authority_compare(authority);
    struct mx_text text = {0};
    char apex[MXTRAP_NAME_TEXT_MAX];

    mx_text_format(&text, "%s ZONE: %s apex=%s answering=%zu%s%s%s beyond=%zu", asked->name,
                   mx_dns_result_name(authority->result), mx_name_print(authority->apex.wire, apex),
                   found.answering, found.mx ? " mx-differs" : "",
                   found.addresses ? " addresses-differ" : "",
                   found.serial ? " serial-differs" : "", authority->beyond);
    mx_text_string(&text, authority->why[0] != '\0' ? " why=" : "");
    mx_text_escaped(&text, authority->why, strlen(authority->why));
    for (size_t i = 0; i < authority->server_count; i++) {
        mx_text_string(&text, "\n  ");
        mx_authority_write(&text, &authority->servers[i]);
    }
    print(asked, &text);
    asked->run = NULL;
}

static void ask(struct asked *asked) {
    struct mx_name name;
    const char *why = "memory";
    enum mxtrap_status status = mx_domain_name_read(&name, asked->name, strlen(asked->name), &why);

    if (status != MXTRAP_OK) {
        printf("%s: %s\n", asked->name, why);
        return;
    }
    if (strcmp(asked->type, "ZONE") == 0) {
        status = mx_authority_ask(&asked->run, probe.resolver, name.wire, &probe.authority,
                                  compared, asked);
    } else if (asked->type[0] == '+') {
        const struct mx_dns_question question = {.name = name.wire,
                                                 .type = type_of(asked->type + 1),
                                                 .timeout_ms = probe.options.timeout_ms};
        status =
            mx_dns_ask(&asked->direct, probe.base, &probe.servers[0], &question, answered, asked);
    } else {
        status = mx_resolver_ask(probe.resolver, name.wire, type_of(asked->type), answered, asked);
    }
    if (status != MXTRAP_OK) {
        die(asked->name, mxtrap_strerror(status));
    }
    probe.open++;
}

static int read_options(int argc, char **argv) {
    int option;

    while ((option = getopt(argc, argv, "c:s:r:d:t:a:n:xp:k:")) != -1) {
        switch (option) {
        case 'c':
            probe.options.resolv_conf = optarg;
            break;
        case 's':
            if (!mx_dns_server_parse(&probe.servers[probe.options.server_count++], optarg,
                                     strlen(optarg))) {
                die(optarg, "no server");
            }
            break;
        case 'r':
            probe.options.recursive = true;
            probe.options.root_hints = optarg;
            break;
        case 'd':
            probe.options.dnssec = true;
            probe.options.trust_anchor = optarg[0] != '\0' ? optarg : NULL;
            break;
        case 't':
            probe.options.timeout_ms = (unsigned)atoi(optarg);
            probe.authority.timeout_ms = (unsigned)atoi(optarg);
            break;
        case 'a':
            probe.authority.timeout_ms = (unsigned)atoi(optarg);
            break;
        case 'n':
            probe.options.in_flight_max = (unsigned)atoi(optarg);
            break;
        case 'x':
            probe.authority.allow_special = true;
            break;
        case 'p':
            probe.authority.port = (uint16_t)atoi(optarg);
            break;
        case 'k':
            probe.last = optarg;
            break;
        default:
            exit(2);
        }
    }
    return optind;
}

int main(int argc, char **argv) {
    static struct asked asked[QUESTIONS_MAX];
    char why[MX_DNS_WHY_MAX];
    int first = read_options(argc, argv), count = 0;

    probe.options.servers = probe.servers;
    probe.base = event_base_new();
    if (mx_resolver_new(probe.base, &probe.options, &probe.resolver, why) != MXTRAP_OK) {
        die("resolver", why);
    }
    for (int i = first; i + 1 < argc && count < QUESTIONS_MAX; i += 2, count++) {
        asked[count] = (struct asked){.name = argv[i], .type = argv[i + 1]};
        ask(&asked[count]);
    }
    if (probe.open > 0) {
        event_base_dispatch(probe.base);
    }
    for (int i = 0; i < count; i++) {
        mx_authority_cancel(asked[i].run);
        mx_dns_ask_cancel(asked[i].direct);
    }
    mx_resolver_free(probe.resolver);
    event_base_free(probe.base);
    return 0;
}
