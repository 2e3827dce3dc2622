/* A misspelt dummy makes a real host of the one that was meant: it is reported, and no plan rests
 * on it. Dummies for files that are read one by one may be exchangers of another: of these, one is
 * reported where it would be a name of the zone, which has no address for it, or is relative. */
#include "zone/roles.h"

#include <string.h>
#include <strings.h>

#include "base/options.h"
#include "base/suggest.h"
#include "model/findings.h"
#include "zone/classify.h"

/* "Did you mean" compares with at most this many names of a file. */
enum { COMPARED_MAX = 100000 };

/* Puts CANDIDATE into SEEN where it is nearer to NAME than LEAST, which is then its distance. */
static void try_one(struct mxtrap_dummy_seen *seen, const char *name, const char *candidate,
                    size_t *least) {
    struct mx_suggest similar = {.word = name, .length = strlen(name)};

    mx_suggest_try(&similar, candidate);
    if (strncasecmp(candidate, name, strlen(name)) == 0) { /* relative to the zone */
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
         host = mx_zone_host_next(host)) {
        if (host->is_exchanger) {
            ++*compared;
            try_one(seen, name, mx_name_print(host->name, candidate), &least);
        }
    }
}

bool mx_zone_dummies_want(const struct mxtrap_zone_file_options *options,
                          struct mx_zone_hosts *hosts) {
    struct mx_name dummy;
    bool is_good = true;

    for (size_t i = 0; options->seen == NULL && i < options->dummy_count && is_good; i++) {
        const char *text = options->dummies[i];
        is_good = mx_name_parse(&dummy, text, strlen(text), NULL) != MX_NAME_OK ||
                  mx_zone_hosts_target(hosts, dummy.wire, mx_name_length(dummy.wire),
                                       mx_name_hash(dummy.wire)) != NULL;
    }
    return is_good;
}

/* A name whose next one up is not there may be in a zone below that is not delegated here. */
static bool is_nowhere(const struct mx_zone_hosts *hosts, const uint8_t *name) {
    struct mx_zone_host *host = mx_zone_hosts_find(hosts, name), *addresses;

    return host != NULL && !host->is_exchanger &&
           mx_zone_hosts_classify(hosts, host, &addresses) == MX_TARGET_NONE &&
           host->above != NULL && host->above->exists;
}

/* Whether an exchanger is NAME relative to its zone. */
static bool is_relative(const struct mx_zone_hosts *hosts, const uint8_t *name) {
    size_t length = mx_name_length(name) - 1;
    const struct mx_zone_host *host = hosts->first;

    while (host != NULL &&
           (!host->is_exchanger || mx_name_length(host->name) < length + 2 ||
            strncasecmp((const char *)host->name, (const char *)name, length) != 0)) {
        host = mx_zone_host_next(host);
    }
    return host != NULL && length > 0;
}

static void report(const char *name, const char *words, const struct mxtrap_dummy_seen *seen,
                   enum mxtrap_severity severity, struct mx_place place,
                   mxtrap_findings *findings) {
    struct mx_text *text = mx_finding_begin(findings);

    mx_text_quoted(text, name, strlen(name));
    mx_text_string(text, ", named as a dummy, ");
    mx_text_string(text, words);
    if (seen->similar[0] != '\0') {
        mx_text_string(text, "; did you mean ");
        mx_text_string(text, seen->similar);
        mx_text_char(text, '?');
    }
    mx_finding_end(findings, MX_RULE_UNKNOWN_DUMMY, severity, place);
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

void mx_zone_dummies_check(const struct mxtrap_zone_file_options *options,
                           const struct mx_zone_hosts *hosts, struct mx_place place,
                           mxtrap_findings *findings) {
    char name[MXTRAP_NAME_TEXT_MAX];
    struct mx_name dummy;
    size_t compared = 0;

    for (size_t i = 0; options->seen == NULL && i < options->dummy_count; i++) {
        struct mxtrap_dummy_seen seen = {0};
        const char *text = options->dummies[i];
        if (mx_name_parse(&dummy, text, strlen(text), NULL) != MX_NAME_OK) {
            continue;
        }
        bool is_absent = is_nowhere(hosts, dummy.wire);
        if (is_absent || is_relative(hosts, dummy.wire)) {
            find_similar(&seen, mx_name_print(dummy.wire, name), hosts, &compared);
            report(text,
                   is_absent ? "is not an exchanger, and has no address in its zone"
                             : "is an absolute name, and not an exchanger",
                   &seen, MXTRAP_WARNING, place, findings);
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
        if (!seen->is_exchanger) {
            report(options->dummies[i], "is not an exchanger of any zone", seen,
                   options->is_state ? MXTRAP_ERROR : MXTRAP_WARNING, (struct mx_place){0},
                   findings);
        }
    }
    return mx_findings_status(findings);
}
