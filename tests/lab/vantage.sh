#!/bin/sh
# What mxtrap-check believes of silence, and of answers, by the place it runs at: on the mail server
# itself, behind a filter that lets one's own hosts through, behind a proxy that answers for all,
# and where every exchanger is one machine whose silencing rules are gone. Postfix, Exim and
# OpenSMTPD are the hosts, nft on the router is the network; IPv4 and IPv6.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/vantage_hosts.sh"
lab_up

d1=5.9.25.1,2a01:4f8:25::1
d2=5.9.25.2,2a01:4f8:25::2
own=5.9.26.200,2a01:4f8:26:200::25
box1=5.9.25.101,2a01:4f8:25::101
box2=5.9.25.102,2a01:4f8:25::102
box3=5.9.25.103,2a01:4f8:25::103
exim=5.9.25.26,2a01:4f8:25::26

layout server.com d1=$d1 r1=$own d2=$d2
layout second.com d1=$d1 r1=5.9.26.210 d2=$d2
layout ruled.com d1=$d1 r1=5.9.26.220,2a01:4f8:26:60::25 d2=$d2
layout inside.com d1=$own r1=$exim d2=$d2
layout remote.com d1=$d1 r1=$exim d2=$d2
layout box.com d1=$box1 r1=$box2 d2=$box3
layout open.com d1=$box1 r1=$exim d2=$box3
layout solo.com r1=$exim
printf '@ A 5.9.25.25\n@ AAAA 2a01:4f8:25::25\nfour A 5.9.25.25\nsix AAAA 2a01:4f8:25::25\n' |
    lab_zone control.com
lab_dns_up
vantage_hosts_up

# judged STATUS VERDICT RULES DOMAIN [OPTION]...: rules of notes as well, but of a single real host.
judged() {
    wanted=$1 verdict=$2 rules=$3 domain=$4
    shift 4
    run "$wanted" lab_in vantage "$check" -f json --timeout 1.5 --greeting-timeout "$greeting" "$@" "$domain"
    # shellcheck disable=SC2016 # the program is python's
    found=$(python3 -c '
import json, sys
domain = json.load(open(sys.argv[1]))["domains"][0]
rules = {f["rule"] for f in domain["findings"]} - {"single-real-host"}
print(domain["verdict"], *sorted(rules))' "$work/out" 2>&1) || true
    check "$domain $*: $verdict $rules, not $found" test "$found" = "$verdict${rules:+ $rules}"
}

# family_judged STATUS VERDICT RULES DOMAIN [OPTION]...: by both families, and by each of them.
family_judged() {
    judged "$@"
    judged "$@" -4
    judged "$@" -6
}

# Long enough for a mail server of a busy machine; a part with hosts that never greet has less.
greeting=30

# Some parts only, if any are named.
for part in ${*:-own filter alike proxy}; do
    . "$MXTRAP_SOURCE/tests/lab/vantage_$part.sh"
done

finish 30
