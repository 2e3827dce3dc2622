/* The addresses that firewall rules silence: those of the chosen zones' dummies. */
#ifndef MX_WRITE_FIREWALL_H
#define MX_WRITE_FIREWALL_H

#include "base/arena.h"
#include "base/index.h"
#include "base/text.h"
#include "model/layout.h"

enum { MX_SILENCE_KINDS = MX_SILENCE_RESET + 1 };

/* A host that is a dummy or real somewhere in the run. */
struct mx_silenced_host {
    const uint8_t *name;
    struct mx_silenced_host *next;
    const struct mxtrap_exchanger
        *dummy[MX_SILENCE_KINDS]; /* the first exchanger that makes it a dummy */
    const mxtrap_layout *layout[MX_SILENCE_KINDS];
    const struct mxtrap_exchanger *real;
    bool has_address;
};

/* An address of a dummy. */
struct mx_silenced {
    const struct mx_address *address;
    const struct mx_silenced_host *host;
    uint8_t silence; /* enum mx_silence */
};

struct mx_firewall {
    struct mx_arena arena;
    struct mx_index hosts;
    struct mx_silenced_host *first_host, **next_host; /* in the order of the specs */
    struct mx_silenced *list;                         /* each address once; see mx_firewall_slice */
    size_t count, capacity;
    struct mx_index reals; /* rows: addresses of real hosts, of all zones, chosen or not */
    const mxtrap_zones *zones;
    mxtrap_findings *findings; /* NULL: errors are only counted */
    size_t wrong;
    unsigned log_group; /* of NFLOG; 0: nothing is logged */
    bool no_memory;
};

/* Gathers the addresses to silence. A host's addresses are those that it has anywhere in the run.
 * Errors (an address of a real host, one both dropped and reset, a dummy without an address unless
 * its zone accepts that) are counted in `wrong` and reported to FINDINGS, which may be NULL.
 * Errors: MXTRAP_ERR_MEMORY. Call mx_firewall_free in any case. */
enum mxtrap_status mx_firewall_gather(struct mx_firewall *firewall, const mxtrap_zones *zones,
                                      mxtrap_findings *findings);
void mx_firewall_free(struct mx_firewall *firewall);

/* The *COUNT sorted addresses of FAMILY with this SILENCE. */
const struct mx_silenced *mx_firewall_slice(const struct mx_firewall *firewall,
                                            enum mx_family family, enum mx_silence silence,
                                            size_t *count);

/* Writes the comment at the head of the rules: the specs, the dummies that they silence, and those
 * that they do not. "#" begins a comment of all the firewalls. */
void mx_firewall_write_head(struct mx_text *text, const struct mx_firewall *firewall);

/* Writes the sorted addresses of FAMILY and SILENCE, each between BEFORE and AFTER. */
void mx_firewall_write_list(struct mx_text *text, const struct mx_firewall *firewall,
                            enum mx_family family, enum mx_silence silence, const char *before,
                            const char *after);

/* The common part of these formats: gathers, and writes if there is no error. Errors:
 * MXTRAP_ERR_MEMORY, and MXTRAP_ERR_ARGUMENT after an error, both before a byte is written. */
typedef void mx_firewall_writer(struct mx_text *text, const struct mx_firewall *firewall);
enum mxtrap_status mx_firewall_write(struct mx_text *text, const mxtrap_zones *zones,
                                     unsigned log_group, mx_firewall_writer *writer);

#endif
