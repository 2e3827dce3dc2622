/* A check's results for people: for each domain a table of addresses, then its findings. */
#include "report/check_writer.h"

#include <stdbool.h>
#include <string.h>

/* Widths; hosts and addresses may need more. */
enum { PREFERENCE = 9, HOST = 23, ROLE = 7, ADDRESS = 18, STATE = 13 };

/* Where the columns of one domain begin. */
struct columns {
    size_t role, address, state, time;
};

static const char *colour_of(enum mxtrap_verdict verdict) {
    static const char *const colours[] = {"\033[1;32m", "\033[1;31m", "\033[1;33m"};
    return MX_WORD_OF(colours, verdict, "");
}

/* Details after the state. */
static void write_details(struct mx_text *text, const struct mxtrap_result_address *address) {
    if (address->cause != NULL) {
        mx_text_string(text, address->cause);
        return;
    }
    mx_text_format(text, "%u.%u s", address->ms / 1000, address->ms % 1000 / 100);
    if (address->offender[0] != '\0') {
        mx_text_string(text, "  from ");
        mx_text_string(text, address->offender);
    }
    if (address->greeting_length > 0) {
        mx_text_string(text, "  ");
        mx_results_greeting(text, address);
    }
}

/* "  [a: silent, b: answers]": the vantage points, where there are several. */
static void write_vantages(struct mx_text *text, const struct mxtrap_result_address *address) {
    for (size_t i = 0; i < address->vantage_count; i++) {
        const struct mxtrap_result_address *look = address->vantages[i];
        mx_text_string(text, i == 0 ? "  [" : ", ");
        mx_text_escaped(text, look->vantage, strlen(look->vantage));
        mx_text_string(text, ": ");
        mx_text_string(text, mxtrap_state_name(look->state));
    }
    mx_text_string(text, address->vantage_count > 0 ? "]" : "");
}

static size_t wider(size_t width, const char *word) {
    return strlen(word) < width ? width : strlen(word) + 1;
}

static struct columns columns_of(const struct mxtrap_result *result) {
    size_t host = HOST, address = ADDRESS;

    for (size_t i = 0; i < result->exchanger_count; i++) {
        const struct mxtrap_result_exchanger *exchanger = result->exchangers[i];
        host = wider(host, exchanger->host);
        for (size_t j = 0; j < exchanger->address_count; j++) {
            address = wider(address, exchanger->addresses[j]->address);
        }
    }
    size_t role = PREFERENCE + host, state = role + ROLE + address;
    return (struct columns){role, role + ROLE, state, state + STATE};
}

static void write_address(struct mx_text *text, const struct columns *columns,
                          const struct mxtrap_result_exchanger *exchanger,
                          const struct mxtrap_result_address *address) {
    size_t mark = mx_text_position(text);

    mx_text_format(text, "  %5u", exchanger->preference);
    mx_text_pad(text, mark, PREFERENCE);
    mx_text_string(text, exchanger->host);
    mx_text_pad(text, mark, columns->role);
    mx_text_string(text, mxtrap_role_name(mx_results_role(exchanger)));
    if (address == NULL) {
        mx_text_string(text, " no address\n");
        return;
    }
    mx_text_pad(text, mark, columns->address);
    mx_text_string(text, address->address);
    mx_text_pad(text, mark, columns->state);
    mx_text_string(text, mxtrap_state_name(address->state));
    mx_text_pad(text, mark, columns->time);
    write_details(text, address);
    if (address->tls != NULL) {
        mx_text_string(text, "; ");
        mx_results_tls(text, address->tls);
    } else if (address->starttls >= 0) {
        mx_text_string(text, address->starttls ? "  (STARTTLS)" : "");
    }
    write_vantages(text, address);
    mx_text_char(text, '\n');
}

static void write_finding(struct mx_text *text, const mxtrap_finding *finding) {
    mx_text_string(text, "  ");
    mx_text_string(text, mxtrap_severity_name(mxtrap_finding_severity(finding)));
    mx_text_string(text, ": ");
    mx_text_string(text, mxtrap_finding_message(finding));
    mx_text_string(text, " [");
    mx_text_string(text, mxtrap_finding_rule(finding));
    mx_text_string(text, "]\n");
}

void mx_results_text_domain(struct mxtrap_check_writer *writer,
                            const struct mxtrap_result *result) {
    struct mx_text *text = &writer->text;
    bool colour = writer->options.colour != 0;
    const struct columns columns = columns_of(result);

    if (writer->options.quiet && result->verdict == MXTRAP_PASS) {
        return;
    }
    mx_text_string(text, result->domain);
    mx_text_string(text, ": ");
    mx_text_string(text, colour ? colour_of(result->verdict) : "");
    mx_text_string(text, mxtrap_verdict_name(result->verdict));
    mx_text_string(text, colour ? "\033[0m\n" : "\n");
    for (size_t i = 0; i < result->exchanger_count; i++) {
        const struct mxtrap_result_exchanger *exchanger = result->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            write_address(text, &columns, exchanger, exchanger->addresses[j]);
        }
        if (exchanger->address_count == 0) {
            write_address(text, &columns, exchanger, NULL);
        }
    }
    for (size_t i = 0; i < mxtrap_findings_count(result->findings); i++) {
        write_finding(text, mxtrap_findings_at(result->findings, i));
    }
}

void mx_results_text_end(struct mxtrap_check_writer *writer) {
    if (mx_results_total(writer) > 1 && !writer->options.quiet) {
        mx_text_format(&writer->text, "%zu domains: %zu pass, %zu fail, %zu inconclusive\n",
                       mx_results_total(writer), writer->counts[MXTRAP_PASS],
                       writer->counts[MXTRAP_FAIL], writer->counts[MXTRAP_INCONCLUSIVE]);
    }
}
