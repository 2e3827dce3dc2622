/* The vantage point: whether outbound port 25 is open, proven for each address family by hosts that
 * answer. If it is filtered, silence proves nothing; if a proxy on the path answers for all hosts,
 * an answer proves nothing either. */
#ifndef MX_CHECK_VANTAGE_H
#define MX_CHECK_VANTAGE_H

#include "check/control_hosts.h"
#include "check/silent_controls.h"
#include "model/findings.h"
#include "probe/prober.h"

struct mx_vantage;

/* *OUT is the caller's (mx_vantage_free); the others must outlive it. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_vantage_new(struct mx_prober *prober, struct mx_vantage **out);
void mx_vantage_free(struct mx_vantage *vantage);

/* Sets the controls. Once, before anything else. */
void mx_vantage_use(struct mx_vantage *vantage, struct mx_control_hosts *controls,
                    struct mx_silent_controls *silents);

/* The callback of the control hosts. */
mx_control_hosts_fn mx_vantage_on_news;

/* Adds an outcome of this run, of any domain: an answer is a proof. */
void mx_vantage_add(struct mx_vantage *vantage, const struct mx_address *address,
                    const struct mx_probe_outcome *outcome);

/* The question of a domain about a family. */
struct mx_doubt {
    enum mx_family family;
    uint64_t since; /* `ended` of the last outcome that needs a proof; 0: none does */
    bool is_alike;  /* all its addresses greet alike: do all others of the run? */
};

struct mx_view {
    bool is_believed; /* a host answered at SINCE or later; with controls, one of them */
    bool is_filtered; /* there are controls, and none did */
    bool has_answers; /* a checked host of the family answered in this run */
    bool differs;     /* some address of the run is silent, or greets differently */
    const struct mx_address *silent_control; /* one that accepts connections; NULL: none */
};

/* True if the answer is known now; it is then in *OUT. */
bool mx_vantage_look(struct mx_vantage *vantage, const struct mx_doubt *doubt, struct mx_view *out);

/* Finds the answer: asks the controls, or without controls the last hosts that answered. DONE is
 * called once, from the loop or from mx_vantage_end, never from within this call.
 * MXTRAP_ERR_MEMORY: DONE is not called. */
typedef void mx_vantage_done(void *context, const struct mx_doubt *doubt,
                             const struct mx_view *view);
enum mxtrap_status mx_vantage_ask(struct mx_vantage *vantage, const struct mx_doubt *doubt,
                                  mx_vantage_done *done, void *context);

/* Asks the controls that are due. Call it regularly. */
void mx_vantage_go_on(struct mx_vantage *vantage);

/* The run was cut: rounds of controls no longer wait. */
void mx_vantage_hurry(struct mx_vantage *vantage);

/* Whether a request is under way or due that may answer waiting domains. */
bool mx_vantage_is_asking(const struct mx_vantage *vantage);

/* No further host will answer in this run: answers all waiting domains with what is known. */
void mx_vantage_end(struct mx_vantage *vantage);

/* At the end of the run: asks the controls of families whose silence counted once more, unless one
 * answered after the last outcome. False: not done, call it again. */
bool mx_vantage_finish(struct mx_vantage *vantage);

/* See mx_control_hosts_write_failed. */
size_t mx_vantage_write_failed(const struct mx_vantage *vantage, enum mx_family family,
                               struct mx_text *text);

/* Reports on the whole run: `egress-filtered`, a warning if silence counted and no control answers
 * at the end; else notes. */
void mx_vantage_report(const struct mx_vantage *vantage, mxtrap_findings *findings);

#endif
