/* The options of mxtrap-check, a row each. */
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
    CLI_WORD('f', "format", "FORMAT", "print this format", cli_results_formats, format),
    CLI_LIST(0, "spec", "SPEC", "compare with this spec; without DOMAIN, check all its owners",
             CLI_INPUT, settings.specs),
    CLI_TEXT('i', "input", "FILE", "read domains from FILE, one per line", CLI_INPUT,
             settings.list),
    CLI_LIST(0, "server", "ADDR[@PORT]", "ask this resolver", CLI_ANYTHING, servers),
    CLI_FLAG(0, "recursive", "resolve from the root servers, without a resolver",
             settings.check.recursive),
    CLI_FLAG(0, "dnssec", "validate answers; bogus ones are inconclusive", settings.check.dnssec),
    CLI_FLAG(0, "authoritative", "also ask and compare the zone's name servers",
             settings.check.authoritative),
    CLI_TEXT(0, "trust-anchor", "FILE", "validate from the DS or DNSKEY records in FILE", CLI_FILE,
             settings.check.trust_anchor, .needs = "dnssec"),
    CLI_TEXT(0, "root-hints", "FILE", "read the root servers for --recursive", CLI_FILE,
             settings.check.root_hints, .needs = "recursive"),
    CLI_LIST(0, "control", "HOST", "believe silence only if HOST answers", CLI_ANYTHING, controls),
    CLI_LIST(0, "silent-control", "ADDR", "believe no answer if ADDR accepts connections",
             CLI_ANYTHING, silent_controls),
    CLI_SECONDS("timeout", "call an address silent after S seconds (10)", settings.check.timeout_ms,
                SECONDS_MAX),
    CLI_SECONDS("greeting-timeout", "wait S seconds for greeting and reply (30)",
                settings.check.greeting_timeout_ms, SECONDS_MAX),
    CLI_SECONDS("deadline", "end the run after S seconds (no limit)", settings.check.deadline_ms,
                DEADLINE_MAX),
    CLI_NUMBER("attempts", "N", "try N times before reporting a bad state (2)",
               settings.check.attempts, 100),
    CLI_NUMBER("rate", "N", "start at most N connections a second (20000)", settings.check.rate,
               1000000, .also = "serve"),
    CLI_NUMBER("jobs", "N", "check at most N domains at once (10000)", settings.check.jobs,
               1000000),
    CLI_NUMBER("port", "N", "connect to port N instead of 25", port, UINT16_MAX, .also = "serve"),
    CLI_TEXT(0, "helo", "NAME", "send NAME in EHLO", CLI_ANYTHING, settings.check.helo),
    CLI_FLAG(0, "no-probe", "check DNS only", settings.check.no_probe),
    CLI_FLAG(0, "starttls", "make the TLS handshake if offered", settings.check.starttls),
    CLI_FLAG(0, "accept-refused", "accept dummies that reset connections",
             settings.check.accept_refused),
    CLI_FLAG(0, "allow-special", "also probe special-purpose addresses",
             settings.check.allow_special, .also = "serve"),
    CLI_FLAG('4', "ipv4", "check IPv4 only", settings.check.no_ipv6),
    CLI_FLAG('6', "ipv6", "check IPv6 only", settings.check.no_ipv4),
    CLI_TEXT(0, "resume", "FILE", "skip domains with a result in this ndjson", CLI_INPUT,
             settings.resume),
    CLI_LIST(0, "via", "[NAME=]HOST", "probe from HOST by ssh; \"here\" is this machine",
             CLI_ANYTHING, settings.via),
    CLI_TEXT('e', "remote-shell", "COMMAND", "reach HOST by COMMAND instead of ssh", CLI_ANYTHING,
             settings.remote_shell, .needs = "via"),
    CLI_TEXT(0, "remote-command", "COMMAND", "run COMMAND there instead of mxtrap-check --serve",
             CLI_ANYTHING, settings.remote_command, .needs = "via"),
    CLI_NUMBER("quorum", "N", "pass if N vantage points prove it (all)", settings.check.quorum, 16,
               .needs = "via"),
    CLI_FLAG(0, "serve", "probe for a check elsewhere, by standard input and output",
             settings.serve, .excludes = true),
    CLI_NUMBER("max", "N", "end --serve after N requests (no limit)", settings.max, 1000000000,
               .needs = "serve"),
    CLI_FLAG(0, "strict", "treat warnings as errors", settings.strict),
    CLI_FLAG(0, "progress", "show progress even without a terminal", settings.progress),
    CLI_FLAG('q', "quiet", "omit passed domains from text; no progress", settings.quiet),
};

const struct cli_tool cli_check_tool = {
    .name = "mxtrap-check",
    .synopsis = "[OPTION]... DOMAIN... | -i FILE | --spec SPEC",
    .does = "Prove that dummies are silent on port 25 and real hosts answer.",
    CLI_ROWS(rows),
    .operand = "domain",
    .statuses = "0 every domain passed, 1 a domain failed, 2 usage or bad input,\n"
                "             3 a domain is inconclusive, 4 system failure",
};

/* Whether NAME, in lower case, may be sent in EHLO (RFC 5321 2.3.5, 4.1.2): at least two labels of
 * letters, digits and hyphens, and not an address. */
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

/* This host's name for EHLO; NULL: it has no full name, and EHLO has the address (RFC 5321 4.1.3).
 */
static const char *own_name(void) {
    static char name[MXTRAP_NAME_TEXT_MAX];
    char said[HOST_NAME_SPACE] = "";

    if (gethostname(said, sizeof said - 1) != 0 ||
        mxtrap_check_domain(name, said, NULL) != MXTRAP_OK || !is_full_name(name)) {
        return NULL;
    }
    return name;
}

struct cli_check_settings *cli_check_options(const struct cli_given *given) {
    struct mxtrap_check_options *check = &settings.check;

    check->servers = servers.items;
    check->server_count = servers.count;
    check->controls = controls.items;
    check->control_count = controls.count;
    check->silent_controls = silent_controls.items;
    check->silent_control_count = silent_controls.count;
    const char *stand_ins = getenv("MXTRAP_STAND_INS"); /* set by mxtrap-lab */
    check->stand_ins = stand_ins != NULL && stand_ins[0] != '\0' ? stand_ins : NULL;
    check->port = (uint16_t)port;
    check->helo = check->helo != NULL ? check->helo : own_name();
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_RESULTS, format);
    settings.colour = given->colour;
    return &settings;
}
