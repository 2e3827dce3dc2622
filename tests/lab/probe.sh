#!/bin/sh
# The states that need a network: a client, a router and a host's link in network namespaces, with
# real ICMP errors, resets and silence, by IPv4 and IPv6.
# $1: probe_outcomes, the program that prints what the prober finds.
set -eu

if [ "${2:-}" != inside ]; then
    exec unshare --map-root-user --net --mount --pid --fork --kill-child --mount-proc \
        sh "$0" "$1" inside
fi

PATH=$PATH:/usr/sbin:/sbin
outcomes=$1
timeout=3000
mount -t tmpfs none /run
work=$(mktemp -d /run/mxtrap.XXXXXX)

# Not by ip -n, which mounts a /sys: an ordinary user's namespace may not where there is none.
inside() {
    namespace=$1
    shift
    nsenter --net="/run/netns/$namespace" -- "$@"
}

# client 198.18.0.1 -- 198.18.0.2 router 198.18.1.1 -- 198.18.1.2 host
ip netns add router
ip netns add host
ip link add up0 type veth peer name down0 netns router
inside router ip link add up1 type veth peer name down1 netns host
# An address counts from the start: no duplicate is looked for.
address() { inside "$1" ip address add "$2" dev "$3" ${4:-}; }
ip address add 198.18.0.1/24 dev up0
ip address add fd00:0::1/64 dev up0 nodad
address router 198.18.0.2/24 down0
address router fd00:0::2/64 down0 nodad
address router 198.18.1.1/24 up1
address router fd00:1::1/64 up1 nodad
address host 198.18.1.2/24 down1
address host fd00:1::2/64 down1 nodad
ip link set lo up
ip link set up0 up
for end in router:lo router:down0 router:up1 host:lo host:down1; do
    inside "${end%:*}" ip link set "${end#*:}" up
done
ip route add 198.18.1.0/24 via 198.18.0.2
ip route add fd00:1::/64 via fd00::2
inside host ip route add default via 198.18.1.1
inside host ip route add default via fd00:1::1
inside router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
    net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
# A neighbour that does not answer is given up within the timeout.
sysctl -qw net.ipv4.neigh.up0.retrans_time_ms=100 net.ipv6.neigh.up0.retrans_time_ms=100
inside router sysctl -qw net.ipv4.neigh.up1.retrans_time_ms=100 \
    net.ipv6.neigh.up1.retrans_time_ms=100

inside router nft -f - <<'END'
table inet path {
    set ports4 { type inet_service; flags dynamic; }
    set ports6 { type inet_service; flags dynamic; }
    chain forward {
        type filter hook forward priority 0;
        ip daddr 198.18.1.3 tcp flags syn add @ports4 { tcp sport } drop
        ip6 daddr fd00:1::3 tcp flags syn add @ports6 { tcp sport } drop
        ip daddr 198.18.1.4 reject with icmp type admin-prohibited
        ip6 daddr fd00:1::4 reject with icmpv6 type admin-prohibited
        ip daddr 198.18.1.5 reject with icmp type port-unreachable
        ip6 daddr fd00:1::5 reject with icmpv6 type port-unreachable
        ip daddr 198.18.1.6 reject with tcp reset
        ip6 daddr fd00:1::6 reject with tcp reset
    }
}
END
nft -f - <<'END'
table inet own {
    chain output {
        type filter hook output priority 0;
        ip daddr 198.18.1.8 reject with icmp type admin-prohibited
        ip6 daddr fd00:1::8 reject with icmpv6 type admin-prohibited
    }
}
END
ip route add prohibit 198.18.1.9
ip route add prohibit fd00:1::9
ip route add blackhole 198.18.1.10
ip route add blackhole fd00:1::a
ip route add unreachable 198.18.1.11
ip route add unreachable fd00:1::b

# One line an address: what it is, and what must be found there.
cat >"$work/expected" <<'END'
198.18.1.2 refused none
fd00:1::2 refused none
198.18.1.3 silent none
fd00:1::3 silent none
198.18.1.4 unreachable none 3/13 198.18.0.2
fd00:1::4 unreachable none 1/1 fd00::2
198.18.1.5 unreachable none 3/3 198.18.0.2
fd00:1::5 unreachable none 1/4 fd00::2
198.18.1.6 refused none
fd00:1::6 refused none
198.18.1.7 unreachable none 3/1 198.18.0.2
fd00:1::7 unreachable none 1/3 fd00::2
198.18.0.77 unprobed no-neighbour 3/1 198.18.0.1
fd00::77 unprobed no-neighbour 1/3 fd00::1
198.18.1.8 unprobed forbidden 3/13 198.18.0.1
fd00:1::8 unprobed forbidden 1/1 fd00::1
198.18.1.9 unprobed forbidden
fd00:1::9 unprobed forbidden
198.18.1.10 unprobed blackhole
fd00:1::a unprobed blackhole
198.18.1.11 unprobed blackhole
fd00:1::b unprobed blackhole
203.0.113.9 unprobed no-route
2001:db8::9 unprobed no-route
END

# IPv6 needs a moment on links that have just come up.
tries=0
until "$outcomes" 25 "$timeout" fd00:1::2 | grep -q refused; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || { echo "the host does not come up"; exit 1; }
    sleep 0.1
done

# shellcheck disable=SC2046 # words are meant
"$outcomes" 25 "$timeout" $(cut -d' ' -f1 "$work/expected") >"$work/found"
diff -u "$work/expected" "$work/found"

# Silence was asked for by three connections, each from a port of its own.
for set in ports4 ports6; do
    ports=$(inside router nft list set inet path "$set" |
        sed -n '/elements/,/}/p' | grep -oE '[0-9]{4,5}' | sort -u)
    count=$(printf '%s\n' "$ports" | wc -l)
    [ "$count" -eq 3 ] || { echo "$set: $count connections and not 3"; exit 1; }
done
echo "$(wc -l <"$work/expected") addresses"
