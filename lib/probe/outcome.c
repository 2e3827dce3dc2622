/* What the prober keeps of a fact: a copy, with its texts in one piece. */
#include "probe/parts.h"

#include <stdlib.h>
#include <string.h>

/* One piece for all texts of a fact; true where FACT points into it, or needs none. */
static bool keep_texts(struct mx_prober *prober, struct mx_probe_target *target,
                       struct mx_fact *fact) {
    const struct mx_tls_fact *tls = fact->tls;
    size_t size = fact->greeting.length + fact->keywords.length + fact->reply.length +
                  (tls != NULL ? sizeof *tls + tls->subject.length + tls->name.length : 0);
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

bool mx_probe_keep_fact(struct mx_prober *prober, struct mx_probe_target *target,
                        const struct mx_fact *fact) {
    target->fact = *fact;
    if (!keep_texts(prober, target, &target->fact)) {
        return false;
    }
    if (target->texts != NULL) {
        char *to = target->texts;
        if (fact->tls != NULL) {
            struct mx_tls_fact *tls = target->texts;
            *tls = *fact->tls;
            to = keep_bytes(keep_bytes(to + sizeof *tls, &tls->subject), &tls->name);
            target->fact.tls = tls;
        }
        to = keep_bytes(keep_bytes(to, &target->fact.greeting), &target->fact.keywords);
        keep_bytes(to, &target->fact.reply);
    }
    return true;
}
