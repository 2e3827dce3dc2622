/* The options of mxtrap-check: the table, and what they are set to. */
#ifndef CLI_CHECK_OPTIONS_H
#define CLI_CHECK_OPTIONS_H

#include <mxtrap/mxtrap.h>

#include "options.h"

extern const struct cli_tool cli_check_tool;

struct cli_check_settings {
    struct mxtrap_check_options check;
    const mxtrap_results_format *format;
    const char **servers, **controls, **specs; /* room for as many as there are arguments */
    size_t spec_count;
    const char *list, *resume;
    int strict, quiet, progress;
    enum cli_colour colour;
    char helo[256]; /* this host's own name where none was given */
};

/* False when memory is out. */
bool cli_check_settings_init(struct cli_check_settings *settings, int argc);
void cli_check_settings_free(struct cli_check_settings *settings);

/* Takes the option of ROW; *DONE is set where it did all there was to do. */
enum cli_exit cli_check_option(int row, const char *argument, struct cli_check_settings *settings,
                               bool *done);

#endif
