/* The tokens of one entry (a directive or a record) of a zone file, with BIND's rules for quotes,
 * escapes, comments, line ends and parentheses. */
#ifndef MX_ZONE_SCAN_LEX_H
#define MX_ZONE_SCAN_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mx_zone_token {
    const char *text; /* as written, escapes and all; without its quotes */
    size_t length;
    size_t rendered; /* where it begins in what the scanner is given: see render.c */
    uint32_t line, column;
    bool quoted;
    bool joined; /* nothing is between the token before and this one */
};

struct mx_zone_entry {
    struct mx_zone_token *tokens;
    size_t count, capacity;
    bool blank_owner; /* its first line begins with a blank */
    const char
        *comment; /* from after the first comment's semicolon to the end of the last; or NULL */
    size_t comment_length;
    const char *error; /* the first thing that is wrong; NULL: nothing */
    uint32_t error_line, error_column;
};

enum mx_zone_lexed {
    MX_ZONE_ENTRY,      /* an entry with at least one token, or an error */
    MX_ZONE_NOTHING,    /* only blank lines and comments */
    MX_ZONE_UNFINISHED, /* the text ends within parentheses: error_line says where they open */
    MX_ZONE_LEX_MEMORY
};

/* A position in a text. */
struct mx_zone_cursor {
    const char *at, *end;
    uint32_t line;
};

/* Reads the next entry and moves CURSOR after its line end (the end of the text ends a line as
 * well). CURSOR stays where it was when the text ends before the entry does. */
enum mx_zone_lexed mx_zone_lex(struct mx_zone_entry *entry, struct mx_zone_cursor *cursor);

/* Whether TOKEN is WORD, without regard to case. */
bool mx_zone_token_is(const struct mx_zone_token *token, const char *word);

void mx_zone_entry_free(struct mx_zone_entry *entry);

#endif
