/* Fuzz target of the SMTP reply parser: bytes as one reply after the other, in one piece and in
 * small ones, which must come to the same. */
#include <stdint.h>
#include <string.h>

#include "probe/smtp_reply.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct mx_smtp_reply *reply, const char *bytes, size_t used) {
    require(reply->length == used && reply->length <= MX_SMTP_REPLY_MAX);
    require(reply->text_length == (used < MX_SMTP_TEXT_MAX ? used : MX_SMTP_TEXT_MAX));
    require(memcmp(reply->text, bytes, reply->text_length) == 0);
    require(reply->code == 0 || (reply->code >= 200 && reply->code <= 599));
    require(!reply->starttls || reply->lines > 0);
    if (reply->verdict == MX_SMTP_WHOLE) {
        require(bytes[used - 1] == '\n' && reply->code != 0 && reply->lines > 0);
    }
}

/* The same bytes, in pieces of 1 to 7. */
static void check_pieces(const struct mx_smtp_reply *whole, const char *bytes, size_t size) {
    struct mx_smtp_reply reply = {0};
    size_t at = 0;

    for (size_t step = 1; at < size && reply.verdict == MX_SMTP_MORE; step = step % 7 + 1) {
        size_t used, length = step < size - at ? step : size - at;
        mx_smtp_reply_feed(&reply, bytes + at, length, &used);
        require(used == length || reply.verdict != MX_SMTP_MORE);
        at += used;
    }
    require(reply.verdict == whole->verdict && reply.length == whole->length);
    require(reply.code == whole->code && reply.starttls == whole->starttls);
    require(reply.lines == whole->lines && reply.text_length == whole->text_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *bytes = (const char *)data;

    while (size > 0) {
        struct mx_smtp_reply reply = {0};
        size_t used;
        enum mx_smtp_verdict verdict = mx_smtp_reply_feed(&reply, bytes, size, &used);
        require(verdict == reply.verdict && used > 0 && used <= size);
        require(verdict != MX_SMTP_MORE || used == size);
        check(&reply, bytes, used);
        check_pieces(&reply, bytes, size);
        if (verdict == MX_SMTP_GARBLED) {
            break;
        }
        bytes += used;
        size -= used;
    }
    return 0;
}
