/* octoDNS: a zone's file of the YAML provider, in the order that it enforces. Every string is
 * quoted: in YAML 1.1, which it reads, "no" is a boolean and 1:2:3:4:5:6:7:8 a number. */
#include "write/rrsets.h"
#include "write/zones_writer.h"

/* Only for presentation format, which is printable ASCII. */
static void write_quoted(struct mx_text *text, const char *string) {
    mx_text_char(text, '\'');
    for (; *string != '\0'; string++) {
        mx_text_string(text, *string == '\'' ? "''" : "");
        if (*string != '\'') {
            mx_text_char(text, *string);
        }
    }
    mx_text_char(text, '\'');
}

static void write_name(struct mx_text *text, const uint8_t *name) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    write_quoted(text, mx_name_print(name, buffer));
}

/* Writes "ttl" and "type", after a dash if the owner has several RRsets. */
static const char *begin(struct mx_text *text, uint32_t ttl, const char *type, bool is_list) {
    mx_text_string(text, is_list ? "  - ttl: " : "  ttl: ");
    mx_text_unsigned(text, ttl);
    mx_text_format(text, "\n%s  type: %s\n", is_list ? "  " : "", type);
    return is_list ? "    " : "  ";
}

static void write_mx(struct mx_text *text, const mxtrap_layout *layout, bool is_list) {
    const char *indent = begin(text, layout->exchangers[0].ttl, "MX", is_list);

    mx_text_string(text, indent);
    mx_text_string(text, "values:\n");
    for (size_t i = 0; i < layout->count; i++) {
        if (!mx_rrsets_is_repeated(layout, i)) {
            mx_text_string(text, indent);
            mx_text_string(text, "  - exchange: ");
            write_name(text, layout->exchangers[i].host);
            mx_text_format(text, "\n%s    preference: %u\n", indent,
                           layout->exchangers[i].preference);
        }
    }
}

static void write_addresses(struct mx_text *text, const struct mx_rrsets_owner *owner,
                            const char *type, const struct mx_address *const *list, size_t count,
                            bool is_list) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];

    if (count == 0) {
        return;
    }
    uint32_t ttl = mx_exchanger_address_ttl(owner->host, list[0]->family);
    const char *indent = begin(text, ttl, type, is_list);
    mx_text_format(text, count > 1 ? "%svalues:\n" : "%svalue: ", indent);
    for (size_t i = 0; i < count; i++) {
        if (count > 1) {
            mx_text_string(text, indent);
            mx_text_string(text, "  - ");
        }
        write_quoted(text, mx_address_print(list[i], buffer));
        mx_text_char(text, '\n');
    }
}

static void write_owner(struct mx_text *text, const struct mx_rrsets_owner *owner) {
    int sets = (owner->mx != NULL) + (owner->ipv4_count > 0) + (owner->ipv6_count > 0);

    write_quoted(text, owner->label);
    mx_text_string(text, ":\n");
    write_addresses(text, owner, "A", owner->ipv4, owner->ipv4_count, sets > 1);
    write_addresses(text, owner, "AAAA", owner->ipv6, owner->ipv6_count, sets > 1);
    if (owner->mx != NULL) {
        write_mx(text, owner->mx, sets > 1);
    }
}

void mx_write_octodns(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    struct mx_rrsets rrsets;
    enum mxtrap_status status = mx_rrsets_gather(&rrsets, zone);

    (void)first; /* a file has one zone */
    if (status != MXTRAP_OK) {
        text->status = text->status == MXTRAP_OK ? status : text->status;
    } else {
        mx_text_string(text, "# ");
        mx_name_write(text, zone->origin, NULL);
        mx_text_string(text, " Written by mxtrap-gen from a spec: change the spec, not this file.\n"
                             "---\n");
        for (size_t i = 0; i < rrsets.count; i++) {
            write_owner(text, &rrsets.owners[i]);
        }
    }
    mx_rrsets_free(&rrsets);
}
