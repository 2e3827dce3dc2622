#!/bin/sh
# Real MTAs and bots send through oc9's layout at the same time, each from a host or an address of its
# own, while tcpdump, dumpcap and NFLOG capture what they do: mxtrap-watch says how each of them
# behaves, how long dummies delay it, and the same of each capture. watch_senders.py judges.
#
# usage: sh tests/lab/watch_senders.sh drop|reset [MTA:FAMILY...]
#   FAMILY: ipv4, ipv6 or dual, of the MTA's host
#   $MXTRAP_RESULTS: where to write a JSON object for each sender
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_GEN,
# MXTRAP_WATCH: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
silence=$1
shift
for mta in $(printf '%s\n' "$@" | sed 's/:.*//' | sort -u); do
    # shellcheck disable=SC1090 # one of many
    [ ! -e "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh" ] || . "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh"
done
lab_up
kept=$LAB/watch
mkdir -m 777 "$kept"

# oc9's layout, each host with both families: a sender's host may have one.
cat >"$LAB/oc9" <<'END'
mail1 dummy 1 192.0.2.1 2001:db8:0:d::1
master real 5 198.51.100.25 2001:db8::25
slave2 real 6 198.51.100.26 2001:db8::26
mail2 dummy 8 192.0.2.2 2001:db8:0:d::2
mail3 dummy 10 192.0.2.3 2001:db8:0:d::3
END
awk '{ printf "@ MX %s %s\n%s A %s\n%s AAAA %s\n", $3, $1, $1, $4, $1, $5 }' "$LAB/oc9" | lab_zone oc9.com
awk -v silence="$silence" 'BEGIN { print "zone: oc9.com\nsilence: " silence "\nmx:" }
    { printf "- {%s: %s, preference: %s, address: [%s, \"%s\"]}\n", $2, $1, $3, $4, $5 }' \
    "$LAB/oc9" >"$kept/spec.yaml"
lab_dns_up
"$gen" -q -f nftables --log=5 "$kept/spec.yaml" | lab_in isp nft -f -

# A link of its own to the router for HOST, number NUMBER.
joins() {
    lab_host "$1"
    lab_join "$1" wire "198.18.$2.2/24" "2001:db8:1$2::2/64" router "$1" "198.18.$2.1/24" "2001:db8:1$2::1/64"
    lab_in "$1" ip route add default via "198.18.$2.1"
    lab_in "$1" ip route add default via "2001:db8:1$2::1"
}

# The host of MTA:FAMILY; what is expected of it goes to a file.
host_of() {
    joins "$1" "$2"
    case $3 in
    *:ipv4) lab_without ip6 "$1" ;;
    *:ipv6) lab_without ip "$1" ;;
    esac
    [ "${3#*:}" = ipv6 ] || printf '198.18.%s.2\t%s\n' "$2" "$3" >>"$kept/mtas"
    [ "${3#*:}" = ipv4 ] || printf '2001:db8:1%s::2\t%s\n' "$2" "$3" >>"$kept/mtas"
}

# One message from MTA:FAMILY at HOST.
sends() {
    mta=${2%:*}
    "mta_${mta}_setup" "$1" vantage.lab.com
    [ "${2#*:}" != ipv6 ] || echo "nameserver $LAB_UNBOUND6" >"$LAB/roots/$1/etc/resolv.conf"
    "mta_${mta}_start" "$1" "$1"
    : >"$kept/ready.$1"
    lab_until 300 test -e "$kept/go" || lab_fail "nothing is sent"
    printf 'From: someone@vantage.lab.com\nTo: someone@oc9.com\nSubject: %s\n\nHello\n' "$2" |
        "mta_${mta}_send" "$1" "$1" someone@vantage.lab.com someone@oc9.com
}

# captures NAME WORD COMMAND...: a program on the mail host that writes $kept/NAME and says WORD once
# it captures.
captures() {
    said=$2
    capture=$1
    shift 2
    (
        . "$LAB_SERVERS/env.sh"
        lab_in isp "$@" 2>"$kept/$capture.log"
    ) &
    lab_until 120 grep -q "$said" "$kept/$capture.log" ||
        lab_fail "$capture: no capture: $(cat "$kept/$capture.log")"
}

# Whether a capture has the last packet that was sent.
has_end() {
    (
        . "$LAB_SERVERS/env.sh"
        tcpdump -Z root -nr "$1" 2>/dev/null
    ) | grep -q "198\.18\.250\.2\..*Flags \[S"
}

lab_in isp python3 "$MXTRAP_SOURCE/tests/mta/sink.py" >"$kept/sink" &
lab_in isp python3 "$LAB_SOURCE/capture.py" wire --sources >"$kept/attempts" &
for file in sink attempts; do
    lab_until 120 grep -q '^#' "$kept/$file" || lab_fail "$file: nothing listens"
done
# SYNs only: the last one is the last packet of each capture.
syns="port 25 and (tcp[13] & 18 == 2 or ip6[53] & 18 == 2)"
captures wire.pcap listening tcpdump -Z root -U --immediate-mode -s 128 -i wire -w "$kept/wire.pcap" "$syns"
captures any.pcap listening tcpdump -Z root -U --immediate-mode -s 128 -i any -w "$kept/any.pcap" "$syns"
captures nflog.pcap listening tcpdump -Z root -U -i nflog:5 -w "$kept/nflog.pcap"
captures wire.pcapng File: dumpcap -q -i wire -f "$syns" -w "$kept/wire.pcapng"

: >"$kept/mtas"
number=0
hosts=
for one in "$@"; do
    number=$((number + 1))
    host_of "s$number" "$number" "$one"
    sends "s$number" "$one" >"$kept/s$number.log" 2>&1 &
    hosts="$hosts s$number"
done
joins bots 240
lab_in bots ip route add local 198.18.200.0/24 dev lo
lab_in bots ip route add local 2001:db8:200::/48 dev lo
lab_in router ip route add 198.18.200.0/24 via 198.18.240.2
lab_in router ip route add 2001:db8:200::/48 via 2001:db8:1240::2
joins last 250
for host in $hosts; do
    lab_until 120 test -e "$kept/ready.$host" || lab_fail "$host: $(cat "$kept/$host.log")"
done
: >"$kept/go"
run 0 lab_in bots python3 "$LAB_SOURCE/knock.py" "$silence"
cp "$work/out" "$kept/bots"

# Each message arrives, from one of its sender's addresses.
arrived() {
    test "$(cut -s -f 5 "$kept/sink" | sort -u | wc -l)" -ge "$#"
}
# shellcheck disable=SC2086 # words are meant
lab_until 900 arrived $hosts || {
    cat "$kept/mtas" "$kept/sink" "$kept/attempts"
    lab_fail "not all messages arrive"
}
run 0 lab_in last python3 -c 'import socket; socket.create_connection(("198.51.100.25", 25))'
for capture in wire.pcap any.pcap nflog.pcap wire.pcapng; do
    lab_until 60 has_end "$kept/$capture" || lab_fail "$capture lacks the last packet"
done
(
    . "$LAB_SERVERS/env.sh"
    python3 "$LAB_SOURCE/watch_senders.py" "$silence" "$kept"
)
[ "$failed" -eq 0 ]
