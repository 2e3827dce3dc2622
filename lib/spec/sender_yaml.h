/* A sender in the terms that a spec has for it. */
#ifndef MX_SPEC_SENDER_YAML_H
#define MX_SPEC_SENDER_YAML_H

#include "base/text.h"
#include "model/sender.h"

/* Writes it as an item of the list `senders`. */
void mx_sender_write(struct mx_text *text, const struct mxtrap_sender *sender);

#endif
