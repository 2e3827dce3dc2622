/* Prints what the prober finds at addresses, special-purpose ones too, in the order given:
 *
 *     probe_outcomes PORT TIMEOUT_MS ADDRESS...
 *     ADDRESS STATE CAUSE [TYPE/CODE OFFENDER]
 */
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/layout.h>

#include "probe/prober.h"

struct line {
    const char *address;
    char text[256];
    size_t *owed;
};

static void note(void *context, const struct mx_address *address,
                 const struct mx_probe_outcome *outcome) {
    char offender[MXTRAP_ADDRESS_TEXT_MAX] = "unknown";
    struct line *line = context;
    (void)address;

    int length = snprintf(line->text, sizeof line->text, "%s %s %s", line->address,
                          mxtrap_state_name(outcome->state), mx_cause_name(outcome->cause));
    if (outcome->has_icmp && length > 0) {
        if (outcome->offender.family != 0) {
            mx_address_print(&outcome->offender, offender);
        }
        snprintf(line->text + length, sizeof line->text - (size_t)length, " %u/%u %s",
                 outcome->icmp_type, outcome->icmp_code, offender);
    }
    --*line->owed;
}

int main(int argc, char **argv) {
    struct event_base *base = event_base_new();
    struct mx_prober *prober = NULL;
    struct line *lines = calloc((size_t)argc, sizeof *lines);
    size_t owed = 0;

    if (argc < 4 || base == NULL || lines == NULL) {
        return EXIT_FAILURE;
    }
    struct mx_probe_options options = {.socket_ms = 1000,
                                       .port = (uint16_t)strtoul(argv[1], NULL, 10),
                                       .timeout_ms = (unsigned)strtoul(argv[2], NULL, 10),
                                       .allow_special = true,
                                       .helo = "client.example"};
    if (mx_prober_new(base, &options, &prober) != MXTRAP_OK) {
        return EXIT_FAILURE;
    }
    for (int i = 3; i < argc; i++) {
        struct mx_address address;
        lines[i] = (struct line){.address = argv[i], .owed = &owed};
        if (!mx_address_parse(&address, argv[i], strlen(argv[i])) ||
            mx_probe(prober, &address, NULL, note, &lines[i]) != MXTRAP_OK) {
            return EXIT_FAILURE;
        }
        owed++;
    }
    while (owed > 0 && event_base_loop(base, EVLOOP_ONCE) == 0) {
    }
    for (int i = 3; i < argc; i++) {
        puts(lines[i].text);
    }
    mx_prober_free(prober);
    event_base_free(base);
    free(lines);
    return EXIT_SUCCESS;
}
