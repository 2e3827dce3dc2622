/* A plan for a postmaster: numbered steps, each with its reason. */
#include "write/plan.h"

static const char *const titles[] = {
    [MX_STEP_SILENCE] = "silence: nothing may answer on port 25 of",
    [MX_STEP_ANSWER] = "answer: a real host must answer on port 25 of",
    [MX_STEP_PUBLISH] = "publish, on every name server",
    [MX_STEP_WAIT] = "wait",
    [MX_STEP_RELEASE] = "release: these addresses no longer receive mail",
};

static const char *const caches[] = {
    [MX_CACHE_MX] = "as long as caches may have the old MX set of ",
    [MX_CACHE_ADDRESS] = "as long as caches may have the old addresses of ",
    [MX_CACHE_NEGATIVE] = "as long as caches may have that there is no address of ",
};

static void write_addresses(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_step_address *at = step->addresses; at != NULL; at = at->next) {
        size_t mark = mx_text_position(text);
        mx_text_string(text, "     ");
        if (at->of->address != NULL) {
            mx_address_write(text, at->of->address);
        } else {
            mx_text_string(text, "(kept elsewhere)");
        }
        mx_text_pad(text, mark, 24);
        mx_name_write(text, at->of->host, NULL);
        mx_text_char(text, '\n');
    }
}

static void write_record(struct mx_text *text, char sign, const struct mx_change *change,
                         const struct mx_rrset *set, const void *record) {
    mx_text_string(text, "     ");
    mx_text_char(text, sign);
    mx_text_char(text, ' ');
    mx_name_write(text, change->owner, NULL);
    mx_text_char(text, ' ');
    mx_text_unsigned(text, set->ttl);
    mx_text_char(text, ' ');
    mx_text_string(text, mx_rrtype_of(change->type)->name);
    mx_text_char(text, ' ');
    mx_record_write(text, change->type, record);
    mx_text_char(text, '\n');
}

static void write_change(struct mx_text *text, const struct mx_change *change) {
    bool has_other_ttl = change->before.ttl != change->after.ttl;

    if (change->kind == MX_CHANGE_SET) {
        mx_text_string(text, "     - ");
        mx_name_write(text, change->owner, NULL);
        mx_text_format(text, " %s, whatever there is\n", mx_rrtype_of(change->type)->name);
    }
    for (size_t i = 0; i < change->before.count; i++) {
        const void *record = change->before.records[i];
        if (has_other_ttl || !mx_rrset_has(&change->after, change->type, record)) {
            write_record(text, '-', change, &change->before, record);
        }
    }
    for (size_t i = 0; i < change->after.count; i++) {
        const void *record = change->after.records[i];
        if (has_other_ttl || !mx_rrset_has(&change->before, change->type, record)) {
            write_record(text, '+', change, &change->after, record);
        }
    }
}

static void write_zones(struct mx_text *text, const struct mx_step *step) {
    for (const struct mx_change_zone *zone = step->zones; zone != NULL; zone = zone->next) {
        mx_text_string(text, "   zone ");
        mx_name_write(text, zone->origin, NULL);
        mx_text_char(text, '\n');
        for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
            write_change(text, change);
        }
    }
}

static void write_step(struct mx_text *text, const struct mx_step *step, size_t number) {
    mx_text_unsigned(text, number);
    mx_text_string(text, ". ");
    mx_text_string(text, titles[step->kind]);
    if (step->kind == MX_STEP_WAIT) {
        mx_text_format(text, " %lu seconds, ", (unsigned long)step->seconds);
        mx_text_string(text, caches[step->cache]);
        mx_name_write(text, step->name, NULL);
    }
    mx_text_char(text, '\n');
    write_addresses(text, step);
    write_zones(text, step);
}

static void write_left(struct mx_text *text, const struct mx_change_zone *zones) {
    for (; zones != NULL; zones = zones->next) {
        for (const struct mx_change *change = zones->first; change != NULL; change = change->next) {
            if (change->kind == MX_CHANGE_LEAVE && change->before.count > 0) {
                mx_text_string(text, "Left alone, not known to be of a spec: ");
                mx_name_write(text, change->owner, NULL);
                mx_text_format(text, " %s\n", mx_rrtype_of(change->type)->name);
            }
        }
    }
}

static void write_unsaid(struct mx_text *text, const struct mx_changes *changes) {
    for (const struct mx_change_zone *zone = changes->zones; zone != NULL; zone = zone->next) {
        for (const struct mx_change *change = zone->first; change != NULL; change = change->next) {
            if (mx_change_is_unknown(change)) {
                mx_text_string(text,
                               "Not waited for, since the old state does not say what it was: ");
                mx_name_write(text, change->owner, NULL);
                mx_text_char(text, '\n');
            }
        }
    }
}

void mx_plan_write_text(struct mx_text *text, const struct mxtrap_plan *plan) {
    size_t number = 0;

    for (const struct mx_step *step = plan->plan.steps; step != NULL; step = step->next) {
        write_step(text, step, ++number);
    }
    if (number == 0) {
        mx_text_string(text, "Nothing is to be changed.\n");
    }
    write_left(text, plan->changes.zones);
    write_unsaid(text, &plan->changes);
}
