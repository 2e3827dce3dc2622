/* A file's name says how it is read. */
#include "inputs.h"

#include <string.h>

#include <mxtrap/spec.h>

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcmp(path + length - tail, ending) == 0;
}

bool cli_is_spec(const char *path) {
    return ends_in(path, ".yaml") || ends_in(path, ".yml");
}

enum mxtrap_status cli_input_read(mxtrap_zones *zones, const char *path,
                                  const struct mxtrap_zone_file_options *options,
                                  mxtrap_findings *findings) {
    return cli_is_spec(path) ? mxtrap_spec_read(zones, path, findings)
                             : mxtrap_zone_file_read(zones, path, options, findings);
}
