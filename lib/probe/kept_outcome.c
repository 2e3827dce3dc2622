/* The prober's copy of an outcome, with its texts in one allocation. */
#include "probe/targets.h"

#include <stdlib.h>
#include <string.h>

static size_t words_size(const char *words) {
    return words != NULL ? strlen(words) + 1 : 0;
}

static size_t tls_size(const struct mx_tls_outcome *tls) {
    return tls == NULL
               ? 0
               : sizeof *tls + tls->subject.length + tls->name.length + words_size(tls->error) +
                     words_size(tls->version) + words_size(tls->trust);
}

/* Copies the texts of OUTCOME, which then points to the copies. False: memory is out. */
static bool keep_texts(struct mx_prober *prober, struct mx_probe_target *target,
                       struct mx_probe_outcome *outcome) {
    size_t size = outcome->greeting.length + outcome->keywords.length + outcome->reply.length +
                  tls_size(outcome->tls);
    char *texts = size > 0 ? malloc(size) : NULL;

    prober->known_bytes -= target->texts_size;
    free(target->texts);
    target->texts = texts;
    target->texts_size = texts != NULL ? size : 0;
    prober->known_bytes += target->texts_size;
    return size == 0 || texts != NULL;
}

static char *keep_bytes(char *to, struct mx_bytes *bytes) {
    if (bytes->length == 0) {
        *bytes = (struct mx_bytes){0};
        return to;
    }
    memcpy(to, bytes->at, bytes->length);
    bytes->at = to;
    return to + bytes->length;
}

static char *keep_words(char *to, const char **words) {
    struct mx_bytes bytes = {*words, words_size(*words)};

    to = keep_bytes(to, &bytes);
    *words = bytes.at;
    return to;
}

bool mx_probe_keep_outcome(struct mx_prober *prober, struct mx_probe_target *target,
                           const struct mx_probe_outcome *outcome) {
    target->outcome = *outcome;
    if (!keep_texts(prober, target, &target->outcome)) {
        return false;
    }
    if (target->texts != NULL) {
        char *to = target->texts;
        if (outcome->tls != NULL) {
            struct mx_tls_outcome *tls = target->texts;
            *tls = *outcome->tls;
            to = keep_bytes(keep_bytes(to + sizeof *tls, &tls->subject), &tls->name);
            to = keep_words(keep_words(keep_words(to, &tls->error), &tls->version), &tls->trust);
            target->outcome.tls = tls;
        }
        to = keep_bytes(keep_bytes(to, &target->outcome.greeting), &target->outcome.keywords);
        keep_bytes(to, &target->outcome.reply);
    }
    return true;
}
