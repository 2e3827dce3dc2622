/* libmxtrap, whole: build, check and explain MX layouts that trap spam software. */
#ifndef MXTRAP_MXTRAP_H
#define MXTRAP_MXTRAP_H

#include <mxtrap/axfr.h>
#include <mxtrap/change.h>
#include <mxtrap/check.h>
#include <mxtrap/check_result.h>
#include <mxtrap/check_writer.h>
#include <mxtrap/findings.h>
#include <mxtrap/findings_writer.h>
#include <mxtrap/format.h>
#include <mxtrap/layout.h>
#include <mxtrap/mta_sts.h>
#include <mxtrap/name.h>
#include <mxtrap/options.h>
#include <mxtrap/probe_state.h>
#include <mxtrap/rules.h>
#include <mxtrap/simulate.h>
#include <mxtrap/simulation_writer.h>
#include <mxtrap/sink.h>
#include <mxtrap/spec.h>
#include <mxtrap/status.h>
#include <mxtrap/version.h>
#include <mxtrap/write.h>
#include <mxtrap/zone_file.h>

#endif
