/* Changes zones from one state to another: what to do in DNS, and in which order. */
#ifndef MXTRAP_CHANGE_H
#define MXTRAP_CHANGE_H

#include <stddef.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/format.h>
#include <mxtrap/layout.h>
#include <mxtrap/sink.h>
#include <mxtrap/status.h>

MXTRAP_BEGIN_DECLS

/* Reports to FINDINGS what a change from BEFORE to AFTER would have to guess. The functions below
 * do not look for that again: call this first. BEFORE may be NULL (nothing is known). Read zone
 * files with the option is_state. The findings are:
 *
 * roles-unknown: which hosts of a zone file are dummies is not known, and the change depends on it.
 * unknown-origin: it is not known what the names of a zone file are relative to.
 * state-without-zone: BEFORE lacks a chosen zone of AFTER, unless both are specs with another zone
 * in common.
 *
 * Errors: MXTRAP_ERR_INPUT if an error is reported, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_states_check(const mxtrap_zones *before,
                                                  const mxtrap_zones *after,
                                                  mxtrap_findings *findings);

/* Writes a script for nsupdate(1) that changes the zones from BEFORE, read from a spec, a zone file
 * or a transfer, to AFTER. It has one message a zone (RFC 2136) with every RRset of BEFORE as a
 * prerequisite, and only what differs as updates; where nothing does, it has only comments.
 *
 * RRsets of BEFORE that AFTER does not name are removed where a spec named them, or the comment of
 * a spec's fragment; others are left, with a comment that says so. A host that AFTER names without
 * addresses keeps those that it has. Of AFTER's zones only the chosen ones are written, and those
 * that only BEFORE has where none is chosen.
 *
 * Errors: MXTRAP_ERR_OUTPUT, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_change_write(const mxtrap_zones *before,
                                                  const mxtrap_zones *after, mxtrap_sink_fn *sink,
                                                  void *context);

/* Reports to FINDINGS what forbids a change from BEFORE to AFTER. BEFORE may be NULL (nothing is
 * known). The findings are:
 *
 * update-too-large: the message for a zone would exceed the 64 KiB of a DNS message (RFC
 * 1035 4.2.2). address-shared-with-real: a host keeps an address (AFTER names it without addresses,
 * or only an MX set that stays as it is names it), and AFTER gives that address to a host of the
 * other role. no-safe-plan: a host would have two roles, AFTER has an alias that BEFORE does not
 * have, or an address would be in no answer.
 *
 * Errors: MXTRAP_ERR_INPUT if something is reported, MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_change_check(const mxtrap_zones *before,
                                                  const mxtrap_zones *after,
                                                  mxtrap_findings *findings);

/* A safe order of the steps of a change: silence addresses, let real hosts answer, publish, wait
 * for caches, and release addresses that nobody uses any more. If BEFORE has no fault, then at no
 * moment does a sender, whatever its cache has, find a real host without an address that answers,
 * or a dummy that answers. Waits follow the TTLs of BEFORE and the negative TTL of its SOA record
 * (RFC 2308 5; 3600 seconds without one). An MX set between the old one and the new one has the
 * smaller TTL of the two. */
typedef struct mxtrap_plan mxtrap_plan;

/* Makes the plan from BEFORE to AFTER, of all zones, which must outlive it. *OUT is owned by the
 * caller (mxtrap_plan_free) on success and untouched on failure. Errors: MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_plan_new(mxtrap_plan **out, const mxtrap_zones *before,
                                              const mxtrap_zones *after);

/* Frees the plan; NULL is allowed. */
MXTRAP_API void mxtrap_plan_free(mxtrap_plan *plan);

/* How many steps there are; 0: nothing changes. */
MXTRAP_API size_t mxtrap_plan_step_count(const mxtrap_plan *plan);

/* 1 if step NUMBER, counted from 1, changes DNS; else, or if there is no such step, 0. */
MXTRAP_API int mxtrap_plan_step_publishes(const mxtrap_plan *plan, size_t number);

/* Writes the plan to SINK in FORMAT, of the kind MXTRAP_FORMAT_PLANS. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY; MXTRAP_ERR_ARGUMENT: the format is of another kind, or for a step. */
MXTRAP_API enum mxtrap_status mxtrap_plan_write(const mxtrap_plan *plan,
                                                const mxtrap_format *format, mxtrap_sink_fn *sink,
                                                void *context);

/* Reports what mxtrap_change_check does, but of the messages only that of step NUMBER, and of none
 * if it is 0. Errors: MXTRAP_ERR_INPUT if something is reported, MXTRAP_ERR_ARGUMENT (the step
 * publishes nothing), MXTRAP_ERR_MEMORY. */
MXTRAP_API enum mxtrap_status mxtrap_plan_check(const mxtrap_plan *plan, size_t number,
                                                mxtrap_findings *findings);

/* Writes the script for nsupdate(1) that does step NUMBER. Errors: MXTRAP_ERR_OUTPUT,
 * MXTRAP_ERR_MEMORY, and MXTRAP_ERR_ARGUMENT where that step publishes nothing. */
MXTRAP_API enum mxtrap_status mxtrap_plan_write_step(const mxtrap_plan *plan, size_t number,
                                                     mxtrap_sink_fn *sink, void *context);

MXTRAP_END_DECLS

#endif
