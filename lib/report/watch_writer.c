/* The writer of a watch, shared by all formats: lost sources, and sources and times as text. */
#include "report/watch_writer.h"

#include <stdlib.h>

#include "base/options.h"
#include "model/format.h"

/* Gives each set its part of the list, which is by set, and counts. */
static bool make_sets(struct mx_watch_writer *writer) {
    const mxtrap_watch *watch = writer->watch;
    const struct mx_losses *losses = &writer->losses;

    writer->sets = calloc(watch->sets.count > 0 ? watch->sets.count : 1, sizeof *writer->sets);
    if (writer->sets == NULL) {
        return false;
    }
    for (size_t i = 0; i < losses->count; i++) {
        struct mx_watch_set *set = &writer->sets[losses->list[i]->set];
        set->lost = set->lost == NULL ? &losses->list[i] : set->lost;
        set->lost_count++;
        set->lost_by[losses->list[i]->behaviour]++;
    }
    for (const struct mx_source *one = watch->sources.oldest; one != NULL; one = one->newer) {
        writer->sets[one->set].unresolved += mx_loss_of(one) == MX_LOSS_UNRESOLVED;
    }
    return true;
}

enum mxtrap_status mxtrap_watch_write(const mxtrap_watch *watch, const mxtrap_format *format,
                                      const struct mxtrap_watch_writer_options *options,
                                      mxtrap_sink_fn *sink, void *context) {
    struct mx_watch_writer writer = {.watch = watch, .text = MX_TEXT_INTO(sink, context)};
    enum mxtrap_status status = mx_options_read(&writer.options, sizeof writer.options, options);

    format = format == NULL ? mxtrap_format_at(MXTRAP_FORMAT_WATCH, 0) : format;
    if (format->watch == NULL || status != MXTRAP_OK) {
        return MXTRAP_ERR_ARGUMENT;
    }
    if (!mx_losses_make(&writer.losses, &watch->sources) || !make_sets(&writer) ||
        (writer.options.anonymize && !mx_anonymizer_make(&writer.anonymizer))) {
        status = MXTRAP_ERR_MEMORY;
    } else {
        format->watch->write(&writer);
        status = mx_text_finish(&writer.text);
    }
    mx_text_free(&writer.text);
    free(writer.losses.list);
    free(writer.sets);
    return status;
}
