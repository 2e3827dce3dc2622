/* Findings as SARIF 2.1.0 (OASIS): one run, the rules that have findings, a result a finding. */
#include <string.h>

#include <mxtrap/rules.h>
#include <mxtrap/version.h>

#include "base/json_text.h"
#include "report/finding_as_json.h"
#include "report/findings_writer.h"

static const char *level_of(enum mxtrap_severity severity) {
    return mxtrap_severity_name(severity); /* SARIF's levels have the same names */
}

static json_t *text_json(const char *text) {
    return json_pack("{s:s}", "text", text);
}

static json_t *help_uri_json(const char *rule) {
    struct mx_text uri = {0};

    mx_text_string(&uri, MXTRAP_DOCS_URL "/rules.md#");
    mx_text_string(&uri, rule);
    return mx_json_of_text(&uri);
}

static json_t *rule_json(const struct mxtrap_rule_info *info) {
    struct mx_text help = {0};

    mx_text_string(&help, info->fix);
    mx_text_string(&help, " (");
    mx_text_string(&help, info->source);
    mx_text_string(&help, ")");
    const char *words = mx_text_string_of(&help);
    json_t *rule =
        words == NULL
            ? NULL
            : json_pack("{s:s, s:o, s:o, s:o, s:o, s:{s:s}}", "id", info->id, "helpUri",
                        help_uri_json(info->id), "shortDescription", text_json(info->title),
                        "fullDescription", text_json(info->why), "help", text_json(words),
                        "defaultConfiguration", "level", level_of(info->severity));
    mx_text_free(&help);
    return rule;
}

/* A path as a URI reference (RFC 3986): all but unreserved characters and slashes percent-encoded.
 */
static json_t *uri_json(const char *path) {
    struct mx_text uri = {0};

    mx_text_string(&uri, path[0] == '/' ? "file://" : "");
    for (; *path != '\0'; path++) {
        unsigned char c = (unsigned char)*path;
        bool is_plain = mx_is_digit(*path) || mx_is_alpha(*path) || strchr("-._~/", c) != NULL;
        if (is_plain) {
            mx_text_char(&uri, *path);
        } else {
            mx_text_format(&uri, "%%%02X", c);
        }
    }
    return mx_json_of_text(&uri);
}

static json_t *location_json(const char *file, unsigned line, unsigned column) {
    return json_pack("{s:{s:{s:o}, s:{s:i, s:i}}}", "physicalLocation", "artifactLocation", "uri",
                     uri_json(file), "region", "startLine", (int)line, "startColumn", (int)column);
}

/* Code scanning requires a location, so a finding without one gets the first file. Without any file
 * the list is empty. */
static json_t *locations_json(const mxtrap_finding *finding,
                              const struct mxtrap_findings_writer_options *options) {
    const char *file = mxtrap_finding_file(finding);
    bool has_place = file != NULL && mxtrap_finding_line(finding) > 0;

    if (!has_place && options->file_count == 0) {
        return json_array();
    }
    return json_pack("[o]", has_place ? location_json(file, mxtrap_finding_line(finding),
                                                      mxtrap_finding_column(finding))
                                      : location_json(options->files[0], 1, 1));
}

static json_t *result_json(const mxtrap_finding *finding, int rule_index,
                           const struct mxtrap_findings_writer_options *options) {
    return json_pack("{s:s, s:i, s:s, s:o, s:o}", "ruleId", mxtrap_finding_rule(finding),
                     "ruleIndex", rule_index, "level", level_of(mxtrap_finding_severity(finding)),
                     "message", text_json(mxtrap_finding_message(finding)), "locations",
                     locations_json(finding, options));
}

/* Writes the rules that have findings, and sets the index of each in the list. */
static void write_rules(struct mx_text *text, const mxtrap_findings *findings,
                        const struct mxtrap_findings_writer_options *options,
                        int places[MX_RULE_COUNT]) {
    int count = 0;

    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        if (!mx_report_skips(findings, i, options)) {
            places[mxtrap_findings_at(findings, i)->rule] = 0;
        }
    }
    for (size_t rule = 0; rule < MX_RULE_COUNT; rule++) {
        if (places[rule] == 0) {
            mx_text_string(text, count > 0 ? ",\n    " : "\n    ");
            mx_json_write(text, rule_json(mxtrap_rules_at(rule)));
            places[rule] = count++;
        }
    }
}

void mx_report_sarif(struct mx_text *text, const mxtrap_findings *findings,
                     const struct mxtrap_findings_writer_options *options) {
    int places[MX_RULE_COUNT];
    bool is_first = true;

    memset(places, -1, sizeof places);
    mx_text_string(text, "{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", "
                         "\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": "
                         "{\"name\": \"mxtrap-lint\", \"informationUri\": \"" MXTRAP_DOCS_URL
                         "/README.md\", \"version\": ");
    mx_json_write(text, json_string(MXTRAP_VERSION));
    mx_text_string(text, ", \"rules\": [");
    write_rules(text, findings, options, places);
    mx_text_string(text, "]}}, \"columnKind\": \"unicodeCodePoints\", \"results\": [");
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (!mx_report_skips(findings, i, options)) {
            mx_json_write_item(text, is_first,
                               result_json(finding, places[finding->rule], options));
            is_first = false;
        }
    }
    mx_text_string(text, "]}]}\n");
}
