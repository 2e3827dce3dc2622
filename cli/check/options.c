/* What mxtrap-check can be told, a row an option. */
#include "options.h"
#include "tool/common.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_MAX = 3600, DEADLINE_MAX = 86400, HOST_NAME_SPACE = 256 };

static struct cli_check_settings settings = {.check = MXTRAP_CHECK_OPTIONS_INIT};
static struct cli_list servers, controls, silent_controls;
static size_t format;
static unsigned port;

static const struct cli_option rows[] = {
    {.letter = 'f',
     .name = "format",
     .argument = "FORMAT",
     .help = "print this format",
     .words = &cli_results_formats,
     .index = &format},
    {.name = "spec",
     .argument = "SPEC",
     .help = "compare with this spec; without DOMAIN, check all its owners",
     .kind = CLI_INPUT,
     .list = &settings.specs},
    {.letter = 'i',
     .name = "input",
     .argument = "FILE",
     .help = "read domains from FILE, one per line",
     .kind = CLI_INPUT,
     .text = &settings.list},
    {.name = "server", .argument = "ADDR[@PORT]", .help = "ask this resolver", .list = &servers},
    {.name = "recursive",
     .help = "resolve from the root servers, without a resolver",
     .flag = &settings.check.recursive},
    {.name = "dnssec",
     .help = "validate answers; bogus ones are inconclusive",
     .flag = &settings.check.dnssec},
    {.name = "authoritative",
     .help = "also ask and compare the zone's name servers",
     .flag = &settings.check.authoritative},
    {.name = "trust-anchor",
     .argument = "FILE",
     .help = "validate from the DS or DNSKEY records in FILE",
     .kind = CLI_FILE,
     .text = &settings.check.trust_anchor},
    {.name = "root-hints",
     .argument = "FILE",
     .help = "read the root servers for --recursive",
     .kind = CLI_FILE,
     .text = &settings.check.root_hints},
    {.name = "control",
     .argument = "HOST",
     .help = "believe silence only if HOST answers",
     .list = &controls},
    {.name = "silent-control",
     .argument = "ADDR",
     .help = "believe no answer if ADDR accepts connections",
     .list = &silent_controls},
    {.name = "timeout",
     .argument = "S",
     .help = "call an address silent after S seconds (10)",
     .milliseconds = &settings.check.timeout_ms,
     .most = SECONDS_MAX},
    {.name = "greeting-timeout",
     .argument = "S",
     .help = "wait S seconds for greeting and reply (30)",
     .milliseconds = &settings.check.greeting_timeout_ms,
     .most = SECONDS_MAX},
    {.name = "deadline",
     .argument = "S",
     .help = "end the run after S seconds (no limit)",
     .milliseconds = &settings.check.deadline_ms,
     .most = DEADLINE_MAX},
    {.name = "attempts",
     .argument = "N",
     .help = "try N times before reporting a bad state (2)",
     .number = &settings.check.attempts,
     .most = 100},
    {.name = "rate",
     .argument = "N",
     .help = "start at most N connections a second (20000)",
     .number = &settings.check.rate,
     .most = 1000000},
    {.name = "jobs",
     .argument = "N",
     .help = "check at most N domains at once (10000)",
     .number = &settings.check.jobs,
     .most = 1000000},
    {.name = "port",
     .argument = "N",
     .help = "connect to port N instead of 25",
     .number = &port,
     .most = UINT16_MAX},
    {.name = "helo", .argument = "NAME", .help = "send NAME in EHLO", .text = &settings.check.helo},
    {.name = "no-probe", .help = "check DNS only", .flag = &settings.check.no_probe},
    {.name = "starttls",
     .help = "make the TLS handshake if offered",
     .flag = &settings.check.starttls},
    {.name = "accept-refused",
     .help = "accept dummies that reset connections",
     .flag = &settings.check.accept_refused},
    {.name = "allow-special",
     .help = "also probe special-purpose addresses",
     .flag = &settings.check.allow_special},
    {.letter = '4', .name = "ipv4", .help = "check IPv4 only", .flag = &settings.check.no_ipv6},
    {.letter = '6', .name = "ipv6", .help = "check IPv6 only", .flag = &settings.check.no_ipv4},
    {.name = "resume",
     .argument = "FILE",
     .help = "skip domains with a result in this ndjson",
     .kind = CLI_INPUT,
     .text = &settings.resume},
    {.name = "strict", .help = "treat warnings as errors", .flag = &settings.strict},
    {.name = "progress",
     .help = "show progress even without a terminal",
     .flag = &settings.progress},
    {.letter = 'q',
     .name = "quiet",
     .help = "omit passed domains from text; no progress",
     .flag = &settings.quiet},
};

const struct cli_tool cli_check_tool = {
    .name = "mxtrap-check",
    .synopsis = "[OPTION]... DOMAIN... | -i FILE | --spec SPEC",
    .does = "Prove that dummies are silent on port 25 and real hosts answer.",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
    .common = cli_common,
    .common_count = CLI_COMMON_COUNT,
    .operand = "domain",
};

/* Whether NAME, an A-label in lower case, may be said in EHLO (RFC 5321 2.3.5, 4.1.2): labels of
 * letters, digits and hyphens, two at the least, and no address. */
static bool is_full_name(const char *name) {
    const char *last = strrchr(name, '.');

    for (const char *label = name; last != NULL && label != NULL;
         label = strchr(label, '.') != NULL ? strchr(label, '.') + 1 : NULL) {
        size_t length = strcspn(label, ".");
        if (length == 0 || label[0] == '-' || label[length - 1] == '-' ||
            strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-") < length) {
            return false;
        }
    }
    return last != NULL && strspn(last + 1, "0123456789") < strlen(last + 1);
}

/* This host's own name, for EHLO; NULL where it has none that a server would take: then the address
 * is said (RFC 5321 4.1.3). */
static const char *own_name(void) {
    static char name[MXTRAP_NAME_TEXT_MAX];
    char said[HOST_NAME_SPACE] = "";
    const char *why;

    if (gethostname(said, sizeof said - 1) != 0 ||
        mxtrap_check_domain_text(name, said, &why) != MXTRAP_OK || !is_full_name(name)) {
        return NULL;
    }
    return name;
}

struct cli_check_settings *cli_check_settle(const struct cli_given *given) {
    struct mxtrap_check_options *check = &settings.check;

    check->servers = servers.items;
    check->server_count = servers.count;
    check->controls = controls.items;
    check->control_count = controls.count;
    check->silent_controls = silent_controls.items;
    check->silent_control_count = silent_controls.count;
    const char *stand_ins = getenv("MXTRAP_STAND_INS"); /* mxtrap-lab's word to us */
    check->stand_ins = stand_ins != NULL && stand_ins[0] != '\0' ? stand_ins : NULL;
    check->port = (uint16_t)port;
    check->helo = check->helo != NULL ? check->helo : own_name();
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_RESULTS, format);
    settings.colour = given->colour;
    return &settings;
}
