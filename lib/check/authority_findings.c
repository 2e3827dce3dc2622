/* Reports name servers that disagree, with the answers of each: which is right is for people. */
#include "check/authority_findings.h"

#include <string.h>

static struct mx_text *begin(const struct mx_authority *authority, mxtrap_findings *findings) {
    return mx_finding_of(findings, authority->owner.wire, ": ");
}

static void end(mxtrap_findings *findings) {
    mx_finding_end(findings, MX_RULE_NAMESERVERS_DISAGREE, MXTRAP_WARNING, (struct mx_place){0});
}

static void report_differences(const struct mx_authority *authority, mxtrap_findings *findings) {
    struct mx_authority_difference difference = mx_authority_compare(authority);

    if (!difference.mx && !difference.addresses && !difference.serial) {
        return;
    }
    struct mx_text *text = begin(authority, findings);
    mx_text_string(text, "the name servers differ in");
    mx_text_string(text, difference.mx ? " MX," : "");
    mx_text_string(text, difference.addresses ? " addresses," : "");
    mx_text_string(text, difference.serial ? " SOA serial," : "");
    mx_text_string(text, " as they say:");
    for (size_t i = 0; i < authority->server_count; i++) {
        if (authority->servers[i].state == MX_AUTHORITY_ANSWERS) {
            mx_text_string(text, " ");
            mx_authority_write(text, &authority->servers[i]);
            mx_text_char(text, ';');
        }
    }
    end(findings);
}

void mx_authority_findings(const struct mx_authority *authority, mxtrap_findings *findings) {
    if (authority->result != MX_DNS_OK) {
        struct mx_text *text = begin(authority, findings);
        mx_text_string(text, "the zone's name servers cannot be determined: ");
        mx_text_string(text, mx_dns_failure_name(authority->result, authority->rcode));
        mx_text_string(text, authority->why[0] != '\0' ? ": " : "");
        mx_text_escaped(text, authority->why, strlen(authority->why));
        end(findings);
        return;
    }
    for (size_t i = 0; i < authority->server_count; i++) {
        if (authority->servers[i].state != MX_AUTHORITY_ANSWERS) {
            mx_authority_write(begin(authority, findings), &authority->servers[i]);
            end(findings);
        }
    }
    if (authority->beyond > 0) {
        mx_text_format(begin(authority, findings), "%zu more name servers were not asked",
                       authority->beyond);
        end(findings);
    }
    report_differences(authority, findings);
}
