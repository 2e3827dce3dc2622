/* Memory grows with the policies that have a part in mail. As with hosts, the table of skipped
 * names shows when one was skipped too early, and the file is read again: once more for each step
 * of an include, of which there are not many (RFC 7208 4.6.4). */
#include "zone/spf.h"

#include <stddef.h>
#include <string.h>

#include "policy/spf/parse.h"
#include "zone/classify.h"

struct mx_zone_policy {
    struct mx_zone_policy *next;
    struct mx_spf spf;
    const char *rdata; /* of the first one, the only one that counts where others differ */
    uint16_t rdata_length;
    bool is_there, is_double;
    uint8_t name[];
};

void mx_zone_spf_init(struct mx_zone_spf *spf, struct mx_arena *arena,
                      struct mx_zone_hosts *hosts) {
    *spf = (struct mx_zone_spf){.arena = arena, .hosts = hosts};
}

void mx_zone_spf_free(struct mx_zone_spf *spf) {
    mx_index_free(&spf->by_name);
    mx_text_free(&spf->text);
    mx_zone_skipped_free(&spf->skipped);
}

static bool has_name(const void *row, const void *key) {
    return mx_name_equal(((const struct mx_zone_policy *)row)->name, key);
}

static struct mx_zone_policy *find(const struct mx_zone_spf *spf, const uint8_t *name,
                                   uint32_t hash) {
    /* Its rows are the policies made here. */
    return (struct mx_zone_policy *)mx_index_find(&spf->by_name, hash, name, has_name);
}

void mx_zone_spf_met_owner(struct mx_zone_spf *spf, uint32_t hash) {
    spf->hosts->missed = spf->hosts->missed || mx_zone_skipped_has(&spf->skipped, hash);
}

static struct mx_zone_policy *add(struct mx_zone_spf *spf, const uint8_t *name, uint32_t hash) {
    size_t length = mx_name_length(name);
    struct mx_zone_policy *policy =
        mx_arena_zeroed(spf->arena, 1, offsetof(struct mx_zone_policy, name) + length);

    if (policy == NULL || !mx_index_add(&spf->by_name, hash, policy)) {
        return NULL;
    }
    memcpy(policy->name, name, length);
    policy->spf.domain = policy->name;
    policy->next = spf->first;
    spf->first = policy;
    return policy;
}

bool mx_zone_spf_want(struct mx_zone_spf *spf, const uint8_t *name, uint32_t hash) {
    if (find(spf, name, hash) != NULL) {
        return true;
    }
    mx_zone_spf_met_owner(spf, hash);
    return add(spf, name, hash) != NULL;
}

/* What the terms name is to be kept as well. */
static bool want_named(struct mx_zone_spf *spf, const struct mx_zone_policy *policy) {
    for (size_t i = 0; i < policy->spf.count; i++) {
        const struct mx_spf_term *term = &policy->spf.terms[i];
        bool is_policy = term->kind == MX_SPF_INCLUDE || term->kind == MX_SPF_REDIRECT;

        if (term->domain == NULL || (!is_policy && term->kind != MX_SPF_A)) {
            continue;
        }
        uint32_t hash = mx_name_hash(term->domain);
        if (is_policy ? !mx_zone_spf_want(spf, term->domain, hash)
                      : mx_zone_hosts_target(spf->hosts, term->domain, mx_name_length(term->domain),
                                             hash) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_same(const struct mx_zone_policy *policy, const struct mx_zone_record *record) {
    return policy->rdata_length == record->rdata_length &&
           memcmp(policy->rdata, record->rdata, record->rdata_length) == 0;
}

static bool add_double(struct mx_zone_spf *spf, struct mx_zone_policy *policy,
                       const struct mx_zone_record *record) {
    const struct mx_double what = {
        .owner = policy->name, .type = record->type, .place = mx_zone_spot(record)};
    bool is_first = !policy->is_double;

    policy->is_double = true;
    return !is_first || mx_zone_doubles_add(&spf->doubles, spf->arena, &what);
}

/* RFC 7208 4.5: two policies of one name are an error. */
static bool add_policy(struct mx_zone_spf *spf, struct mx_zone_policy *policy,
                       const struct mx_zone_record *record) {
    if (policy->is_there && is_same(policy, record)) {
        return add_double(spf, policy, record);
    }
    if (policy->is_there) {
        policy->spf.fault = MX_SPF_TWICE;
        return true;
    }
    policy->is_there = true;
    policy->rdata = mx_arena_copy(spf->arena, record->rdata, record->rdata_length);
    policy->rdata_length = record->rdata_length;
    if (policy->rdata == NULL) {
        return false;
    }
    policy->spf.place = mx_zone_spot(record);
    return mx_spf_parse(&policy->spf, spf->arena, spf->text.bytes, spf->text.length) &&
           (policy->spf.fault != MX_SPF_SOUND || want_named(spf, policy));
}

/* The record's strings in one (RFC 7208 3.3); false where they are no policy, or memory is out. */
static bool join(struct mx_text *text, const struct mx_zone_record *record) {
    const uint8_t *at = record->rdata, *end = at + record->rdata_length;

    text->length = 0;
    for (; at < end; at += 1 + *at) {
        mx_text_bytes(text, (const char *)at + 1, *at);
    }
    return text->status == MXTRAP_OK && text->length > 0 &&
           mx_spf_is_record(text->bytes, text->length);
}

bool mx_zone_spf_add(struct mx_zone_spf *spf, const struct mx_zone_record *record,
                     mx_zone_is_owner *is_owner, void *context) {
    bool may_be = record->rdata_length > 1 &&
                  (record->rdata[0] == 0 || record->rdata[1] == 'v' || record->rdata[1] == 'V');

    if (!may_be || !join(&spf->text, record)) {
        return spf->text.status == MXTRAP_OK;
    }
    uint32_t hash = mx_name_hash(record->owner);
    struct mx_zone_policy *policy = find(spf, record->owner, hash);
    if (policy == NULL) {
        if (!is_owner(context, record->owner, hash)) {
            return mx_zone_skipped_add(&spf->skipped, hash);
        }
        policy = add(spf, record->owner, hash);
    }
    return policy != NULL && add_policy(spf, policy, record);
}

void mx_zone_spf_forget(struct mx_zone_spf *spf) {
    spf->doubles = (struct mx_zone_doubles){0};
    for (struct mx_zone_policy *policy = spf->first; policy != NULL; policy = policy->next) {
        policy->is_there = policy->is_double = false;
        policy->spf = (struct mx_spf){.domain = policy->name};
    }
}

static void resolve_a(const struct mx_zone_hosts *hosts, struct mx_spf_term *term) {
    struct mx_zone_host *host = mx_zone_hosts_find(hosts, term->domain), *addresses = host;

    if (host == NULL) {
        return;
    }
    enum mx_target target = mx_zone_hosts_classify(hosts, host, &addresses);
    term->is_known = target == MX_TARGET_HERE || target == MX_TARGET_NONE;
    term->is_cut = hosts->has_lost || addresses->has_lost;
    term->of.addresses = addresses->addresses;
    term->count = addresses->address_count;
}

static void resolve_term(struct mx_zone_spf *spf, struct mx_spf_term *term,
                         mx_zone_find_mx *find_mx, void *context) {
    if (term->domain == NULL) {
        return;
    }
    switch (term->kind) {
    case MX_SPF_A:
        resolve_a(spf->hosts, term);
        break;
    case MX_SPF_MX:
        term->is_known = find_mx(context, term->domain, term);
        break;
    case MX_SPF_INCLUDE:
    case MX_SPF_REDIRECT:
        term->of.policy = mx_zone_spf_of(spf, term->domain);
        term->is_known = term->of.policy != NULL;
        break;
    default:
        break;
    }
}

void mx_zone_spf_resolve(struct mx_zone_spf *spf, mx_zone_find_mx *find_mx, void *context) {
    for (struct mx_zone_policy *policy = spf->first; policy != NULL; policy = policy->next) {
        for (size_t i = 0; i < policy->spf.count; i++) {
            /* They were made by the parser for this policy, and nobody has them yet. */
            resolve_term(spf, (struct mx_spf_term *)&policy->spf.terms[i], find_mx, context);
        }
    }
}

const struct mx_spf *mx_zone_spf_of(const struct mx_zone_spf *spf, const uint8_t *name) {
    const struct mx_zone_policy *policy =
        spf->first == NULL ? NULL : find(spf, name, mx_name_hash(name));
    return policy != NULL && policy->is_there ? &policy->spf : NULL;
}
