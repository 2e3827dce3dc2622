#!/bin/sh
# One message of a real MTA to each of many layouts, all in one lab: which addresses it tries, in
# which order, and which messages arrive. Layouts share no address, so that each attempt is one
# layout's.
#
# usage: sh tests/lab/send_all.sh [OPTION...] MTA ZONES
#   MTA: as for send.sh; ZONES: a folder with a zone's body a file, named as the zone
#   --silence HOW         the dummies: drop, reset (default), or another of lab_firewall's
#   --vantage dual|ipv4|ipv6   what the sender's host has: by default both families
#   --deadline SECONDS    when to stop waiting (default 300)
#   --quiet SECONDS       when to stop where nothing has happened for so long (default 60)
#   --log FILE            keeps what the MTA logged
# Dummies have addresses of 20.0.0.0/16 and 2a01:4f8:26::/48, real hosts, which take all mail, of
# 20.1.0.0/16 and 2a01:4f8:27::/48.
# Output: "# sent" once the MTA has all messages; then, tabs between: attempt, seconds, address;
# delivered, seconds, zone, address; deferred, zone: the MTA's log says so. Last "# end".
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"

silence=reset
vantage=dual
deadline=300
quiet=60
log=
while [ $# -gt 2 ]; do
    case $1 in
    --silence) silence=$2 ;;
    --vantage) vantage=$2 ;;
    --deadline) deadline=$2 ;;
    --quiet) quiet=$2 ;;
    --log) log=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -eq 2 ] || { echo "usage: $0 [OPTION...] MTA ZONES" >&2; exit 2; }
mta=$1
zones=$2
# shellcheck disable=SC1090 # one of many
[ ! -e "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh" ] || . "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh"

lab_up
lab_range 20.0.0.0/15 2a01:4f8:26::/47
names=$(cd "$zones" && ls)
for name in $names; do
    lab_zone "$name" <"$zones/$name"
done
lab_dns_up
lab_firewall "$silence" 20.0.0.0/16 2a01:4f8:26::/48
lab_in isp python3 "$MXTRAP_SOURCE/tests/mta/sink.py" >"$LAB/sink" &
lab_until 120 grep -q '^#' "$LAB/sink" || lab_fail "the real hosts do not listen"
case $vantage in
ipv4) lab_without ip6 ;;
ipv6)
    lab_without ip
    lab_resolver "$LAB_UNBOUND6"
    ;;
esac
"mta_${mta}_setup" sender vantage.lab.com
"mta_${mta}_start" vantage sender
lab_capture "$LAB/attempts"

for name in $names; do
    printf 'From: someone@vantage.lab.com\nTo: someone@%s\nSubject: to %s\n\nHello\n' "$name" "$name" |
        "mta_${mta}_send" vantage sender someone@vantage.lab.com "someone@$name"
done
echo "# sent"

# The zones whose mail the log says was put off.
deferred() {
    { "mta_${mta}_deferred" sender || true; } | grep -oE '@l[0-9]+[.]com' | tr -d @ | sort -u
}

settled() {
    { deferred; sed -n 's/^delivered\t[^\t]*\t\([^\t]*\)\t.*/\1/p' "$LAB/sink"; } | sort -u | wc -l
}

end=$(($(lab_seconds) + deadline))
wanted=$(echo "$names" | wc -l)
last=
since=$(lab_seconds)
while [ "$(lab_seconds)" -lt "$end" ] && [ "$(settled)" -lt "$wanted" ]; do
    now=$(cat "$LAB/attempts" "$LAB/sink" | wc -l)
    [ "$now" = "$last" ] || { last=$now since=$(lab_seconds); }
    [ $(($(lab_seconds) - since)) -lt "$quiet" ] || break
    sleep 1
done
[ -z "$log" ] || "mta_${mta}_log" sender >"$log"
sed -n 's/^\([0-9][0-9.]*\) /attempt\t\1\t/p' "$LAB/attempts"
grep -v '^#' "$LAB/sink" || true
deferred | sed 's/^/deferred\t/'
echo "# end"
