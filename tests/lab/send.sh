#!/bin/sh
# One message of a real MTA through oc9's layout in the lab: which addresses it tries, in which
# order, after how many seconds, and where the message arrives.
#
# usage: sh tests/lab/send.sh [OPTION...] MTA
#   MTA: postfix, exim, opensmtpd (tests/lab/mta.sh), or one of tests/mta/senders
#   --front N[+M]      the first exchanger has N addresses (default 1); M: there is a second dummy
#                      behind it, mail4 with preference 2, which has M
#   --silence HOW      the dummies: drop (default), reset, or another of lab_firewall's
#   --family ip4       the real hosts have no IPv6 address (default both: as in the example)
#   --deadline SECONDS when to stop waiting (default 900)
#   --again SECONDS    so long after the first message has arrived, send another
#   --log FILE         keeps what the MTA logged
# Output: "# queued" once the MTA has the message; then, tabs between: attempt, seconds, host,
# address; last: delivered, deferred or unknown, seconds, host. Seconds are since the first attempt.
# All of it again for another message.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"

front=1
silence=drop
family=both
deadline=900
again=
log=
while [ $# -gt 1 ]; do
    case $1 in
    --front) front=$2 ;;
    --silence) silence=$2 ;;
    --family) family=$2 ;;
    --deadline) deadline=$2 ;;
    --again) again=$2 ;;
    --log) log=$2 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -eq 1 ] || { echo "usage: $0 [OPTION...] MTA" >&2; exit 2; }
mta=$(echo "$1" | tr - _)
# shellcheck disable=SC1090 # one of many
[ ! -e "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh" ] || . "$MXTRAP_SOURCE/tests/mta/senders/$mta.sh"

dummies="192.0.2.2 192.0.2.3"
second=0
case $front in
*+*)
    second=${front#*+}
    front=${front%+*}
    ;;
esac
number=0
lab_up
{
    echo "@ MX 1 mail1"
    [ "$second" -eq 0 ] || echo "@ MX 2 mail4"
    echo "@ MX 5 master"
    echo "@ MX 6 slave2"
    echo "@ MX 8 mail2"
    echo "@ MX 10 mail3"
    echo "master A 198.51.100.25"
    [ "$family" = ip4 ] || echo "master AAAA 2001:db8::25"
    echo "slave2 A 198.51.100.26"
    echo "mail2 A 192.0.2.2"
    echo "mail3 A 192.0.2.3"
    # .1, then from .101: the other dummies' addresses are the example's.
    echo "mail1 A 192.0.2.1"
    while number=$((number + 1)) && [ "$number" -lt "$front" ]; do
        echo "mail1 A 192.0.2.$((100 + number))"
    done
    number=0
    while number=$((number + 1)) && [ "$number" -le "$second" ]; do
        echo "mail4 A 192.0.2.$((200 + number))"
    done
} >"$LAB/oc9"
lab_zone oc9.com <"$LAB/oc9"
lab_dns_up
lab_hosts_up master slave2
dummies="$dummies $(awk '$1 ~ /^mail[14]$/ { print $3 }' "$LAB/oc9")"
# shellcheck disable=SC2086 # words are meant
lab_firewall "$silence" $dummies

"mta_${mta}_setup" sender vantage.lab.com
"mta_${mta}_start" vantage sender
lab_capture "$LAB/attempts"

# The real host that has the message of this subject, if any has, and since when: what is waited for
# may take an hour, so it is not looked for all the time.
arrived() {
    for real in master slave2; do
        mailbox=$LAB/roots/$real/var/mail/someone
        if grep -qs "Subject: $1" "$mailbox"; then
            set -- "$(cut -d ' ' -f 1 /proc/uptime)" "$(date +%s.%N)" "$(stat -c %.9Y "$mailbox")"
            where=$real now=$(echo "$1 $2 $3" | awk '{ printf "%.3f", $1 - ($2 - $3) }')
            return 0
        fi
    done
    return 1
}

# Sends a message of this subject and waits for its end.
send() {
    sent=$(cut -d ' ' -f 1 /proc/uptime)
    printf 'From: someone@vantage.lab.com\nTo: someone@oc9.com\nSubject: %s\n\nHello\n' "$1" |
        "mta_${mta}_send" vantage sender someone@vantage.lab.com someone@oc9.com
    echo "# queued"
    result=unknown
    where=-
    now=
    waited=0
    while [ "$waited" -lt "$deadline" ]; do
        ! "mta_${mta}_deferred" sender >/dev/null || result=deferred
        ! arrived "$1" || result=delivered
        [ "$result" = unknown ] || break
        pause=$((waited < 60 ? 1 : 3))
        sleep "$pause"
        waited=$((waited + pause))
    done
    [ -n "$now" ] || now=$(cut -d ' ' -f 1 /proc/uptime)
}

# What was attempted since the first so many attempts, and how it ended. The capture's seconds are of
# the same clock as /proc/uptime.
report() {
    awk -v OFS='\t' -v seen="$1" -v sent="$sent" -v now="$now" -v result="$result" -v where="$where" '
        NR == FNR { if (NF == 3 && $2 ~ /^A/) host[$3] = $1; next }
        /^#/ || count++ < seen { next }
        !begun { first = $1; begun = 1 }
        { printf "attempt\t%.1f\t%s\t%s\n", $1 - first, host[$2], $2; last = $1 }
        # Without an attempt there was a connection from before. The clocks of files and of
        # /proc/uptime are coarser than that of the capture.
        END { if (!begun) first = sent; if (now < last) now = last
              printf "%s\t%.1f\t%s\n", result, now - first, where }' \
        "$LAB/oc9" "$LAB/attempts"
}

send "through the layout"
report 0
if [ -n "$again" ] && [ "$result" = delivered ]; then
    sleep "$again"
    seen=$(grep -vc '^#' "$LAB/attempts")
    send "another one"
    report "$seen"
fi

[ -z "$log" ] || "mta_${mta}_log" sender >"$log"
