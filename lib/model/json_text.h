/* jansson's values into a text builder. */
#ifndef MX_JSON_TEXT_H
#define MX_JSON_TEXT_H

#include <jansson.h>

#include "model/text.h"

/* Writes VALUE, which is NULL when memory was out while it was made, and drops it. */
void mx_json_write(struct mx_text *text, json_t *value);

#endif
