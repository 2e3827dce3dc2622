/* The lexer: one entry at a time, an error in it does not end it (the line end does). */
#include "zone/scan/lex.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/grow.h"

struct lexer {
    struct mx_zone_entry *entry;
    const char *at, *end;
    uint32_t line, column;
    size_t depth;                    /* of parentheses */
    uint32_t open_line, open_column; /* of the outermost that is open */
    bool out_of_memory;
};

static void fail(struct lexer *lexer, const char *error) {
    if (lexer->entry->error == NULL) {
        lexer->entry->error = error;
        lexer->entry->error_line = lexer->line;
        lexer->entry->error_column = lexer->column;
    }
}

/* One byte on; columns count characters, not the bytes that UTF-8 makes of them. */
static void step(struct lexer *lexer) {
    char c = *lexer->at++;
    if (c == '\n') {
        lexer->line++;
        lexer->column = 1;
    } else if (((unsigned char)c & 0xc0) != 0x80) {
        lexer->column++;
    }
}

static struct mx_zone_token *add_token(struct lexer *lexer) {
    struct mx_zone_entry *entry = lexer->entry;

    struct mx_zone_token *tokens =
        mx_grow(entry->tokens, entry->count, &entry->capacity, sizeof *tokens);

    if (tokens == NULL) {
        lexer->out_of_memory = true;
        return NULL;
    }
    entry->tokens = tokens;
    struct mx_zone_token *token = &tokens[entry->count];
    const struct mx_zone_token *before = entry->count == 0 ? NULL : token - 1;
    *token =
        (struct mx_zone_token){.text = lexer->at, .line = lexer->line, .column = lexer->column};
    token->joined =
        before != NULL && before->text + before->length + (before->quoted ? 1 : 0) == lexer->at;
    entry->count++;
    return token;
}

static bool ends_string(char c) {
    return c == ' ' || c == '\t' || c == '(' || c == ')' || c == '"' || c == ';' || c == '\0';
}

/* A backslash takes the next byte with it, but never a line's end. */
static void lex_string(struct lexer *lexer) {
    struct mx_zone_token *token = add_token(lexer);
    bool escaped = false;

    if (token == NULL) {
        return;
    }
    while (lexer->at < lexer->end && *lexer->at != '\n' && *lexer->at != '\r' &&
           (escaped || !ends_string(*lexer->at))) {
        escaped = !escaped && *lexer->at == '\\';
        step(lexer);
    }
    token->length = (size_t)(lexer->at - token->text);
}

static void lex_quoted(struct lexer *lexer) {
    struct mx_zone_token *token = add_token(lexer);
    bool escaped = false;

    if (token == NULL) {
        return;
    }
    step(lexer);
    token->text = lexer->at;
    token->quoted = true;
    while (lexer->at < lexer->end && (escaped || (*lexer->at != '"' && *lexer->at != '\n'))) {
        escaped = !escaped && *lexer->at == '\\';
        step(lexer);
    }
    token->length = (size_t)(lexer->at - token->text);
    if (lexer->at < lexer->end && *lexer->at == '"') {
        step(lexer);
    } else {
        lexer->entry->count--;
        fail(lexer, "a quote is not closed on its line");
    }
}

static void lex_comment(struct lexer *lexer) {
    const char *end = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));

    end = end == NULL ? lexer->end : end;
    if (lexer->entry->comment == NULL) {
        lexer->entry->comment = lexer->at + 1;
    }
    lexer->entry->comment_length = (size_t)(end - lexer->entry->comment);
    lexer->at = end;
}

/* What is no part of a token; false at the end of the entry. */
static bool lex_special(struct lexer *lexer) {
    switch (*lexer->at) {
    case '(':
        if (lexer->depth++ == 0) {
            lexer->open_line = lexer->line;
            lexer->open_column = lexer->column;
        }
        break;
    case ')':
        if (lexer->depth == 0) {
            fail(lexer, "unmatched closing parenthesis");
        } else {
            lexer->depth--;
        }
        break;
    case '\0':
        fail(lexer, "a NUL byte");
        break;
    case '\r':
        if (lexer->depth == 0) {
            step(lexer);
            if (lexer->at < lexer->end && *lexer->at == '\n') {
                step(lexer);
            }
            return false;
        }
        break;
    case '\n':
        step(lexer);
        return lexer->depth > 0;
    default:
        break;
    }
    step(lexer);
    return true;
}

/* Up to the line end outside parentheses; false where the text ends within them. */
static bool lex_line(struct lexer *lexer) {
    while (lexer->at < lexer->end && !lexer->out_of_memory) {
        char c = *lexer->at;
        if (c == ';') {
            lex_comment(lexer);
        } else if (c == '"') {
            lex_quoted(lexer);
        } else if (!ends_string(c) && c != '\n' && c != '\r') {
            lex_string(lexer);
        } else if (!lex_special(lexer)) {
            return true;
        }
    }
    return lexer->depth == 0;
}

enum mx_zone_lexed mx_zone_lex(struct mx_zone_entry *entry, struct mx_zone_cursor *cursor) {
    struct lexer lexer = {
        .entry = entry, .at = cursor->at, .end = cursor->end, .line = cursor->line};

    while (lexer.at < lexer.end) {
        entry->count = 0;
        entry->error = NULL;
        entry->comment = NULL;
        entry->comment_length = 0;
        entry->blank_owner = *lexer.at == ' ' || *lexer.at == '\t';
        lexer.column = 1;
        bool finished = lex_line(&lexer);
        if (lexer.out_of_memory) {
            return MX_ZONE_LEX_MEMORY;
        }
        if (!finished) {
            entry->error = "a parenthesis is not closed";
            entry->error_line = lexer.open_line;
            entry->error_column = lexer.open_column;
            return MX_ZONE_UNFINISHED;
        }
        cursor->at = lexer.at;
        cursor->line = lexer.line;
        if (entry->count > 0 || entry->error != NULL) {
            return MX_ZONE_ENTRY;
        }
    }
    return MX_ZONE_NOTHING;
}

bool mx_zone_token_is(const struct mx_zone_token *token, const char *word) {
    /* Most words differ in their first letter (bit 5 is its case). */
    return token->length > 0 && ((token->text[0] ^ word[0]) & ~0x20) == 0 &&
           strlen(word) == token->length && strncasecmp(token->text, word, token->length) == 0;
}

void mx_zone_entry_free(struct mx_zone_entry *entry) {
    free(entry->tokens);
    entry->tokens = NULL;
    entry->count = entry->capacity = 0;
}
