/* The names that were found. Reports stand on this file, and not on the resolver: a tool that only
 * writes reports does without libunbound. */
#include <string.h>

#include "watch/watch.h"

const struct mx_name *mx_watch_name_of(const mxtrap_watch *watch, const struct mx_source *source) {
    for (size_t i = 0; i < watch->names.count; i++) {
        const struct mx_source_name *name = &watch->names.list[i];
        if (name->source.family == source->family &&
            memcmp(name->source.bytes, source->address, sizeof source->address) == 0) {
            return &name->name;
        }
    }
    return NULL;
}
