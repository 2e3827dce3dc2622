#!/bin/sh
# What mxtrap-check says of a dialogue that goes wrong, and of what it could not ask: with real
# Postfix and Exim, servers that misbehave, and routes, filters and neighbours of this machine's own
# that stand in the way; IPv4 and IPv6. What there is besides: check.sh.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/verdicts.sh"
lab_up

postfix="198.51.100.25,2001:db8::25"
exim="198.51.100.26,2001:db8::26"
mx_set both.com d1=192.0.2.1,2001:db8::1 r1=$postfix r2=$exim d2=192.0.2.2,2001:db8::2
mx_set four.com d1=192.0.2.1 r1=198.51.100.25 d2=192.0.2.2
mx_set six.com d1=2001:db8::1 r1=2001:db8::25 d2=2001:db8::2
mx_set ahead.com d1=192.0.2.1 r1=192.0.2.31,2001:db8::31 r2=$postfix d2=192.0.2.2
mx_set mute.com d1=192.0.2.1 r1=192.0.2.32,2001:db8::32 r2=$postfix d2=192.0.2.2
mx_set exim.com d1=192.0.2.1,2001:db8::1 r1=$exim d2=192.0.2.2
mx_set helo.com d1=192.0.2.1 r1=198.51.100.28,2001:db8::28 d2=192.0.2.2,2001:db8::2
mx_set limited.com d1=192.0.2.1 r1=198.51.100.29,2001:db8::29 r2=$postfix d2=192.0.2.2,2001:db8::2
mx_set limited4.com d1=192.0.2.1 r1=198.51.100.29 r2=$postfix d2=192.0.2.2
for number in 1 2 3 4 5; do
    mx_set strict$number.com d1=192.0.2.1 r1=192.0.2.6$number,2001:db8::6$number r2=$postfix \
        d2=192.0.2.2
done
lab_delegated changing.com 192.0.2.56
mx_set twice.com d1=192.0.2.1 r1=$postfix r1=$postfix d2=192.0.2.2
lab_dns_up
lab_hosts_up master slave2
lab_hostile 192.0.2.30=answers 2001:db8::30=answers 192.0.2.31=ahead 2001:db8::31=ahead 192.0.2.32=mute 2001:db8::32=mute
# shellcheck disable=SC2046 # words are meant
lab_hostile $(for number in 1 2 3 4 5; do
    echo "192.0.2.6$number=strict 2001:db8::6$number=strict"
done)
lab_firewall drop 192.0.2.1 192.0.2.2 2001:db8::1 2001:db8::2
lab_in vantage sh -c 'echo 100 >/proc/sys/net/ipv4/neigh/wire/retrans_time_ms
    echo 100 >/proc/sys/net/ipv6/neigh/wire/retrans_time_ms'

# told PATTERN: a message of the last run matches.
told() {
    # shellcheck disable=SC2016
    check "a finding says: $1" python3 -c '
import json, re, sys
findings = json.load(open(sys.argv[1]))["domains"][0]["findings"]
messages = [f["message"] for f in findings]
assert any(re.search(sys.argv[2], m) for m in messages), messages' "$work/out" "$1"
}

judged 0 pass "" both.com

# A name that no server takes, as a container has: Exim says 501, Postfix what its restrictions say;
# both take the address in its place. No host is failed for what we are called.
for domain in exim.com helo.com; do
    judged 0 pass "" $domain --helo my_runner
done
state_is 198.51.100.28 answers
state_is 2001:db8::28 answers
check "Postfix refused it first" grep -q 'my_runner.*Helo command rejected' \
    "$LAB/roots/master/var/log/mail.log"
check "Exim refused it first" grep -q 'rejected EHLO.*my_runner' \
    "$LAB/roots/slave2/var/log/exim4/mainlog"

# named NAME COMMAND...: on a machine of this name.
named() {
    # hostname(1) refuses some that the kernel takes, as container runtimes do; and the file in /proc
    # is for the machine's root.
    lab_in vantage unshare --uts python3 -c 'import os, socket, sys
socket.sethostname(os.fsencode(sys.argv[1]))
os.execvp(sys.argv[2], sys.argv[2:])' "$@"
}
# The default name: this host's own, where servers may take it; else the address, said at once. The
# server takes nothing any more from whoever said another.
number=0
for name in my_runner runner vantage.lab.com 10.0.0.7 "b$(printf '\303\274')cher.lab.com"; do
    number=$((number + 1))
    run 0 named "$name" "$check" -f json --allow-special --timeout 1.5 strict$number.com
    keep
    state_is 192.0.2.6$number answers
    state_is 2001:db8::6$number answers
done
# A name of one's own is said as it is given; where the address does not help either, the finding has
# the reply, and the option.
judged 1 fail real-rejects strict1.com --helo my_runner
state_is 192.0.2.61 rejects
told 'r1.strict1.com. \[192.0.2.61\]: rejects \(550, "550 5.7.1 <\[203.0.113.2\]>: no \\x1b\[2J name"\); a real host must accept mail; --helo sends another name'
told '"550 5.7.1 <\[IPv6:2001:db8:1::2\]>: no '
out_has '"reply": "550 5.7.1 <[203.0.113.2]>: no \\x1b[2J name"'

# Postfix takes one connection in eight seconds from one client: a second run is no verdict on it, and
# the attempt that comes after a pause is.
judged 0 pass "" limited.com
state_is 198.51.100.29 answers
judged 3 inconclusive not-determined limited4.com --attempts 1
told 'r1.limited4.com. \[198.51.100.29\]: rejects \(421, "421 4.7.0 master.oc9.com Error: too many connections from 203.0.113.2"\): this concerns this client'
out_has '"reply": "421 4.7.0 master.oc9.com Error: too many connections from 203.0.113.2"'
judged 0 pass "" limited.com
state_is 198.51.100.29 answers
state_is 2001:db8::29 answers
judged 3 inconclusive not-determined limited.com --attempts 1
told '2001:db8::29\]: rejects \(421, "421 4.7.0 .*too many connections from 2001:db8:1::2"\): this concerns this client'
judged 3 inconclusive "egress-blocked not-determined" limited.com --deadline 6
told "deadline came first"

# A server that says all of its part at once has read nothing of ours.
judged 1 fail real-rejects ahead.com
state_is 192.0.2.31 garbled
state_is 2001:db8::31 garbled

# How long was waited, and the option.
judged 1 fail real-rejects mute.com --greeting-timeout 1.5
told 'r1.mute.com. \[2001:db8::32\]: mute, no complete greeting within 1.5 s \(--greeting-timeout\)'

# What this machine itself keeps from being asked, each by its name, in every format.
# reasoned FORMATS WORDS...: both.com is inconclusive for them, of both families.
reasoned() {
    formats=$1
    shift
    for format in $formats; do
        run 3 lab_in vantage "$check" -f "$format" --allow-special --timeout 2 both.com
        for words in "$@"; do
            out_has "$words"
        done
        case $format in
        json) keep ;;
        junit) check "no empty element" grep -q '<error message="inconclusive">[^<]' "$work/out" ;;
        nagios) check "a reason" grep -q '^UNKNOWN: both.com - .*egress-blocked' "$work/out" ;;
        github) check "a reason" grep -q '^::warning title=egress-blocked::' "$work/out" ;;
        esac
    done
}
# way KIND FORMATS WORDS: routes of this kind to one dummy a family.
way() {
    lab_in vantage ip route add "$1" 192.0.2.1
    lab_in vantage ip route add "$1" 2001:db8::1
    reasoned "$2" "$3" 192.0.2.1 2001:db8::1 d1.both.com.
    lab_in vantage ip route del "$1" 192.0.2.1
    lab_in vantage ip route del "$1" 2001:db8::1
}
way prohibit "text json ndjson junit nagios github" \
    "a firewall or a prohibit route of this machine forbids it"
way blackhole json "a blackhole or unreachable route of this machine leads to it"
way unreachable json "a blackhole or unreachable route of this machine leads to it"
lab_in vantage ip route add 192.0.2.1 dev wire
lab_in vantage ip route add 2001:db8::1 dev wire
reasoned json "nobody on this machine" 192.0.2.1 2001:db8::1
lab_in vantage ip route del 192.0.2.1 dev wire
lab_in vantage ip route del 2001:db8::1 dev wire
lab_in vantage nft -f - <<'NFT'
table inet own {
    chain output {
        type filter hook output priority 0;
        ip daddr 192.0.2.1 reject with icmp type admin-prohibited
        ip6 daddr 2001:db8::1 reject with icmpv6 type admin-prohibited
    }
}
NFT
reasoned json "a firewall or a prohibit route of this machine forbids it" 192.0.2.1 2001:db8::1
lab_in vantage nft delete table inet own

# No route of one family: all its hosts are named, and the way to a verdict on the other.
lab_cut ip6
judged 3 inconclusive egress-blocked both.com
told 'no IPv6 route from here to d1.both.com. \[2001:db8::1\], d2.both.com. \[2001:db8::2\]; -4 gives the verdict for IPv4'
judged 0 pass "" both.com -4
judged 3 inconclusive egress-blocked six.com
told 'no IPv6 route from here to d1.six.com. \[2001:db8::1\], r1.six.com. \[2001:db8::25\], d2.six.com. \[2001:db8::2\]$'
lab_mend
lab_cut ip
judged 3 inconclusive egress-blocked both.com --server "$LAB_UNBOUND6"
told '-6 gives the verdict for IPv6'
lab_mend

# A name server that does not know what was asked is not one that refuses.
lab_addresses 192.0.2.54
lab_in isp python3 "$LAB_SOURCE/hostile_dns.py" 192.0.2.54 hostile &
lab_until 60 lab_in isp sh -c 'ss -Hln src 192.0.2.54 | grep -q :53' || lab_fail "no hostile server"
judged 3 inconclusive lame-dns notimp.com --server 192.0.2.54
told 'MX: notimp'

# Answers of the moment: what DNS says a second time, past every cache, must be the same where the
# verdict would be pass.
lab_addresses 192.0.2.55
lab_in isp python3 "$LAB_SOURCE/changing_dns.py" 192.0.2.55 &
lab_until 60 lab_in isp sh -c 'ss -Huln src 192.0.2.55 | grep -q :53' || lab_fail "no changing server"
asks=0
# changing STATUS VERDICT RULES KIND TTL [OPTION]...
changing() {
    asks=$((asks + 1))
    wanted=$1 verdict=$2 rules=$3 domain=a$asks.$4.$5
    shift 5
    judged "$wanted" "$verdict" "$rules" "$domain" --server 192.0.2.55 "$@"
}
changing 0 pass "" steady 0
changing 0 pass "" order 0
for kind in mx prio none dummy more dummy6 gone moved moved6; do
    changing 3 inconclusive nameservers-disagree $kind 0
done
told 'r1.a[0-9]*.moved6.0. had 2001:db8::25, and when DNS was asked again 2001:db8::26: not all addresses that senders see were checked'
changing 3 inconclusive nameservers-disagree mx 59
told 'DNS said MX 10 d1.*, 20 r1.*, 30 d2.*, and when asked again MX 20 r1[^,]*: what a sender sees'
changing 3 inconclusive nameservers-disagree dummy 59
# A pool of which one that answers stays, and a dummy's address that was seen, are worth a note.
for kind in pool pool6 fewer; do
    changing 0 pass nameservers-disagree $kind 0
    out_has '"severity": "note"'
done
# The same where the check asks the name servers itself: past its own cache, too.
lab_addresses 192.0.2.56
lab_in isp python3 "$LAB_SOURCE/changing_dns.py" 192.0.2.56 changing.com &
lab_until 60 lab_in isp sh -c 'ss -Huln src 192.0.2.56 | grep -q :53' || lab_fail "no changing server"
# recursive STATUS VERDICT RULES KIND TTL [OPTION]...
recursive() {
    asks=$((asks + 1))
    wanted=$1 verdict=$2 rules=$3 domain=a$asks.$4.$5.changing.com
    shift 5
    judged "$wanted" "$verdict" "$rules" "$domain" --recursive --root-hints "$LAB/dns/root.hints" "$@"
}
recursive 0 pass "" steady 0
recursive 0 pass "" steady 4
for kind in mx dummy dummy6 moved6; do
    recursive 3 inconclusive nameservers-disagree $kind 0
done
recursive 3 inconclusive nameservers-disagree dummy 4
recursive 0 pass nameservers-disagree pool 0
recursive 0 pass "" dummy 0 --attempts 1
recursive 3 inconclusive nameservers-disagree third 0 --attempts 3
recursive 0 pass "" dummy 60
# Of what there is too much, one finding a kind: 1,500 exchangers with two addresses each.
run 3 lab_in vantage "$check" -f json --no-probe --server 192.0.2.55 b1.many.0
keep
told 'there are more MX records than are checked'
told 'more than 256 addresses, the maximum: not all addresses of [0-9]+ exchangers are known'
check "two findings" test "$(grep -o lame-dns "$work/out" | wc -l)" -eq 2
# What could not be asked again is no difference; nor is anything asked where that is not wanted, TTLs
# are a minute, or something else is wrong already.
changing 0 pass "" lame 0
changing 0 pass "" dummy 60
changing 0 pass "" dummy 0 --attempts 1
changing 0 pass "" third 0
changing 3 inconclusive nameservers-disagree third 0 --attempts 3

# DNS only; addresses that are not asked; no time.
judged 3 inconclusive not-determined both.com --no-probe
told 'only DNS was checked'
run 3 lab_in vantage "$check" -f json --timeout 1.5 four.com
keep
told 'd1.four.com. \[192.0.2.1\], .*a special-purpose address .*--allow-special'
judged 3 inconclusive not-determined four.com --deadline 1 --timeout 10
told "deadline came first; allow more time with --deadline"

# A host that is named twice, and a domain that is given twice: one series each.
run 0 lab_in vantage "$check" -f prometheus --allow-special --timeout 1.5 twice.com both.com twice.com
check "prometheus is valid" python3 "$source/tests/unit/prometheus_text.py" "$work/out"
check "one series an address" test "$(grep -c 'address_state{domain="twice.com"' "$work/out")" -eq 4

check "documents are as their schema says" python3 "$source/tests/cli/valid_json.py" \
    "$source/docs/mxtrap-check.schema.json" "$work"/json/*
check "nothing is inconclusive without a word" python3 "$source/tests/lab/documents.py" --reasons \
    "$work"/json/*

finish 150
