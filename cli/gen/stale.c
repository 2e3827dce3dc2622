/* --check: compares existing files with what would be written, and prints the difference. */
#include "gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mxtrap/status.h>

#include "base/file.h"
#include "tool/output.h"
#include "unified.h"

static const size_t FILE_MAX = (size_t)1 << 30; /* no fragment is larger */

int cli_stale_gather(void *context, const char *bytes, size_t length) {
    struct mx_text *text = context;

    mx_text_bytes(text, bytes, length);
    return text->status == MXTRAP_OK ? 0 : -1;
}

static enum cli_exit write_difference(const struct cli_tool *tool, const char *path,
                                      struct cli_bytes old, struct cli_bytes wanted) {
    struct mx_text text = MX_TEXT_INTO(cli_sink, &cli_standard_output);
    bool is_done = cli_unified(&text, path, old, wanted);
    enum mxtrap_status status = mx_text_end(&text);
    enum cli_exit result = cli_finish(tool->name, is_done ? status : MXTRAP_ERR_MEMORY);

    return result == CLI_HOLDS ? CLI_FINDINGS : result;
}

enum cli_exit cli_stale(const struct cli_tool *tool, const char *path, struct mx_text *wanted) {
    struct mx_file file;
    char *bytes = NULL;
    size_t length = 0;
    const char *text = mx_text_string_of(wanted);
    int error = mx_file_open(&file, path);

    if (error == 0) {
        error = mx_file_read_rest(&file, FILE_MAX, &bytes, &length);
        mx_file_close(&file);
    }
    if (text == NULL || error == ENOMEM) {
        free(bytes);
        return cli_finish(tool->name, MXTRAP_ERR_MEMORY);
    }
    if (error != 0 && error != ENOENT) {
        cli_complain_of(tool->name, "cannot read %.800s: %s", path, strerror(error));
        return CLI_USAGE;
    }
    bool is_same = error == 0 && length == wanted->length && memcmp(bytes, text, length) == 0;
    enum cli_exit result = is_same ? CLI_HOLDS
                                   : write_difference(tool, path, (struct cli_bytes){bytes, length},
                                                      (struct cli_bytes){text, wanted->length});
    free(bytes);
    return result;
}
