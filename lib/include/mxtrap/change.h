/* From one state of zones to another: what changes in DNS. */
#ifndef MXTRAP_CHANGE_H
#define MXTRAP_CHANGE_H

#include <mxtrap/export.h>
#include <mxtrap/layout.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the script for nsupdate(1) that takes the zones from BEFORE, which a spec, a zone file or
 * a transfer told, to AFTER. It has one message a zone (RFC 2136) with every RRset of BEFORE as a
 * prerequisite, and only what differs as updates; where nothing does, it has comments alone.
 *
 * RRsets of BEFORE that AFTER does not name are removed where a spec named them, or the comment of
 * a spec's fragment; others are left, with a comment that says so. A host that AFTER names without
 * addresses keeps those that it has. Of AFTER's zones only the chosen ones are written, and those
 * that only BEFORE has where none is chosen.
 *
 * Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_change_write(const mxtrap_zones *before,
                                                  const mxtrap_zones *after, mxtrap_sink *sink,
                                                  void *context);

#ifdef __cplusplus
}
#endif

#endif
