/* What a watch knows, as a file that a later one goes on from: a line each, of a word and numbers.
 * The first line has the version, the last one the hash of all before it, so that a file which is
 * cut or damaged is never taken for a whole one. Layouts are not in it but for their hash. */
#ifndef MX_WATCH_STATE_H
#define MX_WATCH_STATE_H

#include "base/file.h"
#include "watch/watch.h"

#define MX_STATE_HEAD "mxtrap-watch-state 1"

enum { MX_STATE_LINE_MAX = 512, MX_STATE_NUMBERS_MAX = 16 };

/* Bits of the flags of a source. */
enum { MX_STATE_LOGGED = 1, MX_STATE_REAL = 2, MX_STATE_JUDGED = 4, MX_STATE_IRREGULAR = 8 };

/* The same for the same owners, hosts, roles and addresses, in the same order. */
uint64_t mx_state_layouts(const struct mx_watched_sets *sets);

/* The same for the same behaviours in the same order: the state has their numbers. */
uint64_t mx_state_behaviours(void);

/* The same as mxtrap_watch_restore, of an open FILE that findings call NAME. */
enum mxtrap_status mx_state_read(mxtrap_watch *watch, const struct mx_file *file, const char *name,
                                 mxtrap_findings *findings);

#endif
