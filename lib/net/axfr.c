/* A zone transfer: all messages are received and verified before a record of them is used. */
#include <stdbool.h> /* ahead of ldns, whose own bool is a signed char */

#include <ldns/ldns.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mxtrap/axfr.h>

#include "base/monotonic.h"
#include "base/options.h"
#include "model/layout.h"
#include "net/axfr_message.h"
#include "net/tcp.h"
#include "net/tsig.h"
#include "zone/zone_file.h"

enum { PORT = 53, FIRST_CAPACITY = 65536 };

static const size_t size_max = (size_t)256 << 20;

struct transfer {
    const struct mxtrap_axfr_options *options;
    mxtrap_findings *findings;
    struct mx_name zone;
    struct mx_axfr axfr; /* the check of messages as they come */
    struct mx_tsig tsig;
    struct mx_tcp tcp;
    uint8_t *bytes; /* each message after its length, as in TCP */
    size_t length, capacity;
};

static struct mx_place place_of(const struct transfer *transfer) {
    uint32_t record = transfer->axfr.records;
    return (struct mx_place){transfer->axfr.file, record > 0 ? record : 1, 1};
}

static enum mxtrap_status end_finding(struct transfer *transfer) {
    mx_finding_end(transfer->findings, MX_RULE_AXFR_FAILED, MXTRAP_ERROR, place_of(transfer));
    return mx_findings_status(transfer->findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT
                                                               : MXTRAP_ERR_MEMORY;
}

static enum mxtrap_status fail(struct transfer *transfer, const char *message) {
    mx_text_string(mx_finding_begin(transfer->findings), message);
    return end_finding(transfer);
}

static enum mxtrap_status fail_tcp(struct transfer *transfer) {
    return transfer->tcp.out_of_memory ? MXTRAP_ERR_MEMORY : fail(transfer, transfer->tcp.error);
}

static enum mxtrap_status fail_message(struct transfer *transfer, const char *error) {
    struct mx_text *text = mx_finding_begin(transfer->findings);

    mx_text_format(text, "message %u of the transfer ", (unsigned)transfer->axfr.messages);
    mx_text_string(text, error);
    return end_finding(transfer);
}

/* What an RCODE means here; NULL: what its name says. */
static const char *rcode_meaning(unsigned rcode) {
    return rcode == LDNS_RCODE_NOTAUTH
               ? ": it does not serve this zone, or does not let this client transfer it"
           : rcode == MX_RCODE_NOTIMP ? ": it has no zone transfers"
                                      : NULL;
}

/* The server refuses: REFUSED, or NOTAUTH with a TSIG error (RFC 8945 5.3.2). */
static enum mxtrap_status fail_refused(struct transfer *transfer) {
    const struct mx_axfr *axfr = &transfer->axfr;
    const ldns_lookup_table *row = ldns_lookup_by_id(ldns_rcodes, (int)axfr->rcode);
    unsigned error = mx_tsig_error(axfr->is_signed ? &axfr->signature : NULL);
    const char *name = mx_tsig_error_name(error);
    struct mx_text *text = mx_finding_begin(transfer->findings);

    mx_text_string(text, "the server answers ");
    if (row != NULL) {
        /* libldns has another name for it */
        mx_text_string(text, axfr->rcode == MX_RCODE_NOTIMP ? "NOTIMP" : row->name);
    } else {
        mx_text_format(text, "with the code %u", axfr->rcode);
    }
    if (name != NULL) {
        mx_text_format(text, ", TSIG error %s", name);
    } else if (error != 0) {
        mx_text_format(text, ", TSIG error %u", error);
    } else if (rcode_meaning(axfr->rcode) != NULL) {
        mx_text_string(text, rcode_meaning(axfr->rcode));
    }
    return end_finding(transfer);
}

/* Room for SIZE more bytes. */
static enum mxtrap_status reserve(struct transfer *transfer, size_t size) {
    size_t most = transfer->options->size_max > 0 ? transfer->options->size_max : size_max;
    size_t capacity = transfer->capacity > 0 ? transfer->capacity : FIRST_CAPACITY;

    if (size > most - transfer->length) {
        return fail(transfer, "the transfer is too large");
    }
    while (capacity - transfer->length < size) {
        capacity *= 2;
    }
    if (capacity > transfer->capacity) {
        uint8_t *bytes = realloc(transfer->bytes, capacity);
        if (bytes == NULL) {
            return MXTRAP_ERR_MEMORY;
        }
        transfer->bytes = bytes;
        transfer->capacity = capacity;
    }
    return MXTRAP_OK;
}

/* Appends the next message with its length. */
static enum mxtrap_status receive(struct transfer *transfer) {
    uint8_t size[2];

    if (!mx_tcp_receive(&transfer->tcp, size, sizeof size)) {
        return fail_tcp(transfer);
    }
    size_t length = mx_wire_16(size);
    enum mxtrap_status status = reserve(transfer, length + sizeof size);
    if (status != MXTRAP_OK) {
        return status;
    }
    memcpy(transfer->bytes + transfer->length, size, sizeof size);
    if (!mx_tcp_receive(&transfer->tcp, transfer->bytes + transfer->length + sizeof size, length)) {
        return fail_tcp(transfer);
    }
    transfer->length += length + sizeof size;
    return MXTRAP_OK;
}

static enum mxtrap_status verify(struct transfer *transfer, const uint8_t *message, size_t length) {
    const struct mx_axfr *axfr = &transfer->axfr;
    enum mx_tsig_result result =
        mx_tsig_verify(&transfer->tsig, message, length, axfr->is_signed ? &axfr->signature : NULL,
                       (uint64_t)time(NULL));

    if (result == MX_TSIG_NO_MEMORY) {
        return MXTRAP_ERR_MEMORY;
    }
    if (result == MX_TSIG_REFUSED) {
        return fail_refused(transfer);
    }
    if (result == MX_TSIG_OK && axfr->is_complete && transfer->tsig.unsigned_count > 0) {
        return fail_message(transfer, "is the last one and has no TSIG signature");
    }
    return result == MX_TSIG_OK ? MXTRAP_OK : fail_message(transfer, mx_tsig_result_text(result));
}

static enum mxtrap_status read_message(struct transfer *transfer) {
    size_t begin = transfer->length + 2;
    enum mxtrap_status status = receive(transfer);

    if (status != MXTRAP_OK) {
        return status;
    }
    const uint8_t *message = transfer->bytes + begin;
    size_t length = transfer->length - begin;
    enum mx_axfr_result result = mx_axfr_read(&transfer->axfr, message, length, NULL);
    if (result == MX_AXFR_BAD) {
        return transfer->axfr.rcode != 0 ? fail_refused(transfer)
                                         : fail_message(transfer, transfer->axfr.error);
    }
    return transfer->options->key != NULL ? verify(transfer, message, length) : MXTRAP_OK;
}

static enum mxtrap_status send_request(struct transfer *transfer) {
    uint8_t request[2 + MX_WIRE_QUERY_MAX + MX_TSIG_ROOM], id[2];

    if (RAND_bytes(id, sizeof id) != 1) {
        return MXTRAP_ERR_MEMORY; /* its only reason after OpenSSL has started */
    }
    transfer->axfr.id = mx_wire_16(id);
    size_t length = mx_wire_query(request + 2, transfer->axfr.id, transfer->zone.wire, MX_TYPE_AXFR,
                                  false, false);
    if (transfer->options->key != NULL) {
        enum mx_tsig_result result = mx_tsig_begin(&transfer->tsig, transfer->options->key);
        if (result != MX_TSIG_OK) {
            return result == MX_TSIG_NO_MEMORY
                       ? MXTRAP_ERR_MEMORY
                       : fail(transfer, "the TSIG key's algorithm cannot be used on this machine");
        }
        length = mx_tsig_sign(&transfer->tsig, request + 2, length, (uint64_t)time(NULL));
        if (length == 0) {
            return MXTRAP_ERR_MEMORY;
        }
    }
    mx_wire_put_16(request, (uint16_t)length);
    return mx_tcp_send(&transfer->tcp, request, length + 2) ? MXTRAP_OK : fail_tcp(transfer);
}

static enum mxtrap_status run(struct transfer *transfer, const char *server) {
    unsigned timeout = transfer->options->timeout, deadline = transfer->options->deadline;
    uint16_t port = transfer->options->port;

    transfer->tcp.step = (uint64_t)1000 * (timeout > 0 ? timeout : MXTRAP_AXFR_TIMEOUT);
    transfer->tcp.end =
        mx_monotonic_ms() + (uint64_t)1000 * (deadline > 0 ? deadline : MXTRAP_AXFR_DEADLINE);
    if (!mx_tcp_connect(&transfer->tcp, server, port > 0 ? port : PORT)) {
        return fail_tcp(transfer);
    }
    enum mxtrap_status status = send_request(transfer);
    while (status == MXTRAP_OK && !transfer->axfr.is_complete) {
        status = read_message(transfer);
    }
    return status;
}

/* Reads the whole transfer again, for its records; its messages were checked on arrival. */
static enum mxtrap_status read_records(const void *source,
                                       const struct mx_zone_scan_options *options,
                                       struct mx_arena *names, mxtrap_findings *findings,
                                       const struct mx_zone_handler *handler) {
    const struct transfer *transfer = source;
    struct mx_axfr axfr = {.zone = transfer->zone.wire,
                           .file = transfer->axfr.file,
                           .number = (uint32_t)options->file,
                           .id = transfer->axfr.id};

    (void)names, (void)findings;
    return mx_axfr_read_all(&axfr, transfer->bytes, transfer->length, handler) == MX_AXFR_OK
               ? MXTRAP_OK
               : MXTRAP_ERR_MEMORY;
}

static const char *name_of(mxtrap_zones *zones, const char *zone, const char *server,
                           unsigned port) {
    struct mx_text text = {0};

    mx_text_string(&text, "axfr:");
    mx_text_string(&text, zone);
    mx_text_string(&text, "@");
    mx_text_string(&text, server);
    if (port > 0) {
        mx_text_format(&text, "@%u", port);
    }
    const char *name = mx_text_string_of(&text);
    name = name == NULL ? NULL : mx_arena_copy(&zones->arena, name, strlen(name));
    mx_text_free(&text);
    return name;
}

static enum mxtrap_status check_arguments(struct mx_name *out, const char *zone, const char *server,
                                          const struct mxtrap_axfr_options *options,
                                          mxtrap_findings *findings) {
    enum mx_name_error error = mx_name_parse(out, zone, strlen(zone), NULL);

    if (error != MX_NAME_OK) {
        return mx_findings_argument(findings, "the zone", zone, mx_name_error_text(error));
    }
    if (*server == '\0') {
        return mx_findings_argument(findings, "the server of the zone", zone, "has no name");
    }
    return options->timeout > MXTRAP_AXFR_SECONDS_MAX || options->deadline > MXTRAP_AXFR_SECONDS_MAX
               ? mx_findings_argument(
                     findings, "timeout and deadline of a transfer are at most 86400 seconds", NULL,
                     NULL)
               : MXTRAP_OK;
}

enum mxtrap_status mxtrap_axfr_read(mxtrap_zones *zones, const char *zone, const char *server,
                                    const struct mxtrap_axfr_options *options,
                                    mxtrap_findings *findings) {
    struct mxtrap_axfr_options given;
    struct transfer transfer = {.findings = findings, .tcp = {.fd = -1}};
    struct mxtrap_zone_file_options zone_file;
    enum mxtrap_status status = mx_findings_options(&given, sizeof given, options, findings);

    if (status == MXTRAP_OK) {
        status = mx_findings_options(&zone_file, sizeof zone_file, given.zone_file, findings);
    }
    if (status == MXTRAP_OK) {
        status = check_arguments(&transfer.zone, zone, server, &given, findings);
    }
    if (status != MXTRAP_OK) {
        return status;
    }
    transfer.options = options = &given;
    zone_file.origin = zone;
    transfer.axfr.zone = transfer.zone.wire;
    transfer.axfr.file = name_of(zones, zone, server, options->port);
    status = transfer.axfr.file == NULL ? MXTRAP_ERR_MEMORY : run(&transfer, server);
    mx_tcp_close(&transfer.tcp);
    mx_tsig_free(&transfer.tsig);
    if (status == MXTRAP_OK) {
        struct mx_zone_records records = {
            .read = read_records, .source = &transfer, .file = transfer.axfr.file};
        status = mx_zone_read(zones, &records, &zone_file, findings);
    }
    free(transfer.bytes);
    return status;
}
