/* One finding a type and zone: a zone accepts the type as a whole. */
#include "zone/scan/foreign.h"

#include <string.h>
#include <strings.h>

static const struct mx_zone_foreign rows[MX_FOREIGN_COUNT] = {
#define MX_FOREIGN(name, whose, hides) {name, whose, MX_HIDES_##hides},
#include "zone/scan/foreign_types.def"
#undef MX_FOREIGN
};

/* Whether NAME is the one word, or the two, that TOKENS begin with; how many, 0 otherwise. */
static size_t match(const char *name, const struct mx_zone_token *tokens, size_t count) {
    const char *blank = strchr(name, ' ');
    size_t first = blank == NULL ? strlen(name) : (size_t)(blank - name);

    if (tokens[0].quoted || tokens[0].length != first ||
        strncasecmp(tokens[0].text, name, first) != 0) {
        return 0;
    }
    if (blank == NULL) {
        return 1;
    }
    return count > 1 && !tokens[1].quoted && mx_zone_token_is(&tokens[1], blank + 1) ? 2 : 0;
}

const struct mx_zone_foreign *mx_zone_foreign_find(const struct mx_zone_token *tokens, size_t count,
                                                   size_t *used) {
    for (size_t i = 0; i < MX_FOREIGN_COUNT; i++) {
        *used = match(rows[i].name, tokens, count);
        if (*used > 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* The last row. */
const struct mx_zone_foreign *mx_zone_foreign_stamp(const struct mx_zone_token *token) {
    static const char *const starts[] = {"[AGE:", "[Aging:"};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        size_t length = strlen(starts[i]);
        if (!token->quoted && token->length > length + 1 && token->text[token->length - 1] == ']' &&
            strncasecmp(token->text, starts[i], length) == 0) {
            return &rows[MX_FOREIGN_COUNT - 1];
        }
    }
    return NULL;
}

void mx_zone_foreign_note(struct mx_zone_foreign_seen *seen, const struct mx_zone_foreign *row,
                          struct mx_place place) {
    struct mx_place *first = &seen->places[row - rows];

    if (first->line == 0) {
        *first = place;
    }
}

void mx_zone_foreign_report(const struct mx_zone_foreign_seen *seen, mxtrap_findings *findings) {
    for (size_t i = 0; i < MX_FOREIGN_COUNT; i++) {
        if (seen->places[i].line > 0) {
            struct mx_text *text = mx_finding_begin(findings);
            mx_text_string(text, rows[i].name);
            mx_text_string(text, " is known only to ");
            mx_text_string(text, rows[i].whose);
            mx_text_string(text, ": BIND refuses the zone");
            mx_finding_end(findings, MX_RULE_FOREIGN_TYPE, MXTRAP_ERROR, seen->places[i]);
        }
    }
}
