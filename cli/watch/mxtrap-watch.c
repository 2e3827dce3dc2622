/* mxtrap-watch: captures in, who knocked at the exchangers of MX layouts out. */
#include <string.h>

#include <mxtrap/mxtrap.h>

#include "base/number.h"
#include "base/text.h"
#include "times.h"
#include "tool/common.h"
#include "tool/inputs.h"
#include "tool/options.h"
#include "watch.h"

static struct cli_watch settings = {.zone = MXTRAP_ZONE_FILE_OPTIONS_INIT,
                                    .watch = MXTRAP_WATCH_OPTIONS_INIT,
                                    .max_lost = UINT64_MAX};
static size_t format, group;
static unsigned port;

static const char *group_at(const struct cli_words *words, size_t index) {
    static const char *const names[] = {"address", "network"};
    (void)words;
    return MX_WORD_OF(names, index, NULL);
}

static const struct cli_words groups = {.noun = "group", .at = group_at, .has_default = true};

static enum cli_exit set_since(const struct cli_tool *tool, const char *argument) {
    return cli_take_time(tool, "since", argument, &settings.watch.since);
}

static enum cli_exit set_until(const struct cli_tool *tool, const char *argument) {
    return cli_take_time(tool, "until", argument, &settings.watch.until);
}

static enum cli_exit set_max_lost(const struct cli_tool *tool, const char *argument) {
    return mx_number_parse(argument, strlen(argument), UINT32_MAX, &settings.max_lost)
               ? CLI_HOLDS
               : cli_usage(tool, "--max-lost takes a number, not \"%s\"", argument);
}

static const struct cli_option rows[] = {
    CLI_WORD('f', "format", "FORMAT", "print this format", cli_watch_formats, format),
    CLI_LIST('i', "interface", "INTERFACE", "listen: eth0, any, nflog:GROUP", CLI_ANYTHING,
             settings.interfaces),
    CLI_NUMBER("interval", "SECONDS", "report again each time (with --interface)",
               settings.interval, 86400, .needs = "interface"),
    CLI_TEXT('o', "output", "FILE", "replace FILE by the report", CLI_FILE, settings.output),
    CLI_TEXT(0, "state", "FILE", "go on from the state in FILE, and keep it there", CLI_FILE,
             settings.state),
    CLI_LIST(0, "zone", "FILE", "watch the layouts of this zone file", CLI_INPUT, settings.files),
    CLI_ZONE_FILE_ROWS(settings, "watch the layouts of this spec; with --zone, roles"),
    CLI_NUMBER("port", "PORT", "count attempts to this port (default: 25)", port, 65535),
    CLI_NUMBER("gap", "SECONDS", "end a visit after this time without an attempt",
               settings.watch.gap, 86400),
    CLI_WORD(0, "group", "GROUP", "count addresses or networks as sources", groups, group),
    {0, "since", "TIME", "skip packets before this time", .call = set_since},
    {0, "until", "TIME", "skip packets from this time on", .call = set_until},
    CLI_NUMBER("top", "N", "list at most N lost sources of a layout", settings.top, UINT32_MAX),
    {0, "max-lost", "N", "exit with 1 if more sources were lost", .call = set_max_lost},
    CLI_NUMBER("max-sources", "N", "keep at most N sources (default: 1000000)",
               settings.watch.max_sources, UINT32_MAX),
    CLI_FLAG(0, "names", "look up the names of lost sources", settings.names),
    CLI_LIST(0, "server", "ADDR[@PORT]", "ask this resolver (with DOMAIN, --names)", CLI_ANYTHING,
             settings.servers),
    CLI_FLAG(0, "recursive", "resolve from the root servers, without a resolver",
             settings.recursive),
    CLI_FLAG(0, "anonymize", "print other addresses, with common prefixes", settings.anonymize),
    CLI_FLAG('q', "quiet", "print no warnings", settings.quiet),
};

static const struct cli_tool tool = {
    .name = "mxtrap-watch",
    .synopsis = "[OPTION]... --spec=SPEC|DOMAIN... CAPTURE...|-i INTERFACE",
    .does = "Report from packet captures how senders try the exchangers of MX layouts.",
    CLI_ROWS(rows),
    .operand = "capture",
    .operand_kind = CLI_INPUT,
    .statuses =
        "0 printed, 1 more than --max-lost, 2 usage or bad input,\n             4 system failure",
};

/* Layouts and packets come from one kind of source each. */
static enum cli_exit check_sources(size_t domains, size_t captures) {
    bool is_live = settings.interfaces.count > 0;

    if (is_live && captures > 0) {
        return cli_usage(&tool, "--interface excludes captures");
    }
    bool has_file = settings.specs.count + settings.files.count > 0;
    if (!is_live && captures == 0) {
        return cli_usage(&tool, "no capture is given");
    }
    if (!has_file && domains == 0) {
        return cli_usage(&tool,
                         "no layout is given: --spec, --zone or a domain is needed; a word that "
                         "names a file is a capture");
    }
    if ((settings.servers.count > 0 || settings.recursive) && domains == 0 && !settings.names) {
        return cli_usage(&tool, "--server and --recursive need a domain or --names");
    }
    if (settings.watch.until > 0 && settings.watch.since >= settings.watch.until) {
        return cli_usage(&tool, "--since is not before --until");
    }
    return CLI_HOLDS;
}

/* Neither the report nor the state replaces what is read, or the other. */
static enum cli_exit check_outputs(const struct cli_given *given) {
    const char *output = settings.output, *state = settings.state;
    enum cli_exit result = cli_check_output(&tool, output, given->operands, given->operand_count);

    if (result == CLI_HOLDS) {
        result = cli_check_output(&tool, state, given->operands, given->operand_count);
    }
    bool is_same = output != NULL && state != NULL &&
                   (strcmp(output, state) == 0 || cli_same_file(output, &state, 1) != NULL);
    return is_same ? cli_usage(&tool, "%s is both --output and --state", state) : result;
}

static enum cli_exit watch(const struct cli_given *given) {
    size_t domains = settings.specs.count + settings.files.count > 0
                         ? 0
                         : cli_watch_domains(given->operands, given->operand_count);
    enum cli_exit result = cli_check_inputs(&tool, given);

    if (result == CLI_HOLDS) {
        result = check_sources(domains, given->operand_count - domains);
    }
    if (result == CLI_HOLDS) {
        result = check_outputs(given);
    }
    if (result != CLI_HOLDS) {
        return result;
    }
    if (settings.state != NULL && strcmp(settings.state, "-") == 0) {
        return cli_usage(&tool, "--state takes the name of a file");
    }
    settings.tool = &tool;
    settings.format = mxtrap_format_at(MXTRAP_FORMAT_WATCH, format);
    settings.colour = given->colour;
    settings.watch.port = (uint16_t)port;
    if (group > 0) {
        settings.watch.ipv4_bits = 24;
        settings.watch.ipv6_bits = 48;
    }
    return cli_watch(&settings, given->operands, domains);
}

int main(int argc, char **argv) {
    return cli_run(&tool, argc, argv, watch);
}
