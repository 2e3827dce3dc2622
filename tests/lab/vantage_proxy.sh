# shellcheck shell=sh
# Something on the way that answers for all: two proxies by IPv4 only, and a SYN proxy. Sourced by
# vantage.sh.
greeting=8

# proxied KIND: the router sends what goes to port 25 by IPv4 to proxy.py.
proxied() {
    nsenter --net=/run/netns/router -- python3 "$LAB_SOURCE/proxy.py" "$1" 203.0.113.1 2525 &
    proxy=$!
    lab_until 60 lab_in router sh -c 'ss -Hltn sport = :2525 | grep -q LISTEN' ||
        lab_fail "the proxy does not listen"
    lab_in router nft -f - <<'RULES'
table ip proxy {
    chain near {
        type nat hook prerouting priority dstnat;
        iifname "near" tcp dport 25 redirect to :2525
    }
    chain own {
        type filter hook output priority 0;
        ip daddr { 5.9.25.1, 5.9.25.2, 5.9.25.3 } tcp dport 25 drop
    }
}
RULES
}

unproxied() {
    lab_in router nft delete table ip proxy
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
}

silent4="--silent-control 5.9.25.3"
silent6="--silent-control 2a01:4f8:25::1"

# Its greeting has the time and an id in it.
proxied dated
judged 3 inconclusive transparent-proxy remote.com
judged 3 inconclusive transparent-proxy remote.com -4
judged 0 pass "" remote.com -6
for spec in "" "--spec=$work/remote.com.yaml"; do
    # shellcheck disable=SC2086 # no word is meant where there is none
    judged 3 inconclusive transparent-proxy remote.com $silent4 $silent6 $spec
    out_has "5.9.25.3 accepts connections, but nothing should answer there"
    # shellcheck disable=SC2086
    judged 3 inconclusive transparent-proxy remote.com -4 $silent4 $spec
    # shellcheck disable=SC2086
    judged 0 pass "" remote.com -6 $silent4 $silent6 $spec
done
# What only a control for silence can tell from dummies that answer.
judged 1 fail dummy-answers remote.com --spec "$work/remote.com.yaml"
unproxied
judged 0 pass "" remote.com $silent4 $silent6

# It completes every handshake, and says what the host says that it leads to: dummies look mute.
proxied relay
judged 1 fail dummy-answers remote.com --spec "$work/remote.com.yaml" -4
state=$(grep -c '"state": "mute"' "$work/out") || true
check "the dummies are mute" test "$state" -ge 1
judged 3 inconclusive transparent-proxy remote.com --spec "$work/remote.com.yaml" $silent4 $silent6
out_has "5.9.25.3 accepts connections, but nothing should answer there"
judged 0 pass "" remote.com --spec "$work/remote.com.yaml" $silent4 $silent6 -6
unproxied

# The kernel's SYN proxy on the router: it completes each handshake by itself, by IPv4 and IPv6, and
# only then asks the host. What it sends comes from the router, so that the output hook drops it.
lab_in router sh -c 'echo 0 >/proc/sys/net/netfilter/nf_conntrack_tcp_loose'
lab_in router nft -f - <<'RULES'
table inet syn {
    chain untracked {
        type filter hook prerouting priority raw;
        iifname "near" tcp dport 25 tcp flags & (fin | syn | rst | ack) == syn notrack
    }
    chain forward {
        type filter hook forward priority -10;
        iifname "near" tcp dport 25 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
        iifname "near" tcp dport 25 ct state invalid drop
    }
    chain own {
        type filter hook output priority 0;
        ip daddr 5.9.25.1-5.9.25.3 tcp dport 25 drop
        ip6 daddr 2a01:4f8:25::1-2a01:4f8:25::3 tcp dport 25 drop
    }
}
RULES
silent="--silent-control 5.9.25.3 --silent-control 2a01:4f8:25::3 --greeting-timeout 2"
family_judged 1 fail dummy-answers remote.com --spec "$work/remote.com.yaml" --greeting-timeout 2
check "the dummies are mute" grep -q '"state": "mute"' "$work/out"
for spec in "" "--spec=$work/remote.com.yaml"; do
    # shellcheck disable=SC2086 # no word is meant where there is none
    family_judged 3 inconclusive transparent-proxy remote.com $silent $spec
    out_has "2a01:4f8:25::3 accepts connections, but nothing should answer there"
done
lab_in router nft delete table inet syn
lab_in router nft add rule inet lab forward ip6 daddr 2a01:4f8:25::3 tcp dport 25 drop
# shellcheck disable=SC2086
family_judged 0 pass "" remote.com --spec "$work/remote.com.yaml" $silent

# One that is not asked is told.
judged 0 pass "" remote.com --silent-control 192.0.2.1
err_has "a silent control was not probed: 192.0.2.1: a special-purpose address"
