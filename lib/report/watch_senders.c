/* A watch as senders of a spec, with the visits of each behaviour over all MX sets. It is a
 * document of its own, so that it can stand after a spec in one file. */
#include "report/watch_writer.h"
#include "spec/sender_yaml.h"

void mx_watch_senders(struct mx_watch_writer *writer) {
    const mxtrap_watch *watch = writer->watch;
    uint64_t visits[MX_BEHAVIOURS] = {0}, all = 0, most = 0;
    char first[MX_TIME_TEXT_MAX], last[MX_TIME_TEXT_MAX];
    struct mx_text *text = &writer->text;

    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        for (size_t j = 0; j < watch->sets.count; j++) {
            visits[i] += watch->sets.list[j].tally.behaviours[i].visits;
        }
        all += visits[i];
        most = visits[i] > most ? visits[i] : most;
    }
    mx_text_format(text, "---\n# mxtrap-watch: %llu visits", (unsigned long long)all);
    if (watch->packets > 0) {
        mx_text_format(text, ", %s to %s", mx_watch_time(watch->begin, first),
                       mx_watch_time(watch->last, last));
    }
    mx_text_string(text, all > 0 ? "\nsenders:\n" : "\n");
    unsigned shift = 0; /* so that a spec has room for the number; shares stay */
    while (most >> shift > UINT32_MAX) {
        shift++;
    }
    for (size_t i = 0; i < MX_BEHAVIOURS; i++) {
        const struct mxtrap_sender sender = {.name = mx_behaviour_name((enum mx_behaviour)i),
                                             .is_named = true,
                                             .visits = (uint32_t)(visits[i] >> shift)};
        if (sender.visits > 0) {
            mx_sender_write(text, &sender);
        }
    }
}
