/* Whether the dummies before the real hosts keep an MTA from reaching these. It simulates Postfix
 * and Exim in their default configuration, on a host with IPv4 and IPv6, and on one without IPv6,
 * where each IPv6 address fails at once but still counts against their limits. */
#include "model/senders.h"
#include "rules/check.h"
#include "simulate/one.h"

enum {
    ADDRESSES_MAX = 128, /* of a set that is simulated: ordinary ones have about ten */
    NAMED_MAX = 8        /* addresses in a message */
};

static const struct {
    enum mx_sender_id sender;
    const char *title;
    enum mxtrap_family family;
    const char *host;
} cases[] = {
    {MX_SENDER_ID_POSTFIX, "Postfix", MXTRAP_FAMILY_DUAL, "with IPv4 and IPv6"},
    {MX_SENDER_ID_EXIM, "Exim", MXTRAP_FAMILY_DUAL, "with IPv4 and IPv6"},
    {MX_SENDER_ID_POSTFIX, "Postfix", MXTRAP_FAMILY_IPV4_HOST, "without IPv6"},
    {MX_SENDER_ID_EXIM, "Exim", MXTRAP_FAMILY_IPV4_HOST, "without IPv6"},
};
enum { CASES = sizeof cases / sizeof cases[0] };

static size_t stalwart_hosts(void) {
    return mx_sender_row(MX_SENDER_ID_STALWART)->hosts;
}

static size_t limit(void) {
    return mx_sender_row(MX_SENDER_ID_POSTFIX)->addresses;
}

/* A set in numbers. A host with unknown addresses counts as having one IPv4 address. */
struct front {
    size_t dummies, preferences, addresses,
        ipv6;             /* before the first real host: dummies, their preferences and addresses */
    size_t real_ipv6;     /* of the hosts with its preference */
    size_t all, all_ipv6; /* of the set */
    bool has_address;     /* a host of the set has one that is known */
    bool is_plain;        /* no dummy has its preference, and all hosts there have IPv4 */
};

static struct front measure(const struct mx_check *check, const struct mxtrap_exchanger *real) {
    const struct mx_crowds *crowds = &check->run->real_hosts.crowds;
    const mxtrap_layout *layout = check->layout;
    struct front front = {.is_plain = true};
    uint16_t last = 0;

    for (size_t i = 0; i < layout->count; i++) {
        const struct mxtrap_exchanger *at = &layout->exchangers[i];
        size_t count = at->address_count > 0 ? at->address_count : 1;
        size_t ipv6 = mx_crowds_count(crowds, at, MX_IPV6);
        bool is_dummy = at->role == MXTRAP_ROLE_DUMMY;
        if (mx_exchanger_is_null(at)) {
            continue;
        }
        front.has_address |= at->address_count > 0;
        front.all += count;
        front.all_ipv6 += ipv6;
        if (at->preference < real->preference && is_dummy) {
            front.preferences += front.dummies == 0 || at->preference != last ? 1 : 0;
            last = at->preference;
            front.dummies++;
            front.addresses += count;
            front.ipv6 += ipv6;
        } else if (at->preference == real->preference) {
            front.real_ipv6 += ipv6;
            front.is_plain = front.is_plain && !is_dummy && ipv6 < count;
        }
    }
    return front;
}

/* Whether every default Postfix and Exim delivers, as in most sets, so that no walk is needed: the
 * limit cuts nothing; or fewer addresses than the limit precede the real hosts, and at most one of
 * them is IPv4, since Postfix keeps at least two IPv4 addresses when it balances families. */
static bool is_plainly_good(const struct front *front) {
    bool keeps = front->all_ipv6 == 0 || front->addresses - front->ipv6 < 2;
    bool has_few = front->addresses + front->real_ipv6 < limit();

    return front->all <= limit() || (front->is_plain && keeps && has_few);
}

/* Sums of many terms are not exact, so a tiny probability is zero. */
static bool is_chance(const struct mxtrap_walk *walk) {
    return walk->probability > 1e-12;
}

/* Finds the case that reaches a real host least often; CASES: memory is out. The walk's attempts
 * are in ARENA. */
static size_t find_worst(const struct mx_check *check, struct mx_arena *arena,
                         struct mxtrap_walk *worst) {
    const struct mx_one one = {check->layout, arena, check->run->scratch};
    size_t found = CASES;

    for (size_t i = 0; i < CASES && (found == CASES || is_chance(worst)); i++) {
        struct mxtrap_walk walk;
        if (!mx_simulate_one(&one, mx_sender_row(cases[i].sender), cases[i].family, &walk)) {
            return CASES;
        }
        if (found == CASES || walk.probability < worst->probability) {
            *worst = walk;
            found = i;
        }
    }
    return found;
}

/* Writes the addresses that a walk tries, host by host. */
static void write_spent(struct mx_text *text, const struct mxtrap_walk *walk) {
    const struct mxtrap_exchanger *host = NULL;
    char buffer[MXTRAP_ADDRESS_TEXT_MAX];

    for (size_t i = 0; i < walk->attempt_count && i < NAMED_MAX; i++) {
        const struct mxtrap_attempt *attempt = &walk->attempts[i];
        const char *address =
            mxtrap_exchanger_address_at(buffer, attempt->exchanger, attempt->address);
        if (attempt->exchanger != host) {
            host = attempt->exchanger;
            mx_text_string(text, i > 0 ? "), " : " ");
            mx_name_write(text, host->host, NULL);
            mx_text_string(text, " (");
        } else {
            mx_text_string(text, ", ");
        }
        mx_text_string(text, address == NULL ? "an address" : address);
    }
    mx_text_string(text, walk->attempt_count > 0 ? ")" : " addresses that it cannot reach");
    if (walk->attempt_count > NAMED_MAX) {
        mx_text_format(text, " and %zu more", walk->attempt_count - NAMED_MAX);
    }
}

static void report_walk(const struct mx_check *check, const struct mxtrap_exchanger *real,
                        size_t which, const struct mxtrap_walk *walk) {
    bool is_never = !is_chance(walk);
    struct mx_text *text = mx_report_begin(check);

    mx_text_format(text, "a default %s on a host %s ", cases[which].title, cases[which].host);
    if (is_never) {
        mx_text_string(text, "reaches no real host: it spends its attempts on");
    } else {
        double percent = (1 - walk->probability) * 100;
        mx_text_format(text, "fails in %.*f %% of its attempts: it then spends them on",
                       percent < 1 || percent > 99 ? 1 : 0, percent);
    }
    write_spent(text, walk);
    mx_report_end_as(check, real->place, is_never ? MXTRAP_ERROR : MXTRAP_WARNING);
}

static void report_count(const struct mx_check *check, const struct mxtrap_exchanger *real,
                         const struct front *front, enum mxtrap_severity severity) {
    struct mx_text *text = mx_report_begin(check);

    mx_text_format(text, "%zu dumm%s with %zu addresses (%zu of them IPv6) come%s before ",
                   front->dummies, front->dummies == 1 ? "y" : "ies", front->addresses, front->ipv6,
                   front->dummies == 1 ? "s" : "");
    mx_name_write(text, real->host, NULL);
    if (severity == MXTRAP_WARNING) {
        mx_text_format(text, ": Stalwart, which tries %zu exchangers, never reaches it",
                       stalwart_hosts());
        /* With more addresses, front-dummy-retries reports it. */
        bool may_fail = check->layout->silence == MX_SILENCE_DROP && front->preferences > 1 &&
                        front->addresses <= mx_sender_row(MX_SENDER_ID_OPENSMTPD)->at_once;
        mx_text_string(text, may_fail ? ", OpenSMTPD may not" : "");
    }
    mx_report_end_as(check, real->place, severity);
}

void mx_check_front_dummy_addresses(const struct mx_check *check) {
    const struct mxtrap_exchanger *real = mx_first_of(check->layout, MXTRAP_ROLE_REAL);
    struct mx_arena arena = {0};
    struct mxtrap_walk walk = {.probability = 1};

    if (real == NULL) {
        return;
    }
    struct front front = measure(check, real);
    if (front.dummies == 0) {
        return;
    }
    if (front.all > ADDRESSES_MAX) {
        if (front.addresses >= limit()) {
            report_count(check, real, &front, MXTRAP_ERROR);
        }
        return;
    }
    size_t which = is_plainly_good(&front) ? 0 : find_worst(check, &arena, &walk);
    if (which == CASES) {
        mx_report_begin(check)->status = MXTRAP_ERR_MEMORY;
        mx_report_end(check, real->place);
    } else if (walk.probability < 1 - 1e-12 && (walk.attempt_count > 0 || front.has_address)) {
        report_walk(check, real, which, &walk);
    } else if (front.dummies >= stalwart_hosts()) {
        report_count(check, real, &front, MXTRAP_WARNING);
    }
    mx_arena_free(&arena);
}

/* OpenSMTPD tries `at_once` addresses together, so that fewer silent ones are passed. */
void mx_check_front_dummy_retries(const struct mx_check *check) {
    const struct mxtrap_exchanger *real = mx_first_of(check->layout, MXTRAP_ROLE_REAL);
    const struct mxtrap_sender *opensmtpd = mx_sender_row(MX_SENDER_ID_OPENSMTPD);
    bool resets = check->layout->silence == MX_SILENCE_RESET;
    struct mx_arena arena = {0};
    const struct mx_one one = {check->layout, &arena, check->run->scratch};
    struct mxtrap_walk walk = {.probability = 1};

    if (real == NULL) {
        return;
    }
    struct front front = measure(check, real);
    if (front.dummies == 0 || front.addresses <= opensmtpd->at_once || front.all > ADDRESSES_MAX) {
        return;
    }
    size_t which = find_worst(check, &arena, &walk);
    if (which < CASES && !is_chance(&walk)) {
        goto done; /* front-dummy-addresses reports it */
    }
    bool is_good = which < CASES && mx_simulate_one(&one, opensmtpd, MXTRAP_FAMILY_DUAL, &walk);
    bool may = walk.by_moment != 0 && resets;
    bool never = !is_chance(&walk) && !walk.by_moment && walk.attempt_count > 0;
    if (!is_good || may || never) {
        struct mx_text *text = mx_report_begin(check);
        mx_text_format(text, "%zu addresses of dummies, which %s, come before ", front.addresses,
                       resets ? "refuse" : "are silent");
        mx_name_write(text, real->host, NULL);
        mx_text_string(text, never ? ": OpenSMTPD retries them for ever and never reaches it"
                                   : ": OpenSMTPD retries them, and reaches it after minutes, "
                                     "if at all");
        text->status = is_good ? text->status : MXTRAP_ERR_MEMORY;
        mx_report_end(check, real->place);
    }
done:
    mx_arena_free(&arena);
}
