/* The scalars of a spec, and addresses: read, or reported as wrong. */
#ifndef MX_SPEC_VALUE_H
#define MX_SPEC_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/address.h"
#include "spec/node.h"
#include "spec/path.h"

struct mx_spec_reader;

/* Each returns false after an error, which was reported; *OUT is then untouched. */
bool mx_spec_string(struct mx_spec_reader *reader, const struct mx_node *node,
                    const struct mx_path *path);
bool mx_spec_unsigned(struct mx_spec_reader *reader, const struct mx_node *node,
                      const struct mx_path *path, uint32_t max, uint32_t *out);
bool mx_spec_ttl(struct mx_spec_reader *reader, const struct mx_node *node,
                 const struct mx_path *path, uint32_t *out);

/* A name relative to ORIGIN (NULL: absolute, final dot or not), copied into the zones' arena. */
bool mx_spec_name(struct mx_spec_reader *reader, const struct mx_node *node,
                  const struct mx_path *path, const uint8_t *origin, const uint8_t **out);

/* One address or a list of them, none twice, copied into the zones' arena. */
bool mx_spec_addresses(struct mx_spec_reader *reader, const struct mx_node *node,
                       const struct mx_path *path, const struct mx_address **out, uint16_t *count);

#endif
