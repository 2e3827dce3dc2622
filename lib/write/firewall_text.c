/* The text that nftables, iptables and pf share. */
#include "write/firewall.h"

#include <string.h>

static void write_specs(struct mx_text *text, const mxtrap_zones *zones) {
    const char *before = NULL;

    for (size_t i = 0; i < zones->count; i++) {
        const char *file = zones->list[i]->place.file;
        if (!mx_zone_is_chosen(zones, zones->list[i]) || file == NULL ||
            (before != NULL && strcmp(before, file) == 0)) {
            continue;
        }
        mx_text_string(text, "# Spec: ");
        mx_text_escaped(text, file, strlen(file));
        mx_text_char(text, '\n');
        before = file;
    }
}

static void write_open(struct mx_text *text, const struct mx_firewall *firewall) {
    for (const struct mx_silenced_host *host = firewall->first_host; host != NULL;
         host = host->next) {
        if (!host->has_address &&
            (host->dummy[MX_SILENCE_DROP] != NULL || host->dummy[MX_SILENCE_RESET] != NULL)) {
            mx_text_string(text, "# NOT silenced, having no address in the spec: ");
            mx_name_write(text, host->name, NULL);
            mx_text_char(text, '\n');
        }
    }
}

void mx_firewall_write_head(struct mx_text *text, const struct mx_firewall *firewall) {
    size_t dropped = 0;

    for (size_t i = 0; i < firewall->count; i++) {
        dropped += firewall->list[i].silence == MX_SILENCE_DROP ? 1 : 0;
    }

    mx_text_string(text, "# Written by mxtrap-gen from a spec: change the spec, not this file.\n");
    write_specs(text, firewall->zones);
    mx_text_string(text, "# Silences TCP port 25 of the dummies. Addresses dropped: ");
    mx_text_unsigned(text, dropped);
    mx_text_string(text, ", reset: ");
    mx_text_unsigned(text, firewall->count - dropped);
    mx_text_char(text, '\n');
    write_open(text, firewall);
}

void mx_firewall_write_list(struct mx_text *text, const struct mx_firewall *firewall,
                            enum mx_family family, enum mx_silence silence, const char *before,
                            const char *after) {
    size_t count;
    const struct mx_silenced *list = mx_firewall_slice(firewall, family, silence, &count);

    for (size_t i = 0; i < count; i++) {
        mx_text_string(text, before);
        mx_address_write(text, list[i].address);
        mx_text_string(text, after);
    }
}

enum mxtrap_status mx_firewall_write(struct mx_text *text, const mxtrap_zones *zones,
                                     unsigned log_group, mx_firewall_writer *writer) {
    struct mx_firewall firewall;
    enum mxtrap_status status = mx_firewall_gather(&firewall, zones, NULL);

    if (status == MXTRAP_OK && firewall.wrong > 0) {
        status = MXTRAP_ERR_ARGUMENT;
    }
    firewall.log_group = log_group;
    if (status == MXTRAP_OK) {
        writer(text, &firewall);
    }
    mx_firewall_free(&firewall);
    return status;
}
