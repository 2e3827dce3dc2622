/* Appends steps and waits to a plan. */
#include "change/plan.h"

static void *allocate(struct mx_plan *plan, size_t size) {
    void *piece = mx_arena_zeroed(plan->arena, 1, size);
    plan->out_of_memory = plan->out_of_memory || piece == NULL;
    return piece;
}

static struct mx_step *append(struct mx_plan *plan, const struct mx_step *like) {
    struct mx_step *step = allocate(plan, sizeof *step);

    if (step != NULL) {
        *step = *like;
        step->last_address = &step->addresses;
        *plan->last = step;
        plan->last = &step->next;
    }
    return step;
}

struct mx_step *mx_plan_step(struct mx_plan *plan, enum mx_step_kind kind) {
    if (plan->pending.seconds > 0) {
        append(plan, &plan->pending);
        plan->pending.seconds = 0;
    }
    return append(plan, &(struct mx_step){.kind = kind});
}

void mx_plan_wait(struct mx_plan *plan, uint32_t seconds, enum mx_cache cache,
                  const uint8_t *name) {
    if (seconds > plan->pending.seconds) {
        plan->pending = (struct mx_step){
            .kind = MX_STEP_WAIT, .seconds = seconds, .cache = cache, .name = name};
    }
}

void mx_step_add_address(struct mx_plan *plan, struct mx_step *step,
                         const struct mx_plan_address *address) {
    struct mx_step_address *item = allocate(plan, sizeof *item);

    if (item != NULL && step != NULL) {
        item->of = address;
        *step->last_address = item;
        step->last_address = &item->next;
    }
}

/* The zone of the step's last change, or a new one: changes come zone by zone. */
static struct mx_change_zone *zone_of(struct mx_plan *plan, struct mx_step *step,
                                      const struct mx_change_zone *like) {
    struct mx_change_zone **next = step->last_zone == NULL ? &step->zones : &step->last_zone->next;

    if (step->last_zone != NULL && step->last_zone->origin == like->origin) {
        return step->last_zone;
    }
    struct mx_change_zone *zone = allocate(plan, sizeof *zone);
    if (zone != NULL) {
        *zone = *like;
        zone->next = NULL;
        zone->first = NULL;
        zone->last = &zone->first;
        *next = zone;
        step->last_zone = zone;
    }
    return zone;
}

void mx_step_publish(struct mx_plan *plan, struct mx_step *step, struct mx_change *change,
                     const struct mx_rrset *after) {
    struct mx_change_zone *zone = step == NULL ? NULL : zone_of(plan, step, change->zone);
    struct mx_change *copy = zone == NULL ? NULL : allocate(plan, sizeof *copy);

    if (copy == NULL) {
        return;
    }
    *copy = *change;
    copy->next = NULL;
    copy->zone = zone;
    copy->before = change->now;
    copy->after = *after;
    copy->kind = !change->now.is_known    ? MX_CHANGE_SET
                 : change->now.count == 0 ? MX_CHANGE_ADD
                 : copy->after.count == 0 ? MX_CHANGE_REMOVE
                                          : MX_CHANGE_ALTER;
    *zone->last = copy;
    zone->last = &copy->next;
    change->now = *after;
    change->now.is_known = true;
}
