/* What all formats of a watch write alike: sources, times, sums. */
#include <time.h>

#include "report/watch_writer.h"

size_t mx_watch_top(const struct mx_watch_writer *writer, const struct mx_watch_set *set) {
    size_t top = writer->options.top;
    return top > 0 && top < set->lost_count ? top : set->lost_count;
}

const char *mx_watch_source(const struct mx_watch_writer *writer, const struct mx_source *source,
                            char buffer[MX_SOURCE_TEXT_MAX]) {
    const struct mxtrap_watch_options *options = &writer->watch->options;
    struct mx_text text = mx_text_within(buffer, MX_SOURCE_TEXT_MAX);
    struct mx_address address = {.family = source->family};
    unsigned bits = source->family == MX_IPV4 ? options->ipv4_bits : options->ipv6_bits;
    unsigned all = source->family == MX_IPV4 ? 32 : 128;

    memcpy(address.bytes, source->address, sizeof address.bytes);
    if (writer->options.anonymize && !mx_anonymize(&writer->anonymizer, &address)) {
        memset(address.bytes, 0, sizeof address.bytes);
    }
    for (unsigned i = bits; i < all; i++) {
        address.bytes[i / 8] = (uint8_t)(address.bytes[i / 8] & ~(0x80 >> i % 8));
    }
    mx_address_write(&text, &address);
    if (bits < all) {
        mx_text_format(&text, "/%u", bits);
    }
    return mx_text_string_of(&text);
}

const char *mx_watch_name(const struct mx_watch_writer *writer, const struct mx_source *source,
                          char buffer[MXTRAP_NAME_TEXT_MAX]) {
    const struct mx_name *name = mx_watch_name_of(writer->watch, source);

    return name != NULL && !writer->options.anonymize ? mx_name_print(name->wire, buffer) : NULL;
}

const char *mx_watch_time(int64_t ms, char buffer[MX_TIME_TEXT_MAX]) {
    time_t seconds = (time_t)(ms / 1000);
    struct tm when = {0};

    if (gmtime_r(&seconds, &when) == NULL ||
        strftime(buffer, MX_TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &when) == 0) {
        buffer[0] = '\0';
    }
    return buffer;
}

uint64_t mx_watch_visits(const struct mx_tally *tally, uint64_t *reached) {
    uint64_t visits = 0;

    *reached = 0;
    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        visits += tally->behaviours[i].visits;
        *reached += tally->behaviours[i].reached;
    }
    return visits;
}

bool mx_watch_was_visited(const struct mx_watch_writer *writer, size_t index) {
    const struct mx_tally *tally = &writer->watch->sets.list[index].tally;
    uint64_t reached;
    return mx_watch_visits(tally, &reached) + tally->unfinished > 0;
}

const struct mx_signature_count *mx_watch_signature(const struct mx_signatures *signatures,
                                                    const struct mx_signature_count *last) {
    const struct mx_signature_count *best = NULL;

    for (size_t i = 0; i < signatures->count; i++) {
        const struct mx_signature_count *one = &signatures->list[i];
        bool is_after = last == NULL || one->attempts < last->attempts ||
                        (one->attempts == last->attempts && one > last);
        if (is_after && (best == NULL || one->attempts > best->attempts)) {
            best = one;
        }
    }
    return best;
}
