/* The table of a simulation, for text and picture: a column an exchanger, a row a sender, and in
 * each cell the numbers of the attempts. */
#ifndef MX_REPORT_SIMULATION_GRID_H
#define MX_REPORT_SIMULATION_GRID_H

#include <stdbool.h>

#include <mxtrap/simulate.h>

#include "base/text.h"
#include "model/layout.h"

/* For a null MX. */
#define MX_GRID_NULL "takes no mail (a null MX): there is nothing to simulate"

enum { MX_GRID_COLUMNS_MAX = 16 };

/* A column: one exchanger, or all those without a column of their own. */
struct mx_grid_column {
    size_t first, count; /* in the layout */
};

struct mx_grid {
    const mxtrap_layout *layout;
    struct mx_grid_column columns[MX_GRID_COLUMNS_MAX];
    size_t count;
};

/* The columns of LAYOUT, at most MOST (up to MX_GRID_COLUMNS_MAX): if it has more exchangers, those
 * in the middle share a column. */
struct mx_grid mx_grid_of(const mxtrap_layout *layout, size_t most);

/* What the dummies of LAYOUT do, and how they were chosen if they are not known. */
const char *mx_grid_dummies(const mxtrap_layout *layout);

/* The head of a column: the host, relative to the owner if it is inside, cut to WIDTH with "~", or
 * its number where two would be alike; or the number of exchangers that share it. */
void mx_grid_head(struct mx_text *text, const struct mx_grid *grid, size_t column, size_t width);

/* The names that heads of WIDTH cut, in full: a line each, indented by two spaces. */
void mx_grid_cut_names(struct mx_text *text, const struct mx_grid *grid, size_t width);

/* Appends the numbers of WALK's attempts in COLUMN, "1" or "2-4", cut to WIDTH with "+", or
 * nothing. Returns whether the last of them is answered. */
bool mx_grid_cell(struct mx_text *text, const struct mx_grid *grid, size_t column,
                  const struct mxtrap_walk *walk, size_t width);

/* Whether chance decides where a walk ends. */
bool mx_grid_is_chance(const struct mxtrap_walk *walk);

/* A percentage, which is rounded to 0 or 100 only where it is that. */
void mx_grid_percent(struct mx_text *text, double percent);

/* How a walk ends: "delivered", "trapped", "fails", "40 %", "not known". */
void mx_grid_verdict(struct mx_text *text, const struct mxtrap_walk *walk);

/* Seconds for people: "30 s", "5 min". */
void mx_grid_seconds(struct mx_text *text, uint64_t seconds);

/* The column of an attempt. */
size_t mx_grid_column_of(const struct mx_grid *grid, const struct mxtrap_attempt *attempt);

/* The summary: lines of counts, each with further ones, indented by two spaces. */
void mx_grid_summary(struct mx_text *text, const mxtrap_simulation *simulation);

#endif
