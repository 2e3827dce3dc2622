/* The table: an index for packets, a list by age for what is to be closed and given up. */
#include "watch/sources.h"

#include <stdlib.h>
#include <string.h>

enum { SYNS_FIRST = 2, SAME_MS = 100 };

static void keep_bits(uint8_t out[16], const struct mx_source_table *sources,
                      const uint8_t address[16], uint8_t family) {
    unsigned bits = sources->bits[mx_family_index(family)];

    memset(out, 0, 16);
    memcpy(out, address, bits / 8);
    if (bits % 8 > 0) {
        out[bits / 8] = (uint8_t)(address[bits / 8] & (0xff << (8 - bits % 8)));
    }
}

struct key {
    const struct mx_source_table *sources;
    uint8_t bytes[16]; /* with the bits that count */
    uint8_t family;
    uint32_t group;
    bool *is_elsewhere; /* the same address was seen in another group */
};

static bool has_key(const void *row, const void *wanted) {
    const struct mx_source *source = row;
    const struct key *key = wanted;
    uint8_t bytes[16];

    if (source->family != key->family) {
        return false;
    }
    keep_bits(bytes, key->sources, source->address, source->family);
    if (memcmp(bytes, key->bytes, sizeof bytes) != 0) {
        return false;
    }
    if (source->group != key->group && key->is_elsewhere != NULL) {
        *key->is_elsewhere = true;
    }
    return source->group == key->group;
}

/* Fills KEY and returns its hash, which the groups of an address share. */
static uint32_t make_key(struct key *key, const struct mx_source_table *sources,
                         const struct mx_address *address, uint32_t group) {
    *key = (struct key){.sources = sources, .family = address->family, .group = group};
    keep_bits(key->bytes, sources, address->bytes, address->family);
    return mx_hash(key->bytes, address->family == MX_IPV4 ? 8 : sizeof key->bytes);
}

struct mx_source *mx_source_table_find(const struct mx_source_table *sources,
                                       const struct mx_address *address, uint32_t group) {
    struct key key;
    uint32_t hash = make_key(&key, sources, address, group);
    return (struct mx_source *)mx_index_find(&sources->index, hash, &key, has_key);
}

static void append(struct mx_source_table *sources, struct mx_source *source) {
    source->older = sources->newest;
    source->newer = NULL;
    *(sources->newest != NULL ? &sources->newest->newer : &sources->oldest) = source;
    sources->newest = source;
    sources->open = sources->open != NULL ? sources->open : source;
}

static void take_out(struct mx_source_table *sources, struct mx_source *source) {
    *(source->older != NULL ? &source->older->newer : &sources->oldest) = source->newer;
    *(source->newer != NULL ? &source->newer->older : &sources->newest) = source->older;
    sources->open = sources->open == source ? source->newer : sources->open;
}

struct mx_source *mx_source_table_add(struct mx_source_table *sources,
                                      const struct mx_address *address, uint32_t group,
                                      bool *is_new) {
    struct key key;
    uint32_t hash = make_key(&key, sources, address, group);
    struct mx_source *source = sources->spare;
    bool is_elsewhere = false;

    key.is_elsewhere = &is_elsewhere;
    (void)mx_index_find(&sources->index, hash, &key, has_key);
    if (source == NULL) {
        source = mx_arena_alloc(&sources->arena, sizeof *source);
    }
    if (source == NULL || !mx_index_add(&sources->index, hash, source)) {
        return NULL;
    }
    sources->spare = sources->spare == source ? source->newer : sources->spare;
    uint64_t lasting = mx_hash_lasting(MX_HASH_LASTING, key.bytes, sizeof key.bytes);
    *source = (struct mx_source){.group = group,
                                 .hash = hash,
                                 .family = address->family,
                                 .bit = (uint8_t)((lasting ^ lasting >> 32) % 64)};
    memcpy(source->address, address->bytes, sizeof source->address);
    append(sources, source);
    *is_new = !is_elsewhere;
    return source;
}

void mx_source_table_touch(struct mx_source_table *sources, struct mx_source *source) {
    if (source != sources->newest) {
        take_out(sources, source);
        append(sources, source);
    }
    sources->open = sources->open != NULL ? sources->open : source;
}

static bool is_same(const struct mx_syn *a, const struct mx_syn *b) {
    return a->sequence == b->sequence && a->target == b->target && a->port == b->port &&
           a->at - b->at < SAME_MS && b->at - a->at < SAME_MS;
}

bool mx_source_add_syn(struct mx_source *source, int64_t ms, struct mx_syn syn) {
    enum { FAR = 1000000000 }; /* a difference of two fits as well */
    int64_t at = ms - source->begin;

    syn.at = (int32_t)(at > FAR ? FAR : at < -FAR ? -FAR : at);
    size_t place = source->syn_count;
    /* Captures that are merged, or a bridge, have a packet twice; and some are out of order. */
    while (place > 0 && source->syns[place - 1].at > syn.at) {
        place--;
    }
    for (size_t i = source->syn_count; i-- > 0;) {
        if (is_same(&source->syns[i], &syn)) {
            return true;
        }
        if (source->syns[i].at < syn.at - SAME_MS) {
            break;
        }
    }
    if (source->syn_count == source->syn_capacity) {
        size_t capacity = source->syn_capacity == 0 ? SYNS_FIRST : source->syn_capacity * 2U;
        struct mx_syn *syns = realloc(source->syns, capacity * sizeof *syns);
        if (syns == NULL) {
            return false;
        }
        source->syns = syns;
        source->syn_capacity = (uint16_t)capacity;
    }
    memmove(&source->syns[place + 1], &source->syns[place],
            (source->syn_count - place) * sizeof syn);
    source->syns[place] = syn;
    source->syn_count++;
    return true;
}

void mx_source_close(struct mx_source *source) {
    free(source->syns);
    source->syns = NULL;
    source->syn_count = source->syn_capacity = 0;
    source->is_logged = false;
}

void mx_source_table_remove(struct mx_source_table *sources, struct mx_source *source) {
    take_out(sources, source);
    mx_index_remove(&sources->index, source->hash, source);
    mx_source_close(source);
    source->newer = sources->spare;
    sources->spare = source;
}

void mx_source_table_free(struct mx_source_table *sources) {
    for (struct mx_source *source = sources->open; source != NULL; source = source->newer) {
        free(source->syns);
    }
    mx_index_free(&sources->index);
    mx_arena_free(&sources->arena);
}
