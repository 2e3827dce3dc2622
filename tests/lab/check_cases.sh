# shellcheck shell=sh
# What mxtrap-check says in the lab that check.sh has built. Sourced by together(), of tests/lib.sh:
# no run needs another's effect, and nothing that one reads is written here.

# oc9 as it is meant to be, without and with its spec; its real hosts are Postfix and Exim.
judged 0 pass "" oc9.com
for address in 192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1 2001:db8::2 2001:db8::3; do
    state_is "$address" silent
done
for address in 198.51.100.25 2001:db8::25 198.51.100.26 2001:db8::26; do
    state_is "$address" answers
done
judged 0 pass "" public.com
state_is 5.9.25.25 answers
state_is 2a01:4f8:25::25 answers
run 0 lab_in vantage "$check" --timeout 1.5 public.com
judged 0 pass "" six.com
judged 0 pass "" oc9.com --starttls
judged 0 pass "" oc9.com --spec "$work/oc9.yaml"
judged 1 fail drift oc9.com --spec "$work/drift.yaml"
judged 1 fail drift oc9.com --spec "$work/moved.yaml"
# DNS alone shows what is wrong, and never that all is well.
judged 3 inconclusive not-determined oc9.com --no-probe --spec "$work/oc9.yaml"
judged 3 inconclusive not-determined oc9.com --no-probe
judged 1 fail drift oc9.com --no-probe --spec "$work/drift.yaml"
state_is 192.0.2.1 unprobed

# Dummies that are none.
judged 1 fail dummy-answers half.com
state_is 192.0.2.30 answers
judged 1 fail last-not-dummy talks.com
# One that took a connection once listens, though it refuses the second one.
judged 1 fail dummy-answers once.com --accept-refused --spec "$work/once.yaml"
state_is 192.0.2.38 answers
# So it does for a domain that comes later in the list, and has the same address.
run 1 lab_in vantage "$check" -f ndjson --allow-special --timeout 1.5 --jobs 1 --accept-refused \
    --spec "$work/one.yaml" --spec "$work/other.yaml" one.com other.com
keep
check "both have the dummy that answered once" test "$(grep -c dummy-answers "$work/out")" -eq 2
# A real host that takes no second connection has shown that the port is open to us.
judged 0 pass "" shut.com
state_is 192.0.2.42 answers
judged 0 pass "" limits.com
# A reset is believed where others were silent: no filter on this side does both.
judged 1 fail "egress-blocked real-silent" stopped.com --spec "$work/stopped.yaml"
out_has "outbound port 25 looks blocked from here, at least to the silent hosts"
judged 1 fail dummy-refuses resets.com
state_is 192.0.2.40 refused
state_is 2001:db8::40 refused
judged 0 pass "" resets.com --accept-refused
judged 0 pass dummy-unreachable icmp.com
state_is 192.0.2.41 unreachable
state_is 2001:db8::41 unreachable
out_has '"from": "203.0.113.1"'

# A network all of which is this machine.
judged 0 pass dummy-unreachable own.com
state_is 2001:db8:77::1 unreachable

# Real hosts that are none, or not quite.
judged 1 fail real-rejects mute.com
state_is 192.0.2.31 mute
state_is 2001:db8::31 mute
judged 1 fail real-rejects hangup.com
state_is 192.0.2.32 hangup
state_is 2001:db8::32 hangup
judged 1 fail real-rejects garbled.com
state_is 192.0.2.33 garbled
state_is 2001:db8::33 garbled
judged 1 fail real-rejects rejects.com
state_is 192.0.2.34 rejects
state_is 2001:db8::34 rejects
judged 1 fail real-rejects gigabyte.com
state_is 192.0.2.35 garbled
judged 1 fail real-rejects late.com
state_is 192.0.2.37 rejects
judged 1 fail not-trapped plain.com
judged 1 fail not-trapped onehost.com
judged 1 fail real-silent down.com --spec "$work/down.yaml"
judged 1 fail real-silent alldown.com --spec "$work/alldown.yaml" --control master.oc9.com
judged 3 inconclusive egress-blocked alldown.com --spec "$work/alldown.yaml"
out_has 'outbound port 25 looks blocked from here"'
judged 3 inconclusive egress-blocked alldown.com --spec "$work/alldown.yaml" --control 192.0.2.5
judged 1 fail no-real-host alldown.com --control 198.51.100.25

# What DNS says.
judged 1 fail no-mx nomx.com
judged 1 fail null-mx null.com
judged 1 fail no-such-domain nosuch.lab.com
judged 1 fail target-is-cname cname.com
judged 3 inconclusive lame-dns broken.com
judged 3 inconclusive lame-dns dead.com
# A server that does not resolve: what it points to is not looked at, and there may well be an MX.
judged 3 inconclusive lame-dns dead.com --server "$LAB_NSD@53"
out_has "it does not resolve"
# What could not be looked up has not drifted.
judged 3 inconclusive "front-dummy-addresses lame-dns" lost.com --spec "$work/lost.yaml"
judged 3 inconclusive lame-dns bogus.com --dnssec --trust-anchor "$LAB/dns/root.key"
out_has bogus
judged 0 pass "" signed.com --dnssec --trust-anchor "$LAB/dns/root.key"
judged 0 pass nameservers-disagree stale.com --authoritative
judged 0 pass "" oc9.com --authoritative
judged 0 pass "" oc9.com --recursive --root-hints "$LAB/dns/root.hints"

# An internationalised domain as it is typed; DNS and results have its A-label.
judged 0 pass "" "Bücher.com." --spec "$work/idn.yaml"
out_has '"domain": "xn--bcher-kva.com"'

# Addresses of special purpose are not asked: no connection leaves for 127.0.0.1.
run 1 lab_in vantage "$check" -f json --timeout 1.5 loop.com
out_has special-purpose-address
state_is 127.0.0.1 unprobed
run 3 lab_in vantage "$check" -f json --timeout 1.5 oc9.com
keep
state_is 192.0.2.1 unprobed

# postscreen says 220- at once and 220 after six seconds: no real host is lost by waiting.
run 0 lab_in vantage "$check" -f json --allow-special --timeout 1.5 --greeting-timeout 10 \
    postscreen.com
state_is 198.51.100.27 answers
state_is 2001:db8::27 answers

# A terminal's control characters come out escaped in every format.
escape=$(printf '\033')
for format in text json ndjson junit nagios prometheus github html; do
    run 0 lab_in vantage "$check" -f "$format" --allow-special --timeout 1.5 escapes.com || true
    check "$format has no control character" \
        test "$(LC_ALL=C grep -c "$escape" "$work/out")" -eq 0
done
check "the page is whole" python3 "$source/tests/cli/page.py" "$work/out" 1

# Exit statuses over several: 1 before 3 before 0.
statuses() {
    wanted=$1
    shift
    run "$wanted" lab_in vantage "$check" -f json --allow-special --timeout 1.5 "$@"
    keep
}
statuses 0 oc9.com public.com
statuses 3 oc9.com broken.com
statuses 3 broken.com oc9.com
statuses 1 broken.com null.com oc9.com
statuses 1 null.com oc9.com
out_has '"summary": {"pass": 1, "fail": 1, "inconclusive": 0}'

# No time for the second try at what was unexpected: it is not known. A dummy that took a connection
# is one that answers. And nobody is asked any more, the zone's servers neither.
judged 3 inconclusive not-determined rejects.com --deadline 10 --timeout 60
state_is 192.0.2.34 unprobed
out_has '"cause": "the run'"'"'s deadline came first"'
judged 1 fail dummy-answers half.com --deadline 10 --timeout 60 --spec "$work/half.yaml"
judged 3 inconclusive "lame-dns not-determined" slow.com --deadline 1 --authoritative
out_has "the run ended first"

# One family alone: addresses of the other are neither missing nor drift, and a host that has but
# those is not known.
judged 0 pass "" oc9.com -4 --spec "$work/oc9.yaml"
judged 0 pass "" oc9.com -6 --spec "$work/oc9.yaml"
judged 3 inconclusive egress-blocked six.com -4
out_has "d1.six.com. has no IPv4 address, and IPv6 is not checked"

# What a resolver on a network without IPv4 makes of A records (DNS64) is no part of the zone; the same
# prefix with another address in it is.
judged 0 pass "" sixfour.com
judged 3 inconclusive egress-blocked sixfour.com -6
judged 0 pass dummy-unreachable notours.com

# Warnings fail when that is asked for; what is to be said of the vantage point is no such warning.
run 0 lab_in vantage "$check" --allow-special --timeout 1.5 icmp.com
run 1 lab_in vantage "$check" --allow-special --timeout 1.5 icmp.com --strict
run 3 lab_in vantage "$check" --allow-special --timeout 1.5 --strict --spec "$work/alldown.yaml" \
    alldown.com

run 0 lab_in vantage "$check" --timeout 1.5 -f nagios public.com
out_has "MXTRAP OK"
out_has "OK: public.com - "
run 1 lab_in vantage "$check" --timeout 1.5 -f nagios public.com --strict
out_has "MXTRAP WARNING"

