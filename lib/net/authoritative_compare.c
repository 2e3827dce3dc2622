/* Compares the answers of a zone's servers, and writes them as text. Pure. */
#include <string.h>

#include "dns/wire.h"
#include "net/authoritative.h"

enum { RECORDS_WRITTEN = 16 };

static bool same_records(const struct mx_dns_record *a, size_t a_count,
                         const struct mx_dns_record *b, size_t b_count) {
    if (a_count != b_count) {
        return false;
    }
    for (size_t i = 0; i < a_count; i++) {
        if (a[i].length != b[i].length || memcmp(a[i].bytes, b[i].bytes, a[i].length) != 0) {
            return false;
        }
    }
    return true;
}

/* A host that only one of them has is a difference of the MX sets, not of addresses. */
static bool same_addresses(const struct mx_authority_server *a,
                           const struct mx_authority_server *b) {
    for (size_t i = 0; i < a->host_count; i++) {
        for (size_t j = 0; j < b->host_count; j++) {
            const struct mx_authority_host *x = &a->hosts[i], *y = &b->hosts[j];
            if (x->type == y->type && mx_name_equal(x->name.wire, y->name.wire) &&
                !same_records(x->records, x->record_count, y->records, y->record_count)) {
                return false;
            }
        }
    }
    return true;
}

struct mx_authority_difference mx_authority_compare(const struct mx_authority *authority) {
    struct mx_authority_difference found = {0};

    for (size_t i = 0; i < authority->server_count; i++) {
        const struct mx_authority_server *a = &authority->servers[i];
        if (a->state != MX_AUTHORITY_ANSWERS) {
            continue;
        }
        found.answering++;
        for (size_t j = 0; j < i; j++) {
            const struct mx_authority_server *b = &authority->servers[j];
            if (b->state != MX_AUTHORITY_ANSWERS) {
                continue;
            }
            found.serial = found.serial || a->serial != b->serial;
            found.mx = found.mx || !same_records(a->mx, a->mx_count, b->mx, b->mx_count) ||
                       a->mx_result != b->mx_result;
            found.addresses = found.addresses || !same_addresses(a, b);
        }
    }
    return found;
}

static void write_address(struct mx_text *text, const struct mx_dns_record *record) {
    struct mx_address address = {.family = record->length == 4 ? MX_IPV4 : MX_IPV6};
    memcpy(address.bytes, record->bytes, record->length);
    mx_address_write(text, &address);
}

static void write_mx(struct mx_text *text, const struct mx_authority_server *server) {
    if (server->mx_count == 0) {
        mx_text_format(text, ", no MX (%s)", mx_dns_result_name(server->mx_result));
    }
    for (size_t i = 0; i < server->mx_count && i < RECORDS_WRITTEN; i++) {
        mx_text_string(text, ", MX ");
        mx_text_unsigned(text, mx_wire_16(server->mx[i].bytes));
        mx_text_char(text, ' ');
        mx_name_write(text, server->mx[i].bytes + 2, NULL);
    }
    if (server->mx_count > RECORDS_WRITTEN) {
        mx_text_format(text, " and %zu more", server->mx_count - RECORDS_WRITTEN);
    }
}

static void write_hosts(struct mx_text *text, const struct mx_authority_server *server) {
    size_t written = 0, all = 0;

    for (size_t i = 0; i < server->host_count; i++) {
        const struct mx_authority_host *host = &server->hosts[i];
        all += host->record_count;
        for (size_t j = 0; j < host->record_count && written < RECORDS_WRITTEN; j++, written++) {
            mx_text_string(text, ", ");
            mx_name_write(text, host->name.wire, NULL);
            mx_text_char(text, ' ');
            write_address(text, &host->records[j]);
        }
    }
    if (all > written) {
        mx_text_format(text, " and %zu more", all - written);
    }
}

void mx_authority_write(struct mx_text *text, const struct mx_authority_server *server) {
    static const char *const states[] = {
        [MX_AUTHORITY_ANSWERS] = "answers",         [MX_AUTHORITY_LAME] = "lame",
        [MX_AUTHORITY_REFUSED] = "refuses",         [MX_AUTHORITY_SILENT] = "silent",
        [MX_AUTHORITY_UNREACHABLE] = "unreachable", [MX_AUTHORITY_BROKEN] = "broken",
        [MX_AUTHORITY_NO_ADDRESS] = "no address",   [MX_AUTHORITY_NOT_ASKED] = "not asked",
    };

    mx_name_write(text, server->host.wire, NULL);
    if (server->address.family != 0) {
        mx_text_string(text, " [");
        mx_address_write(text, &server->address);
        mx_text_char(text, ']');
    }
    mx_text_string(text, ": ");
    if (server->state == MX_AUTHORITY_ANSWERS) {
        mx_text_string(text, "serial ");
        mx_text_unsigned(text, server->serial);
        write_mx(text, server);
        write_hosts(text, server);
        return;
    }
    mx_text_string(text, states[server->state]);
    if (server->why[0] != '\0') {
        mx_text_string(text, ", ");
        mx_text_escaped(text, server->why, strlen(server->why));
    }
}
