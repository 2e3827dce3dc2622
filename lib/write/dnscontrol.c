/* DNSControl: D_EXTEND adds records to a domain that dnsconfig.js has defined, since a spec has no
 * registrar and provider. Presentation format is printable ASCII, so JavaScript strings escape only
 * quotes and backslashes. ES5 allows no comma after the last argument. */
#include "write/rrsets.h"
#include "write/zones_writer.h"

static void write_quoted(struct mx_text *text, const char *string) {
    mx_text_char(text, '"');
    for (; *string != '\0'; string++) {
        mx_text_string(text, *string == '"' || *string == '\\' ? "\\" : "");
        mx_text_char(text, *string);
    }
    mx_text_char(text, '"');
}

static void begin_record(struct mx_text *text, const char *type, const char *label) {
    mx_text_string(text, ",\n    ");
    mx_text_string(text, type);
    mx_text_char(text, '(');
    write_quoted(text, label[0] == '\0' ? "@" : label);
    mx_text_string(text, ", ");
}

static void end_record(struct mx_text *text, uint32_t ttl) {
    mx_text_string(text, ", TTL(");
    mx_text_unsigned(text, ttl);
    mx_text_string(text, "))");
}

static void write_addresses(struct mx_text *text, const struct mx_rrsets_owner *owner,
                            const char *type, const struct mx_address *const *list, size_t count) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];

    for (size_t i = 0; i < count; i++) {
        begin_record(text, type, owner->label);
        write_quoted(text, mx_address_print(list[i], buffer));
        end_record(text, mx_exchanger_address_ttl(owner->host, list[i]->family));
    }
}

static void write_owner(struct mx_text *text, const struct mx_rrsets_owner *owner) {
    char buffer[MXTRAP_NAME_TEXT_MAX];

    for (size_t i = 0; owner->mx != NULL && i < owner->mx->count; i++) {
        const struct mxtrap_exchanger *exchanger = &owner->mx->exchangers[i];
        if (!mx_rrsets_is_repeated(owner->mx, i)) {
            begin_record(text, "MX", owner->label);
            mx_text_unsigned(text, exchanger->preference);
            mx_text_string(text, ", ");
            write_quoted(text, mx_name_print(exchanger->host, buffer));
            end_record(text, exchanger->ttl);
        }
    }
    write_addresses(text, owner, "A", owner->ipv4, owner->ipv4_count);
    write_addresses(text, owner, "AAAA", owner->ipv6, owner->ipv6_count);
}

/* A domain in lower case, without the final dot, except for the root. */
static void write_domain(struct mx_text *text, const uint8_t *origin) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    size_t length = strlen(mx_name_print(origin, buffer));

    buffer[length - (length > 1 ? 1 : 0)] = '\0';
    for (char *c = buffer; *c != '\0'; c++) {
        *c = mx_lower(*c); /* DNSControl compares domains with case */
    }
    write_quoted(text, buffer);
}

void mx_write_dnscontrol(struct mx_text *text, const mxtrap_zone *zone, bool first) {
    struct mx_rrsets rrsets;
    enum mxtrap_status status = mx_rrsets_gather(&rrsets, zone);

    if (status != MXTRAP_OK) {
        text->status = text->status == MXTRAP_OK ? status : text->status;
    } else {
        mx_text_string(text, first ? "" : "\n");
        mx_text_string(text, "// ");
        mx_name_write(text, zone->origin, NULL);
        mx_text_string(text, " Written by mxtrap-gen from a spec: change the spec, not this file.\n"
                             "D_EXTEND(");
        write_domain(text, zone->origin);
        for (size_t i = 0; i < rrsets.count; i++) {
            write_owner(text, &rrsets.owners[i]);
        }
        mx_text_string(text, "\n);\n");
    }
    mx_rrsets_free(&rrsets);
}
