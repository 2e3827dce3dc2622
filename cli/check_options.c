/* What mxtrap-check can be told, a row an option. */
#include "check_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FORMAT,
    SPEC,
    INPUT,
    SERVER,
    RECURSIVE,
    DNSSEC,
    AUTHORITATIVE,
    TRUST_ANCHOR,
    ROOT_HINTS,
    CONTROL,
    TIMEOUT,
    GREETING_TIMEOUT,
    DEADLINE,
    ATTEMPTS,
    RATE,
    JOBS,
    PORT,
    HELO,
    NO_PROBE,
    STARTTLS,
    ACCEPT_REFUSED,
    ALLOW_SPECIAL,
    IPV4,
    IPV6,
    RESUME,
    STRICT,
    PROGRESS,
    QUIET,
    COLOUR,
    HELP,
    VERSION
};

static const struct cli_option rows[] = {
    [FORMAT] = {'f', "format", "FORMAT",
                "text (default), json, ndjson, junit, nagios, prometheus, github"},
    [SPEC] = {'\0', "spec", "SPEC",
              "what the domains are to be; without DOMAIN, all of its owners"},
    [INPUT] = {'i', "input", "FILE", "read domains from FILE, one a line (\"-\": standard input)"},
    [SERVER] = {'\0', "server", "ADDR[@PORT]", "ask this resolver; may be given again"},
    [RECURSIVE] = {'\0', "recursive", NULL, "ask from the root servers on, no resolver"},
    [DNSSEC] = {'\0', "dnssec", NULL, "validate answers: a bogus one is inconclusive"},
    [AUTHORITATIVE] = {'\0', "authoritative", NULL, "ask all servers of the zone, and compare"},
    [TRUST_ANCHOR] = {'\0', "trust-anchor", "FILE", "DS or DNSKEY records to validate from"},
    [ROOT_HINTS] = {'\0', "root-hints", "FILE", "root servers for --recursive"},
    [CONTROL] = {'\0', "control", "HOST", "a host that surely answers; may be given again"},
    [TIMEOUT] = {'\0', "timeout", "S", "seconds until a host is silent (10)"},
    [GREETING_TIMEOUT] = {'\0', "greeting-timeout", "S", "seconds for greeting and replies (30)"},
    [DEADLINE] = {'\0', "deadline", "S", "seconds for the whole run (no limit)"},
    [ATTEMPTS] = {'\0', "attempts", "N", "at an address that is not as expected (2)"},
    [RATE] = {'\0', "rate", "N", "connections started a second (20000)"},
    [JOBS] = {'\0', "jobs", "N", "domains under way at once (10000)"},
    [PORT] = {'\0', "port", "N", "instead of 25"},
    [HELO] = {'\0', "helo", "NAME", "this host's own name for EHLO"},
    [NO_PROBE] = {'\0', "no-probe", NULL, "look at DNS alone"},
    [STARTTLS] = {'\0', "starttls", NULL, "make the TLS handshake where it is offered"},
    [ACCEPT_REFUSED] = {'\0', "accept-refused", NULL, "a dummy may reset connections"},
    [ALLOW_SPECIAL] = {'\0', "allow-special", NULL, "probe special-purpose addresses too"},
    [IPV4] = {'4', "ipv4", NULL, "IPv4 alone"},
    [IPV6] = {'6', "ipv6", NULL, "IPv6 alone"},
    [RESUME] = {'\0', "resume", "FILE", "leave out the domains of this earlier ndjson"},
    [STRICT] = {'\0', "strict", NULL, "warnings fail as well"},
    [PROGRESS] = {'\0', "progress", NULL, "show progress on standard error, terminal or not"},
    [QUIET] = {'q', "quiet", NULL, "text: leave out what passed; no progress"},
    [COLOUR] = {'\0', "color", "WHEN", "auto (default), always or never"},
    [HELP] = {'h', "help", NULL, "print this help"},
    [VERSION] = {'V', "version", NULL, "print the version"},
};

const struct cli_tool cli_check_tool = {
    .name = "mxtrap-check",
    .synopsis = "[OPTION]... DOMAIN... | -i FILE | --spec SPEC",
    .does = "Prove that dummies are silent on port 25 and real hosts answer.",
    .options = rows,
    .option_count = sizeof rows / sizeof rows[0],
};

bool cli_check_settings_init(struct cli_check_settings *settings, int argc) {
    size_t room = (size_t)argc + 1;

    *settings = (struct cli_check_settings){.servers = calloc(room, sizeof(const char *)),
                                            .controls = calloc(room, sizeof(const char *)),
                                            .specs = calloc(room, sizeof(const char *)),
                                            .format = mxtrap_results_format_at(0)};
    settings->check.servers = settings->servers;
    settings->check.controls = settings->controls;
    if (gethostname(settings->helo, sizeof settings->helo - 1) != 0 || settings->helo[0] == '\0') {
        memcpy(settings->helo, "localhost", sizeof "localhost");
    }
    settings->check.helo = settings->helo;
    return settings->servers != NULL && settings->controls != NULL && settings->specs != NULL;
}

void cli_check_settings_free(struct cli_check_settings *settings) {
    free(settings->servers);
    free(settings->controls);
    free(settings->specs);
}

static enum cli_exit choose_format(struct cli_check_settings *settings, const char *name) {
    const char *similar = mxtrap_results_format_similar(name);

    settings->format = mxtrap_results_format_find(name);
    if (settings->format != NULL) {
        return CLI_HOLDS;
    }
    return similar != NULL
               ? cli_usage(&cli_check_tool, "no format \"%s\": did you mean \"%s\"?", name, similar)
               : cli_usage(&cli_check_tool, "no format \"%s\"", name);
}

/* Seconds, with a fraction or without, as milliseconds. */
static enum cli_exit take_seconds(unsigned *out, int row, const char *text) {
    char *end;
    double seconds = strtod(text, &end);

    if (end == text || *end != '\0' || !(seconds >= 0.001) || !(seconds <= 3600)) {
        return cli_usage(&cli_check_tool, "--%s takes 0.001 to 3600 seconds, not \"%s\"",
                         rows[row].name, text);
    }
    *out = (unsigned)(seconds * 1000 + 0.5);
    return CLI_HOLDS;
}

static enum cli_exit take_number(unsigned *out, int row, const char *text, unsigned most) {
    char *end;

    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number < 1 ||
        number > most) {
        return cli_usage(&cli_check_tool, "--%s takes a number from 1 to %u, not \"%s\"",
                         rows[row].name, most, text);
    }
    *out = (unsigned)number;
    return CLI_HOLDS;
}

static enum cli_exit take_port(uint16_t *out, const char *text) {
    unsigned port = 0;
    enum cli_exit result = take_number(&port, PORT, text, 65535);

    *out = (uint16_t)port;
    return result;
}

static enum cli_exit take_colour(struct cli_check_settings *settings, const char *word) {
    settings->colour = cli_colour_parse(word);
    return settings->colour != CLI_COLOUR_WRONG
               ? CLI_HOLDS
               : cli_usage(&cli_check_tool, "--color is auto, always or never");
}

/* Options that say yes; NULL for others. */
static int *flag_of(int row, struct cli_check_settings *settings) {
    struct mxtrap_check_options *check = &settings->check;

    switch (row) {
    case RECURSIVE:
        return &check->recursive;
    case DNSSEC:
        return &check->dnssec;
    case AUTHORITATIVE:
        return &check->authoritative;
    case NO_PROBE:
        return &check->no_probe;
    case STARTTLS:
        return &check->starttls;
    case ACCEPT_REFUSED:
        return &check->accept_refused;
    case ALLOW_SPECIAL:
        return &check->allow_special;
    case IPV4:
        return &check->no_ipv6;
    case IPV6:
        return &check->no_ipv4;
    case STRICT:
        return &settings->strict;
    case PROGRESS:
        return &settings->progress;
    case QUIET:
        return &settings->quiet;
    default:
        return NULL;
    }
}

/* Options that take a name. */
static bool take_name(int row, const char *argument, struct cli_check_settings *settings) {
    struct mxtrap_check_options *check = &settings->check;

    switch (row) {
    case SPEC:
        settings->specs[settings->spec_count++] = argument;
        return true;
    case INPUT:
        settings->list = argument;
        return true;
    case RESUME:
        settings->resume = argument;
        return true;
    case SERVER:
        settings->servers[check->server_count++] = argument;
        return true;
    case CONTROL:
        settings->controls[check->control_count++] = argument;
        return true;
    case TRUST_ANCHOR:
        check->trust_anchor = argument;
        return true;
    case ROOT_HINTS:
        check->root_hints = argument;
        return true;
    case HELO:
        check->helo = argument;
        return true;
    default:
        return false;
    }
}

enum cli_exit cli_check_option(int row, const char *argument, struct cli_check_settings *settings,
                               bool *done) {
    struct mxtrap_check_options *check = &settings->check;

    int *flag = flag_of(row, settings);

    if (flag != NULL) {
        *flag = 1;
        return CLI_HOLDS;
    }
    if (take_name(row, argument, settings)) {
        return CLI_HOLDS;
    }
    switch (row) {
    case FORMAT:
        return choose_format(settings, argument);
    case TIMEOUT:
        return take_seconds(&check->timeout_ms, row, argument);
    case GREETING_TIMEOUT:
        return take_seconds(&check->greeting_timeout_ms, row, argument);
    case DEADLINE:
        return take_seconds(&check->deadline_ms, row, argument);
    case ATTEMPTS:
        return take_number(&check->attempts, row, argument, 100);
    case RATE:
        return take_number(&check->rate, row, argument, 1000000);
    case JOBS:
        return take_number(&check->jobs, row, argument, 1000000);
    case PORT:
        return take_port(&check->port, argument);
    case COLOUR:
        return take_colour(settings, argument);
    default:
        break;
    }
    *done = true;
    return row == HELP      ? cli_help(&cli_check_tool, "")
           : row == VERSION ? cli_version(&cli_check_tool)
                            : CLI_USAGE;
}
