/* Fuzz target of the DNS answers: bytes as a packet, read for the question that it holds itself
 * (else none would get past the header). What comes out must be what the header promises. */
#include <stdint.h>
#include <string.h>

#include "dns/wire.h"
#include "net/answer.h"

#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_record(const struct mx_dns_record *record, uint16_t type) {
    switch (type) {
    case MX_TYPE_A:
        require(record->length == 4);
        break;
    case MX_TYPE_AAAA:
        require(record->length == 16);
        break;
    case MX_TYPE_MX:
        require(record->length > 2 && mx_name_length(record->bytes + 2) == record->length - 2);
        break;
    case MX_TYPE_NS:
    case MX_TYPE_CNAME:
        require(mx_name_length(record->bytes) == record->length);
        break;
    case MX_TYPE_SOA: {
        size_t first = mx_name_length(record->bytes);
        require(first + mx_name_length(record->bytes + first) + 20 == record->length);
        break;
    }
    default:
        break;
    }
}

static void check_answer(const struct mx_dns_answer *answer, uint16_t type) {
    require((answer->result == MX_DNS_OK) == (answer->record_count > 0));
    require(mx_name_length(answer->canonical.wire) <= MX_NAME_MAX);
    require(memchr(answer->why, '\0', sizeof answer->why) != NULL);
    require(answer->aliases <= MX_DNS_ALIASES_MAX || answer->result == MX_DNS_ALIAS_LOOP);
    for (size_t i = 0; i < answer->record_count; i++) {
        check_record(&answer->records[i], type);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct mx_wire wire = mx_wire_open(data, size);
    struct mx_arena arena = {0};
    struct mx_dns_answer answer, copy;
    struct mx_name name = {{1, 'a', 0}};
    uint16_t type = MX_TYPE_MX;

    if (mx_wire_next_name(&wire, &name)) {
        uint16_t number = mx_wire_next_16(&wire);
        type = wire.is_bad ? type : number;
    }
    mx_dns_answer_read(&answer, &arena, data, size, name.wire, type);
    check_answer(&answer, type);
    mx_dns_answer_copy(&copy, &arena, &answer);
    check_answer(&copy, type);
    if (answer.result == MX_DNS_OK) {
        require(mx_dns_answer_is_for(data, size, mx_wire_16(data), name.wire, type));
    }
    mx_arena_free(&arena);
    return 0;
}
