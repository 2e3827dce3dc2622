/* The parser of key files. No message quotes a word of one: it may be the secret. */
#include "net/tsig_key.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/number.h"
#include "model/findings.h"

static const struct mx_tsig_algorithm algorithms[] = {
    {"hmac-md5", "\x08hmac-md5\x07sig-alg\x03reg\x03int", EVP_md5, 157},
    {"hmac-md5.sig-alg.reg.int", "\x08hmac-md5\x07sig-alg\x03reg\x03int", EVP_md5, 157},
    {"hmac-sha1", "\x09hmac-sha1", EVP_sha1, 161},
    {"hmac-sha224", "\x0bhmac-sha224", EVP_sha224, 162},
    {"hmac-sha256", "\x0bhmac-sha256", EVP_sha256, 163},
    {"hmac-sha384", "\x0bhmac-sha384", EVP_sha384, 164},
    {"hmac-sha512", "\x0bhmac-sha512", EVP_sha512, 165},
};

enum kind { END, WORD, STRING, MARK };

struct token {
    const char *text;
    size_t length;
    uint32_t line, column;
    enum kind kind;
};

struct parser {
    const char *bytes;
    size_t length, at;
    uint32_t line, column;
    struct token token; /* the current one */
    const char *error;  /* the first one; it ends the parsing */
    uint32_t error_line, error_column;
};

static bool fail_at(struct parser *parser, uint32_t line, uint32_t column, const char *message) {
    if (parser->error == NULL) {
        parser->error = message;
        parser->error_line = line;
        parser->error_column = column;
    }
    return false;
}

static bool fail(struct parser *parser, const char *message) {
    return fail_at(parser, parser->token.line, parser->token.column, message);
}

static int byte_at(const struct parser *parser, size_t offset) {
    return parser->at + offset < parser->length ? (unsigned char)parser->bytes[parser->at + offset]
                                                : -1;
}

static void step(struct parser *parser) {
    int byte = byte_at(parser, 0);

    parser->at++;
    if (byte == '\n') {
        parser->line++;
        parser->column = 1;
    } else if ((byte & 0xc0) != 0x80) { /* columns count characters, not octets */
        parser->column++;
    }
}

static void skip_line(struct parser *parser) {
    while (byte_at(parser, 0) >= 0 && byte_at(parser, 0) != '\n') {
        step(parser);
    }
}

static bool is_blank(int byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* named.conf has three kinds of comments. "//" within a word is Base64, not a comment. */
static bool skip_blanks(struct parser *parser) {
    for (;;) {
        int byte = byte_at(parser, 0), next = byte_at(parser, 1);
        if (is_blank(byte)) {
            step(parser);
        } else if (byte == '#' || (byte == '/' && next == '/')) {
            skip_line(parser);
        } else if (byte == '/' && next == '*') {
            uint32_t line = parser->line, column = parser->column;
            step(parser);
            step(parser);
            while (byte_at(parser, 0) != '*' || byte_at(parser, 1) != '/') {
                if (byte_at(parser, 0) < 0) {
                    return fail_at(parser, line, column, "the comment has no end");
                }
                step(parser);
            }
            step(parser);
            step(parser);
        } else {
            return true;
        }
    }
}

static bool ends_word(int byte) {
    return byte < 0 || is_blank(byte) || strchr("\"{};#", byte) != NULL;
}

static void set_token(struct parser *parser, enum kind kind, size_t from) {
    parser->token.kind = kind;
    parser->token.text = parser->bytes + from;
    parser->token.length = parser->at - from;
}

/* Moves to the next token; at an error, to the end. */
static bool next(struct parser *parser) {
    parser->token.kind = END;
    if (!skip_blanks(parser)) {
        return false;
    }
    int byte = byte_at(parser, 0);
    size_t from = parser->at;
    parser->token = (struct token){.line = parser->line, .column = parser->column, .kind = END};
    if (byte == 0) {
        return fail(parser, "a NUL byte");
    }
    if (byte == '"') {
        step(parser);
        while (byte_at(parser, 0) > 0 && byte_at(parser, 0) != '"' && byte_at(parser, 0) != '\n') {
            step(parser);
        }
        set_token(parser, STRING, from + 1);
        bool is_closed = byte_at(parser, 0) == '"';
        step(parser);
        return is_closed || fail(parser, "the string has no end on its line");
    }
    if (byte == '{' || byte == '}' || byte == ';') {
        step(parser);
        set_token(parser, MARK, from);
    } else if (byte > 0) {
        while (!ends_word(byte_at(parser, 0))) {
            step(parser);
        }
        set_token(parser, WORD, from);
    }
    return true;
}

static bool is_word(const struct parser *parser, const char *word) {
    return parser->token.kind == WORD && parser->token.length == strlen(word) &&
           strncasecmp(parser->token.text, word, parser->token.length) == 0;
}

static bool expect(struct parser *parser, char mark, const char *message) {
    if (parser->token.kind != MARK || parser->token.text[0] != mark) {
        return fail(parser, message);
    }
    return next(parser);
}

static bool is_value(const struct parser *parser) {
    return parser->token.kind == WORD || parser->token.kind == STRING;
}

static bool parse_name(struct parser *parser, struct mxtrap_tsig_key *key) {
    const struct token *token = &parser->token;
    enum mx_name_error error = is_value(parser)
                                   ? mx_name_parse(&key->name, token->text, token->length, NULL)
                                   : MX_NAME_EMPTY;

    if (error != MX_NAME_OK) {
        return fail(parser, "the key's name is not a domain name");
    }
    for (size_t i = 0, length = mx_name_length(key->name.wire); i < length; i++) {
        key->name.wire[i] = (uint8_t)mx_lower((char)key->name.wire[i]);
    }
    return next(parser);
}

static bool parse_algorithm(struct parser *parser, struct mxtrap_tsig_key *key) {
    const struct token *token = &parser->token;
    size_t length = token->length;

    length -= length > 0 && token->text[length - 1] == '.' ? 1 : 0;
    for (size_t i = 0; is_value(parser) && i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (strlen(algorithms[i].name) == length &&
            strncasecmp(algorithms[i].name, token->text, length) == 0) {
            key->algorithm = &algorithms[i];
            return next(parser);
        }
    }
    return fail(parser,
                "the algorithm must be one of hmac-md5, hmac-sha1, hmac-sha224, hmac-sha256, "
                "hmac-sha384 and hmac-sha512");
}

/* EVP_DecodeBlock accepts "=" anywhere, so the form is checked here. */
static bool decode(struct mxtrap_tsig_key *key, const char *text, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t octets[MX_TSIG_SECRET_MAX + 3];
    size_t padding = 0;

    while (padding < 2 && padding < length && text[length - 1 - padding] == '=') {
        padding++;
    }
    if (length == 0 || length % 4 != 0 || length / 4 * 3 - padding > MX_TSIG_SECRET_MAX) {
        return false;
    }
    for (size_t i = 0; i < length - padding; i++) {
        if (memchr(digits, text[i], sizeof digits - 1) == NULL) {
            return false;
        }
    }
    int count = EVP_DecodeBlock(octets, (const unsigned char *)text, (int)length);
    if (count > 0) {
        key->secret_length = (size_t)count - padding;
        memcpy(key->secret, octets, key->secret_length);
    }
    OPENSSL_cleanse(octets, sizeof octets);
    return count > 0;
}

static bool parse_secret(struct parser *parser, struct mxtrap_tsig_key *key) {
    if (!is_value(parser) || !decode(key, parser->token.text, parser->token.length)) {
        return fail(parser, "the secret is not Base64 of 1 to 1024 octets");
    }
    return next(parser);
}

static bool parse_clause(struct parser *parser, struct mxtrap_tsig_key *key) {
    bool is_algorithm = is_word(parser, "algorithm");

    if (!is_algorithm && !is_word(parser, "secret")) {
        return fail(parser, "neither \"algorithm\" nor \"secret\"");
    }
    if (is_algorithm ? key->algorithm != NULL : key->secret_length > 0) {
        return fail(parser, "the key has this twice");
    }
    return next(parser) &&
           (is_algorithm ? parse_algorithm(parser, key) : parse_secret(parser, key)) &&
           expect(parser, ';', "a semicolon is missing");
}

/* key NAME { algorithm ...; secret ...; }; as tsig-keygen writes it. */
static bool parse_statement(struct parser *parser, struct mxtrap_tsig_key *key) {
    if (!next(parser) || !parse_name(parser, key) ||
        !expect(parser, '{', "an opening brace is missing")) {
        return false;
    }
    while (parser->token.kind == WORD || parser->token.kind == STRING) {
        if (!parse_clause(parser, key)) {
            return false;
        }
    }
    if (key->algorithm == NULL || key->secret_length == 0) {
        return fail(parser,
                    key->algorithm == NULL ? "the key has no algorithm" : "the key has no secret");
    }
    return expect(parser, '}', "a closing brace is missing") &&
           expect(parser, ';', "a semicolon is missing");
}

/* A decimal number of at most nine digits; -1 if it is something else. */
static long number_of(const struct token *token) {
    uint64_t number = 0;
    bool is_number = token->kind == WORD && token->length <= 9 &&
                     mx_number_parse(token->text, token->length, INT32_MAX, &number);

    return is_number ? (long)number : -1;
}

/* NAME [TTL] [IN] KEY FLAGS PROTOCOL ALGORITHM SECRET, the file K*.key of dnssec-keygen. */
static bool parse_record(struct parser *parser, struct mxtrap_tsig_key *key) {
    if (!parse_name(parser, key) || (number_of(&parser->token) >= 0 && !next(parser)) ||
        (is_word(parser, "IN") && !next(parser))) {
        return false;
    }
    if (!is_word(parser, "KEY")) {
        return fail(parser, "neither a key statement nor a KEY record");
    }
    for (int field = 0; field < 2; field++) {
        if (!next(parser) || number_of(&parser->token) < 0) {
            return fail(parser, "flags and protocol of a KEY record are numbers");
        }
    }
    long number = next(parser) ? number_of(&parser->token) : -1;
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (number == (long)algorithms[i].number) {
            key->algorithm = &algorithms[i];
        }
    }
    if (key->algorithm == NULL) {
        return fail(parser, "the KEY record's algorithm is none of TSIG");
    }
    return next(parser) && parse_secret(parser, key);
}

static bool parse_file(struct parser *parser, struct mxtrap_tsig_key *key) {
    if (!next(parser)) {
        return false;
    }
    if (is_word(parser, "Private-key-format:")) {
        return fail(parser, "a private key file does not have the key's name: give the .key file");
    }
    bool is_statement = is_word(parser, "key");
    if (!is_statement && parser->token.kind == END) {
        return fail(parser, "there is no key");
    }
    if (!(is_statement ? parse_statement(parser, key) : parse_record(parser, key))) {
        return false;
    }
    return parser->token.kind == END || fail(parser, "only one key per file is allowed");
}

enum mxtrap_status mx_tsig_key_parse(struct mxtrap_tsig_key *key, const char *bytes, size_t length,
                                     const char *file, mxtrap_findings *findings) {
    struct parser parser = {.bytes = bytes, .length = length, .line = 1, .column = 1};

    *key = (struct mxtrap_tsig_key){0};
    if (parse_file(&parser, key)) {
        return MXTRAP_OK;
    }
    mx_text_string(mx_finding_begin(findings), parser.error);
    mx_finding_end(findings, MX_RULE_TSIG_KEY, MXTRAP_ERROR,
                   (struct mx_place){file, parser.error_line, parser.error_column});
    return mx_findings_status(findings) == MXTRAP_OK ? MXTRAP_ERR_INPUT : MXTRAP_ERR_MEMORY;
}

enum mxtrap_status mxtrap_tsig_key_parse(mxtrap_tsig_key **out, const char *bytes, size_t length,
                                         const char *name, mxtrap_findings *findings) {
    if (length > MX_TSIG_FILE_MAX) {
        return mx_findings_unreadable(findings, name, EFBIG);
    }
    struct mxtrap_tsig_key *key = calloc(1, sizeof *key);
    enum mxtrap_status status =
        key == NULL ? MXTRAP_ERR_MEMORY : mx_tsig_key_parse(key, bytes, length, name, findings);

    if (status == MXTRAP_OK) {
        *out = key;
        key = NULL;
    }
    mxtrap_tsig_key_free(key);
    return status;
}

enum mxtrap_status mxtrap_tsig_key_read(mxtrap_tsig_key **out, const char *path,
                                        mxtrap_findings *findings) {
    char *bytes = malloc(MX_TSIG_FILE_MAX + 1);
    size_t length = 0;

    if (bytes == NULL) {
        return MXTRAP_ERR_MEMORY;
    }
    int error = mx_file_read(path, bytes, MX_TSIG_FILE_MAX, &length);
    enum mxtrap_status status = error != 0
                                    ? mx_findings_unreadable(findings, path, error)
                                    : mxtrap_tsig_key_parse(out, bytes, length, path, findings);
    OPENSSL_cleanse(bytes, MX_TSIG_FILE_MAX + 1);
    free(bytes);
    return status;
}

void mxtrap_tsig_key_free(mxtrap_tsig_key *key) {
    if (key != NULL) {
        OPENSSL_cleanse(key, sizeof *key);
        free(key);
    }
}
