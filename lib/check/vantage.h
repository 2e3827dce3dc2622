/* The vantage point: whether port 25 can be reached from here, shown for each address family by
 * hosts that answer. Where it is filtered, silence says nothing of a host; where something on the
 * way answers for all, an answer does not either. */
#ifndef MX_CHECK_VANTAGE_H
#define MX_CHECK_VANTAGE_H

#include "check/control_hosts.h"
#include "check/silents.h"
#include "model/findings.h"
#include "probe/prober.h"

struct mx_vantage;

/* *OUT is the caller's (mx_vantage_free); the others must outlive it. Errors: MXTRAP_ERR_MEMORY. */
enum mxtrap_status mx_vantage_new(struct mx_prober *prober, struct mx_vantage **out);
void mx_vantage_free(struct mx_vantage *vantage);

/* Who shows it, besides hosts that are checked. Once, before anything else. */
void mx_vantage_use(struct mx_vantage *vantage, struct mx_control_hosts *controls,
                    struct mx_silents *silents);

/* To be called where one of the controls has news. */
mx_control_hosts_news mx_vantage_has_news;

/* What was found out at ADDRESS in this run, by whomever: an answer is a proof. */
void mx_vantage_saw(struct mx_vantage *vantage, const struct mx_address *address,
                    const struct mx_probe_outcome *outcome);

/* What a domain has to know of a family. */
struct mx_doubt {
    enum mx_family family;
    uint64_t
        since; /* when the last outcome that needs a proof came in (its `ended`); 0: none does */
    bool is_alike; /* all its addresses take connections alike: do all others of the run? */
};

struct mx_view {
    bool is_believed; /* a host answered at SINCE or later; a control, where there is one */
    bool is_filtered; /* no control did, and there are some */
    bool has_answers; /* some host of the family has answered in this run, whatever controls say */
    bool differs;     /* not all that the run has seen takes connections alike */
    const struct mx_address *silent_control; /* one that takes connections; NULL: none does */
};

/* Whether that is known now; then it is in *OUT. */
bool mx_vantage_look(struct mx_vantage *vantage, const struct mx_doubt *doubt, struct mx_view *out);

/* Finds it out: without controls the last hosts that answered are asked again, else the controls.
 * DONE is called once, from the loop or from mx_vantage_settle; never from within this call.
 * MXTRAP_ERR_MEMORY: DONE is not called. */
typedef void mx_vantage_done(void *context, const struct mx_doubt *doubt,
                             const struct mx_view *view);
enum mxtrap_status mx_vantage_ask(struct mx_vantage *vantage, const struct mx_doubt *doubt,
                                  mx_vantage_done *done, void *context);

/* Asks controls whose time has come: to be called now and then. */
void mx_vantage_go_on(struct mx_vantage *vantage);

/* The run has been cut: there is nothing to wait for between two rounds. */
void mx_vantage_hurry(struct mx_vantage *vantage);

/* Whether something is being asked for, or about to be, that may tell those that wait. */
bool mx_vantage_is_asking(const struct mx_vantage *vantage);

/* No further host will answer in this run: tells all that wait what is known. */
void mx_vantage_settle(struct mx_vantage *vantage);

/* The run is at its end: asks the controls of families whose silence was believed once more, unless
 * one has answered just now, after the last outcome came in. Whether that is done; else to be
 * called again. */
bool mx_vantage_finish(struct mx_vantage *vantage);

/* What is to be said of controls of FAMILY that do not answer: mx_control_hosts_write_failed. */
size_t mx_vantage_write_failed(const struct mx_vantage *vantage, enum mx_family family,
                               struct mx_text *text);

/* What is to be said of the run as a whole: `egress-filtered`, a warning where no control answers
 * at its end, though silence was believed; else notes. */
void mx_vantage_report(const struct mx_vantage *vantage, mxtrap_findings *findings);

#endif
