/* A check's results as metrics for the textfile collector (Prometheus text exposition format):
 * samples of one metric stand together, so that they are kept until the end. */
#include "report/results.h"

enum { VERDICTS, STATES, SECONDS };

/* Domains and hosts are printable ASCII; a backslash or a quote in one is escaped. */
static void write_label(struct mx_text *text, const char *name, const char *value) {
    mx_text_string(text, name);
    mx_text_string(text, "=\"");
    for (; *value != '\0'; value++) {
        mx_text_string(text, *value == '\\' || *value == '"' ? "\\" : "");
        mx_text_char(text, *value);
    }
    mx_text_char(text, '"');
}

static void write_address_labels(struct mx_text *text, const struct mxtrap_result *result,
                                 const struct mxtrap_result_exchanger *exchanger,
                                 const struct mxtrap_result_address *address) {
    enum mxtrap_role role =
        exchanger->expected != MXTRAP_ROLE_UNKNOWN ? exchanger->expected : exchanger->role;
    mx_text_char(text, '{');
    write_label(text, "domain", result->domain);
    write_label(text, ",host", exchanger->host);
    write_label(text, ",address", address->address);
    write_label(text, ",role", mxtrap_role_name(role));
}

static void keep_address(struct mxtrap_results_writer *writer, const struct mxtrap_result *result,
                         const struct mxtrap_result_exchanger *exchanger,
                         const struct mxtrap_result_address *address) {
    struct mx_text *states = &writer->kept[STATES], *seconds = &writer->kept[SECONDS];

    mx_text_string(states, "mxtrap_address_state");
    write_address_labels(states, result, exchanger, address);
    write_label(states, ",state", mxtrap_state_name(address->state));
    mx_text_string(states, "} 1\n");
    if (address->state != MXTRAP_UNPROBED) {
        mx_text_string(seconds, "mxtrap_address_seconds");
        write_address_labels(seconds, result, exchanger, address);
        mx_text_format(seconds, "} %u.%03u\n", address->ms / 1000, address->ms % 1000);
    }
}

void mx_results_prometheus_domain(struct mxtrap_results_writer *writer,
                                  const struct mxtrap_result *result) {
    struct mx_text *verdicts = &writer->kept[VERDICTS];

    for (int verdict = MXTRAP_PASS; verdict <= MXTRAP_INCONCLUSIVE; verdict++) {
        mx_text_string(verdicts, "mxtrap_domain_verdict{");
        write_label(verdicts, "domain", result->domain);
        write_label(verdicts, ",verdict", mxtrap_verdict_name((enum mxtrap_verdict)verdict));
        mx_text_format(verdicts, "} %d\n", result->verdict == (enum mxtrap_verdict)verdict);
    }
    for (size_t i = 0; i < result->exchanger_count; i++) {
        const struct mxtrap_result_exchanger *exchanger = &result->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            keep_address(writer, result, exchanger, &exchanger->addresses[j]);
        }
    }
}

void mx_results_prometheus_end(struct mxtrap_results_writer *writer) {
    static const char *const heads[] = {
        [VERDICTS] = "# HELP mxtrap_domain_verdict 1 for the verdict of the last check.\n"
                     "# TYPE mxtrap_domain_verdict gauge\n",
        [STATES] = "# HELP mxtrap_address_state 1 for what the address was found to be.\n"
                   "# TYPE mxtrap_address_state gauge\n",
        [SECONDS] = "# HELP mxtrap_address_seconds Time from the first packet to that.\n"
                    "# TYPE mxtrap_address_seconds gauge\n",
    };

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        const char *samples = mx_text_string_of(&writer->kept[i]);
        if (samples == NULL) {
            writer->text.status = MXTRAP_ERR_MEMORY;
            return;
        }
        mx_text_string(&writer->text, heads[i]);
        mx_text_string(&writer->text, samples);
    }
}
