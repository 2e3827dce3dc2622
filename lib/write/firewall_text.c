/* What the silencers of every firewall have in common on paper. */
#include "write/silence.h"

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

static void write_open(struct mx_text *text, const struct mx_silencer *silencer) {
    for (const struct mx_silenced_host *host = silencer->first_host; host != NULL;
         host = host->next) {
        if (!host->has_address &&
            (host->dummy[MX_SILENCE_DROP] != NULL || host->dummy[MX_SILENCE_RESET] != NULL)) {
            mx_text_string(text, "# NOT silenced, having no address in the spec: ");
            mx_name_write(text, host->name, NULL);
            mx_text_char(text, '\n');
        }
    }
}

void mx_silencer_write_head(struct mx_text *text, const struct mx_silencer *silencer) {
    size_t dropped = 0;

    for (size_t i = 0; i < silencer->count; i++) {
        dropped += silencer->list[i].silence == MX_SILENCE_DROP ? 1 : 0;
    }

    mx_text_string(text, "# Written by mxtrap-gen from a spec: change the spec, not this file.\n");
    write_specs(text, silencer->zones);
    mx_text_string(text, "# Silences TCP port 25 of the dummies. Addresses dropped: ");
    mx_text_unsigned(text, dropped);
    mx_text_string(text, ", reset: ");
    mx_text_unsigned(text, silencer->count - dropped);
    mx_text_char(text, '\n');
    write_open(text, silencer);
}

void mx_silencer_write_list(struct mx_text *text, const struct mx_silencer *silencer,
                            enum mx_family family, enum mx_silence silence, const char *before,
                            const char *after) {
    size_t count;
    const struct mx_silenced *list = mx_silencer_slice(silencer, family, silence, &count);

    for (size_t i = 0; i < count; i++) {
        mx_text_string(text, before);
        mx_address_write(text, list[i].address);
        mx_text_string(text, after);
    }
}

enum mxtrap_status mx_silencer_write(struct mx_text *text, const mxtrap_zones *zones,
                                     mx_silencer_writer *writer) {
    struct mx_silencer silencer;
    enum mxtrap_status status = mx_silencer_gather(&silencer, zones, NULL);

    if (status == MXTRAP_OK && silencer.wrong > 0) {
        status = MXTRAP_ERR_ARGUMENT;
    }
    if (status == MXTRAP_OK) {
        writer(text, &silencer);
    }
    mx_silencer_free(&silencer);
    return status;
}
