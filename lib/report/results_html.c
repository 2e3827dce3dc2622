/* A check's results as one page without script or external parts, for people: for each domain its
 * verdict, a picture of its layout, its addresses and findings. Domains are written as they come;
 * what only the end knows is written there: the summary, which CSS moves to the top, and the
 * explanations of the rules that reported something, once each. */
#include "report/check_writer.h"
#include "report/escape.h"
#include "report/page.h"

#include <string.h>

/* Lengths of the picture in pixels. */
enum { WIDTH = 720, ROW = 34, MARK = 16, HALF = 8, HOST = 40, STATES = 460, HOST_LETTERS = 44 };

/* Besides those of all pages. */
static const char rules[] = ".way{stroke:var(--rule);stroke-width:2}\n"
                            ".dummy{fill:var(--page);stroke:var(--dummy);stroke-width:3}\n"
                            ".real{fill:var(--real);stroke:var(--real);stroke-width:3}\n"
                            ".unknown{fill:var(--page);stroke:var(--faint);stroke-width:3}\n"
                            ".inconclusive,.warning{color:var(--dummy)}.note{color:var(--faint)}\n"
                            ".verdict{border:1px solid;border-radius:1em;padding:0 "
                            ".6em;white-space:nowrap}h2 .verdict{font-size:.7em}\n"
                            ".greeting{min-width:14rem}@media print{.greeting{min-width:0}}\n";

/* Whether a state is what the role requires, contradicts it, or neither. */
static const char *class_of(enum mxtrap_role role, enum mxtrap_state state) {
    bool listens = mxtrap_state_listens(state) != 0;

    if (role == MXTRAP_ROLE_UNKNOWN || state == MXTRAP_UNPROBED) {
        return "faint";
    }
    if (role == MXTRAP_ROLE_DUMMY) {
        return state == MXTRAP_SILENT ? "good" : listens ? "bad" : "faint";
    }
    return state == MXTRAP_ANSWERS ? "good" : "bad";
}

/* A circle, a square or a diamond. */
static void draw_mark(struct mx_text *text, enum mxtrap_role role, size_t y) {
    if (role == MXTRAP_ROLE_DUMMY) {
        mx_text_format(text, "<circle cx=\"%d\" cy=\"%zu\" r=\"%d\" class=\"dummy\"/>\n", MARK, y,
                       HALF);
    } else if (role == MXTRAP_ROLE_REAL) {
        mx_text_format(text,
                       "<rect x=\"%d\" y=\"%zu\" width=\"%d\" height=\"%d\" class=\"real\"/>\n",
                       MARK - HALF, y - HALF, 2 * HALF, 2 * HALF);
    } else {
        mx_text_format(text, "<path d=\"M%d %zul%d %dl-%d %dl-%d -%dz\" class=\"unknown\"/>\n",
                       MARK, y - HALF, HALF, HALF, HALF, HALF, HALF, HALF);
    }
}

/* "1 silent, 1 answers": the states of an exchanger's addresses. */
static void draw_states(struct mx_text *text, const struct mxtrap_result_exchanger *exchanger) {
    size_t counts[MXTRAP_UNPROBED + 1] = {0};
    bool is_first = true;

    for (size_t i = 0; i < exchanger->address_count; i++) {
        counts[exchanger->addresses[i]->state]++;
    }
    for (size_t state = 0; state <= MXTRAP_UNPROBED; state++) {
        if (counts[state] > 0) {
            mx_text_format(text, "%s<tspan class=\"%s\">%zu %s</tspan>", is_first ? "" : ", ",
                           class_of(mx_results_role(exchanger), (enum mxtrap_state)state),
                           counts[state], mxtrap_state_name((enum mxtrap_state)state));
            is_first = false;
        }
    }
    mx_text_string(text, is_first ? "no address" : "");
}

static void draw_exchanger(struct mx_text *text, const struct mxtrap_result_exchanger *exchanger,
                           size_t y) {
    size_t length = strlen(exchanger->host);
    char host[HOST_LETTERS + 1] = "";

    memcpy(host, exchanger->host, length < HOST_LETTERS ? length : HOST_LETTERS);
    draw_mark(text, mx_results_role(exchanger), y);
    mx_text_format(text, "<text x=\"%d\" y=\"%zu\">%u ", HOST, y + HALF / 2,
                   (unsigned)exchanger->preference);
    mx_page_between(text, "", host, length > HOST_LETTERS ? "...</text>\n" : "</text>\n");
    mx_text_format(text, "<text x=\"%d\" y=\"%zu\">", STATES, y + HALF / 2);
    draw_states(text, exchanger);
    mx_text_string(text, "</text>\n");
}

static void draw_layout(struct mx_text *text, const struct mxtrap_result *result) {
    size_t height = result->exchanger_count * ROW;

    mx_text_format(
        text,
        "<figure>\n<div class=\"wide\"><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
        "height=\"%zu\" viewBox=\"0 0 %d %zu\" role=\"img\">\n",
        WIDTH, height, WIDTH, height);
    mx_page_between(text, "<title>The exchangers of ", result->domain, "</title>\n");
    mx_text_format(text, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%zu\" class=\"way\"/>\n", MARK,
                   ROW / 2, MARK, height - ROW / 2);
    for (size_t i = 0; i < result->exchanger_count; i++) {
        draw_exchanger(text, result->exchangers[i], i * ROW + ROW / 2);
    }
    mx_text_string(text,
                   "</svg></div>\n<figcaption>In order of preference. Circle: dummy; square: real "
                   "host; diamond: role unknown.</figcaption>\n</figure>\n");
}

static void write_time(struct mx_text *text, const struct mxtrap_result_address *address) {
    if (address->cause == NULL) {
        mx_text_format(text, "%u.%u&#160;s", address->ms / 1000, address->ms % 1000 / 100);
    }
}

/* The greeting, and what else is known of the connection. */
static void write_greeting(struct mx_text *text, const struct mxtrap_result_address *address) {
    char buffer[512]; /* a greeting of 120 octets, each as \xNN, and an ellipsis */
    struct mx_text greeting = mx_text_within(buffer, sizeof buffer);
    struct mx_text tls = {0};

    if (address->offender[0] != '\0') {
        mx_page_between(text, "from ", address->offender, " ");
    }
    if (address->greeting_length > 0) {
        mx_results_greeting(&greeting, address);
        mx_page_between(text, "<code>", mx_text_string_of(&greeting), "</code>");
    }
    if (address->tls != NULL) {
        mx_results_tls(&tls, address->tls);
        const char *words = mx_text_string_of(&tls);
        if (words == NULL) {
            text->status = MXTRAP_ERR_MEMORY;
        } else {
            mx_page_between(text, " ", words, "");
        }
        mx_text_free(&tls);
    } else if (address->starttls > 0) {
        mx_text_string(text, " (STARTTLS)");
    }
}

static void write_address(struct mx_text *text, enum mxtrap_role role,
                          const struct mxtrap_result_address *address) {
    mx_page_between(text, "<td>", address->address, "</td>");
    mx_text_format(text, "<td class=\"%s\">%s</td><td>", class_of(role, address->state),
                   mxtrap_state_name(address->state));
    write_time(text, address);
    mx_text_string(text, "</td><td class=\"greeting\">");
    mx_escape_xml(text, address->cause == NULL ? "" : address->cause);
    write_greeting(text, address);
    mx_text_string(text, "</td>");
    for (size_t i = 0; i < address->vantage_count; i++) {
        const struct mxtrap_result_address *look = address->vantages[i];
        mx_text_format(text, "<td><span class=\"%s\">%s</span> ", class_of(role, look->state),
                       mxtrap_state_name(look->state));
        write_time(text, look);
        mx_escape_xml(text, look->cause == NULL ? "" : look->cause);
        mx_text_string(text, "</td>");
    }
}

static void write_exchanger(struct mx_text *text, const struct mxtrap_result_exchanger *exchanger) {
    enum mxtrap_role role = mx_results_role(exchanger);
    size_t count = exchanger->address_count;

    mx_text_string(text, "<tbody>\n");
    for (size_t i = 0; i < count || i == 0; i++) {
        mx_text_string(text, "<tr>");
        if (i == 0) {
            mx_text_format(
                text, "<td rowspan=\"%zu\">%u</td><th scope=\"rowgroup\" rowspan=\"%zu\">",
                count + (count == 0), (unsigned)exchanger->preference, count + (count == 0));
            mx_escape_xml(text, exchanger->host);
            mx_text_format(text, "</th><td rowspan=\"%zu\">%s</td>", count + (count == 0),
                           mxtrap_role_name(role));
        }
        if (count == 0) {
            mx_text_string(text, "<td>no address</td>");
        } else {
            write_address(text, role, exchanger->addresses[i]);
        }
        mx_text_string(text, "</tr>\n");
    }
    mx_text_string(text, "</tbody>\n");
}

/* The columns of vantage points: all addresses of a domain have the same. */
static void write_vantages(struct mx_text *text, const struct mxtrap_result *result) {
    size_t first = 0;

    while (first < result->exchanger_count && result->exchangers[first]->address_count == 0) {
        first++;
    }
    if (first < result->exchanger_count) {
        const struct mxtrap_result_address *address = result->exchangers[first]->addresses[0];
        for (size_t i = 0; i < address->vantage_count; i++) {
            mx_page_between(text, "<th>From ", address->vantages[i]->vantage, "</th>");
        }
    }
}

static void write_table(struct mx_text *text, const struct mxtrap_result *result) {
    mx_text_string(text, "<div class=\"wide\"><table>\n<thead><tr><th>Preference</th><th>Host</th>"
                         "<th>Role</th><th>Address</th><th>State</th><th>Time</th>"
                         "<th>Greeting</th>");
    write_vantages(text, result);
    mx_text_string(text, "</tr></thead>\n");
    for (size_t i = 0; i < result->exchanger_count; i++) {
        write_exchanger(text, result->exchangers[i]);
    }
    mx_text_string(text, "</table></div>\n");
}

static void write_finding(struct mxtrap_check_writer *writer, const mxtrap_finding *finding) {
    struct mx_text *text = &writer->text;
    const char *rule = mxtrap_finding_rule(finding);
    const char *severity = mxtrap_severity_name(mxtrap_finding_severity(finding));

    writer->has_rule[mx_rule_find(rule, strlen(rule))] = true;
    mx_text_format(text, "<li><strong class=\"%s\">%s</strong>: ", severity, severity);
    if (mxtrap_finding_file(finding) != NULL) {
        mx_page_between(text, "<code>", mxtrap_finding_file(finding), "</code>");
        if (mxtrap_finding_line(finding) > 0) {
            mx_text_format(text, ", line %u", mxtrap_finding_line(finding));
        }
        mx_text_string(text, ": ");
    }
    mx_escape_xml(text, mxtrap_finding_message(finding));
    mx_text_format(text, " [<a href=\"#%s\">%s</a>]</li>\n", rule, rule);
}

void mx_results_html_begin(struct mxtrap_check_writer *writer) {
    mx_page_begin(&writer->text, "mxtrap-check");
    mx_text_string(&writer->text, rules);
    mx_page_body(&writer->text, "mxtrap-check");
}

void mx_results_html_domain(struct mxtrap_check_writer *writer,
                            const struct mxtrap_result *result) {
    struct mx_text *text = &writer->text;
    const char *verdict = mxtrap_verdict_name(result->verdict);
    size_t findings = mxtrap_findings_count(result->findings);

    if (writer->options.quiet && result->verdict == MXTRAP_PASS) {
        return;
    }
    mx_page_between(text, "<article>\n<h2>", result->domain, "");
    mx_text_format(text, " <span class=\"verdict %s\">%s</span></h2>\n", verdict, verdict);
    mx_text_string(text, result->is_cut ? "<p>The run ended before all was known.</p>\n" : "");
    if (result->exchanger_count > 0) {
        draw_layout(text, result);
        write_table(text, result);
    }
    mx_text_string(text, findings > 0 ? "<ul>\n" : "");
    for (size_t i = 0; i < findings; i++) {
        write_finding(writer, mxtrap_findings_at(result->findings, i));
    }
    mx_text_string(text, findings > 0 ? "</ul>\n</article>\n" : "</article>\n");
}

static void explain(struct mx_text *text, const struct mxtrap_rule_info *info) {
    mx_text_format(text, "<section id=\"%s\">\n<h3>%s</h3>\n", info->id, info->id);
    mx_page_between(text, "<p><strong>", info->title, "</strong></p>\n");
    mx_page_between(text, "<p>", info->why, "</p>\n");
    mx_page_between(text, "<p>Fix: ", info->fix, "</p>\n");
    mx_page_between(text, "<p class=\"faint\">", info->source, "</p>\n</section>\n");
}

void mx_results_html_end(struct mxtrap_check_writer *writer) {
    struct mx_text *text = &writer->text;
    size_t total = mx_results_total(writer), explained = 0;

    for (size_t i = 0; i < MX_RULE_COUNT; i++) {
        if (writer->has_rule[i]) {
            mx_text_string(text, explained++ > 0 ? ""
                                                 : "<div class=\"rules\">\n<h2>What the findings "
                                                   "mean</h2>\n");
            explain(text, &mx_rules[i].info);
        }
    }
    mx_text_string(text, explained > 0 ? "</div>\n" : "");
    mx_text_format(text, "<p class=\"summary\">%zu domain%s:", total, total == 1 ? "" : "s");
    for (int verdict = MXTRAP_PASS; verdict <= MXTRAP_INCONCLUSIVE; verdict++) {
        const char *name = mxtrap_verdict_name((enum mxtrap_verdict)verdict);
        mx_text_format(text, " <span class=\"verdict %s\">%zu %s</span>", name,
                       writer->counts[verdict], name);
    }
    mx_text_string(text, writer->is_partial ? " Not all domains were checked." : "");
    mx_text_string(text, "</p>\n");
    mx_page_end(text);
}
