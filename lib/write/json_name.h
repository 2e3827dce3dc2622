/* A name in wire format as a JSON string. */
#ifndef MX_WRITE_JSON_NAME_H
#define MX_WRITE_JSON_NAME_H

#include <jansson.h>
#include <stdint.h>

json_t *mx_json_name(const uint8_t *name);

#endif
