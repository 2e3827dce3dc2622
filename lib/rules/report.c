/* Functions that all checks call: which addresses to check, and how to report. */
#include "rules/check.h"

struct mx_text *mx_report_begin(const struct mx_check *check) {
    return mx_finding_of(check->run->findings, check->layout->owner, ": ");
}

void mx_report_end_as(const struct mx_check *check, struct mx_spot place,
                      enum mxtrap_severity severity) {
    mx_finding_end(check->run->findings, check->rule, severity, mx_place_of(check->zone, place));
}

void mx_report_end(const struct mx_check *check, struct mx_spot place) {
    mx_report_end_as(check, place, mx_rules[check->rule].info.severity);
}

void mx_report_exchanger(const struct mx_check *check, const struct mxtrap_exchanger *exchanger,
                         const char *words) {
    struct mx_text *text = mx_report_begin(check);

    mx_name_write(text, exchanger->host, NULL);
    mx_text_char(text, ' ');
    mx_text_string(text, words);
    mx_report_end(check, exchanger->place);
}

size_t mx_addresses_to_check(const struct mx_check *check,
                             const struct mxtrap_exchanger *exchanger) {
    return mx_crowds_is_first(&check->run->real_hosts.crowds, exchanger) ? exchanger->address_count
                                                                         : 0;
}

/* The check of rules that only a reader reports, but that `ignore` accepts. */
void mx_check_by_reader(const struct mx_check *check) {
    (void)check;
}
