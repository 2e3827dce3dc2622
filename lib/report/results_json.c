/* A check's results as JSON, mxtrap.check/1: one object, or one a line. */
#include <string.h>

#include "base/json_text.h"
#include "report/check_writer.h"
#include "report/finding_as_json.h"

/* Without the last line end. */
static json_t *reply_json(const char *bytes, size_t length) {
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
        length--;
    }
    return mx_json_bytes(bytes, length);
}

static json_t *string_json(const char *string) {
    return string == NULL ? json_null() : mx_json_bytes(string, strlen(string));
}

static json_t *tls_json(const struct mxtrap_result_tls *tls) {
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "version", string_json(tls->version), "error",
                     string_json(tls->error), "trust", string_json(tls->trust), "name",
                     string_json(tls->name), "not_after",
                     tls->not_after == INT64_MAX ? json_null()
                                                 : json_integer((json_int_t)tls->not_after));
}

/* An address, or what one vantage point saw of it. */
static json_t *look_json(const struct mxtrap_result_address *address) {
    bool is_probed = address->state != MXTRAP_UNPROBED;
    bool is_look = address->vantage != NULL;
    json_t *object = json_pack(
        "{s:s, s:s, s:o, s:o, s:o}", is_look ? "name" : "address",
        is_look ? address->vantage : address->address, "state", mxtrap_state_name(address->state),
        "ms", is_probed ? json_integer((json_int_t)address->ms) : json_null(), "greeting",
        reply_json(address->greeting, address->greeting_length), "starttls",
        address->starttls < 0 ? json_null() : json_boolean(address->starttls));

    if (address->cause != NULL) {
        object = mx_json_with(object, "cause", json_string(address->cause));
    }
    if (address->offender[0] != '\0') {
        object = mx_json_with(object, "from", json_string(address->offender));
    }
    if (address->reply_length > 0) {
        object = mx_json_with(object, "reply", reply_json(address->reply, address->reply_length));
    }
    if (address->tls != NULL) {
        object = mx_json_with(object, "tls", tls_json(address->tls));
    }
    return object;
}

static json_t *address_json(const struct mxtrap_result_address *address) {
    json_t *object = look_json(address), *looks = NULL;

    if (address->vantage_count == 0) {
        return object;
    }
    looks = json_array();
    for (size_t i = 0; i < address->vantage_count && looks != NULL; i++) {
        looks = mx_json_append(looks, look_json(address->vantages[i]));
    }
    if (looks == NULL || json_object_set_new(object, "vantages", looks) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* null without a spec. */
static json_t *expected_json(enum mxtrap_role role) {
    return role == MXTRAP_ROLE_UNKNOWN ? json_null() : json_string(mxtrap_role_name(role));
}

static json_t *exchanger_json(const struct mxtrap_result_exchanger *exchanger) {
    json_t *addresses = json_array();

    for (size_t i = 0; i < exchanger->address_count && addresses != NULL; i++) {
        addresses = mx_json_append(addresses, address_json(exchanger->addresses[i]));
    }
    return json_pack("{s:s, s:i, s:s, s:o, s:o}", "host", exchanger->host, "preference",
                     (int)exchanger->preference, "role", mxtrap_role_name(exchanger->role),
                     "expected", expected_json(exchanger->expected), "addresses", addresses);
}

static json_t *result_json(const struct mxtrap_result *result) {
    json_t *exchangers = json_array(), *findings = json_array();

    for (size_t i = 0; i < result->exchanger_count && exchangers != NULL; i++) {
        exchangers = mx_json_append(exchangers, exchanger_json(result->exchangers[i]));
    }
    for (size_t i = 0; i < mxtrap_findings_count(result->findings) && findings != NULL; i++) {
        findings =
            mx_json_append(findings, mx_finding_json(mxtrap_findings_at(result->findings, i)));
    }
    json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:o}", "schema", "mxtrap.check/1", "domain",
                               result->domain, "verdict", mxtrap_verdict_name(result->verdict),
                               "exchangers", exchangers, "findings", findings);
    if (result->is_cut) {
        object = mx_json_with(object, "cut", json_true());
    }
    return object;
}

void mx_results_ndjson_domain(struct mxtrap_check_writer *writer,
                              const struct mxtrap_result *result) {
    mx_json_write(&writer->text, result_json(result));
    mx_text_char(&writer->text, '\n');
}

void mx_results_json_begin(struct mxtrap_check_writer *writer) {
    mx_text_string(&writer->text, "{\"schema\": \"mxtrap.check/1\", \"domains\": [");
}

void mx_results_json_domain(struct mxtrap_check_writer *writer,
                            const struct mxtrap_result *result) {
    mx_json_write_item(&writer->text, mx_results_total(writer) == 0, result_json(result));
}

void mx_results_json_end(struct mxtrap_check_writer *writer) {
    mx_text_string(&writer->text,
                   mx_results_total(writer) > 0 ? "\n], \"summary\": {" : "], \"summary\": {");
    for (int verdict = MXTRAP_PASS; verdict <= MXTRAP_INCONCLUSIVE; verdict++) {
        mx_text_format(&writer->text, "\"%s\": %zu%s",
                       mxtrap_verdict_name((enum mxtrap_verdict)verdict), writer->counts[verdict],
                       verdict < MXTRAP_INCONCLUSIVE ? ", " : "}}\n");
    }
}
