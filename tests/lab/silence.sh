#!/bin/sh
# The silencers of mxtrap-gen in the lab, loaded by the real nft, iptables-restore and
# ip6tables-restore: in the router that packets to the dummies pass, and in the host that has the
# addresses. Servers that answer stand on all of them, so that every silence is the rules' own.
# Load, load again and remove are the commands that the files' comments name.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK,
# MXTRAP_GEN: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
lab_up

dummies="192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2"
reals="198.51.100.25 2001:db8::25"
unrouted="203.0.113.66 2001:db8:9::1" # of the second dummy too: the router has no route to them

# spec SILENCE: front and behind one dummy of both families, a real host between them.
spec() {
    cat >"$work/$1.yaml" <<END
zone: oc9.com
silence: $1
mx:
  - {dummy: d1, preference: 10, address: [192.0.2.1, "2001:db8::1"]}
  - {real: r1, preference: 20, address: [198.51.100.25, "2001:db8::25"]}
  - {dummy: d2, preference: 30,
     address: [192.0.2.2, "2001:db8::2", 203.0.113.66, "2001:db8:9::1"]}
ignore: {single-real-host: a lab}
END
}
spec drop
spec reset
printf '%s\n' '@ MX 10 d1' '@ MX 20 r1' '@ MX 30 d2' 'd1 A 192.0.2.1' 'd1 AAAA 2001:db8::1' \
    'r1 A 198.51.100.25' 'r1 AAAA 2001:db8::25' 'd2 A 192.0.2.2' 'd2 AAAA 2001:db8::2' \
    'd2 A 203.0.113.66' 'd2 AAAA 2001:db8:9::1' | lab_zone oc9.com
lab_dns_up
# shellcheck disable=SC2046 # words are meant
lab_hostile $(printf '%s=answers ' $dummies $reals)

# looks STATUS DUMMIES UNROUTED SPEC: what mxtrap-check sees of all addresses.
looks() {
    run "$1" lab_in vantage "$check" -f json --allow-special --timeout 1.5 --greeting-timeout 5 \
        --spec "$work/$4.yaml" oc9.com
    # shellcheck disable=SC2016 # the program is python's
    python3 -c '
import json, sys
for exchanger in json.load(open(sys.argv[1]))["domains"][0]["exchangers"]:
    for address in exchanger["addresses"]:
        print(address["address"], address["state"])' "$work/out" | sort >"$work/states"
    {
        for address in $dummies; do echo "$address $2"; done
        for address in $unrouted; do echo "$address $3"; done
        for address in $reals; do echo "$address answers"; done
    } | sort >"$work/wanted"
    check "$place $format: dummies $2, without a route $3" diff "$work/wanted" "$work/states"
}

# What stands in the kernel, but for counters. A restore of iptables-nft leaves chains of the system's
# behind that are empty, and accept: iptables-save shows them always.
ruleset() {
    if [ "$format" = nftables ]; then
        lab_in "$place" nft -s list ruleset
    else
        lab_in "$place" nft -s list table inet others
        lab_in "$place" iptables-save | sed -e '/^#/d' -e 's/\[[0-9:]*\]//'
        lab_in "$place" ip6tables-save | sed -e '/^#/d' -e 's/\[[0-9:]*\]//'
    fi
}

# The commands under a comment of the silencer that begins with $1, on the host that has it.
told() {
    sed -n "/^# $1/,/^[^#]/p" "$work/rules" | sed -e '1s/^# [A-Z][a-z]*: *//' -e '1s/^# .*:$//' \
        -e '1s/, again after a change.*//' -e '2,${/^# [A-Z]/,$d;}' -e '/^[^#]/{/^nft/!d;}' \
        -e 's/^#//' -e "s|FILE|$work/rules|" >"$work/told"
    check "$place $format: there is a command under $1" grep -q '[a-z]' "$work/told"
    run 0 lab_in "$place" sh -e "$work/told"
}

# use SILENCE: makes the silencer and loads it.
use() {
    run 0 "$gen" -q -f "$format" -o "$work/rules" "$work/$1.yaml"
    told Load
}

# Rules of others that let port 25 through, and more.
others() {
    lab_in "$place" nft -f - <<'END'
table inet others {
    set friends { type ipv4_addr; elements = { 203.0.113.2 } }
    chain input { type filter hook input priority 0; policy accept; tcp dport 25 accept; }
    chain forward { type filter hook forward priority -20; policy accept; tcp dport 25 accept; }
    chain early { type filter hook prerouting priority -400; policy accept; accept; }
}
END
    for do in iptables ip6tables; do
        lab_in "$place" "$do-restore" <<'END'
*raw
:PREROUTING ACCEPT [0:0]
:OTHERS - [0:0]
-A PREROUTING -p tcp --dport 25 -j ACCEPT
-A OTHERS -p udp -j DROP
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
-A INPUT -p tcp --dport 25 -j ACCEPT
-A FORWARD -p tcp --dport 25 -j ACCEPT
COMMIT
END
    done
}

# In the host, what the router has no route to stays unreachable.
states() {
    case $1-$place in
    silent-router) echo silent silent ;;
    silent-isp) echo silent unreachable ;;
    refused-*) echo refused unreachable ;;
    esac
}

for place in router isp; do
    others
    for format in nftables iptables; do
        ruleset >"$work/before"
        looks 1 answers unreachable drop
        use drop
        # shellcheck disable=SC2046
        looks 0 $(states silent) drop
        ruleset >"$work/once"
        check "$place $format: the rules of others are there" \
            test "$(diff "$work/before" "$work/once" | grep -c '^<')" -eq 0
        use drop
        # shellcheck disable=SC2046
        looks 0 $(states silent) drop
        ruleset >"$work/twice"
        check "$place $format: twice is once" diff "$work/once" "$work/twice"

        # The other kind of silence takes the place of the first.
        use reset
        # shellcheck disable=SC2046
        looks 0 $(states refused) reset
        told Remove
        ruleset >"$work/after"
        check "$place $format: removed" diff "$work/before" "$work/after"
        looks 1 answers unreachable drop
    done
done

# 100,000 addresses: the set and the chains are loaded, and the last one is silent. The kernel takes so
# many at once from the machine's own root alone: who is root of a user namespace is held to wmem_max.
zones=25000
awk '$3 != 4294967295 { exit 1 }' /proc/self/uid_map || zones=100
{
    echo "zones:"
    echo "- {zone: last.com, mx: [{dummy: d, address: [192.0.2.1, '2001:db8::1']}," \
        "{real: r}, {dummy: e, address: 192.0.2.2}]}"
    awk -v zones="$zones" 'BEGIN {
        for (i = 0; i < zones; i++) {
            printf "- {zone: z%d.com, mx: [{dummy: a, address: [20.%d.%d.1, 20.%d.%d.2]}, ", i,
                i / 250, i % 250, i / 250, i % 250
            printf "{real: r}, {dummy: b, address: [\"2a00::%x:1\", \"2a00::%x:2\"]}]}\n", i, i
        }
    }'
} >"$work/drop.yaml"
for place in router; do
    for format in nftables iptables; do
        ruleset >"$work/before"
        use drop
        check "$format: those among many are silent" lab_greets --timeout 1.5 192.0.2.1=silent \
            2001:db8::1=silent
        check "$format: and nobody else is" lab_greets --timeout 30 198.51.100.25=answers
        told Remove
        ruleset >"$work/after"
        check "$format: many are removed" diff "$work/before" "$work/after"
    done
done

finish 112
