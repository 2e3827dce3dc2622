/* BIND's tokens of one entry (a directive or a record) of a zone file: what its lexer makes of
 * quotes, escapes, comments, line ends and parentheses. */
#ifndef MX_ZONE_SCAN_LEX_H
#define MX_ZONE_SCAN_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mx_zone_token {
    const char *text; /* as written, escapes and all; without its quotes */
    size_t length;
    size_t rendered; /* where it begins in what the scanner is given: see zone_render.c */
    uint32_t line, column;
    bool quoted;
    bool joined; /* nothing stands between the token before and this one */
};

struct mx_zone_entry {
    struct mx_zone_token *tokens;
    size_t count, capacity;
    bool blank_owner;    /* its first line begins with a blank */
    const char *comment; /* from behind the first comment's semicolon to the last's end; or NULL */
    size_t comment_length;
    const char *error; /* the first thing that is wrong; NULL: nothing */
    uint32_t error_line, error_column;
};

enum mx_zone_lexed {
    MX_ZONE_ENTRY,      /* an entry with at least one token, or an error */
    MX_ZONE_NOTHING,    /* blank lines and comments alone */
    MX_ZONE_UNFINISHED, /* the text ends within parentheses: error tells where they open */
    MX_ZONE_LEX_MEMORY
};

/* Where reading stands in a text. */
struct mx_zone_cursor {
    const char *at, *end;
    uint32_t line;
};

/* Reads the next entry and moves CURSOR behind its line end (the end of the text ends a line as
 * well). CURSOR stays where it was when the text ends before the entry does. */
enum mx_zone_lexed mx_zone_lex(struct mx_zone_entry *entry, struct mx_zone_cursor *cursor);

/* Whether TOKEN is WORD, without regard to case. */
bool mx_zone_token_is(const struct mx_zone_token *token, const char *word);

void mx_zone_entry_free(struct mx_zone_entry *entry);

#endif
