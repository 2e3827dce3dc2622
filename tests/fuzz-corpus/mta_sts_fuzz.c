/* Fuzz target of MTA-STS policies: a policy is good, or its errors are well-formed; what it lists
 * are names. */
#include <stdint.h>

#include "policy/mta_sts/parse.h"
#include "well_formed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mxtrap_mta_sts *policy = calloc(1, sizeof *policy);
    mxtrap_findings *findings = NULL;

    require(policy != NULL && mxtrap_findings_new(&findings) == MXTRAP_OK);
    enum mxtrap_status status =
        mx_mta_sts_parse(policy, (const char *)data, size, "policy", findings);
    require((status == MXTRAP_ERR_INPUT) == (mxtrap_findings_input_errors(findings) > 0));
    require(status == MXTRAP_OK || status == MXTRAP_ERR_INPUT);
    check_findings(findings);
    size_t count = 0;
    for (const struct mx_mta_sts_host *host = policy->first; host != NULL; host = host->next) {
        require(mx_name_is_hostname(host->name) && host->place.line > 0 && host->place.column > 0);
        count++;
    }
    require(count == policy->count && policy->max_age <= MX_MTA_STS_AGE_MAX);
    mxtrap_findings_free(findings);
    mxtrap_mta_sts_free(policy);
    return 0;
}
