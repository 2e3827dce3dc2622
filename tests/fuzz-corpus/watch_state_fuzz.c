/* Fuzz target of the state of a watch: the input is what is between the line of the layouts and the
 * last one, which are right. What can be read is the same after it was written and read again, and
 * a watch goes on from it. */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "watch/state.h"
#include "watched_hosts.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int collect(void *context, const char *bytes, size_t length) {
    mx_text_bytes(context, bytes, length);
    return 0;
}

static mxtrap_watch *watch_of(const mxtrap_zones *zones) {
    static const struct mxtrap_watch_options options = {.size = sizeof options, .max_sources = 5};
    mxtrap_watch *watch = NULL;

    require(mxtrap_watch_new(&watch, zones, &options) == MXTRAP_OK);
    return watch;
}

/* Whether the state could be read. */
static bool read_state(mxtrap_watch *watch, struct mx_text *text) {
    struct mx_file file = mx_file_in_memory(text->bytes, text->length);
    mxtrap_findings *findings = NULL;

    require(mxtrap_findings_new(&findings) == MXTRAP_OK);
    enum mxtrap_status status = mx_state_read(watch, &file, "state", findings);
    require(status == MXTRAP_OK || status == MXTRAP_ERR_INPUT);
    require((status == MXTRAP_OK) == (mxtrap_findings_count(findings) == 0));
    check_findings(findings);
    mxtrap_findings_free(findings);
    return status == MXTRAP_OK;
}

/* The state that INPUT is the middle of. */
static struct mx_text state_of(const mxtrap_watch *watch, const uint8_t *data, size_t size) {
    struct mx_text text = {0};

    mx_text_format(&text, MX_STATE_HEAD "\noptions 25 600 32 64\nlayouts %" PRIu64 " %" PRIu64 "\n",
                   mx_state_layouts(&watch->sets), mx_state_behaviours());
    mx_text_bytes(&text, (const char *)data, size);
    mx_text_string(&text, size > 0 && data[size - 1] != '\n' ? "\n" : "");
    mx_text_format(&text, "end %" PRIu64 "\n",
                   mx_hash_lasting(MX_HASH_LASTING, text.bytes, text.length));
    require(text.status == MXTRAP_OK);
    return text;
}

static void go_on(mxtrap_watch *watch) {
    struct mx_packet packet = {.from = {.family = MX_IPV4, .bytes = {203, 0, 113, 1}},
                               .to = addresses[0][0],
                               .to_port = 25};

    require(mx_watch_add(watch, MX_PACKET_SYN, &packet, MX_TIME_MAX / 2) == MXTRAP_OK);
    require(mxtrap_watch_finish(watch) == MXTRAP_OK);
    require(watch->sources.index.count <= watch->options.max_sources);
    for (const struct mx_source *one = watch->sources.oldest; one != NULL; one = one->newer) {
        require(one->syns == NULL && one->visits > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mxtrap_zones zones;
    mxtrap_zone *list[1];

    make_layouts(&zones, list);
    mxtrap_watch *first = watch_of(&zones), *second = watch_of(&zones);
    struct mx_text text = state_of(first, data, size), once = {0}, twice = {0};
    if (read_state(first, &text)) {
        require(mxtrap_watch_save(first, collect, &once) == MXTRAP_OK);
        require(read_state(second, &once));
        require(mxtrap_watch_save(second, collect, &twice) == MXTRAP_OK);
        require(once.length == twice.length && memcmp(once.bytes, twice.bytes, once.length) == 0);
        go_on(second);
    }
    mx_text_free(&text);
    mx_text_free(&once);
    mx_text_free(&twice);
    mxtrap_watch_free(first);
    mxtrap_watch_free(second);
    return 0;
}
