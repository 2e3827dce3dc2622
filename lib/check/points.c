/* What the run does with every vantage point. */
#include "check/points.h"

#include <string.h>

enum mxtrap_status mx_points_add(struct mx_points *points, struct event_base *base,
                                 const struct mx_probe_options *probe,
                                 const struct mxtrap_check_vantage *vantage) {
    struct mx_point *point = &points->list[points->count++];
    struct mx_probe_options options = *probe;
    enum mxtrap_status status = MXTRAP_OK;

    point->name = vantage->name;
    if (vantage->from >= 0) {
        status = mx_probe_link_new(&point->link, base, vantage->from, vantage->to,
                                   options.greeting_timeout_ms > 0 ? options.greeting_timeout_ms
                                                                   : MX_PROBE_GREETING_TIMEOUT_MS);
    }
    if (status == MXTRAP_OK && point->link != NULL) {
        mx_probe_link_on_end(point->link, vantage->reopen, vantage->context);
    }
    options.link = point->link;
    if (status == MXTRAP_OK) {
        status = mx_prober_new(base, &options, &point->prober);
    }
    return status == MXTRAP_OK ? mx_vantage_new(point->prober, &point->vantage) : status;
}

enum mxtrap_status mx_points_open(struct mx_points *points,
                                  const struct mx_control_hosts_options *options,
                                  const char *const *silents, size_t silent_count) {
    enum mxtrap_status status = MXTRAP_OK;

    for (size_t i = 0; i < points->count && status == MXTRAP_OK; i++) {
        struct mx_point *point = &points->list[i];
        struct mx_control_hosts_options controls = *options;
        controls.prober = point->prober;
        controls.news = mx_vantage_on_news;
        controls.context = point->vantage;
        status = mx_control_hosts_new(&controls, &point->controls);
        if (status == MXTRAP_OK) {
            status = mx_silent_controls_new(point->prober, silents, silent_count, &point->silents);
        }
        if (status == MXTRAP_OK) {
            mx_vantage_use(point->vantage, point->controls, point->silents);
        }
    }
    return status;
}

void mx_points_free(struct mx_points *points) {
    for (size_t i = 0; i < points->count; i++) {
        struct mx_point *point = &points->list[i];
        mx_prober_free(point->prober);
        mx_probe_link_free(point->link);
        mx_control_hosts_free(point->controls);
        mx_silent_controls_free(point->silents);
        mx_vantage_free(point->vantage);
    }
    points->count = 0;
}

void mx_points_cut(struct mx_points *points, enum mx_cause cause) {
    for (size_t i = 0; i < points->count; i++) {
        mx_prober_cancel_all(points->list[i].prober, cause);
        mx_vantage_hurry(points->list[i].vantage);
    }
}

void mx_points_go_on(struct mx_points *points) {
    for (size_t i = 0; i < points->count; i++) {
        mx_vantage_go_on(points->list[i].vantage);
    }
}

void mx_points_end(struct mx_points *points) {
    bool is_asking = false;

    for (size_t i = 0; i < points->count; i++) {
        is_asking = is_asking || mx_vantage_is_asking(points->list[i].vantage);
    }
    for (size_t i = 0; i < points->count && !is_asking; i++) {
        mx_vantage_end(points->list[i].vantage);
    }
}

bool mx_points_finish(struct mx_points *points) {
    bool is_done = true;

    for (size_t i = 0; i < points->count; i++) {
        is_done = mx_vantage_finish(points->list[i].vantage) && is_done;
    }
    return is_done;
}

struct mx_prober_counts mx_points_counts(const struct mx_points *points) {
    struct mx_prober_counts sum = {0};

    for (size_t i = 0; i < points->count; i++) {
        struct mx_prober_counts counts = mx_prober_counts(points->list[i].prober);
        sum.open += counts.open;
        sum.waiting += counts.waiting;
        sum.done += counts.done;
    }
    return sum;
}

/* Whether the far side ended once is said as well, since it costs time. */
static void report_point(const struct mx_point *point, enum mxtrap_severity severity,
                         mxtrap_findings *findings) {
    const char *lost = mx_probe_link_lost(point->link), *ended = mx_probe_link_ended(point->link);

    if (lost == NULL && ended == NULL) {
        return;
    }
    struct mx_text *text = mx_finding_begin(findings);
    mx_text_string(text, "the vantage point ");
    mx_text_escaped(text, point->name, strlen(point->name));
    mx_text_string(text, lost != NULL ? " was lost: " : " was started again: ");
    mx_text_string(text, lost != NULL ? lost : ended);
    mx_finding_end(findings, MX_RULE_VANTAGE_LOST, lost != NULL ? severity : MXTRAP_NOTE,
                   (struct mx_place){0});
}

void mx_points_report(const struct mx_points *points, mxtrap_findings *findings) {
    size_t left = 0;

    for (size_t i = 0; i < points->count; i++) {
        const struct mx_probe_link *link = points->list[i].link;
        left += link == NULL || mx_probe_link_lost(link) == NULL ? 1 : 0;
    }
    for (size_t i = 0; i < points->count; i++) {
        const struct mx_point *point = &points->list[i];
        if (point->link != NULL) {
            report_point(point, left >= points->quorum ? MXTRAP_NOTE : MXTRAP_WARNING, findings);
        }
        mx_vantage_report(point->vantage, findings);
    }
}
