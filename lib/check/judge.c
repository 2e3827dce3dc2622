/* The judgement. A wrong "pass" is the worst there is: whatever was not seen, or cannot be
 * believed, makes the verdict inconclusive unless something else is wrong already. */
#include "check/judge.h"

#include <string.h>

#include "check/inside.h"
#include "check/reasons.h"
#include "rules/check.h"

enum { PROXY_ADDRESSES = 3 };

static const struct mx_address *address_at(const struct mx_live *live, size_t host,
                                           size_t address) {
    return &live->layout->exchangers[host].addresses[address];
}

static bool is_believed(const struct mx_live *live, size_t host, size_t address) {
    return mx_live_believes(live, address_at(live, host, address),
                            live->hosts[host].facts[address]);
}

/* Addresses of HOST of which nothing is known. */
static size_t count_unseen(const struct mx_live *live, size_t host) {
    size_t count = 0;

    for (size_t i = 0; i < live->layout->exchangers[host].address_count; i++) {
        count += is_believed(live, host, i) ? 0 : 1;
    }
    return count;
}

/* A host of which nothing listens is a dummy, else it is real; but at either end, a host that
 * listens on some addresses only is a dummy that answers. */
static enum mxtrap_role observe(const struct mx_live *live, size_t host) {
    size_t count = live->layout->exchangers[host].address_count;
    size_t listening = mx_live_count_listening(live, host), unseen = count_unseen(live, host);

    if (!live->probed || live->is_proxied || count == 0 || !live->hosts[host].is_known) {
        return MXTRAP_ROLE_UNKNOWN;
    }
    if (listening > 0) {
        bool is_mixed = listening + unseen < count && mx_live_is_at_an_end(live, host);
        return is_mixed ? MXTRAP_ROLE_DUMMY : MXTRAP_ROLE_REAL;
    }
    return unseen > 0 ? MXTRAP_ROLE_UNKNOWN : MXTRAP_ROLE_DUMMY;
}

static void observe_all(struct mx_live *live) {
    for (size_t i = 0; i < live->layout->count; i++) {
        live->hosts[i].role = (uint8_t)observe(live, i);
    }
}

/* Dummies, then real hosts, then dummies, none of them in doubt. */
static bool is_trap(const struct mx_live *live) {
    static const enum mxtrap_role order[] = {MXTRAP_ROLE_DUMMY, MXTRAP_ROLE_REAL,
                                             MXTRAP_ROLE_DUMMY};
    size_t stage = 0;

    for (size_t i = 0; i < live->layout->count; i++) {
        enum mxtrap_role role = (enum mxtrap_role)live->hosts[i].role;
        if (stage + 1 < sizeof order / sizeof order[0] && i > 0 && role == order[stage + 1]) {
            stage++;
        }
        if (role != order[stage] ||
            (role == MXTRAP_ROLE_DUMMY && mx_live_count_listening(live, i) > 0)) {
            return false;
        }
    }
    return stage + 1 == sizeof order / sizeof order[0];
}

bool mx_judge_doubts(const struct mx_live *live, size_t host, size_t address) {
    const struct mx_fact *fact = live->hosts[host].facts[address];
    enum mxtrap_role expected = (enum mxtrap_role)live->hosts[host].expected;
    struct mx_live seen = *live;

    if (fact == NULL || fact->state == MXTRAP_UNPROBED || fact->is_own) {
        return false;
    }
    if (expected == MXTRAP_ROLE_REAL) {
        return fact->state != MXTRAP_ANSWERS;
    }
    if (expected == MXTRAP_ROLE_DUMMY) {
        return fact->state != MXTRAP_SILENT &&
               !(fact->state == MXTRAP_REFUSED && live->accept_refused);
    }
    if (fact->state != MXTRAP_SILENT) {
        return fact->state != MXTRAP_ANSWERS;
    }
    seen.believed[MX_IPV4] = seen.believed[MX_IPV6] = true;
    observe_all(&seen);
    return !is_trap(&seen);
}

/* Whether an exchanger before HOST has this address as well, or HOST itself before INDEX. */
static bool is_counted(const struct mx_live *live, size_t host, size_t index) {
    const struct mx_address *address = address_at(live, host, index);

    for (size_t i = 0; i <= host; i++) {
        size_t count = i < host ? live->layout->exchangers[i].address_count : index;
        for (size_t j = 0; j < count; j++) {
            if (mx_address_equal(address_at(live, i, j), address)) {
                return true;
            }
        }
    }
    return false;
}

/* A firewall that takes every connection, or turns every one away, is such a proxy as well. */
static bool is_same(const struct mx_fact *fact, const struct mx_fact *first) {
    return fact != NULL && mxtrap_state_listens(fact->state) && fact->state == first->state &&
           fact->greeting.length == first->greeting.length &&
           (first->greeting.length == 0 || /* then there is nothing to point to */
            memcmp(fact->greeting.at, first->greeting.at, first->greeting.length) == 0);
}

/* Every address of several hosts takes connections, and does one and the same. */
static bool is_proxied(const struct mx_live *live) {
    const struct mx_fact *first = NULL;
    size_t addresses = 0, hosts = 0;

    for (size_t i = 0; i < live->layout->count; i++) {
        size_t before = addresses;
        for (size_t j = 0; j < live->layout->exchangers[i].address_count; j++) {
            const struct mx_fact *fact = live->hosts[i].facts[j];
            first = first == NULL ? fact : first;
            if (first == NULL || !is_same(fact, first)) {
                return false;
            }
            addresses += is_counted(live, i, j) ? 0 : 1;
        }
        hosts += addresses > before ? 1 : 0;
    }
    return hosts > 1 && addresses >= PROXY_ADDRESSES;
}

static void report_proxy(const struct mx_live *live, mxtrap_findings *findings) {
    mx_finding_of(findings, live->layout->owner,
                  ": every address of every exchanger takes connections and says the same: "
                  "something on the way answers for them");
    mx_finding_end(findings, MX_RULE_TRANSPARENT_PROXY, MXTRAP_WARNING, (struct mx_place){0});
}

bool mx_judge_is_unknown(const struct mx_live *live, size_t host) {
    if (!live->hosts[host].is_known || !live->probed) { /* DNS does not tell who is silent */
        return true;
    }
    switch (mx_live_role(live, host)) {
    case MXTRAP_ROLE_DUMMY:
        return count_unseen(live, host) > 0;
    case MXTRAP_ROLE_REAL:
        return mx_live_count(live, host, MXTRAP_ANSWERS) == 0 &&
               (count_unseen(live, host) > 0 || mx_live_count_turned_away(live, host) > 0);
    case MXTRAP_ROLE_UNKNOWN:
        break;
    }
    return true;
}

/* It was asked, and what came of it may be the network's that we are in. */
static bool is_blocked(const struct mx_fact *fact) {
    return fact != NULL && fact->state != MXTRAP_UNPROBED;
}

/* Whether a host of FAMILY answered at all: then it is later silence that is not believed. */
static bool has_answered(const struct mx_live *live, uint8_t family) {
    for (size_t i = 0; i < live->layout->count; i++) {
        for (size_t j = 0; j < live->layout->exchangers[i].address_count; j++) {
            const struct mx_fact *fact = live->hosts[i].facts[j];
            if (address_at(live, i, j)->family == family && fact != NULL &&
                fact->state == MXTRAP_ANSWERS && !fact->is_own) {
                return true;
            }
        }
    }
    return false;
}

/* Why what is not believed of FACT is not. */
static const char *doubt_in(const struct mx_live *live, uint8_t family,
                            const struct mx_fact *fact) {
    if (has_answered(live, family)) {
        return " once others were silent: outbound port 25 looks blocked from here";
    }
    return fact->state == MXTRAP_SILENT && mx_live_has_another(live, family, MXTRAP_SILENT)
               ? ": outbound port 25 looks blocked from here, at least to what is silent"
               : ": outbound port 25 looks blocked from here";
}

/* The only address of FAMILY that answered may be one of this machine. */
static const struct mx_address *find_own(const struct mx_live *live, uint8_t family) {
    for (size_t i = 0; i < live->layout->count; i++) {
        for (size_t j = 0; j < live->layout->exchangers[i].address_count; j++) {
            const struct mx_fact *fact = live->hosts[i].facts[j];
            if (fact != NULL && fact->is_own && address_at(live, i, j)->family == family) {
                return address_at(live, i, j);
            }
        }
    }
    return NULL;
}

static void write_unanswered(struct mx_text *text, const struct mx_live *live, uint8_t family,
                             const struct mx_fact *fact) {
    const struct mx_address *own = find_own(live, family);

    mx_text_format(text, ": over %s no host was seen to answer on the port",
                   family == MX_IPV4 ? "IPv4" : "IPv6");
    if (own != NULL && !has_answered(live, family)) {
        mx_text_string(text, " but ");
        mx_address_write(text, own);
        mx_text_string(text, ", which is an address of this machine and proves nothing");
    } else {
        mx_text_string(text, doubt_in(live, family, fact));
    }
}

/* One finding a family; TOLD says of which there is one. */
static void report_blocked(const struct mx_live *live, mxtrap_findings *findings, bool *told) {
    for (size_t i = 0; i < live->layout->count; i++) {
        for (size_t j = 0; j < live->layout->exchangers[i].address_count; j++) {
            uint8_t family = address_at(live, i, j)->family;
            if (!mx_judge_is_unknown(live, i) || is_believed(live, i, j) || told[family] ||
                !is_blocked(live->hosts[i].facts[j])) {
                continue;
            }
            told[family] = true;
            struct mx_text *text = mx_finding_begin(findings);
            mx_name_write(text, live->layout->owner, NULL);
            write_unanswered(text, live, family, live->hosts[i].facts[j]);
            mx_finding_end(findings, MX_RULE_EGRESS_BLOCKED, MXTRAP_WARNING, (struct mx_place){0});
        }
    }
}

/* Answers that cannot be used are errors, but say nothing against the layout. */
static bool is_wrong(const mxtrap_findings *findings) {
    for (size_t i = 0; i < mxtrap_findings_count(findings); i++) {
        const mxtrap_finding *finding = mxtrap_findings_at(findings, i);
        if (finding->severity == MXTRAP_ERROR && finding->rule != MX_RULE_LAME_DNS) {
            return true;
        }
    }
    return false;
}

enum mxtrap_verdict mx_judge_findings(const mxtrap_findings *findings, bool unknown) {
    return is_wrong(findings) ? MXTRAP_FAIL : unknown ? MXTRAP_INCONCLUSIVE : MXTRAP_PASS;
}

enum mxtrap_status mx_judge(struct mx_live *live, struct mxtrap_exchanger *exchangers,
                            const mxtrap_zones *zones, mxtrap_findings *findings,
                            enum mxtrap_verdict *out) {
    bool unknown = false, told[MX_IPV6 + 1] = {false};

    mx_inside_discount(live);
    live->is_proxied = live->probed && is_proxied(live);
    observe_all(live);
    if (live->is_proxied) {
        report_proxy(live, findings);
    }
    for (size_t i = 0; i < live->layout->count; i++) {
        exchangers[i].role =
            (uint8_t)(mx_exchanger_is_null(&exchangers[i]) ? MXTRAP_ROLE_UNKNOWN
                                                           : mx_live_role(live, i));
        unknown = mx_judge_is_unknown(live, i) || unknown;
    }
    report_blocked(live, findings, told);
    mx_reasons_network(live, findings);
    mx_inside_report(live, told, findings);
    enum mxtrap_status status = mx_rules_run_live(zones, live, findings);
    if (status != MXTRAP_OK) {
        return status;
    }
    *out = mx_judge_findings(findings, unknown);
    if (*out == MXTRAP_INCONCLUSIVE) {
        mx_reasons_rest(live, findings);
    }
    return mx_findings_status(findings);
}
