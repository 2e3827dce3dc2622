/* The judgement: from the states of addresses to roles, findings and a verdict. One file, however
 * long: every test is rows of the same letters for states, which one bench reads. */
#include "unit.h"

#include "check/judge.h"

enum { HOSTS_MAX = 8, ADDRESSES_MAX = 4 };

/* One domain under judgement. STATES has a word a host, a letter an address: s silent, r refused,
 * u unreachable, m mute, h hangup, g garbled, j rejects, b rejects for what we
 * did, a answers, x special-purpose, n no route;
 * of this machine: o answers, i silent, e hangup; upper case for IPv6. "-" is a host without
 * addresses, "?" one whose addresses are not known. */
struct bench {
    mxtrap_zones *zones;
    mxtrap_findings *findings;
    mxtrap_zone zone;
    mxtrap_layout layout;
    struct mxtrap_exchanger exchangers[HOSTS_MAX];
    struct mx_address addresses[HOSTS_MAX][ADDRESSES_MAX];
    struct mx_probe_outcome outcomes[HOSTS_MAX][ADDRESSES_MAX];
    const struct mx_probe_outcome *pointers[HOSTS_MAX][ADDRESSES_MAX];
    struct mx_name names[HOSTS_MAX];
    char greetings[HOSTS_MAX][ADDRESSES_MAX];
    struct mx_observed_host hosts[HOSTS_MAX];
    struct mx_observed observed;
};

static enum mxtrap_state state_of(char letter) {
    switch (mx_lower(letter)) {
    case 's':
    case 'i':
        return MXTRAP_SILENT;
    case 'r':
        return MXTRAP_REFUSED;
    case 'u':
        return MXTRAP_UNREACHABLE;
    case 'm':
        return MXTRAP_MUTE;
    case 'h':
    case 'e':
        return MXTRAP_HANGUP;
    case 'g':
        return MXTRAP_GARBLED;
    case 'j':
    case 'b':
        return MXTRAP_REJECTS;
    case 'a':
    case 'o':
        return MXTRAP_ANSWERS;
    default:
        return MXTRAP_UNPROBED;
    }
}

static void set_address(struct bench *bench, size_t host, size_t index, char letter) {
    struct mx_address *address = &bench->addresses[host][index];
    struct mx_probe_outcome *outcome = &bench->outcomes[host][index];

    address->family = letter >= 'a' ? MX_IPV4 : MX_IPV6;
    address->bytes[0] = letter >= 'a' ? 20 : 0x26;
    address->bytes[1] = (uint8_t)host;
    address->bytes[15] = address->family == MX_IPV6 ? (uint8_t)index : 0;
    address->bytes[3] = address->family == MX_IPV4 ? (uint8_t)(index + 1) : 0;
    outcome->state = state_of(letter);
    outcome->blames_client = mx_lower(letter) == 'b';
    outcome->cause = mx_lower(letter) == 'n' ? MX_CAUSE_NO_ROUTE : MX_CAUSE_SPECIAL;
    outcome->is_own = strchr("oie", mx_lower(letter)) != NULL;
    bench->greetings[host][index] = (char)('a' + host * ADDRESSES_MAX + index);
    if (outcome->state != MXTRAP_MUTE &&
        outcome->state != MXTRAP_HANGUP) { /* which have said nothing */
        outcome->greeting = (struct mx_bytes){&bench->greetings[host][index], 1};
    }
    bench->pointers[host][index] = outcome;
}

static void set_host(struct bench *bench, size_t host, const char *states, size_t length,
                     char expected) {
    struct mxtrap_exchanger *exchanger = &bench->exchangers[host];
    char name[16];

    snprintf(name, sizeof name, "h%zu.example", host);
    mx_name_parse(&bench->names[host], name, strlen(name), NULL);
    exchanger->host = bench->names[host].wire;
    exchanger->preference = (uint16_t)(10 * (host + 1));
    exchanger->addresses = bench->addresses[host];
    exchanger->target = MX_TARGET_HERE;
    bench->hosts[host].outcomes = bench->pointers[host];
    bench->hosts[host].is_known = states[0] != '?';
    bench->hosts[host].expected = expected == 'D'   ? MXTRAP_ROLE_DUMMY
                                  : expected == 'R' ? MXTRAP_ROLE_REAL
                                                    : MXTRAP_ROLE_UNKNOWN;
    for (size_t i = 0; i < length && states[0] != '-' && states[0] != '?'; i++) {
        set_address(bench, host, i, states[i]);
        exchanger->address_count++;
    }
}

static void bench_set(struct bench *bench, const char *states, const char *expected,
                      const char *believed) {
    static const uint8_t owner[] = {7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0};

    *bench = (struct bench){0};
    assert_int_equal(mxtrap_zones_new(&bench->zones), MXTRAP_OK);
    assert_int_equal(mxtrap_findings_new(&bench->findings), MXTRAP_OK);
    while (*states != '\0') {
        size_t length = strcspn(states, " ");
        set_host(bench, bench->layout.count, states, length,
                 expected == NULL ? '.' : expected[bench->layout.count]);
        bench->layout.count++;
        states += length + (states[length] == ' ' ? 1 : 0);
    }
    bench->layout.owner = bench->zone.origin = owner;
    bench->layout.exchangers = bench->exchangers;
    bench->layout.zone = &bench->zone;
    bench->zone.layouts = &bench->layout;
    bench->zone.layout_count = 1;
    assert_true(mx_zones_add(bench->zones, &bench->zone));
    bench->observed =
        (struct mx_observed){.layout = &bench->layout, .hosts = bench->hosts, .probed = true};
    for (uint8_t family = MX_IPV4; family <= MX_IPV6; family++) {
        bench->observed.families[family].is_believed =
            strchr(believed, family == MX_IPV4 ? '4' : '6') != NULL;
    }
}

static void bench_free(struct bench *bench) {
    mxtrap_zones_free(bench->zones);
    mxtrap_findings_free(bench->findings);
}

/* "rule rule", each once, in the order reported; notes and what the count of reals brings are left
 * out. */
static void join_rules(const mxtrap_findings *findings, char *out, size_t size) {
    out[0] = '\0';
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const char *rule = mxtrap_finding_rule(mxtrap_findings_at(findings, i));
        if (strstr(out, rule) == NULL && strcmp(rule, "single-real-host") != 0) {
            snprintf(out + strlen(out), size - strlen(out), "%s%s", out[0] == '\0' ? "" : " ",
                     rule);
        }
    }
}

struct row {
    const char *states, *expected, *believed;
    enum mxtrap_verdict verdict;
    const char *rules;
};

static void judge_rows(const struct row *rows, size_t count) {
    char rules[512];

    for (size_t i = 0; i < count; i++) {
        struct bench bench;
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        bench_set(&bench, rows[i].states, rows[i].expected, rows[i].believed);
        assert_int_equal(
            mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict),
            MXTRAP_OK);
        join_rules(bench.findings, rules, sizeof rules);
        if (verdict != rows[i].verdict || strcmp(rules, rows[i].rules) != 0) {
            print_message("%s as %s: %s, %s\n", rows[i].states,
                          rows[i].expected == NULL ? "found" : rows[i].expected,
                          mxtrap_verdict_name(verdict), rules);
        }
        assert_int_equal(verdict, rows[i].verdict);
        assert_string_equal(rules, rows[i].rules);
        bench_free(&bench);
    }
}

static void test_without_spec(void **state) {
    static const struct row rows[] = {
        {"s a a s s", NULL, "4", MXTRAP_PASS, ""},
        {"s a s", NULL, "4", MXTRAP_PASS, ""},
        {"sS aA sS", NULL, "46", MXTRAP_PASS, ""},
        /* the order */
        {"a a", NULL, "4", MXTRAP_FAIL, "not-trapped"},
        {"a", NULL, "", MXTRAP_FAIL, "not-trapped"},
        {"a s", NULL, "4", MXTRAP_FAIL, "first-not-dummy"},
        {"s a", NULL, "4", MXTRAP_FAIL, "last-not-dummy"},
        {"s a s a s", NULL, "4", MXTRAP_FAIL, "dummy-between-reals"},
        {"s s s", NULL, "4", MXTRAP_FAIL, "no-real-host"},
        /* what a dummy may not do */
        {"r a s", NULL, "4", MXTRAP_FAIL, "dummy-refuses"},
        {"u a s", NULL, "4", MXTRAP_PASS, "dummy-unreachable"},
        {"sa a s", NULL, "4", MXTRAP_FAIL, "dummy-answers"},
        {"s a sj", NULL, "4", MXTRAP_FAIL, "dummy-answers"},
        {"s sa a s", NULL, "4", MXTRAP_PASS, "real-address-silent"},
        /* a real host that is none */
        {"s j s", NULL, "4", MXTRAP_FAIL, "real-rejects"},
        {"s a g s", NULL, "4", MXTRAP_FAIL, "real-rejects"},
        {"s am a s", NULL, "4", MXTRAP_PASS, "real-address-silent"},
        /* what is not known */
        {"s a s", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"S a s", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s a S", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s s s", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"r r r", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"u u u", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"sS a s", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"sN a s", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s aN s", NULL, "4", MXTRAP_PASS, ""},
        {"x a s", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"? a s", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"s a ?", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        /* a reset and an ICMP error are believed where not all come to the same */
        {"r s s", NULL, "", MXTRAP_FAIL, "egress-blocked dummy-refuses"},
        {"s r s", NULL, "", MXTRAP_FAIL, "egress-blocked dummy-refuses"},
        {"r u u", NULL, "", MXTRAP_FAIL, "no-real-host dummy-refuses dummy-unreachable"},
        {"r u s", NULL, "", MXTRAP_FAIL, "egress-blocked dummy-refuses dummy-unreachable"},
        /* but a filter that sends ICMP errors sends some alone, and is silent then */
        {"u s s", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"r R r", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"r S r", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"r x r", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked not-determined"},
        /* a host that is there and turns us away for what we did is no host that fails */
        {"s b s", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"s a b s", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"sS B sS", NULL, "46", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"s ab a s", NULL, "4", MXTRAP_PASS, ""},
        {"s jb a s", NULL, "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"b a s", NULL, "4", MXTRAP_FAIL, "first-not-dummy"},
        {"s a b", NULL, "4", MXTRAP_FAIL, "last-not-dummy"},
        {"sb a s", NULL, "4", MXTRAP_FAIL, "dummy-answers"},
        {"s j b s", NULL, "4", MXTRAP_FAIL, "real-rejects"},
        /* unless something is wrong already */
        {"a s s", NULL, "", MXTRAP_FAIL, "egress-blocked first-not-dummy"},
        {"a S s", NULL, "4", MXTRAP_FAIL, "egress-blocked first-not-dummy"},
        {"S s a", NULL, "4", MXTRAP_FAIL, "egress-blocked last-not-dummy"},
        {"S a s a s", NULL, "4", MXTRAP_FAIL, "egress-blocked dummy-between-reals"},
    };
    (void)state;
    judge_rows(rows, COUNT(rows));
}

static void test_with_spec(void **state) {
    static const struct row rows[] = {
        {"s a a s s", "DRRDD", "4", MXTRAP_PASS, ""},
        {"a a a s s", "DRRDD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"s a a s j", "DRRDD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"m a s", "DRD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"b a s", "DRD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"s b s", "DRD", "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"s bs s", "DRD", "4", MXTRAP_INCONCLUSIVE, "not-determined"},
        {"s b s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked not-determined"},
        {"h a s", "DRD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"g a s", "DRD", "4", MXTRAP_FAIL, "dummy-answers"},
        {"a a s", "DRD", "", MXTRAP_FAIL, "egress-blocked dummy-answers"},
        {"r a s", "DRD", "4", MXTRAP_FAIL, "dummy-refuses"},
        {"u a s", "DRD", "4", MXTRAP_PASS, "dummy-unreachable"},
        {"s s a s", "DRRD", "4", MXTRAP_FAIL, "real-silent"},
        {"s r a s", "DRRD", "4", MXTRAP_FAIL, "real-silent"},
        {"s u a s", "DRRD", "4", MXTRAP_FAIL, "real-silent"},
        {"s j a s", "DRRD", "4", MXTRAP_FAIL, "real-rejects"},
        {"s sm a s", "DRRD", "4", MXTRAP_FAIL, "real-rejects"},
        {"s aS a s", "DRRD", "46", MXTRAP_PASS, "real-address-silent"},
        {"s aS a s", "DRRD", "4", MXTRAP_PASS, ""},
        {"s jS a s", "DRRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s s s", "DRD", "4", MXTRAP_FAIL, "real-silent"},
        {"s s s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s r s", "DRD", "", MXTRAP_FAIL, "egress-blocked real-silent"},
        {"s u s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s u r", "DRD", "", MXTRAP_FAIL, "egress-blocked dummy-refuses real-silent"},
        {"r s s", "DRD", "", MXTRAP_FAIL, "egress-blocked dummy-refuses"},
        {"r r r", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"u u u", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s rS s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s a s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s a s a", "DRD.", "4", MXTRAP_FAIL, "last-not-dummy dummy-between-reals"},
        {"? a s", "DRD", "4", MXTRAP_INCONCLUSIVE, "not-determined"},
    };
    (void)state;
    judge_rows(rows, COUNT(rows));
}

/* What is reached without leaving this machine says nothing of a dummy, and of a real host only
 * that it runs. */
static void test_own_addresses(void **state) {
    static const struct row rows[] = {
        {"s o s", "DRD", "4", MXTRAP_PASS, "own-address"},
        {"s o s", NULL, "4", MXTRAP_PASS, "own-address"},
        {"s o s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s o s", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"S O S", NULL, "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"sS oA sS", "DRD", "6", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"sS oO sS", "DRD", "6", MXTRAP_INCONCLUSIVE, "egress-blocked own-address"},
        {"o a s", "DRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"i a s", "DRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"e a s", "DRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s a O", "DRD", "46", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s a i", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"o a s", NULL, "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"so a s", "DRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"ao a s", "DRD", "4", MXTRAP_FAIL, "egress-blocked dummy-answers"},
        {"s i s", "DRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s e a s", "DRRD", "4", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s ia s", "DRD", "4", MXTRAP_PASS, ""},
        {"s o s a s", "DRDRD", "4", MXTRAP_FAIL, "own-address dummy-between-reals"},
    };
    (void)state;
    judge_rows(rows, COUNT(rows));
}

/* Dummies, real hosts, dummies: all there is to a pass. STATES without blanks; EXPECTED may be
 * NULL. */
static bool is_trapped(const char *states, const char *expected) {
    char roles[HOSTS_MAX + 1] = "";
    const char *at = roles;

    for (size_t i = 0; states[i] != '\0'; i++) {
        bool is_silent = states[i] == 's' || states[i] == 'u', answers = states[i] == 'a';
        roles[i] = is_silent ? 'D' : answers ? 'R' : '?';
        if (expected != NULL && roles[i] != expected[i]) {
            return false;
        }
    }
    for (const char *role = "DRD"; *role != '\0'; role++) {
        size_t length = strspn(at, (char[]){*role, '\0'});
        at += length;
        if (length == 0) {
            return false;
        }
    }
    return *at == '\0';
}

/* Judges COUNT hosts, of an address each, whose states are those of NUMBER in base six. */
static void judge_number(unsigned number, size_t count, const char *expected, bool is_open) {
    char states[HOSTS_MAX + 1] = "", spaced[2 * HOSTS_MAX + 1] = "";
    enum mxtrap_verdict verdict = MXTRAP_PASS;
    struct bench bench;

    for (size_t i = 0; i < count; i++, number /= 6) {
        states[i] = spaced[2 * i] = "sarujm"[number % 6];
        spaced[2 * i + 1] = i + 1 < count ? ' ' : '\0';
    }
    bench_set(&bench, spaced, expected, is_open ? "4" : "");
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    bool is_seen = is_open || strchr(states, 's') == NULL; /* silence alone is not believed */
    bool passes = is_seen && is_trapped(states, expected);
    bool is_nothing = !is_open && strspn(states, "s") == count;
    if ((verdict == MXTRAP_PASS) != passes || (is_nothing && verdict != MXTRAP_INCONCLUSIVE)) {
        fail_msg("%s as %s: %s", spaced, expected == NULL ? "found" : expected,
                 mxtrap_verdict_name(verdict));
    }
    bench_free(&bench);
}

/* Every set of up to four hosts, in every state, as found and as a spec has it. */
static void test_every_sequence(void **state) {
    (void)state;

    for (size_t count = 1, all = 6, roles = 2; count <= 4; count++, all *= 6, roles *= 2) {
        for (unsigned number = 0; number < all; number++) {
            judge_number(number, count, NULL, true);
            judge_number(number, count, NULL, false);
            for (size_t pattern = 0; pattern < roles; pattern++) {
                char expected[HOSTS_MAX + 1] = "";
                for (size_t i = 0; i < count; i++) {
                    expected[i] = (pattern >> i & 1) != 0 ? 'R' : 'D';
                }
                judge_number(number, count, expected, true);
            }
        }
    }
}

static void test_roles_and_options(void **state) {
    enum mxtrap_verdict verdict = MXTRAP_FAIL;
    struct bench bench;
    (void)state;

    bench_set(&bench, "r a r", "DRD", "4");
    bench.observed.accept_refused = true;
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_PASS);
    bench_free(&bench);

    /* Where resets are wanted, one beside an ICMP error may be a filter's on this side. */
    bench_set(&bench, "r A u", "DRD", "6");
    bench.observed.accept_refused = true;
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
    bench_free(&bench);

    bench_set(&bench, "a s s", "DRD", "4");
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(bench.hosts[0].role, MXTRAP_ROLE_REAL);
    assert_int_equal(bench.hosts[1].role, MXTRAP_ROLE_DUMMY);
    assert_int_equal(bench.exchangers[0].role, MXTRAP_ROLE_DUMMY);
    bench_free(&bench);

    bench_set(&bench, "x x x", "DRD", "");
    bench.observed.probed = false;
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
    bench_free(&bench);

    bench_set(&bench, "x x x", NULL, "");
    bench.observed.probed = false;
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
    bench_free(&bench);
}

/* Whether a finding of RULE has all of WORDS, which end with a NULL. */
static bool is_told(const mxtrap_findings *findings, enum mx_rule rule, const char *const *words) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        const char *const *word = words;
        while (*word != NULL && strstr(finding->message, *word) != NULL) {
            word++;
        }
        if (finding->rule == rule && *word == NULL) {
            return true;
        }
    }
    return false;
}

/* One greeting from everywhere. SAME: a letter an address, the greetings of those that share one;
 * RUN: "4" and "6" where something else of the run differs, "!" where a control for silence answers
 * by IPv4. */
static void test_proxy(void **state) {
    static const struct {
        const char *states, *expected, *same, *run, *rules;
        enum mxtrap_verdict verdict;
    } rows[] = {
        /* a spec says what is to be silent: what is not has failed, however alike all are */
        {"a a a", "DRD", "xxx", "", "dummy-answers", MXTRAP_FAIL},
        {"j j j", "DRD", "xxx", "", "dummy-answers real-rejects", MXTRAP_FAIL},
        {"m m m", "DRD", "xxx", "", "dummy-answers real-rejects", MXTRAP_FAIL},
        {"aA aA aA", "DRD", "xxxxxx", "", "dummy-answers", MXTRAP_FAIL},
        {"aN aN aN", "DRD", "xxxxxx", "", "egress-blocked dummy-answers", MXTRAP_FAIL},
        {"a a a", "DRD", "xyz", "", "dummy-answers", MXTRAP_FAIL},
        {"a a s", "DRD", "xxx", "", "dummy-answers", MXTRAP_FAIL},
        {"r r r", "DRD", "xxx", "", "dummy-refuses real-silent", MXTRAP_FAIL},
        /* unless a control for silence answers as well */
        {"a a a", "DRD", "xxx", "!", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"m a m", "DRD", "xyz", "!", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"s a s", "DRD", "xyz", "!", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"mS aA mS", "DRD", "xxxxxx", "!", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"aA aA aA", "DRD", "xxxxxx", "!", "transparent-proxy dummy-answers", MXTRAP_FAIL},
        {"S A S", "DRD", "xyz", "!", "", MXTRAP_PASS},
        /* without a spec all that the run has seen counts, a family at a time */
        {"a a a", NULL, "xxx", "", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"a a a", NULL, "xxx", "6", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"a a a", NULL, "xxx", "4", "not-trapped", MXTRAP_FAIL},
        {"a a a", NULL, "xxy", "", "not-trapped", MXTRAP_FAIL},
        {"a a j", NULL, "xxx", "", "not-trapped real-rejects", MXTRAP_FAIL},
        {"m mm m", NULL, "xxxx", "", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"a a s", NULL, "xxx", "", "first-not-dummy", MXTRAP_FAIL},
        {"aS aA aS", NULL, "xxxxxx", "", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"aS aA aS", NULL, "xxxxxx", "4", "dummy-answers", MXTRAP_FAIL},
        {"aN aN aN", NULL, "xxxxxx", "", "transparent-proxy egress-blocked", MXTRAP_INCONCLUSIVE},
        {"aN aN aN", NULL, "xxxxxx", "4", "not-trapped", MXTRAP_FAIL},
        {"aX a a", NULL, "xxxx", "", "transparent-proxy not-determined", MXTRAP_INCONCLUSIVE},
        /* a set of fewer than three traps nothing, whatever stands on the way */
        {"a a", NULL, "xx", "", "not-trapped", MXTRAP_FAIL},
        {"a aa", NULL, "xxx", "", "not-trapped", MXTRAP_FAIL},
        {"aaa", NULL, "xxx", "", "not-trapped", MXTRAP_FAIL},
        /* what stays on this machine shows nothing of the way */
        {"a o a", NULL, "xxx", "", "transparent-proxy", MXTRAP_INCONCLUSIVE},
        {"a o s", NULL, "xxx", "", "own-address first-not-dummy", MXTRAP_FAIL},
    };
    unsigned bad = 0;
    static const struct mx_address control = {.family = MX_IPV4, .bytes = {20, 9, 9, 9}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        const char *same = rows[i].same;
        char rules[512];
        struct bench bench;
        bench_set(&bench, rows[i].states, rows[i].expected, "46");
        for (size_t host = 0; host < bench.layout.count; host++) {
            for (size_t j = 0; j < bench.exchangers[host].address_count; j++) {
                bench.greetings[host][j] = *same++;
            }
        }
        bench.observed.families[MX_IPV4].differs = strchr(rows[i].run, '4') != NULL;
        bench.observed.families[MX_IPV6].differs = strchr(rows[i].run, '6') != NULL;
        bench.observed.families[MX_IPV4].silent_control = rows[i].run[0] == '!' ? &control : NULL;
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        join_rules(bench.findings, rules, sizeof rules);
        if (strcmp(rules, rows[i].rules) != 0 || verdict != rows[i].verdict) {
            print_message("%s as %s, %s, %s: %s, %s\n", rows[i].states,
                          rows[i].expected == NULL ? "found" : rows[i].expected, rows[i].same,
                          rows[i].run, mxtrap_verdict_name(verdict), rules);
            bad++;
        }
        bench_free(&bench);
    }
    assert_int_equal(bad, 0);
}

/* Controls that do not answer: nothing but answers is believed of the family. */
static void test_filtered(void **state) {
    static const struct row rows[] = {
        {"s a s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-filtered"},
        {"s a s", NULL, "", MXTRAP_INCONCLUSIVE, "egress-filtered"},
        {"r a r", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-filtered"},
        {"u a r", NULL, "", MXTRAP_INCONCLUSIVE, "egress-filtered"},
        {"s s s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s r s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"s o s", "DRD", "", MXTRAP_INCONCLUSIVE, "egress-blocked"},
        {"a a s", "DRD", "", MXTRAP_FAIL, "egress-filtered dummy-answers"},
        {"S aA S", "DRD", "6", MXTRAP_PASS, ""},
        {"sS aA sS", "DRD", "6", MXTRAP_INCONCLUSIVE, "egress-filtered"},
        {"sS A sS", "DRD", "6", MXTRAP_INCONCLUSIVE, "egress-blocked"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        char rules[512];
        struct bench bench;
        bench_set(&bench, rows[i].states, rows[i].expected, rows[i].believed);
        bench.observed.families[MX_IPV4].unanswered = "mx.example.net: silent";
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        join_rules(bench.findings, rules, sizeof rules);
        assert_string_equal(rules, rows[i].rules);
        assert_int_equal(verdict, rows[i].verdict);
        if (verdict == MXTRAP_INCONCLUSIVE) {
            assert_true(is_told(bench.findings,
                                strstr(rules, "filtered") != NULL ? MX_RULE_EGRESS_FILTERED
                                                                  : MX_RULE_EGRESS_BLOCKED,
                                (const char *const[]){"mx.example.net: silent", NULL}));
        }
        bench_free(&bench);
    }
}

/* Answers that cannot be used are errors, and yet decide nothing against the layout. */
static void test_lame_dns(void **state) {
    enum mxtrap_verdict verdict = MXTRAP_PASS;
    struct bench bench;
    (void)state;

    bench_set(&bench, "? a s", NULL, "4");
    mx_text_string(mx_finding_begin(bench.findings), "x");
    mx_finding_end(bench.findings, MX_RULE_LAME_DNS, MXTRAP_ERROR, (struct mx_place){0});
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
    assert_int_equal(mx_judge_findings(bench.findings, true), MXTRAP_INCONCLUSIVE);
    mx_text_string(mx_finding_begin(bench.findings), "x");
    mx_finding_end(bench.findings, MX_RULE_NO_MX, MXTRAP_ERROR, (struct mx_place){0});
    assert_int_equal(mx_judge_findings(bench.findings, true), MXTRAP_FAIL);
    bench_free(&bench);
}

/* Every cause of both families, at a dummy and at a real host, with a spec and without: the verdict
 * is inconclusive, and a finding names host, address and cause. */
static void test_every_cause(void **state) {
    (void)state;

    for (int cause = MX_CAUSE_NONE + 1; cause < MX_CAUSE_COUNT; cause++) {
        for (unsigned variant = 0; variant < 8; variant++) {
            static const char *const sets[] = {"x a s", "s x s", "X a s", "s X s"};
            enum mxtrap_verdict verdict = MXTRAP_PASS;
            size_t host = variant % 2;
            char address[MXTRAP_ADDRESS_TEXT_MAX];
            struct bench bench;
            bench_set(&bench, sets[variant % 4], variant < 4 ? NULL : "DRD", "46");
            bench.outcomes[host][0].cause = (enum mx_cause)cause;
            mx_address_print(&bench.addresses[host][0], address);
            assert_int_equal(
                mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict),
                MXTRAP_OK);
            assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
            bool is_network = mx_cause_is_network((enum mx_cause)cause);
            const char *words[] = {host == 0 ? "h0.example." : "h1.example.", address,
                                   cause == MX_CAUSE_NO_ROUTE
                                       ? (variant % 4 < 2 ? "no IPv4 route" : "no IPv6 route")
                                       : mx_cause_meaning((enum mx_cause)cause),
                                   NULL};
            if (!is_told(bench.findings,
                         is_network ? MX_RULE_EGRESS_BLOCKED : MX_RULE_NOT_DETERMINED, words)) {
                print_findings(bench.findings);
                fail_msg("%s, variant %u", mx_cause_name((enum mx_cause)cause), variant);
            }
            bench_free(&bench);
        }
    }
}

/* Whatever three hosts come to, of two addresses each or none: a verdict that is inconclusive says
 * why. Of states there is one a behaviour that counts. */
static void test_inconclusive_says_why(void **state) {
    static const char *const hosts[] = {"s", "a", "r", "u",  "j",  "b",  "x",  "n",  "N", "S",
                                        "A", "-", "?", "sN", "aX", "xS", "Rj", "bS", "jb"};
    static const char *const believed[] = {"", "4", "46"};
    static const char *const expected[] = {NULL, "DRD"};
    (void)state;

    for (size_t number = 0; number < COUNT(hosts) * COUNT(hosts) * COUNT(hosts) * 6; number++) {
        size_t rest = number / 6, told = 0;
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        char states[32];
        struct bench bench;
        snprintf(states, sizeof states, "%s %s %s", hosts[rest % COUNT(hosts)],
                 hosts[rest / COUNT(hosts) % COUNT(hosts)],
                 hosts[rest / COUNT(hosts) / COUNT(hosts)]);
        bench_set(&bench, states, expected[number % 2], believed[number / 2 % 3]);
        bench.observed.probed = number % 7 != 0;
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        for (size_t i = 0; i < mxtrap_findings_count(bench.findings); i++) {
            const mxtrap_finding *finding = mxtrap_findings_at(bench.findings, i);
            told += finding->rule == MX_RULE_EGRESS_BLOCKED ||
                            finding->rule == MX_RULE_TRANSPARENT_PROXY ||
                            finding->rule == MX_RULE_NOT_DETERMINED
                        ? 1
                        : 0;
        }
        if (verdict == MXTRAP_INCONCLUSIVE && told == 0) {
            print_findings(bench.findings);
            fail_msg("%s, row %zu", states, number);
        }
        bench_free(&bench);
    }
}

/* How long was waited for what, and with which option. */
static void test_mute(void **state) {
    static const struct {
        unsigned code, waited_ms;
        const char *words;
    } rows[] = {{0, 30000, "mute, no complete greeting within 30 s (--greeting-timeout)"},
                {220, 1500, "mute, no complete reply to EHLO within 1.5 s (--greeting-timeout)"},
                {0, 1, "within 0.001 s ("},
                {0, 3600000, "within 3600 s ("}};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *words[] = {rows[i].words, NULL};
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        struct bench bench;
        bench_set(&bench, "s m s", NULL, "4");
        bench.outcomes[1][0].code = (uint16_t)rows[i].code;
        bench.outcomes[1][0].waited_ms = rows[i].waited_ms;
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        assert_int_equal(verdict, MXTRAP_FAIL);
        assert_true(is_told(bench.findings, MX_RULE_REAL_REJECTS, words));
        bench_free(&bench);
    }
}

/* Where a rehearsal made up an address (host 1's is 20.1.0.1), nothing passes; what is wrong all
 * the same, is. */
static void test_stand_ins(void **state) {
    static const struct {
        const char *states;
        uint8_t first, last;
        enum mxtrap_verdict verdict;
        bool is_told;
    } rows[] = {
        {"s a s", 1, 1, MXTRAP_INCONCLUSIVE, true}, {"s a s", 0, 9, MXTRAP_INCONCLUSIVE, true},
        {"s a s", 2, 2, MXTRAP_INCONCLUSIVE, true}, {"s a s", 3, 9, MXTRAP_PASS, false},
        {"a a s", 1, 1, MXTRAP_FAIL, true},         {"s A s", 1, 1, MXTRAP_PASS, false}};
    static const char *const words[] = {"h1.example. [20.1.0.1]",
                                        "the rehearsal made up this address", NULL};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        struct bench bench;
        bench_set(&bench, rows[i].states, "DRD", "46");
        bench.observed.stand_ins = (struct mx_stand_ins){.first.bytes = {20, rows[i].first, 0, 1},
                                                         .last.bytes = {20, rows[i].last, 0, 1},
                                                         .are_there = true};
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        assert_int_equal(verdict, rows[i].verdict);
        assert_int_equal(is_told(bench.findings, MX_RULE_NOT_DETERMINED, words),
                         rows[i].is_told && rows[i].first <= 1);
        assert_int_equal(is_told(bench.findings, MX_RULE_NOT_DETERMINED, words + 1),
                         rows[i].is_told);
        bench_free(&bench);
    }
}

/* What the server said stands in the finding, bounded and escaped, and the option that may help. */
static void test_rejection(void **state) {
    static char many[400];
    static const struct {
        const char *states, *greeting, *reply, *words;
        unsigned code;
        enum mx_rule rule;
    } rows[] = {
        {"s j s", "554 5.7.1 no \033[2Jmail\r\n", NULL,
         "rejects (554, \"554 5.7.1 no \\x1b[2Jmail\"); a real host must accept mail", 554,
         MX_RULE_REAL_REJECTS},
        {"s j s", "220 mx\r\n", "501-Syntactically\r\n501 invalid EHLO\r\n",
         "rejects (501, \"501-Syntactically 501 invalid EHLO\"); a real host must accept mail; "
         "--helo "
         "sends another name",
         501, MX_RULE_REAL_REJECTS},
        {"s j s", "220 mx\r\n", many, "yyy...\"", 550, MX_RULE_REAL_REJECTS},
        {"j a s", "421 no\n\n", NULL, "rejects (421, \"421 no\"); a dummy", 421,
         MX_RULE_DUMMY_ANSWERS},
        {"s b s", "421 too many connections\r\n", NULL,
         "rejects (421, \"421 too many connections\"): this concerns this client", 421,
         MX_RULE_NOT_DETERMINED},
    };
    (void)state;

    memset(many, 'y', sizeof many - 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *words[] = {rows[i].words, NULL};
        size_t host = rows[i].states[0] == 's' ? 1 : 0;
        enum mxtrap_verdict verdict = MXTRAP_PASS;
        struct bench bench;
        bench_set(&bench, rows[i].states, "DRD", "4");
        struct mx_probe_outcome *outcome = &bench.outcomes[host][0];
        outcome->code = (uint16_t)rows[i].code;
        outcome->greeting = (struct mx_bytes){rows[i].greeting, strlen(rows[i].greeting)};
        if (rows[i].reply != NULL) {
            outcome->reply = (struct mx_bytes){rows[i].reply, strlen(rows[i].reply)};
        }
        mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
        if (!is_told(bench.findings, rows[i].rule, words)) {
            print_findings(bench.findings);
            fail_msg("no %s", rows[i].words);
        }
        bench_free(&bench);
    }
}

/* No route of one family: all its hosts are named, and the way out. */
static void test_no_route(void **state) {
    static const char *const six[] = {"no IPv6 route",
                                      "h0.example.",
                                      "h2.example.",
                                      "h3.example.",
                                      "-4 gives the verdict for IPv4",
                                      NULL};
    static const char *const four[] = {"no IPv4 route", "-6 gives the verdict for IPv6", NULL};
    enum mxtrap_verdict verdict = MXTRAP_PASS;
    struct bench bench;
    (void)state;

    bench_set(&bench, "sN a sN N", NULL, "4");
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_int_equal(verdict, MXTRAP_INCONCLUSIVE);
    assert_true(is_told(bench.findings, MX_RULE_EGRESS_BLOCKED, six));
    bench_free(&bench);
    bench_set(&bench, "n A S", NULL, "6");
    mx_judge(&bench.observed, bench.exchangers, bench.zones, bench.findings, &verdict);
    assert_true(is_told(bench.findings, MX_RULE_EGRESS_BLOCKED, four));
    bench_free(&bench);
}

/* Which addresses are asked again, a letter an address: y or n. */
static void test_doubts(void **state) {
    static const struct {
        const char *states, *expected, *again;
    } rows[] = {
        {"s a a s", "DRRD", "nnnn"}, {"a a a s", "DRRD", "ynnn"},  {"s s a s", "DRRD", "nynn"},
        {"r a u s", "DRRD", "ynyn"}, {"s a a s", NULL, "nnnn"},    {"r a a s", NULL, "ynnn"},
        {"s s s", NULL, "yyy"},      {"s a", NULL, "yn"},          {"a s s", NULL, "nyy"},
        {"s j s", NULL, "nyn"},      {"sa a s", NULL, "ynny"},     {"x a s", "DRD", "nnn"},
        {"s m a s", NULL, "nynn"},   {"s a s a s", NULL, "ynyny"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bench bench;
        char again[32] = "";
        bench_set(&bench, rows[i].states, rows[i].expected, "");
        for (size_t host = 0; host < bench.layout.count; host++) {
            for (size_t j = 0; j < bench.exchangers[host].address_count; j++) {
                strcat(again, mx_judge_doubts(&bench.observed, host, j) ? "y" : "n");
            }
        }
        if (strcmp(again, rows[i].again) != 0) {
            print_message("%s: %s\n", rows[i].states, again);
        }
        assert_string_equal(again, rows[i].again);
        bench_free(&bench);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_spec),   cmocka_unit_test(test_with_spec),
        cmocka_unit_test(test_every_sequence), cmocka_unit_test(test_roles_and_options),
        cmocka_unit_test(test_proxy),          cmocka_unit_test(test_lame_dns),
        cmocka_unit_test(test_doubts),         cmocka_unit_test(test_every_cause),
        cmocka_unit_test(test_no_route),       cmocka_unit_test(test_inconclusive_says_why),
        cmocka_unit_test(test_mute),           cmocka_unit_test(test_stand_ins),
        cmocka_unit_test(test_rejection),      cmocka_unit_test(test_own_addresses),
        cmocka_unit_test(test_filtered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
