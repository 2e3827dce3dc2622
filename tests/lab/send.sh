#!/bin/sh
# One message of a real MTA through oc9's layout in the lab: which addresses it tries, in which
# order, after how many seconds, and where the message arrives.
#
# usage: sh tests/lab/send.sh [OPTION...] MTA     (postfix, exim, opensmtpd: tests/lab/mta.sh)
#   --front N          the first exchanger has N addresses (default 1)
#   --silence HOW      the dummies: drop (default), reset, or another of lab_firewall's
#   --deadline SECONDS when to stop waiting (default 900)
#   --expect HOSTS     fail unless these hosts were tried in this order and the last has the
#                      message: mail1,master; or, to be put off, with a final "-": mail1,-
# Output, one a line, tabs between: attempt, seconds, host, address; then delivered or deferred,
# seconds, host. Seconds are since the first attempt.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/net.sh"
. "$MXTRAP_SOURCE/tests/lab/dns.sh"
. "$MXTRAP_SOURCE/tests/lab/mta.sh"
. "$MXTRAP_SOURCE/tests/lab/hosts.sh"
lab_enter "$0" "$@"

front=1
silence=drop
deadline=900
expect=
while [ $# -gt 1 ]; do
    case $1 in
    --front) front=$2 ;;
    --silence) silence=$2 ;;
    --deadline) deadline=$2 ;;
    --expect) expect=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -eq 1 ] || { echo "usage: $0 [OPTION...] MTA" >&2; exit 2; }
mta=$1

dummies="192.0.2.2 192.0.2.3"
number=0
lab_up
{
    echo "@ MX 1 mail1"
    echo "@ MX 5 master"
    echo "@ MX 6 slave2"
    echo "@ MX 8 mail2"
    echo "@ MX 10 mail3"
    printf '%s A 198.51.100.25\n%s AAAA 2001:db8::25\n' master master
    echo "slave2 A 198.51.100.26"
    echo "mail2 A 192.0.2.2"
    echo "mail3 A 192.0.2.3"
    # .1, then from .101: the other dummies' addresses are the example's.
    echo "mail1 A 192.0.2.1"
    while number=$((number + 1)) && [ "$number" -lt "$front" ]; do
        echo "mail1 A 192.0.2.$((100 + number))"
    done
} >"$LAB/oc9"
lab_zone oc9.com <"$LAB/oc9"
lab_dns_up
lab_hosts_up
dummies="$dummies $(awk '$1 == "mail1" { print $3 }' "$LAB/oc9")"
# shellcheck disable=SC2086 # words are meant
lab_firewall "$silence" $dummies

"mta_${mta}_setup" sender vantage.lab.com
"mta_${mta}_start" vantage sender
lab_capture "$LAB/attempts"
printf 'From: someone@vantage.lab.com\nTo: someone@oc9.com\nSubject: through the layout\n\nHello\n' |
    "mta_${mta}_send" vantage sender someone@vantage.lab.com someone@oc9.com

# The real host that has the message, if any has.
arrived() {
    for real in master slave2; do
        if grep -qs 'Subject: through the layout' "$LAB/roots/$real/var/mail/someone"; then
            echo "$real" >"$LAB/where"
            return 0
        fi
    done
    return 1
}

over() {
    arrived || "mta_${mta}_deferred" sender
}

result=deferred
lab_until "$deadline" over || result="unknown"
now=$(cut -d ' ' -f 1 /proc/uptime)
! arrived || result=delivered
[ -e "$LAB/where" ] || echo - >"$LAB/where"

# The capture's seconds are of the same clock as /proc/uptime.
awk -v OFS='\t' -v now="$now" -v result="$result" -v where="$(cat "$LAB/where")" '
    NR == FNR { if (NF == 3 && $2 ~ /^A/) host[$3] = $1; next }
    /^#/ { next }
    !begun { first = $1; begun = 1 }
    { printf "attempt\t%.1f\t%s\t%s\n", $1 - first, host[$2], $2 }
    END { printf "%s\t%.1f\t%s\n", result, now - first, where }' \
    "$LAB/oc9" "$LAB/attempts" | tee "$LAB/result"

[ -n "$expect" ] || exit 0
hosts=$(awk '{ print $3 }' "$LAB/result" | uniq | paste -sd , -)
if [ "$hosts" != "$expect" ]; then
    "mta_${mta}_log" sender >&2
    lab_fail "$mta tried $hosts, not $expect"
fi
