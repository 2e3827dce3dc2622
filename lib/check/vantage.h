/* The vantage point: whether port 25 can be reached from here, shown for each address family by
 * hosts that answer. Where it is filtered, silence says nothing of a host. */
#ifndef MX_VANTAGE_H
#define MX_VANTAGE_H

#include "live/probe.h"

struct mx_vantage;

/* *OUT is the caller's (mx_vantage_free); PROBER must outlive it. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_vantage_new(struct mx_prober *prober, struct mx_vantage **out);
void mx_vantage_free(struct mx_vantage *vantage);

/* A control host's address: asked where no host of its family has answered lately. More than 64 of
 * a family are not kept. */
void mx_vantage_control(struct mx_vantage *vantage, const struct mx_address *address);

/* What was found out at ADDRESS in this run, by whomever: an answer is a proof. */
void mx_vantage_saw(struct mx_vantage *vantage, const struct mx_address *address,
                    const struct mx_fact *fact);

/* Whether a host of FAMILY has answered at SINCE (as a fact's `ended`) or later. */
bool mx_vantage_is_proven(const struct mx_vantage *vantage, enum mx_family family, uint64_t since);

/* Asks whether FAMILY can be reached: proven by an answer after SINCE, for which the last host that
 * answered, then the controls are asked again. DONE is called once, from the loop or from
 * mx_vantage_settle; never from within this call. MXTRAP_ERR_MEMORY: DONE is not called. */
typedef void mx_vantage_done(void *argument, enum mx_family family, bool proven);
enum mxtrap_status mx_vantage_ask(struct mx_vantage *vantage, enum mx_family family, uint64_t since,
                                  mx_vantage_done *done, void *argument);

/* Whether a host is being asked for a proof now. */
bool mx_vantage_is_asking(const struct mx_vantage *vantage);

/* No further host will answer in this run: tells all that wait that there is no proof. */
void mx_vantage_settle(struct mx_vantage *vantage);

#endif
