/* The zone reader from the inside: what its files share. */
#ifndef MX_ZONE_SCAN_READER_H
#define MX_ZONE_SCAN_READER_H

#include <libzscanner/scanner.h>
#include <sys/stat.h>

#include "base/text.h"
#include "dns/name.h"
#include "zone/scan/lex.h"
#include "zone/scan/scan.h"
#include "zone/scan/source.h"
#include "zone/scan/types.h"

/* A file that is being read. Origin and owner live in the scanner while it is the innermost, and
 * here while it waits for the end of a file that it includes: BIND restores these two. */
struct mx_zone_file {
    struct mx_zone_source source;
    const char *name;
    size_t at;        /* offset in the window of the first byte that was not read */
    size_t directive; /* offset of the next line that begins with "$"; below AT: look again */
    size_t backslash; /* the same of the next backslash */
    uint32_t line;    /* of the byte at AT */
    dev_t device;     /* with the next: the file behind the name */
    ino_t inode;
    struct mx_name origin, owner;
    size_t owner_length; /* 0: no owner yet */
    bool owner_is_lost;
};

struct mx_zone_reader {
    zs_scanner_t *scanner;
    int start; /* the scanner's state at the beginning of a line */
    const struct mx_zone_scan_options *options;
    struct mx_arena *names;
    mxtrap_findings *findings;
    mx_record_taker *taker;
    void *context;

    struct mx_zone_file files[MX_ZONE_DEPTH + 1];
    struct mx_zone_file *file; /* the innermost; NULL: all are read */

    bool has_begun;  /* the comments ahead of the first record have been looked at */
    bool is_lenient; /* an error of libzscanner's may be none of BIND's: it is not reported */
    bool has_origin; /* given, by $ORIGIN, or by the SOA's owner; else it is the root */
    bool default_ttl_known; /* by $TTL, or by an SOA that has no TTL before it */
    bool last_ttl_known;    /* some record had one: RFC 1035 5.1 */
    uint32_t default_ttl, last_ttl;
    struct mx_place no_ttl; /* the first record without TTL; its file is NULL while none was met */

    size_t owner_length; /* the scanner's own is lost when it meets an error */
    bool owner_is_lost;  /* the last owner could not be read: who follows it has no owner */

    struct mx_zone_entry entry;
    struct mx_text rendered; /* what the scanner is given for an entry */
    struct mx_text scratch;
    size_t includes, generated;
    size_t errors;
    bool out_of_memory;
};

/* A record on its way through the reader's own hands. */
struct mx_zone_draft {
    const struct mx_zone_token *owner; /* NULL: not written */
    struct mx_zone_token *tokens;      /* those of the type and the data */
    size_t count;
    uint32_t ttl;
    bool has_ttl;
    struct mx_place place;
    const char *comment;
    size_t comment_length;
};

/* zone_scan.c */

/* Reports an error of the current file; MESSAGE is a constant. */
void mx_zone_error(struct mx_zone_reader *reader, uint32_t line, uint32_t column,
                   const char *message);

/* The same for a name that is wrong; false. */
bool mx_zone_name_error(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                        enum mx_name_error error);

/* Whether the name of TOKEN is relative to the origin, and not "@"; and whether it has a dot inside
 * as well, so that it may lack its final one. */
bool mx_zone_is_relative(const struct mx_zone_token *token);
bool mx_zone_is_undotted(const struct mx_zone_reader *reader, const struct mx_zone_token *token);

/* Gives the record that the scanner holds to the taker. */
void mx_zone_take(struct mx_zone_reader *reader, struct mx_zone_record *record, const char *comment,
                  size_t comment_length);

/* Tells the taker what may be lost: OWNER's, or anybody's where it is NULL. */
void mx_zone_lose(struct mx_zone_reader *reader, const uint8_t *owner, enum mx_zone_lost lost);

/* Sets the scanner to read LENGTH bytes from the beginning of a line. */
void mx_zone_scanner_set(struct mx_zone_reader *reader, const char *bytes, size_t length,
                         uint32_t line);

void mx_zone_set_origin(struct mx_zone_reader *reader, const uint8_t *origin);
void mx_zone_set_owner(struct mx_zone_reader *reader, const uint8_t *owner);

/* zone_loop.c: goes on in the innermost file, to its next directive, its next odd entry or the end
 * of its window; at the end of the file goes back to the one that includes it. */
void mx_zone_read_on(struct mx_zone_reader *reader);

/* zone_ttl.c: what a record without TTL gets, and what the scanner is to give it. */
uint32_t mx_zone_ttl_read(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                          uint32_t seconds); /* what TOKEN stands for; a warning where it is 0 */
void mx_zone_ttl_set_default(struct mx_zone_reader *reader, uint32_t ttl);
void mx_zone_ttl_set_last(struct mx_zone_reader *reader, uint32_t ttl);
uint32_t mx_zone_ttl_missing(struct mx_zone_reader *reader, struct mx_place place, uint16_t type,
                             const uint8_t *rdata, size_t length);
void mx_zone_ttl_saw_soa(struct mx_zone_reader *reader);

/* zone_comment.c: the role that comments give, LENGTH bytes from behind a semicolon on. */
enum mxtrap_role mx_zone_role(const char *comment, size_t length);

/* zone_entry.c: reads one entry, a directive or a record, by BIND's rules. */
void mx_zone_entry_read(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

/* Reads type and data of DRAFT and gives the record to the taker; false when it is in error, which
 * was reported. The owner is the scanner's. */
bool mx_zone_draft_read(struct mx_zone_reader *reader, struct mx_zone_draft *draft);

/* Takes class and TTL, in either order, from TOKENS on; how many tokens they are, -1 when the class
 * is not IN (reported). */
long mx_zone_draft_head(struct mx_zone_reader *reader, struct mx_zone_draft *draft,
                        const struct mx_zone_token *tokens, size_t count);

/* zone_render.c: writes a type and its data as the scanner wants them: one line, names absolute,
 * digits in one piece. False when a token is in error, which was reported. */
bool mx_zone_render(struct mx_zone_reader *reader, const struct mx_zone_type *type,
                    struct mx_zone_token *tokens, size_t count);

/* zone_directive.c */
void mx_zone_directive(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

/* zone_include.c: $INCLUDE; TOKEN names the file, ORIGIN is what names in it are relative to. */
void mx_zone_include(struct mx_zone_reader *reader, const struct mx_zone_token *token,
                     const uint8_t *origin);
/* Begins the file that SOURCE of its struct is open for. */
void mx_zone_file_begin(struct mx_zone_reader *reader, struct mx_zone_file *file, const char *name,
                        const uint8_t *origin);
/* Ends the innermost file and goes back to the one that includes it. */
void mx_zone_file_end(struct mx_zone_reader *reader);

/* zone_generate.c: $GENERATE */
void mx_zone_generate(struct mx_zone_reader *reader, struct mx_zone_entry *entry);

#endif
