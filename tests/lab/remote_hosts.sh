# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # variables of the scripts that source it, and theirs
# Three vantage points a, b and c, each on a link of its own to the router, and the machine of the check,
# whose port 25 the router drops. Sourced by remote.sh and remote_far.sh.

d1=5.9.25.1,2a01:4f8:25::1
d2=5.9.25.2,2a01:4f8:25::2
exim=5.9.25.26,2a01:4f8:25::26
layout good.com d1=$d1 r1=$exim d2=$d2
layout open.com d1=5.9.25.101 r1=$exim d2=5.9.25.2
lab_dns_up
vantage_hosts_up

# Three vantage points, each on a link of its own to the router.
number=0
for point in a b c; do
    number=$((number + 1))
    ip netns add "$point"
    lab_in "$point" ip link set lo up
    lab_in "$point" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
    base=$((8 + 4 * number))
    lab_join "$point" wire 203.0.113.$((base + 2))/30 2001:db8:1$number::2/64 \
        router "to-$point" 203.0.113.$((base + 1))/30 2001:db8:1$number::1/64
    lab_in "$point" ip route add default via 203.0.113.$((base + 1))
    lab_in "$point" ip route add default via "2001:db8:1$number::1"
done
at_a=203.0.113.14

# The router drops what the check's own machine sends to port 25. filter POINT RULE...: more of it.
filter() {
    point=$1
    shift
    lab_in router nft insert rule inet lab forward iifname "$point" tcp dport 25 "$@"
}
network() {
    open_network
    filter near drop
}
network

# A remote shell of our own: its words, the host, the words of the command.
cat >reach <<'END'
#!/bin/sh
host=$1
shift
exec nsenter --net="/run/netns/$host" -- "$@"
END
chmod +x reach
serve="$check --serve"

# seen STATUS VERDICT RULES ARGUMENT...: through a, b and c.
seen() {
    wanted=$1 verdict=$2 rules=$3
    shift 3
    run "$wanted" lab_in vantage "$check" -f json --timeout 1.5 --greeting-timeout 8 \
        -e "$work/reach" --remote-command "$serve" "$@"
    # shellcheck disable=SC2016 # the program is python's
    found=$(python3 -c '
import json, sys
domain = json.load(open(sys.argv[1]))["domains"][0]
rules = {f["rule"] for f in domain["findings"]} - {"single-real-host"}
print(domain["verdict"], *sorted(rules))' "$work/out" 2>&1) || true
    check "$*: $verdict $rules, not $found" test "$found" = "$verdict${rules:+ $rules}"
}
all="--via a --via b --via c"
mkdir json

