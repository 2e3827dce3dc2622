/* Checks domains by DNS and port 25, and prints the verdict of each as soon as it is known.
 * usage: check RESOLVER DOMAIN...    RESOLVER: an address, or ADDRESS@PORT */
#include <stdio.h>

#include <mxtrap/mxtrap.h>

struct run {
    char **next; /* domains, a NULL after the last */
    int is_good;
};

static enum mxtrap_check_next next(const char **out, void *context) {
    struct run *run = context;

    if (*run->next == NULL) {
        return MXTRAP_NEXT_END;
    }
    *out = *run->next++;
    return MXTRAP_NEXT_DOMAIN;
}

static int print(void *context, const struct mxtrap_result *result) {
    struct run *run = context;

    printf("%s: %s\n", result->domain, mxtrap_verdict_name(result->verdict));
    for (size_t i = 0; i < result->exchanger_count; i++) {
        const struct mxtrap_result_exchanger *exchanger = result->exchangers[i];
        for (size_t j = 0; j < exchanger->address_count; j++) {
            const struct mxtrap_result_address *address = exchanger->addresses[j];
            printf("  %u %s %s: %s\n", (unsigned)exchanger->preference, exchanger->host,
                   address->address, mxtrap_state_name(address->state));
        }
    }
    run->is_good = run->is_good && result->verdict == MXTRAP_PASS;
    return 0;
}

static int put(void *context, const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, (FILE *)context) == length ? 0 : -1;
}

int main(int argc, char **argv) {
    struct mxtrap_check_options options = MXTRAP_CHECK_OPTIONS_INIT;
    struct run run = {NULL, 1};
    mxtrap_findings *findings = NULL;
    mxtrap_check *check = NULL;

    if (argc < 3) {
        fprintf(stderr, "usage: check RESOLVER DOMAIN...\n");
        return 2;
    }
    const char *resolver = argv[1];
    options.servers = &resolver;
    options.server_count = 1;
    run.next = argv + 2;
    enum mxtrap_status status = mxtrap_findings_new(&findings);
    if (status == MXTRAP_OK) {
        status = mxtrap_check_new(&check, &options, findings);
    }
    if (status == MXTRAP_OK) {
        status = mxtrap_check_run(check, next, print, &run);
    }
    /* What is wrong with the options or a domain, or with the run as a whole. */
    const mxtrap_findings *remarks = check != NULL ? mxtrap_check_findings(check) : findings;
    if (remarks != NULL) {
        mxtrap_findings_write(remarks, NULL, NULL, put, stderr);
    }
    if (status == MXTRAP_ERR_MEMORY) {
        fprintf(stderr, "check: %s\n", mxtrap_strerror(status));
    }
    mxtrap_check_free(check);
    mxtrap_findings_free(findings);
    return status == MXTRAP_OK && run.is_good ? 0 : 1;
}
