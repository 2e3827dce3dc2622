#!/bin/sh
# The states that need a network: real ICMP errors, resets and silence, by IPv4 and IPv6. The lab gets
# two more links, at the vantage and at the isp, on which addresses can be without a neighbour.
# $1: probe_outcomes, the program that prints what the prober finds.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/net.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
lab_up
outcomes=$1
timeout=3000

lab_join vantage up0 198.18.0.1/24 fd00::1/64 router down0 198.18.0.2/24 fd00::2/64
lab_join router up1 198.18.1.1/24 fd00:1::1/64 isp down1 198.18.1.2/24 fd00:1::2/64
# No other route: for addresses that have none.
lab_cut ip
lab_cut ip6
lab_in vantage ip route add 198.18.1.0/24 via 203.0.113.1
lab_in vantage ip route add fd00:1::/64 via 2001:db8:1::1
# A neighbour that does not answer is given up within the timeout.
lab_in vantage sysctl -qw net.ipv4.neigh.up0.retrans_time_ms=100 net.ipv6.neigh.up0.retrans_time_ms=100
lab_in router sysctl -qw net.ipv4.neigh.up1.retrans_time_ms=100 net.ipv6.neigh.up1.retrans_time_ms=100

lab_firewall drop 198.18.1.3 fd00:1::3
lab_firewall prohibited 198.18.1.4 fd00:1::4
lab_firewall port 198.18.1.5 fd00:1::5
lab_firewall reset 198.18.1.6 fd00:1::6
lab_in vantage nft -f - <<'END'
table inet own {
    chain output {
        type filter hook output priority 0;
        ip daddr 198.18.1.8 reject with icmp type admin-prohibited
        ip6 daddr fd00:1::8 reject with icmpv6 type admin-prohibited
    }
}
END
lab_in vantage ip route add prohibit 198.18.1.9
lab_in vantage ip route add prohibit fd00:1::9
lab_in vantage ip route add blackhole 198.18.1.10
lab_in vantage ip route add blackhole fd00:1::a
lab_in vantage ip route add unreachable 198.18.1.11
lab_in vantage ip route add unreachable fd00:1::b

# One line an address: what it is, and what must be found there.
cat >"$work/expected" <<'END'
198.18.1.2 refused none
fd00:1::2 refused none
198.18.1.3 silent none
fd00:1::3 silent none
198.18.1.4 unreachable none 3/13 203.0.113.1
fd00:1::4 unreachable none 1/1 2001:db8:1::1
198.18.1.5 unreachable none 3/3 203.0.113.1
fd00:1::5 unreachable none 1/4 2001:db8:1::1
198.18.1.6 refused none
fd00:1::6 refused none
198.18.1.7 unreachable none 3/1 203.0.113.1
fd00:1::7 unreachable none 1/3 2001:db8:1::1
198.18.0.77 unprobed no-neighbour 3/1 198.18.0.1
fd00::77 unprobed no-neighbour 1/3 fd00::1
198.18.1.8 unprobed forbidden 3/13 203.0.113.2
fd00:1::8 unprobed forbidden 1/1 2001:db8:1::2
198.18.1.9 unprobed forbidden
fd00:1::9 unprobed forbidden
198.18.1.10 unprobed blackhole
fd00:1::a unprobed blackhole
198.18.1.11 unprobed blackhole
fd00:1::b unprobed blackhole
203.0.113.9 unprobed no-route
2001:db8::9 unprobed no-route
END

found() {
    lab_in vantage "$outcomes" 25 "$timeout" "$@"
}
# IPv6 needs a moment on links that have just come up.
comes_up() {
    found fd00:1::2 | grep -q refused
}
waits comes_up

lab_capture "$work/attempts"
# shellcheck disable=SC2046 # words are meant
found $(cut -d' ' -f1 "$work/expected") >"$work/found"
check "what is found at each address" diff -u "$work/expected" "$work/found"
for address in 198.18.1.3 fd00:1::3; do
    check "silence was asked for by three connections: $address" \
        test "$(grep -c " $address$" "$work/attempts")" -eq 3
done
finish 3
