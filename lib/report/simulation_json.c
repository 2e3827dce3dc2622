/* Simulations as JSON, mxtrap.sim/1, written attempt by attempt: a hostile layout has a million. */
#include "base/json_text.h"
#include "model/layout.h"
#include "model/sender.h"
#include "report/simulation_writer.h"

/* Sums of many terms have some fifteen exact digits, so digits below 1 / SCALE are dropped. */
static json_t *number_json(double number, double scale) {
    return json_real(number * scale < 1e18 ? (double)(uint64_t)(number * scale + 0.5) / scale
                                           : number);
}

static json_t *host_json(const mxtrap_exchanger *exchanger) {
    char buffer[MXTRAP_NAME_TEXT_MAX];
    return json_string(mxtrap_exchanger_host(buffer, exchanger));
}

static json_t *attempt_json(const struct mxtrap_attempt *attempt) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];
    const char *address = mxtrap_exchanger_address_at(buffer, attempt->exchanger, attempt->address);

    return json_pack("{s:o, s:s?, s:s, s:I}", "host", host_json(attempt->exchanger), "address",
                     address, "outcome", mxtrap_outcome_name(attempt->outcome), "seconds",
                     (json_int_t)attempt->seconds);
}

static void write_walk(struct mx_text *text, const struct mxtrap_walk *walk) {
    mx_text_string(text, "{\"sender\": ");
    mx_json_write(text, json_string(mxtrap_sender_name(walk->sender)));
    mx_text_string(text, ", \"source\": ");
    mx_json_write(text, json_string(mxtrap_sender_source(walk->sender)));
    mx_text_format(text, ", \"kind\": \"%s\", \"family\": \"%s\", \"delivered\": %s",
                   mx_sender_kind_words[mxtrap_sender_kind(walk->sender)],
                   mxtrap_family_name(walk->family), walk->delivered ? "true" : "false");
    if (mxtrap_sender_visits(walk->sender) > 0) {
        mx_text_format(text, ", \"visits\": %lu",
                       (unsigned long)mxtrap_sender_visits(walk->sender));
    }
    mx_text_string(text, ", \"probability\": ");
    mx_json_write(text, walk->is_known && !walk->by_moment ? number_json(walk->probability, 1e12)
                                                           : json_null());
    mx_text_string(text, ", \"attempts\": [");
    for (size_t i = 0; i < walk->attempt_count && text->status == MXTRAP_OK; i++) {
        mx_text_string(text, i > 0 ? ",\n    " : "\n    ");
        mx_json_write(text, attempt_json(&walk->attempts[i]));
    }
    mx_text_string(text, "], \"seconds\": ");
    mx_text_unsigned(text, walk->seconds);
    mx_text_string(text, ", \"most_seconds\": ");
    mx_json_write(text, walk->by_moment ? json_null() : json_integer((json_int_t)walk->seconds));
    mx_text_string(text, ", \"expected_seconds\": ");
    mx_json_write(text, number_json(walk->expected_seconds, 1e6));
    mx_text_string(text, "}");
}

/* What becomes of the visits that were measured. */
static json_t *with_visits(json_t *json, const mxtrap_simulation *simulation,
                           const struct mxtrap_simulation_summary *summary) {
    json_t *unknown = json_array();
    const mxtrap_sender *sender;

    for (size_t i = 0; (sender = mxtrap_simulation_unknown_at(simulation, i)) != NULL; i++) {
        unknown =
            mx_json_append(unknown, json_pack("{s:s, s:I}", "sender", mxtrap_sender_name(sender),
                                              "visits", (json_int_t)mxtrap_sender_visits(sender)));
    }
    json = mx_json_with(json, "visits", json_integer((json_int_t)summary->visits));
    json = mx_json_with(json, "trapped_visits", number_json(summary->trapped_visits, 1e6));
    return mx_json_with(json, "not_simulated", unknown);
}

static json_t *summary_json(const mxtrap_simulation *simulation) {
    struct mxtrap_simulation_summary summary = MXTRAP_SIMULATION_SUMMARY_INIT;

    mxtrap_simulation_summarize(&summary, simulation);
    const struct mxtrap_walk *slowest = summary.slowest;
    json_t *json =
        json_pack("{s:I, s:I, s:I, s:I, s:s?, s:o, s:o, s:o}", "bots", (json_int_t)summary.bots,
                  "trapped", (json_int_t)summary.trapped, "mtas", (json_int_t)summary.mtas,
                  "delivering", (json_int_t)summary.delivering, "slowest",
                  slowest == NULL ? NULL : mxtrap_sender_name(slowest->sender), "seconds",
                  slowest == NULL ? json_null() : json_integer((json_int_t)slowest->seconds),
                  "costly", summary.costly == NULL ? json_null() : host_json(summary.costly),
                  "costs", json_integer((json_int_t)summary.costs));
    return summary.visits > 0 ? with_visits(json, simulation, &summary) : json;
}

static const char *roles_of(const mxtrap_simulation *simulation) {
    static const char *const names[] = {[MXTRAP_ROLES_KNOWN] = "known",
                                        [MXTRAP_ROLES_ASSUMED] = "assumed",
                                        [MXTRAP_ROLES_UNKNOWN] = "unknown"};
    return names[mxtrap_layout_roles(mxtrap_simulation_layout(simulation))];
}

void mx_simulations_json_begin(struct mxtrap_simulation_writer *writer) {
    mx_text_string(&writer->text, "{\"schema\": \"mxtrap.sim/1\", \"layouts\": [");
}

void mx_simulations_json_layout(struct mxtrap_simulation_writer *writer,
                                const mxtrap_simulation *simulation) {
    struct mx_text *text = &writer->text;
    char owner[MXTRAP_NAME_TEXT_MAX];
    const struct mxtrap_walk *walk;

    mx_text_string(text, writer->count > 0 ? ",\n {\"owner\": " : "\n {\"owner\": ");
    mx_json_write(text,
                  json_string(mxtrap_layout_owner(owner, mxtrap_simulation_layout(simulation))));
    bool is_null = mx_layout_is_null(mxtrap_simulation_layout(simulation));
    mx_text_format(text, ", \"roles\": \"%s\"%s, \"senders\": [", roles_of(simulation),
                   is_null ? ", \"null_mx\": true" : "");
    for (size_t i = 0; (walk = mxtrap_simulation_at(simulation, i)) != NULL; i++) {
        mx_text_string(text, i > 0 ? ",\n  " : "\n  ");
        write_walk(text, walk);
    }
    mx_text_string(text, "],\n  \"summary\": ");
    mx_json_write(text, summary_json(simulation));
    mx_text_string(text, "}");
}

void mx_simulations_json_end(struct mxtrap_simulation_writer *writer) {
    mx_text_string(&writer->text, writer->count > 0 ? "\n]}\n" : "]}\n");
}
