/* A bounded table of lists of seconds. */
#include "watch/signatures.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

struct key {
    const struct mx_signature_count *list;
    const struct mx_signature *signature;
};

/* Rows are numbers plus one: the list moves while it grows. */
static bool has_seconds(const void *row, const void *wanted) {
    const struct key *key = wanted;
    const struct mx_signature *known = &key->list[(uintptr_t)row - 1].signature;

    return known->count == key->signature->count &&
           memcmp(known->seconds, key->signature->seconds, known->count) == 0;
}

bool mx_signatures_add(struct mx_signatures *signatures, const struct mx_signature *signature,
                       uint64_t attempts) {
    const struct key key = {signatures->list, signature};
    uint32_t hash = mx_hash(signature->seconds, signature->count);
    const void *row = mx_index_find(&signatures->index, hash, &key, has_seconds);

    if (row != NULL) {
        signatures->list[(uintptr_t)row - 1].attempts += attempts;
        return true;
    }
    if (signatures->count == MX_SIGNATURES_MAX) {
        signatures->others += attempts;
        return true;
    }
    struct mx_signature_count *list =
        mx_grow(signatures->list, signatures->count, &signatures->capacity, sizeof *list);
    if (list == NULL) {
        return false;
    }
    signatures->list = list;
    list[signatures->count] = (struct mx_signature_count){*signature, attempts};
    /* NOLINTNEXTLINE(performance-no-int-to-ptr) */
    row = (const void *)(uintptr_t)(signatures->count + 1);
    signatures->count++;
    return mx_index_add(&signatures->index, hash, row);
}

void mx_signatures_free(struct mx_signatures *signatures) {
    free(signatures->list);
    mx_index_free(&signatures->index);
}
