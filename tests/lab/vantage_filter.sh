# shellcheck shell=sh
# Filters on the way out, and controls that show them. Sourced by vantage.sh. The dummies of open.com
# answer to everybody: each pass of it is a wrong one.

controls="--control control.com"

# allow_only HOW ADDRESS...: the router lets port 25 through to these only.
allow_only() {
    how=$1
    shift
    lab_firewall open
    for address in "$@"; do
        family=ip
        case $address in *:*) family=ip6 ;; esac
        lab_in router nft add rule inet lab forward "$family" daddr "$address" tcp dport 25 accept
    done
    lab_firewall "$how" ip ip6
}

# An open network: a control changes nothing but what it is there for.
family_judged 0 pass "" remote.com $controls
family_judged 0 pass "" remote.com $controls --spec "$work/remote.com.yaml"
family_judged 1 fail dummy-answers open.com $controls --spec "$work/open.com.yaml"
err_is_empty

# One's own real host alone is let through.
for how in drop reset prohibited; do
    allow_only "$how" 5.9.25.26 2a01:4f8:25::26
    family_judged 3 inconclusive egress-filtered open.com $controls --spec "$work/open.com.yaml"
    judged 3 inconclusive egress-filtered open.com $controls
done
out_has "checked hosts answer, but no control does: control.com [5.9.25.25]: unreachable"
# Without a control nobody can tell; the manual says so.
allow_only drop 5.9.25.26 2a01:4f8:25::26
judged 0 pass "" open.com --spec "$work/open.com.yaml"
# A filter of one family: the other one shows what is wrong.
allow_only drop 5.9.25.26 2a01:4f8:25::/48
judged 3 inconclusive egress-filtered open.com $controls --spec "$work/open.com.yaml" -4
judged 1 fail "dummy-answers egress-filtered" open.com $controls --spec "$work/open.com.yaml"
judged 1 fail dummy-answers open.com $controls --spec "$work/open.com.yaml" -6
# Nothing is let through: nobody answers.
open_network drop ip ip6
family_judged 3 inconclusive egress-blocked open.com $controls
out_has "control.com [2a01:4f8:25::25]: silent"
open_network

# Controls that are down, that are not, that are not there.
judged 3 inconclusive egress-filtered remote.com --control 5.9.25.1 -4
out_has "no control does: 5.9.25.1: silent"
judged 0 pass "" remote.com --control 5.9.25.1 $controls -4
err_has "not every control answers: 5.9.25.1: silent"
judged 3 inconclusive egress-filtered remote.com --control nosuch.control.com
out_has "nosuch.control.com: cannot be looked up"
judged 3 inconclusive egress-filtered remote.com --control 5.9.26.200 -4
out_has "5.9.26.200: an address of this machine, which proves nothing"
judged 0 pass "" remote.com --control four.control.com
err_has "no control has an IPv6 address"
judged 3 inconclusive egress-filtered remote.com --control 192.0.2.1 -4
out_has "192.0.2.1: a special-purpose address"
run 2 lab_in vantage "$check" --control 'a..b' remote.com

# A filter that comes while a list is checked: what passed before stands, what comes after does not.
# later DOMAIN: remote.com, then the filter, then DOMAIN.
later() {
    open_network
    {
        echo remote.com
        until grep -q remote.com "$work/list.out" 2>/dev/null; do sleep 0.1; done
        allow_only drop 5.9.25.26 2a01:4f8:25::26
        sleep 2
        echo "$1"
    } | lab_in vantage "$check" -f ndjson --timeout 1.5 $controls -i - >"$work/list.out" \
        2>"$work/err" || status=$?
    cp "$work/list.out" "$work/out"
    rm "$work/list.out"
}
status=0
later open.com
check "a filter in the midst of a list: 3, not $status" test "$status" -eq 3
check "the first one passed" grep -q '"domain": "remote.com", "verdict": "pass"' "$work/out"
check "the second one is not known" grep -q '"domain": "open.com", "verdict": "inconclusive"' "$work/out"
status=0
later solo.com
check "a failure is one: 1, not $status" test "$status" -eq 1
err_has "no control answers at the end of the run: control.com [5.9.25.25]: no longer answers"
open_network
