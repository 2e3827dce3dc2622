/* Fuzz target of a transfer's messages: bytes as messages of the zone "x." behind their lengths, as
 * TCP has them, to a request of id 0. Besides what the sanitizers find: what the check takes, the
 * reading takes too, record for record; and no signature here is by the key. */
#include <stdint.h>
#include <string.h>

#include "well_formed.h"

#include "dns/rrtype.h"
#include "net/axfr_message.h"
#include "net/tsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t zone[] = {1, 'x', 0};

static bool check_record(void *context, const struct mx_zone_record *record) {
    uint32_t *records = context;

    check_name(record->owner, record->owner_length);
    require(mx_name_is_within(record->owner, zone));
    require(record->ttl <= 2147483647U);
    require(record->place.line == ++*records && record->place.column == 1);
    require(mx_rdata_fits(record->type, record->rdata, record->rdata_length));
    return true;
}

/* A transfer loses nothing: it is refused whole. */
static bool refuse_lost(void *context, const uint8_t *owner, enum mx_zone_lost lost) {
    (void)context;
    (void)owner;
    (void)lost;
    require(false);
    return false;
}

/* The messages one by one, as they come from a server; how many octets were taken. */
static size_t check_messages(struct mx_axfr *axfr, const uint8_t *data, size_t size) {
    static const char text[] = "key k { algorithm hmac-sha256; secret c2VjcmV0; };";
    struct mxtrap_tsig_key key;
    mxtrap_findings *findings = NULL;
    struct mx_tsig tsig;
    size_t at = 0;

    require(mxtrap_findings_new(&findings) == MXTRAP_OK);
    require(mx_tsig_key_parse(&key, text, strlen(text), "key", findings) == MXTRAP_OK);
    require(mx_tsig_begin(&tsig, &key) == MX_TSIG_OK);
    while (size - at >= 2 && size - at - 2 >= mx_wire_16(data + at) && !axfr->is_complete) {
        size_t length = mx_wire_16(data + at);
        const uint8_t *message = data + at + 2;
        if (mx_axfr_read(axfr, message, length, NULL) != MX_AXFR_OK) {
            require(axfr->error != NULL);
            break;
        }
        const struct mx_wire_record *signature = axfr->is_signed ? &axfr->signature : NULL;
        mx_tsig_error(signature);
        require(mx_tsig_verify(&tsig, message, length, signature, 0) != MX_TSIG_OK);
        at += 2 + length;
    }
    mx_tsig_free(&tsig);
    mxtrap_findings_free(findings);
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct mx_axfr checked = {.zone = zone, .file = "fuzz"}, read = checked;
    uint32_t records = 0;
    const struct mx_zone_handler handler = {check_record, refuse_lost, &records};
    size_t length = check_messages(&checked, data, size);

    if (checked.is_complete && checked.error == NULL) {
        require(mx_axfr_read_all(&read, data, length, &handler) == MX_AXFR_OK);
        require(read.is_complete && read.records == checked.records);
        require(records + 1 == checked.records);
    }
    return 0;
}
