/* The public functions of senders. */
#include <mxtrap/simulate.h>

#include "model/senders.h"
#include "spec/sender_yaml.h"

const mxtrap_sender *mxtrap_sender_at(size_t index) {
    return index < MX_SENDER_ID_COUNT ? mx_sender_row((enum mx_sender_id)index) : NULL;
}

const char *mxtrap_sender_name(const mxtrap_sender *sender) {
    return sender->name;
}

enum mxtrap_sender_kind mxtrap_sender_kind(const mxtrap_sender *sender) {
    return (enum mxtrap_sender_kind)sender->kind;
}

uint32_t mxtrap_sender_visits(const mxtrap_sender *sender) {
    return sender->visits;
}

const char *mxtrap_sender_source(const mxtrap_sender *sender) {
    return sender->source;
}

enum mxtrap_status mxtrap_sender_write(const mxtrap_sender *sender, mxtrap_sink_fn *sink,
                                       void *context) {
    struct mx_text text = MX_TEXT_INTO(sink, context);

    mx_sender_write(&text, sender);
    return mx_text_end(&text);
}
