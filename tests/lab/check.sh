#!/bin/sh
# mxtrap-check in the lab: real Postfix, Exim and OpenSMTPD behind a router, NSD, BIND and Unbound,
# a firewall that drops, resets and sends ICMP errors, servers that misbehave; IPv4 and IPv6. One
# lab, however much is tried in it, for it takes longer to come up than most of that.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
. "$MXTRAP_SOURCE/tests/lab/verdicts.sh"
lab_up

silent="192.0.2.1,2001:db8::1"
silent2="192.0.2.2,2001:db8::2"
silent3="192.0.2.3,2001:db8::3"
real="198.51.100.25,2001:db8::25"
real2="198.51.100.26,2001:db8::26"
real3="5.9.25.25,2a01:4f8:25::25"

mx_set oc9.com mail1=$silent master=$real slave2=$real2 mail2=$silent2 mail3=$silent3
mx_set public.com mail1=5.9.25.1,2a01:4f8:25::1 third=$real3 mail2=5.9.25.2
mx_set postscreen.com d1=192.0.2.1 r1=198.51.100.27,2001:db8::27 d2=192.0.2.2
mx_set talks.com d1=192.0.2.1 r1=$real d2=192.0.2.30
mx_set half.com d1=192.0.2.1 r1=$real d2=192.0.2.2,192.0.2.30
mx_set resets.com d1=192.0.2.40,2001:db8::40 r1=$real d2=192.0.2.2
mx_set icmp.com d1=192.0.2.41,2001:db8::41 r1=$real d2=192.0.2.2
mx_set down.com d1=192.0.2.1 r1=192.0.2.5 r2=$real d2=192.0.2.2
mx_set alldown.com d1=192.0.2.1 r1=192.0.2.5 r2=192.0.2.6 d2=192.0.2.2
mx_set plain.com r1=$real r2=$real2
mx_set loop.com d1=192.0.2.1 r1=127.0.0.1 r2=$real d2=192.0.2.2
mx_set mute.com d1=192.0.2.1 r1=192.0.2.31,2001:db8::31 r2=$real d2=192.0.2.2
mx_set hangup.com d1=192.0.2.1 r1=192.0.2.32,2001:db8::32 r2=$real d2=192.0.2.2
mx_set garbled.com d1=192.0.2.1 r1=192.0.2.33,2001:db8::33 r2=$real d2=192.0.2.2
mx_set rejects.com d1=192.0.2.1 r1=192.0.2.34,2001:db8::34 r2=$real d2=192.0.2.2
mx_set gigabyte.com d1=192.0.2.1 r1=192.0.2.35 r2=$real d2=192.0.2.2
mx_set escapes.com d1=192.0.2.1 r1=192.0.2.36 r2=$real d2=192.0.2.2
mx_set late.com d1=192.0.2.1 r1=192.0.2.37 r2=$real d2=192.0.2.2
mx_set six.com d1=2001:db8::1 r1=2001:db8::25 d2=2001:db8::2
mx_set onehost.com r1=5.9.25.25 r2=5.9.25.25 r3=5.9.25.25
mx_set sixfour.com d1=192.0.2.1,64:ff9b::c000:201 r1=198.51.100.25,64:ff9b::c633:6419 \
    d2=192.0.2.2,64:ff9b::c000:202
mx_set notours.com d1=192.0.2.1,64:ff9b::c000:202 r1=$real d2=192.0.2.2
mx_set once.com d1=192.0.2.38 r1=$real d2=192.0.2.2
mx_set one.com d1=192.0.2.39 r1=$real d2=192.0.2.2
mx_set shut.com d1=192.0.2.1 r1=192.0.2.42 d2=192.0.2.2
mx_set limits.com d1=192.0.2.1 r1=192.0.2.43 d2=192.0.2.2
mx_set stopped.com d1=192.0.2.1 r1=192.0.2.40 d2=192.0.2.2
mx_set xn--bcher-kva.com d1=192.0.2.1 r1=$real d2=192.0.2.2
mx_set own.com d1=192.0.2.1 r1=$real d2=2001:db8:77::1
mx_set other.com d1=192.0.2.39 r1=$real d2=192.0.2.2
printf '@ MX 5 host.gone.com.\n@ MX 10 d1\nd1 A 192.0.2.1\n' | lab_zone slow.com
printf '@ MX 5 host.broken.com.\n@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 192.0.2.1\nr1 A 198.51.100.25\nd2 A 192.0.2.2\n' |
    lab_zone lost.com
mx_set bogus.com d1=192.0.2.1 r1=$real d2=192.0.2.2
echo '@ MX 10 r1' | lab_zone signed.com sign
printf '@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 192.0.2.1\nr1 A 198.51.100.25\nd2 A 192.0.2.2\n' |
    lab_zone bogus.com bogus
printf '@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 192.0.2.1\nr1 A 198.51.100.25\nd2 A 192.0.2.2\n' |
    lab_zone signed.com sign
printf '@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 192.0.2.1\nr1 A 198.51.100.25\nd2 A 192.0.2.2\n' |
    tee "$LAB/stale" | lab_zone stale.com nsd
sed 's/MX 30 d2/MX 40 d2/' "$LAB/stale" | lab_zone stale.com bind
printf '@ MX 10 d1\n@ MX 20 alias\n@ MX 30 d2\nd1 A 192.0.2.1\nalias CNAME r1\nr1 A 198.51.100.25\nd2 A 192.0.2.2\n' |
    lab_zone cname.com
echo '@ MX 0 .' | lab_zone null.com
echo '@ A 198.51.100.25' | lab_zone nomx.com
lab_broken broken.com
lab_dead dead.com
lab_dead gone.com
lab_dns_up
lab_hosts_up
lab_hostile 192.0.2.30=answers 192.0.2.31=mute 2001:db8::31=mute 192.0.2.32=hangup \
    2001:db8::32=hangup 192.0.2.33=garbled 2001:db8::33=garbled 192.0.2.34=rejects \
    2001:db8::34=rejects 192.0.2.35=gigabyte 192.0.2.36=escapes 192.0.2.37=late421 192.0.2.38=once \
    192.0.2.39=once 192.0.2.42=once 192.0.2.43=limits
# firewall [HOW FAMILY...]: and a filter of the vantage's own network, which comes first.
firewall() {
    lab_firewall open
    [ $# -eq 0 ] || lab_firewall "$@"
    lab_firewall drop 192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1 2001:db8::2 2001:db8::3 5.9.25.1 \
        2a01:4f8:25::1 5.9.25.2 192.0.2.5 192.0.2.6
    lab_firewall reset 192.0.2.40 2001:db8::40
    lab_firewall prohibited 192.0.2.41 2001:db8::41
}
firewall

# A network all of which is this machine: by IPv6 an ICMP error comes from its ::1.
lab_in vantage ip route add local 2001:db8:77::/64 dev lo src ::1
lab_in vantage nft -f - <<'END'
table inet own {
    chain input {
        type filter hook input priority 0;
        ip6 daddr 2001:db8:77::1 tcp dport 25 reject with icmpv6 type admin-prohibited
    }
}
END
cat >"$work/oc9.yaml" <<'END'
zone: oc9.com
mx:
  - {dummy: mail1, preference: 10, address: [192.0.2.1, "2001:db8::1"]}
  - {real: master, preference: 20, address: [198.51.100.25, "2001:db8::25"]}
  - {real: slave2, preference: 30, address: [198.51.100.26, "2001:db8::26"]}
  - {dummy: mail2, preference: 40, address: [192.0.2.2, "2001:db8::2"]}
  - {dummy: mail3, preference: 50, address: [192.0.2.3, "2001:db8::3"]}
END
cat >"$work/once.yaml" <<'END'
zone: once.com
mx:
  - {dummy: d1, preference: 10}
  - {real: r1, preference: 20}
  - {dummy: d2, preference: 30}
END
cat >"$work/down.yaml" <<'END'
zone: down.com
mx:
  - {dummy: d1, preference: 10}
  - {real: r1, preference: 20}
  - {real: r2, preference: 30}
  - {dummy: d2, preference: 40}
END
cat >"$work/lost.yaml" <<'END'
zone: lost.com
mx:
  - {dummy: host.broken.com., preference: 5, address: [192.0.2.1, "2001:db8::1"]}
  - {dummy: d1, preference: 10, address: 192.0.2.1}
  - {real: r1, preference: 20, address: 198.51.100.25}
  - {dummy: d2, preference: 30, address: 192.0.2.2}
END
sed 's/preference: 40/preference: 45/' "$work/oc9.yaml" >"$work/drift.yaml"
sed 's/192.0.2.3/192.0.2.4/' "$work/oc9.yaml" >"$work/moved.yaml"
sed 's/down.com/alldown.com/' "$work/down.yaml" >"$work/alldown.yaml"
sed 's/once.com/xn--bcher-kva.com/' "$work/once.yaml" >"$work/idn.yaml"
sed "s/once.com/stopped.com/" "$work/once.yaml" >"$work/stopped.yaml"
for domain in one.com other.com half.com; do
    sed "s/once.com/$domain/" "$work/once.yaml" >"$work/${domain%.com}.yaml"
done

together 10 . "$LAB_SOURCE/check_cases.sh"

# A resolver on this machine, as systemd-resolved is: it forwards what comes to 127.0.0.53.
cat >"$LAB/stub.conf" <<END
server:
    interface: 127.0.0.53
    do-not-query-localhost: no
    username: ""
    chroot: ""
    directory: "$LAB"
    pidfile: ""
    use-syslog: no
    module-config: "iterator"
forward-zone:
    name: "."
    forward-addr: $LAB_UNBOUND
END
(
    . "$LAB_SERVERS/env.sh"
    lab_in vantage unbound -d -c "$LAB/stub.conf"
) >"$LAB/stub.log" 2>&1 &
echo "$!" >>"$LAB/dns/pids"
lab_until 120 lab_answers 127.0.0.53 MX oc9.com || lab_fail "no stub: $(cat "$LAB/stub.log")"
lab_resolver 127.0.0.53
printf 'options edns0 trust-ad\nsearch lab.com\n' >>"$LAB/resolv.conf"
stub() {
    judged 0 pass "" oc9.com
    judged 0 pass "" oc9.com --authoritative
    judged 1 fail no-such-domain vantage
}
together 10 stub
lab_resolver "$LAB_UNBOUND"

# Port 25 closed to us, in one family and in both: never pass or fail.
without_ipv4() {
    judged 3 inconclusive egress-blocked oc9.com
    judged 3 inconclusive egress-blocked oc9.com --spec "$work/oc9.yaml"
    judged 0 pass "" oc9.com -6
}
firewall drop ip
together 10 without_ipv4
without_ipv6() {
    judged 3 inconclusive egress-blocked oc9.com
    judged 0 pass "" oc9.com -4
}
firewall drop ip6
together 10 without_ipv6
printf '%s\n' oc9.com public.com postscreen.com talks.com half.com resets.com icmp.com down.com \
    alldown.com plain.com onehost.com mute.com hangup.com garbled.com rejects.com gigabyte.com \
    escapes.com late.com six.com once.com lost.com stale.com >"$work/all"
with_none() {
    for domain in oc9.com public.com plain.com talks.com resets.com alldown.com; do
        run 3 lab_in vantage "$check" --allow-special --timeout 1 "$domain"
    done
    run 3 lab_in vantage "$check" -f ndjson --allow-special --timeout 1 -i "$work/all" \
        --control master.oc9.com
    keep
    check "nothing is said of any" test "$(grep -c '"verdict": "inconclusive"' "$work/out")" -eq 22
}
firewall drop ip ip6
together 10 with_none
with_resets() {
    for domain in oc9.com plain.com; do
        run 3 lab_in vantage "$check" --allow-special --timeout 1 "$domain"
    done
}
firewall reset ip ip6
together 10 with_resets
firewall

# No route of one family: -4 leaves it out.
lab_cut ip6
together 10 without_ipv6
lab_mend

# Many domains, as they come.
printf '%s\n' oc9.com plain.com dead.com null.com >"$work/list"
run 1 lab_in vantage "$check" -f ndjson --allow-special --timeout 1.5 -i "$work/list"
keep
check "one line a domain" test "$(wc -l <"$work/out")" -eq 4
cp "$work/out" "$work/earlier"
printf '{"schema": "mxtrap.check/1", "dom' >>"$work/earlier"
echo six.com >>"$work/list"
run 0 lab_in vantage "$check" -f ndjson --allow-special --timeout 1.5 -i "$work/list" \
    --resume "$work/earlier"
check "one line is left" test "$(wc -l <"$work/out")" -eq 1
run 3 lab_in vantage "$check" -f json --allow-special --timeout 1.5 --deadline 0.5 oc9.com
keep

# A signal: what is known is printed, the rest is inconclusive, or left out where it can be resumed.
# signalled STATUS FORMAT DOMAIN...: once all but oc9.com are known, which is not within the timeout.
signalled() {
    wanted=$1 format=$2
    shift 2
    nsenter --net=/run/netns/vantage -- "$check" -f "$format" --allow-special --timeout 60 --progress \
        "$@" >"$work/out" 2>"$work/err" &
    pid=$!
    waits grep -q "^$(($# - 1)) of $# done, 1 in flight" "$work/err" || true
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    check "SIGINT: exit status $wanted, not $status" test "$status" -eq "$wanted"
}
signalled 3 json oc9.com
keep
out_has '"domain": "oc9.com", "verdict": "inconclusive"'
signalled 3 ndjson null.com oc9.com
keep
check "what is known is there, what is not is left to a later run" \
    test "$(grep -o '"domain": "[a-z0-9.]*"' "$work/out")" = '"domain": "null.com"'

# A reader that goes away, and a full disk, in every format.
for format in text json ndjson junit nagios prometheus github html; do
    status=0
    lab_in vantage "$check" -f "$format" null.com >/dev/full 2>"$work/err" || status=$?
    check "$format on a full disk: 4, not $status" test "$status" -eq 4
    rm -f "$work/status"
    {
        sleep 1
        status=0
        lab_in vantage "$check" -f "$format" null.com 2>"$work/err" || status=$?
        echo "$status" >"$work/status"
    } | true
    lab_until 20 test -s "$work/status"
    check "$format into a closed pipe: SIGPIPE, not $(cat "$work/status")" \
        test "$(cat "$work/status")" = 141
done
# All that was said, against the schema; and all nine states were seen, in both families.
check "documents are as their schema says" python3 "$source/tests/cli/valid_json.py" \
    "$source/docs/mxtrap-check.schema.json" "$work"/json/*
check "every state by IPv4 and IPv6" python3 "$source/tests/lab/documents.py" "$work"/json/*

finish 246
