#!/bin/sh
# mxtrap-check where port 25 is dropped, with vantage points elsewhere: behind routers that drop, filter,
# reset and intercept.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/vantage_hosts.sh"
lab_up
cd "$work"
. "$MXTRAP_SOURCE/tests/lab/remote_hosts.sh"

# From here nothing is known; from elsewhere all is.
run 3 lab_in vantage "$check" -f json --timeout 1.5 good.com
out_has egress-blocked
seen 0 pass "" --via a good.com
seen 0 pass "" --via a good.com --spec "$work/good.com.yaml"
# shellcheck disable=SC2086 # words are meant
seen 0 pass "" $all good.com --spec "$work/good.com.yaml"
cp out json/pass
out_has '"vantages": [{"name": "a", "state": "silent"'
# This machine as one of them does not reach the port: it is named, and counts by the quorum.
seen 3 inconclusive "egress-blocked not-determined" --via a --via here good.com --spec "$work/good.com.yaml"
out_has "outbound port 25 looks blocked from the vantage point here"
seen 0 pass egress-blocked --via a --via b --via here --quorum 2 good.com --spec "$work/good.com.yaml"

# A dummy that answers to b alone; a real host that c does not see; b blocked.
network
filter to-a ip daddr 5.9.25.101 drop
filter to-c ip daddr 5.9.25.101 drop
# shellcheck disable=SC2086
seen 1 fail dummy-answers $all open.com --spec "$work/open.com.yaml"
out_has "5.9.25.101]: answers (250), from b;"
cp out json/fail
network
filter to-c ip daddr 5.9.25.26 drop
# shellcheck disable=SC2086
seen 0 pass vantage-disagrees $all --control 5.9.25.25 good.com --spec "$work/good.com.yaml"
out_has "answers to a, b; silent from c"
network
filter to-b drop
# shellcheck disable=SC2086
seen 3 inconclusive "egress-blocked not-determined" $all good.com --spec "$work/good.com.yaml"
out_has "from the vantage point b"
# shellcheck disable=SC2086
seen 0 pass egress-blocked $all --quorum 2 good.com --spec "$work/good.com.yaml"
# A filter that resets all, and one that lets only the real host through, which a control shows.
network
filter to-b reject with tcp reset
# shellcheck disable=SC2086
seen 3 inconclusive "egress-blocked not-determined" $all good.com --spec "$work/good.com.yaml"
network
filter to-b drop
filter to-b ip daddr 5.9.25.26 accept
filter to-b ip6 daddr 2a01:4f8:25::26 accept
# shellcheck disable=SC2086
seen 3 inconclusive "egress-filtered not-determined" $all --control 5.9.25.25 good.com --spec "$work/good.com.yaml"
network

# The router of b answers for every host. A control for silence shows that, without a spec also that
# all hosts greet alike; else it is a dummy that answers.
proxied() {
    nsenter --net=/run/netns/router -- python3 "$LAB_SOURCE/proxy.py" dated "" 2525 &
    proxy=$!
    lab_until 60 lab_in router sh -c '[ "$(ss -Hltn sport = :2525 | grep -c LISTEN)" -eq 2 ]' ||
        lab_fail "the proxy does not listen"
    lab_in router nft -f - <<RULES
table inet proxy {
    chain to-b {
        type nat hook prerouting priority dstnat;
        iifname "to-b" meta nfproto { $1 } tcp dport 25 redirect to :2525
    }
}
RULES
}
unproxied() {
    lab_in router nft delete table inet proxy
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
}
silent="--silent-control 5.9.25.3 --silent-control 2a01:4f8:25::1"
network
proxied "ipv4, ipv6"
# shellcheck disable=SC2086
seen 3 inconclusive "not-determined transparent-proxy" --via a --via b $silent good.com \
    --spec "$work/good.com.yaml"
out_has "5.9.25.3 accepts connections"
out_has "2a01:4f8:25::1 accepts connections"
# shellcheck disable=SC2086
seen 0 pass transparent-proxy $all --quorum 2 $silent good.com --spec "$work/good.com.yaml"
seen 3 inconclusive "not-determined transparent-proxy" --via b good.com
seen 1 fail dummy-answers --via a --via b good.com --spec "$work/good.com.yaml"
out_has "answers (250), from b;"
unproxied
proxied ipv6
# shellcheck disable=SC2086
seen 3 inconclusive "not-determined transparent-proxy" --via a --via b $silent good.com \
    --spec "$work/good.com.yaml"
out_has "2a01:4f8:25::1 accepts connections"
check "IPv4 is not intercepted" test "$(grep -c "5.9.25.3 accepts" out)" -eq 0
# shellcheck disable=SC2086
seen 0 pass "" --via a --via b -4 $silent good.com --spec "$work/good.com.yaml"
unproxied

check "as the schema says" python3 "$MXTRAP_SOURCE/tests/cli/valid_json.py" \
    "$MXTRAP_SOURCE/docs/mxtrap-check.schema.json" json/*
finish 30
