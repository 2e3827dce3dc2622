/* Errors of a spec: where in the file, where in the document, and why. */
#ifndef MX_SPEC_ERROR_H
#define MX_SPEC_ERROR_H

#include "model/rule.h"
#include "spec/node.h"
#include "spec/path.h"

struct mx_spec_reader;

/* Reports an error at NODE: the path, then TEXT as printf has it. */
__attribute__((format(printf, 5, 6))) void
mx_spec_error(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
              const struct mx_path *path, const char *text, ...);

/* The same for a scalar: the path, its text in quotes, then WHAT: "is not an IP address". */
void mx_spec_bad_value(struct mx_spec_reader *reader, enum mx_rule rule, const struct mx_node *node,
                       const struct mx_path *path, const char *what);

#endif
