/* Plots of counts, as pictures within a page: bars by day, a row a series, and bars by class. */
#ifndef MX_REPORT_PLOT_H
#define MX_REPORT_PLOT_H

#include "base/text.h"

enum { MX_PLOT_BARS_MAX = 160 };

/* The counts of one thing, a bar each. */
struct mx_plot_series {
    const char *name;
    uint64_t bars[MX_PLOT_BARS_MAX];
};

/* COUNT series of BARS bars (at least one), a row each, with a scale of its own. FIRST and LAST are
 * the dates at the ends. */
struct mx_plot_days {
    const char *title, *first, *last;
    const struct mx_plot_series *series;
    size_t count, bars;
};
void mx_plot_days(struct mx_text *text, const struct mx_plot_days *plot);

/* A class of values, "4 to 8 min", and how many there are. */
struct mx_plot_class {
    const char *name;
    uint64_t count;
};

/* COUNT classes, but for those at both ends that are empty; nothing if all are. */
void mx_plot_classes(struct mx_text *text, const char *title, const struct mx_plot_class *classes,
                     size_t count);

#endif
