/* Two sets are one layout where their exchangers read the same: names in it are relative to the
 * zone that uses it. */
#include <string.h>

#include "spec/writer.h"

/* A set as it reads, and the first zone that has it. */
struct mx_spec_body {
    const char *text;
    size_t length;
    const mxtrap_zone *zone;
    size_t zones; /* that have it */
    const char *name;
    struct mx_spec_body *next;
};

static bool is_body(const void *row, const void *key) {
    const struct mx_spec_body *a = row, *b = key;
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* The own set of ZONE, alone, into TEXT; nothing where there is no such set, or none to share. */
static bool write_body(const struct mx_spec_writer *writer, const mxtrap_zone *zone,
                       struct mx_text *text) {
    struct mx_spec_writer own = {.zones = writer->zones, .zone = zone};
    struct mx_spec_groups groups;

    own.repeats_hosts = mx_spec_repeats_hosts(zone);
    bool is_good = mx_spec_groups_make(&groups, &own.arena, zone);
    if (is_good && groups.list->layout->count > 1 &&
        (zone->is_file || groups.list->ttl == zone->ttl)) {
        mx_emit_begin(&own.emit, text);
        mx_spec_write_mx(&own, groups.list);
        mx_emit_end(&own.emit);
        is_good = text->status == MXTRAP_OK;
    }
    mx_index_free(&own.hosts);
    mx_arena_free(&own.arena);
    return is_good;
}

static struct mx_spec_body *find(const struct mx_spec_writer *writer, const mxtrap_zone *zone,
                                 struct mx_text *text, uint32_t *hash) {
    struct mx_spec_body wanted;

    if (!write_body(writer, zone, text) || mx_text_string_of(text) == NULL) {
        text->status = MXTRAP_ERR_MEMORY;
        return NULL;
    }
    wanted.text = text->bytes;
    wanted.length = text->length;
    *hash = mx_hash(text->bytes, text->length);
    /* The rows are made here. */
    return (struct mx_spec_body *)mx_index_find(&writer->shared->by_body, *hash, &wanted, is_body);
}

static bool add(struct mx_spec_writer *writer, const mxtrap_zone *zone) {
    struct mx_spec_shared *shared = writer->shared;
    struct mx_text text = {0};
    uint32_t hash = 0;
    struct mx_spec_body *body = find(writer, zone, &text, &hash);
    bool is_good = text.status == MXTRAP_OK;

    if (is_good && body == NULL && text.length > 0) {
        body = mx_arena_zeroed(&shared->arena, 1, sizeof *body);
        const char *copy = mx_arena_copy(&shared->arena, text.bytes, text.length);
        is_good = body != NULL && copy != NULL && mx_index_add(&shared->by_body, hash, body);
        if (is_good) {
            *body = (struct mx_spec_body){.text = copy, .length = text.length, .zone = zone};
            *shared->end = body;
            shared->end = &body->next;
        }
    }
    if (is_good && body != NULL) {
        body->zones++;
    }
    mx_text_free(&text);
    return is_good;
}

/* "shared", "shared-2" ... */
static bool name_body(struct mx_spec_shared *shared, struct mx_spec_body *body) {
    char name[32];
    struct mx_text text = mx_text_within(name, sizeof name);

    mx_text_string(&text, "shared");
    if (++shared->named > 1) {
        mx_text_format(&text, "-%zu", shared->named);
    }
    body->name = mx_arena_copy(&shared->arena, name, text.length);
    return body->name != NULL;
}

static bool write_layout(struct mx_spec_writer *writer, const struct mx_spec_body *body) {
    struct mx_spec_groups groups;

    writer->zone = body->zone;
    writer->repeats_hosts = mx_spec_repeats_hosts(body->zone);
    bool is_good = mx_spec_groups_make(&groups, &writer->arena, body->zone);
    if (is_good) {
        mx_emit_text(&writer->emit, body->name, strlen(body->name));
        mx_emit_mapping(&writer->emit, false);
        mx_spec_write_mx(writer, groups.list);
        mx_emit_mapping_end(&writer->emit);
    }
    mx_index_free(&writer->hosts);
    mx_arena_reset(&writer->arena);
    return is_good;
}

bool mx_spec_write_layouts(struct mx_spec_writer *writer) {
    struct mx_spec_shared *shared = writer->shared;
    bool is_good = true;

    shared->end = &shared->first;
    for (size_t i = 0; i < writer->zones->count && is_good; i++) {
        const mxtrap_zone *zone = writer->zones->list[i];
        is_good = !mx_zone_is_chosen(writer->zones, zone) || add(writer, zone);
    }
    for (struct mx_spec_body *body = shared->first; body != NULL && is_good; body = body->next) {
        if (body->zones < 2) {
            continue;
        }
        if (shared->named == 0) {
            mx_spec_write_key(writer, MX_KEY_LAYOUTS);
            mx_emit_mapping(&writer->emit, false);
        }
        is_good = name_body(shared, body) && write_layout(writer, body);
    }
    if (shared->named > 0) {
        mx_emit_mapping_end(&writer->emit);
    }
    return is_good;
}

const char *mx_spec_layout_name(const struct mx_spec_writer *writer) {
    struct mx_text text = {0};
    uint32_t hash = 0;
    const struct mx_spec_body *body = NULL;

    if (writer->shared->named > 0) {
        body = find(writer, writer->zone, &text, &hash);
    }
    mx_text_free(&text);
    return body == NULL ? NULL : body->name;
}

void mx_spec_shared_free(struct mx_spec_shared *shared) {
    mx_index_free(&shared->by_body);
    mx_arena_free(&shared->arena);
}
