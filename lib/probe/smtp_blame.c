/* Phrases of mail servers about client limits and block lists. Phrases about the server's own
 * trouble
 * ("Service unavailable", "no system resources") are left out. */
#include "probe/smtp_blame.h"

#include <string.h>

#include "base/text.h"

static const char *const phrases[] = {
    "too many connections",  /* Postfix smtpd (anvil: count and rate), postscreen */
    "too many concurrent",   /* Exim smtp_accept_max_per_host, smtp_accept_max */
    "too many open",         /* Sendmail conncontrol */
    "too many simultaneous", /* MTAs behind proxies */
    "too many new tls",      /* Postfix smtpd (anvil) */
    "connection rate",       /* Sendmail ratecontrol: "Connection rate limit exceeded" */
    "rate limit",            /* other MTAs */
    "ratelimit",
    "rate-limit",
    "unusual rate",           /* Google */
    "concurrent connections", /* Exchange: "maximum number of concurrent connections" */
    "from this ip",           /* Exim: "... from this IP address" */
    "your ip",
    "your host", /* Postfix: "cannot find your hostname" */
    "your network",
    "client host",   /* Postfix: "Client host rejected", "Client host [...] blocked using" */
    "blocked using", /* Postfix, postscreen: DNS block lists */
    "listed at",     /* Sendmail: "Rejected: ... listed at" */
    "listed in",
    "listed by",
    "blocklist",
    "blacklist",
    "block list",
    "black list",
    "reverse dns",
    "ptr record",
};

/* Finds PHRASE, in lower case, in TEXT of any case; NULL: it is not there. */
static const char *find(const char *text, size_t length, const char *phrase) {
    size_t size = strlen(phrase);

    for (size_t at = 0; at + size <= length; at++) {
        size_t i = 0;
        while (i < size && mx_lower(text[at + i]) == phrase[i]) {
            i++;
        }
        if (i == size) {
            return text + at;
        }
    }
    return NULL;
}

static bool is_of_address(char c) {
    return mx_is_digit(c) || mx_is_alpha(c) || c == ':';
}

/* Whether TEXT has the address OWN, not as part of a longer one; a dot after it may end a sentence.
 */
static bool has_address(const char *text, size_t length, const char *own) {
    const char *end = text + length, *at = text, *found;

    while ((found = find(at, (size_t)(end - at), own)) != NULL) {
        const char *behind = found + strlen(own);
        bool begins = found == text || (!is_of_address(found[-1]) && found[-1] != '.');
        bool goes_on =
            behind < end && (is_of_address(*behind) ||
                             (*behind == '.' && behind + 1 < end && is_of_address(behind[1])));
        if (begins && !goes_on) {
            return true;
        }
        at = found + 1;
    }
    return false;
}

bool mx_smtp_blames_client(const char *text, size_t length, const char *own) {
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (find(text, length, phrases[i]) != NULL) {
            return true;
        }
    }
    return own != NULL && has_address(text, length, own);
}
