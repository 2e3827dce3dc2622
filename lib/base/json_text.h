/* jansson's values: what the writers of JSON share, out of names and bytes and into text. All take
 * over the values that they are given, NULL too, which is what there is when memory was out while
 * one was made; and NULL is what they return then. */
#ifndef MX_BASE_JSON_TEXT_H
#define MX_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "base/text.h"

/* Bytes from outside: control characters, the backslash and what is not ASCII come out as \xNN.
 * null for NULL. */
json_t *mx_json_bytes(const char *bytes, size_t length);

/* What TEXT has gathered; frees it. */
json_t *mx_json_of_text(struct mx_text *text);

/* LIST with ITEM at its end. */
json_t *mx_json_append(json_t *list, json_t *item);

/* OBJECT with VALUE under KEY; NULL, both freed, if memory ran out, also for one of them.
 */
json_t *mx_json_with(json_t *object, const char *key, json_t *value);

/* Writes VALUE. */
void mx_json_write(struct mx_text *text, json_t *value);

/* Writes VALUE on a line of its own as one of a list, of which it is the FIRST or another. */
void mx_json_write_item(struct mx_text *text, bool first, json_t *value);

#endif
