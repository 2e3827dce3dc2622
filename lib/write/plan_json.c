/* A plan as JSON (mxtrap.diff/1), one step a line. */
#include "base/json_text.h"
#include "write/json_name.h"
#include "write/plan.h"

static const char *const actions[] = {
    [MX_STEP_SILENCE] = "silence", [MX_STEP_ANSWER] = "answer",   [MX_STEP_PUBLISH] = "publish",
    [MX_STEP_WAIT] = "wait",       [MX_STEP_RELEASE] = "release",
};

static const char *const caches[] = {
    [MX_CACHE_MX] = "mx", [MX_CACHE_ADDRESS] = "address", [MX_CACHE_NEGATIVE] = "negative"};

static json_t *addresses_json(const struct mx_step *step) {
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];
    json_t *list = json_array();

    for (const struct mx_step_address *at = step->addresses; at != NULL && list != NULL;
         at = at->next) {
        const struct mx_address *address = at->of->address;
        list = mx_json_append(
            list, json_pack("{s:o, s:s?}", "host", mx_json_name(at->of->host), "address",
                            address == NULL ? NULL : mx_address_print(address, buffer)));
    }
    return list;
}

static json_t *record_json(uint16_t type, const void *record) {
    struct mx_text text = {0};

    mx_record_write(&text, type, record);
    return mx_json_of_text(&text);
}

static json_t *set_json(const struct mx_rrset *set, uint16_t type) {
    json_t *records = json_array();

    for (size_t i = 0; i < set->count && records != NULL; i++) {
        records = mx_json_append(records, record_json(type, set->records[i]));
    }
    return json_pack("{s:I, s:o}", "ttl", (json_int_t)set->ttl, "records", records);
}

/* The old records are null if they are unknown. */
static json_t *change_json(const struct mx_change *change) {
    json_t *before =
        change->kind == MX_CHANGE_SET ? json_null() : set_json(&change->before, change->type);

    return json_pack("{s:o, s:o, s:s, s:o, s:o}", "zone", mx_json_name(change->zone->origin),
                     "owner", mx_json_name(change->owner), "type", mx_rrtype_of(change->type)->name,
                     "before", before, "after", set_json(&change->after, change->type));
}

static json_t *changes_json(const struct mx_step *step) {
    json_t *list = json_array();

    for (const struct mx_change_zone *zone = step->zones; zone != NULL; zone = zone->next) {
        for (const struct mx_change *change = zone->first; change != NULL && list != NULL;
             change = change->next) {
            list = mx_json_append(list, change_json(change));
        }
    }
    return list;
}

static json_t *step_json(const struct mx_step *step, size_t number) {
    const char *action = actions[step->kind];
    json_int_t at = (json_int_t)number;

    switch (step->kind) {
    case MX_STEP_WAIT:
        return json_pack("{s:I, s:s, s:I, s:s, s:o}", "step", at, "action", action, "seconds",
                         (json_int_t)step->seconds, "cache", caches[step->cache], "name",
                         mx_json_name(step->name));
    case MX_STEP_PUBLISH:
        return json_pack("{s:I, s:s, s:o}", "step", at, "action", action, "changes",
                         changes_json(step));
    default:
        return json_pack("{s:I, s:s, s:o}", "step", at, "action", action, "addresses",
                         addresses_json(step));
    }
}

static bool is_left(const struct mx_change *change) {
    return change->kind == MX_CHANGE_LEAVE && change->before.count > 0;
}

static json_t *owner_json(const struct mx_change *change) {
    return mx_json_name(change->owner);
}

/* A list of those changes that pass TEST. */
static void write_list(struct mx_text *text, const struct mx_changes *changes,
                       bool (*test)(const struct mx_change *),
                       json_t *(*item)(const struct mx_change *)) {
    size_t written = 0;

    mx_text_char(text, '[');
    for (const struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
            if (test(change)) {
                mx_json_write_item(text, written++ == 0, item(change));
            }
        }
    }
    mx_text_string(text, "\n]");
}

void mx_plan_write_json(struct mx_text *text, const struct mxtrap_plan *plan) {
    size_t number = 0;

    mx_text_string(text, "{\"schema\": \"mxtrap.diff/1\", \"steps\": [");
    for (const struct mx_step *step = plan->plan.steps; step != NULL; step = step->next) {
        number++;
        mx_json_write_item(text, number == 1, step_json(step, number));
    }
    mx_text_string(text, "\n], \"left\": ");
    write_list(text, &plan->changes, is_left, change_json);
    mx_text_string(text, ", \"unsaid\": ");
    write_list(text, &plan->changes, mx_change_is_unknown, owner_json);
    mx_text_string(text, "}\n");
}
