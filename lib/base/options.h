/* Structs of options begin with their size, so that a later release can append members: the
 * caller's may be shorter than ours. A member is appended where the struct ended, never into its
 * padding. */
#ifndef MX_BASE_OPTIONS_H
#define MX_BASE_OPTIONS_H

#include <stddef.h>

#include <mxtrap/status.h>

/* Copies the caller's options GIVEN, which begin with their size (size_t), to OWN of SIZE bytes;
 * what an older caller's lack is zero, the default, as is all where GIVEN is NULL.
 * MXTRAP_ERR_ARGUMENT: the size was left out, or is larger than ours; OWN is then untouched. */
enum mxtrap_status mx_options_read(void *own, size_t size, const void *given);

/* The other way: copies OWN to the caller's struct, as much of it as that has room for; its own
 * size stays. Errors: as above; OUT is then untouched. */
enum mxtrap_status mx_options_write(void *out, const void *own, size_t size);

#endif
