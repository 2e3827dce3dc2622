/* The result of a check for one domain: its exchangers, the state of each address, the findings and
 * the verdict. The library allocates these structs, and later releases may append members; so lists
 * are of pointers. */
#ifndef MXTRAP_CHECK_RESULT_H
#define MXTRAP_CHECK_RESULT_H

#include <stddef.h>
#include <stdint.h>

#include <mxtrap/export.h>
#include <mxtrap/findings.h>
#include <mxtrap/layout.h>
#include <mxtrap/probe_state.h>

MXTRAP_BEGIN_DECLS

/* Inconclusive: too little could be seen for either. */
enum mxtrap_verdict { MXTRAP_PASS, MXTRAP_FAIL, MXTRAP_INCONCLUSIVE };

/* The TLS handshake after STARTTLS, if the option asks for it. Text from outside is raw. */
struct mxtrap_result_tls {
    const char *version; /* "TLSv1.3"; NULL where the handshake failed */
    const char *error;   /* why it failed; NULL where it did not */
    const char *trust;   /* "ok", or why the chain is not trusted; NULL without a certificate */
    const char *name;    /* the certificate's name that matches the host; NULL where none does */
    int64_t not_after;   /* seconds since 1970; INT64_MAX where it is not known */
};

struct mxtrap_result_address {
    char address[MXTRAP_ADDRESS_TEXT_MAX];
    enum mxtrap_state state;
    unsigned ms;       /* from the first SYN until the state was known; 0 where it was not probed */
    unsigned attempts; /* connections that were tried */
    unsigned code;     /* the reply code that decided; 0 where there was none */
    const char *cause; /* why it was not probed, in words; NULL where it was */
    char offender[MXTRAP_ADDRESS_TEXT_MAX]; /* who sent the ICMP error; "" where it is not known */
    const char *greeting; /* raw bytes, NULs and control characters too: escape them; or NULL */
    size_t greeting_length;
    int starttls; /* offered in the reply to EHLO: 1, 0; -1 where it is not known */
    const struct mxtrap_result_tls *tls; /* NULL: no handshake was tried */
    const char *reply; /* raw: the greeting or reply to EHLO that refused service; or NULL */
    size_t reply_length;
    /* Where vantage points were named: what each saw, with `vantage` set; all else is what decided.
     */
    const struct mxtrap_result_address *const *vantages;
    size_t vantage_count;
    const char *vantage; /* the name of the vantage point; NULL in an exchanger's own list */
};

struct mxtrap_result_exchanger {
    const char *host; /* presentation format, with its final dot */
    uint16_t preference;
    enum mxtrap_role role;     /* by its behaviour; unknown if that could not be seen */
    enum mxtrap_role expected; /* in the spec; unknown without one */
    const struct mxtrap_result_address *const *addresses;
    size_t address_count;
};

struct mxtrap_result {
    const char *domain; /* presentation format, lower case, without the final dot */
    enum mxtrap_verdict verdict;
    const struct mxtrap_result_exchanger *const *exchangers; /* by preference */
    size_t exchanger_count;
    const mxtrap_findings *findings;
    int is_cut;                  /* inconclusive because the run ended early */
    const mxtrap_layout *layout; /* the MX set as DNS has it, a null MX too; NULL: none is known */
};

/* "pass", "fail" or "inconclusive"; a constant. */
MXTRAP_API const char *mxtrap_verdict_name(enum mxtrap_verdict verdict);

MXTRAP_END_DECLS

#endif
