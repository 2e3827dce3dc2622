/* Whether the beginning of a file is that of a spec or of a zone file: each is given where the
 * other is wanted, and is best told so. */
#ifndef MX_SPEC_KIND_H
#define MX_SPEC_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* As much of a file as is looked at. */
enum { MX_KIND_HEAD = 4096 };

/* HEAD is the first LENGTH bytes of a file that is no spec. */
bool mx_looks_like_zone_file(const char *head, size_t length);

/* HEAD is the first LENGTH bytes of any file; no valid zone file begins so. */
bool mx_looks_like_spec(const char *head, size_t length);

#endif
