/* A misspelt dummy makes a real host of the one that was meant: it is reported, and no plan rests
 * on it. */
#include "zone/roles.h"

#include <string.h>

#include "base/options.h"
#include "base/suggest.h"
#include "model/findings.h"

/* "Did you mean" compares with at most this many names of a file. */
enum { COMPARED_MAX = 100000 };

/* Puts CANDIDATE into SEEN where it is nearer to NAME than LEAST, which is then its distance. */
static void try_one(struct mxtrap_dummy_seen *seen, const char *name, const char *candidate,
                    size_t *least) {
    struct mx_suggest similar = {.word = name, .length = strlen(name)};

    mx_suggest_try(&similar, candidate);
    if (strncmp(candidate, name, strlen(name)) == 0) { /* relative to the zone */
        similar.best = candidate;
        similar.distance = 0;
    }
    if (similar.best != NULL && similar.distance < *least) {
        *least = similar.distance;
        memmove(seen->similar, candidate, strlen(candidate) + 1);
    }
}

/* The exchanger most like the dummy of this name, that of an earlier file among them. */
static void find_similar(struct mxtrap_dummy_seen *seen, const char *name,
                         const struct mx_zone_hosts *hosts, size_t *compared) {
    char candidate[MXTRAP_NAME_TEXT_MAX];
    size_t least = SIZE_MAX;

    try_one(seen, name, seen->similar, &least);
    for (const struct mx_zone_host *host = hosts->first; host != NULL && *compared < COMPARED_MAX;
         host = host->next) {
        if (host->is_exchanger) {
            ++*compared;
            try_one(seen, name, mx_name_print(host->name, candidate), &least);
        }
    }
}

void mx_zone_dummies_note(const struct mxtrap_zone_file_options *options,
                          const struct mx_zone_hosts *hosts) {
    char name[MXTRAP_NAME_TEXT_MAX];
    struct mx_name dummy;
    size_t compared = 0;

    for (size_t i = 0; options->seen != NULL && i < options->dummy_count; i++) {
        struct mxtrap_dummy_seen *seen = &options->seen[i];
        const char *text = options->dummies[i];
        if (seen->is_exchanger || mx_name_parse(&dummy, text, strlen(text), NULL) != MX_NAME_OK) {
            continue;
        }
        const struct mx_zone_host *host = mx_zone_hosts_find(hosts, dummy.wire);
        if (host != NULL && host->is_exchanger) {
            seen->is_exchanger = 1;
        } else {
            find_similar(seen, mx_name_print(dummy.wire, name), hosts, &compared);
        }
    }
}

enum mxtrap_status mxtrap_zone_file_unseen(const struct mxtrap_zone_file_options *options,
                                           mxtrap_findings *findings) {
    struct mxtrap_zone_file_options own;

    enum mxtrap_status status = mx_findings_options(&own, sizeof own, options, findings);

    if (status != MXTRAP_OK) {
        return status;
    }
    options = &own;
    for (size_t i = 0; options->seen != NULL && i < options->dummy_count; i++) {
        const struct mxtrap_dummy_seen *seen = &options->seen[i];
        if (seen->is_exchanger) {
            continue;
        }
        struct mx_text *text = mx_finding_begin(findings);
        mx_text_quoted(text, options->dummies[i], strlen(options->dummies[i]));
        mx_text_string(text, ", named as a dummy, is not an exchanger of any zone");
        if (seen->similar[0] != '\0') {
            mx_text_string(text, "; did you mean ");
            mx_text_string(text, seen->similar);
            mx_text_char(text, '?');
        }
        mx_finding_end(findings, MX_RULE_UNKNOWN_DUMMY,
                       options->is_state ? MXTRAP_ERROR : MXTRAP_WARNING, (struct mx_place){0});
    }
    return mx_findings_status(findings);
}
