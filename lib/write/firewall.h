/* What the rules of every firewall silence: the addresses of the chosen zones' dummies. */
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
    const struct mxtrap_exchanger *dummy[MX_SILENCE_KINDS]; /* the first that makes it one */
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
    struct mx_silenced *list;                         /* no address twice; see mx_firewall_slice */
    size_t count, capacity;
    struct mx_index reals; /* rows: addresses of real hosts, of all zones, chosen or not */
    const mxtrap_zones *zones;
    mxtrap_findings *findings; /* NULL: what is wrong is counted alone */
    size_t wrong;
    bool no_memory;
};

/* Gathers what is to be silenced. An address that a host has anywhere in the run is its address
 * everywhere. What must not be written (a real host's address, an address both dropped and reset,
 * a dummy without one that its zone does not accept) is counted in `wrong` and reported to
 * FINDINGS, which may be NULL. Errors: MXTRAP_ERR_MEMORY. Either way mx_firewall_free is due. */
enum mxtrap_status mx_firewall_gather(struct mx_firewall *firewall, const mxtrap_zones *zones,
                                      mxtrap_findings *findings);
void mx_firewall_free(struct mx_firewall *firewall);

/* The addresses of FAMILY that are silenced in this way, in order, *COUNT of them. */
const struct mx_silenced *mx_firewall_slice(const struct mx_firewall *firewall,
                                            enum mx_family family, enum mx_silence silence,
                                            size_t *count);

/* The comment that the rules begin with: whence it comes, what it silences, and which dummies
 * it does not. "#" begins a comment for each of the firewalls. */
void mx_firewall_write_head(struct mx_text *text, const struct mx_firewall *firewall);

/* The addresses of FAMILY and SILENCE in order, each between BEFORE and AFTER. */
void mx_firewall_write_list(struct mx_text *text, const struct mx_firewall *firewall,
                            enum mx_family family, enum mx_silence silence, const char *before,
                            const char *after);

/* The way through a format of this kind: gathers, and where nothing is wrong writes. Errors:
 * MXTRAP_ERR_MEMORY, and MXTRAP_ERR_ARGUMENT where something is wrong, both before a byte is
 * written. */
typedef void mx_firewall_writer(struct mx_text *text, const struct mx_firewall *firewall);
enum mxtrap_status mx_firewall_write(struct mx_text *text, const mxtrap_zones *zones,
                                     mx_firewall_writer *writer);

#endif
