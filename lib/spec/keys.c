/* The table of keys. */
#include "spec/keys.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    size_t length;
    unsigned contexts;
} keys[MX_KEY_COUNT] = {
#define MX_SPEC_KEY(NAME, name, contexts, help)                                                    \
    [MX_KEY_##NAME] = {name, sizeof(name) - 1, contexts},
#include "spec/keys.def"
#undef MX_SPEC_KEY
};

const char *mx_spec_key_name(enum mx_spec_key_id key) {
    return keys[key].name;
}

enum mx_spec_key_id mx_spec_key_find(const char *text, size_t length, unsigned contexts) {
    for (size_t i = 0; i < MX_KEY_COUNT; i++) {
        if ((keys[i].contexts & contexts) != 0 && length == keys[i].length &&
            memcmp(text, keys[i].name, length) == 0) {
            return (enum mx_spec_key_id)i;
        }
    }
    return MX_KEY_COUNT;
}

bool mx_spec_key_belongs(enum mx_spec_key_id key, unsigned contexts) {
    return (keys[key].contexts & contexts) != 0;
}

bool mx_spec_key_meant(const char *text, size_t length, unsigned contexts,
                       enum mx_spec_key_id meant[2]) {
    static const struct {
        const char *word;
        enum mx_spec_key_id key, other;
    } synonyms[] = {
#define MX_SPEC_SYNONYM(word, KEY, OTHER) {word, MX_KEY_##KEY, MX_KEY_##OTHER},
#include "spec/synonyms.def"
#undef MX_SPEC_SYNONYM
    };

    for (size_t i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++) {
        if (mx_spec_key_belongs(synonyms[i].key, contexts) && strlen(synonyms[i].word) == length &&
            strncasecmp(synonyms[i].word, text, length) == 0) {
            meant[0] = synonyms[i].key;
            meant[1] = synonyms[i].other;
            return true;
        }
    }
    return false;
}
