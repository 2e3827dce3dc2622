/* The keys of a spec: which mapping has which (keys.def). */
#ifndef MX_SPEC_KEYS_H
#define MX_SPEC_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* The mappings that a key belongs to. */
enum mx_spec_context {
    MX_IN_ROOT = 1,
    MX_IN_ZONE = 2,
    MX_IN_LAYOUT = 4,
    MX_IN_ENTRY = 8,
    MX_IN_SOA = 16,
    MX_IN_NAME_SERVER = 32,
    MX_IN_IGNORE = 64,
    MX_IN_SENDER = 128,
    MX_IN_SET = 256,
    MX_IN_CONFIG = 512, /* of a configuration file, mxtrap-lint(1) */
    MX_IN_TTL = 1024
};

enum mx_spec_key_id {
#define MX_SPEC_KEY(NAME, name, contexts, help) MX_KEY_##NAME,
#include "spec/keys.def"
#undef MX_SPEC_KEY
    MX_KEY_COUNT
};

/* The name of a key. */
const char *mx_spec_key_name(enum mx_spec_key_id key);

/* The key of one of the CONTEXTS that has this text; MX_KEY_COUNT where there is none. */
enum mx_spec_key_id mx_spec_key_find(const char *text, size_t length, unsigned contexts);

/* Whether KEY belongs to one of the CONTEXTS. */
bool mx_spec_key_belongs(enum mx_spec_key_id key, unsigned contexts);

/* Whether this text is another word (synonyms.def) for a key of the CONTEXTS, which goes to
 * MEANT[0]; MEANT[1] is one more, or MX_KEY_COUNT. */
bool mx_spec_key_meant(const char *text, size_t length, unsigned contexts,
                       enum mx_spec_key_id meant[2]);

#endif
