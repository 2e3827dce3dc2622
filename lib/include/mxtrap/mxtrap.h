/* libmxtrap, whole: build, check and explain MX layouts that trap spam software.
 *
 * What holds for every function:
 *
 * A function that can fail returns enum mxtrap_status; <mxtrap/status.h> says where the reason is.
 * What is wrong with the data is no failure: it is a finding.
 *
 * What a function hands out through a pointer to a pointer, its first parameter, belongs to the
 * caller, who frees it with the function that is named there. It is untouched when the function
 * fails. A pointer that a function returns belongs to the object that it was asked of, and lives as
 * long.
 *
 * A pointer that is passed must not be NULL, unless the comment allows it. What is passed, strings
 * of options among it, must live during the call only, unless the comment says how long.
 *
 * Names are in presentation format (RFC 1035 5.1), printable ASCII, absolute. Those that come out
 * have their final dot, those that go in need not. Text from outside is escaped in findings, and
 * raw where the comment says so.
 *
 * One object is used by one thread at a time; different objects by any. The library installs no
 * signal handlers, changes no locale, prints nothing, and starts no threads but those of
 * <mxtrap/check.h> and, where there are several processors, those that read, judge or write a large
 * zone, a large spec, many zones or many findings: they end with the call, and all signals are
 * blocked in them. Up to four scanners of zone files, 230 KB each, are kept for the next file. */
#ifndef MXTRAP_MXTRAP_H
#define MXTRAP_MXTRAP_H

#include <mxtrap/axfr.h>
#include <mxtrap/baseline.h>
#include <mxtrap/change.h>
#include <mxtrap/check.h>
#include <mxtrap/check_result.h>
#include <mxtrap/check_writer.h>
#include <mxtrap/config.h>
#include <mxtrap/findings.h>
#include <mxtrap/findings_writer.h>
#include <mxtrap/format.h>
#include <mxtrap/layout.h>
#include <mxtrap/mta_sts.h>
#include <mxtrap/name.h>
#include <mxtrap/options.h>
#include <mxtrap/probe_state.h>
#include <mxtrap/rules.h>
#include <mxtrap/serve.h>
#include <mxtrap/simulate.h>
#include <mxtrap/simulation_writer.h>
#include <mxtrap/sink.h>
#include <mxtrap/spec.h>
#include <mxtrap/status.h>
#include <mxtrap/version.h>
#include <mxtrap/watch.h>
#include <mxtrap/watch_writer.h>
#include <mxtrap/write.h>
#include <mxtrap/zone_file.h>

#endif
