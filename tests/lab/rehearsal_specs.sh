#!/bin/sh
# Rehearsals of specs of every kind: what the check finds in each is what the spec says of it.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$work"

cat >summary.py <<'PYTHON'
# A line a domain: name, verdict, error rules; a line an address: host, address, state.
import json, sys
for domain in sorted(json.load(sys.stdin)["domains"], key=lambda domain: domain["domain"]):
    print(domain["domain"], domain["verdict"], *sorted(
        {f["rule"] for f in domain["findings"] if f["severity"] == "error"}))
    for host in domain["exchangers"]:
        for address in sorted(host["addresses"], key=lambda address: address["address"]):
            print(host["host"], host["role"], address["address"], address["state"])
PYTHON
# rehearsed STATUS SPEC...: the check of all of them ends so; $work/out is its summary. $timeout: the check's.
timeout=1.2
rehearsed() {
    wanted=$1
    shift
    words=
    for spec in "$@"; do
        [ "$spec" = --stand-in ] || words="$words --spec=$spec"
    done
    # shellcheck disable=SC2016,SC2086 # the script is the inner shell's; words are meant
    run "$wanted" timeout 120 "$lab" -q "$@" -- sh -c 'check=$1 timeout=$2
        shift 2
        "$check" -f json --allow-special --timeout="$timeout" "$@" >result' - "$check" "$timeout" $words
    /usr/bin/python3 summary.py <result >out 2>&1 || true
}
line() { check "summary has: $1" grep -qx -e "$1" out; }

# No owner at the apex, a wildcard, both families; by default every owner name is checked.
cat >owners.yaml <<'YAML'
zone: example.com
owners: [mail, "*"]
mx:
  - {dummy: d1, address: 192.0.2.1}
  - {real: r1, address: [198.51.100.1, "2001:db8::1"]}
  - {real: r2, address: 198.51.100.2}
  - {dummy: d2, address: ["192.0.2.2", "2001:db8::2"]}
YAML
# Resets, and hosts whose addresses are kept elsewhere, in an internationalised zone.
cat >reset.yaml <<'YAML'
zone: xn--mnchen-3ya.example
silence: reset
mx:
  - {dummy: d1, address: 203.0.113.1}
  - {real: r1}
  - {real: mx.elsewhere.example.}
  - {dummy: d2}
YAML
rehearsed 3 owners.yaml reset.yaml
line "xn--mnchen-3ya.example inconclusive"
# What only the lab gave an address proves nothing: no command makes that a pass, a failure stays one.
made_up="the lab made up the addresses of mx.elsewhere.example., d2.xn--mnchen-3ya.example., r1.xn--mnchen-3ya.example."
err_has "mxtrap-lab: $made_up"
run 3 timeout 120 "$lab" reset.yaml -- true
err_has "mx.elsewhere.example. has no address in the specs: 198.18.0."
err_has "inconclusive: $made_up"
for status in 1 2 7; do
    run "$status" timeout 120 "$lab" -q reset.yaml -- sh -c "exit $status"
    err_has "mxtrap-lab: $made_up"
done
sed "/r1}/d; s/dummy: d2/&, address: 203.0.113.2/" reset.yaml >one.yaml
run 3 timeout 120 "$lab" -q one.yaml -- true
err_has "inconclusive: the lab made up the address of mx.elsewhere.example.: give it in the spec"
run 3 timeout 120 "$lab" -q one.yaml
out_has "xn--mnchen-3ya.example: inconclusive"
out_has "mx.elsewhere.example. [198.18.0.1]: the rehearsal made up this address"
run 1 timeout 120 "$lab" -q --answer=d1.xn--mnchen-3ya.example one.yaml
out_has "xn--mnchen-3ya.example: fail"
out_has "mx.elsewhere.example. [198.18.0.1]: the rehearsal made up this address"
run 0 timeout 120 "$lab" -q owners.yaml -- sh -c 'test -z "${MXTRAP_STAND_INS-}"'
run 0 env MXTRAP_STAND_INS=198.18.0.1-198.18.0.9 timeout 120 "$lab" -q owners.yaml -- sh -c \
    'test -z "${MXTRAP_STAND_INS-}"'
run 2 env MXTRAP_STAND_INS=198.18.0.1 "$check" a.example
err_has "FIRST-LAST"

# Unless they are to count.
rehearsed 0 --stand-in owners.yaml reset.yaml
line "\*\.example\.com pass"
line "mail\.example\.com pass"
line "xn--mnchen-3ya.example pass"
line "d2.example.com. dummy 2001:db8::2 silent"
line "r1.example.com. real 2001:db8::1 answers"
line "d1.xn--mnchen-3ya.example. dummy 203.0.113.1 refused"
line "mx.elsewhere.example. real 198.18.0.[1-9] answers"
run 0 timeout 120 "$lab" --stand-in reset.yaml -- true
err_has "mx.elsewhere.example. has no address in the specs: 198.18.0."
err_has "mxtrap-lab: $made_up"
run 0 timeout 120 "$lab" -q owners.yaml
out_has "*.example.com: pass"
out_has "mail.example.com: pass"
out_has "2 domains: 2 pass"

# Layouts by name, a parent and its child, zones that share exchangers and their addresses.
cat >layouts.yaml <<'YAML'
layouts:
  pair:
    mx:
      - {dummy: d1.example.net., address: 192.0.2.11}
      - {real: r1.example.net., address: 198.51.100.11}
      - {real: r2.example.net., address: 198.51.100.12}
      - {dummy: d2.example.net., address: 192.0.2.12}
zones:
  - {zone: example.net, layout: pair}
  - {zone: sub.example.net, layout: pair, owners: ["@", a.b]}
  - {zone: example.org, layout: pair}
YAML
rehearsed 0 layouts.yaml
for domain in example.net sub.example.net a.b.sub.example.net example.org; do
    line "$domain pass"
done
line "r2.example.net. real 198.51.100.12 answers"

# One address as dummy and as real host: the rules say so before, the check after.
cat >both.yaml <<'YAML'
zone: example.com
mx:
  - {dummy: d1, address: 192.0.2.1}
  - {real: r1, address: 198.51.100.1}
  - {real: r2, address: 192.0.2.1}
  - {dummy: d2, address: 192.0.2.2}
YAML
rehearsed 1 both.yaml
line "example.com fail address-shared-with-real dummy-answers"
run 0 timeout 60 "$lab" both.yaml -- true
err_has "[address-shared-with-real]"

# Addresses that nobody can have, and those that the rehearsal has for itself.
cat >special.yaml <<'YAML'
zone: special.example
mx:
  - dummy: d1
    address: [0.0.0.0, 127.0.0.1, "::1", "::", 224.0.0.1, "ff02::1", "fe80::1", 255.255.255.255,
        "::ffff:192.0.2.1", 0.1.2.3]
  - {real: r1, address: [127.0.0.2, 10.0.0.1, "fd00::1"]}
  - {real: r2, address: 198.18.0.1}
  - {real: r3}
  - {dummy: d2, address: [240.0.0.1, 169.254.1.1]}
YAML
rehearsed 1 special.yaml
err_has "the lab made up the address of r3.special.example."
for address in 0.0.0.0 224.0.0.1 255.255.255.255 0.1.2.3 :: ff02::1 fe80::1 ::ffff:192.0.2.1; do
    err_has "cannot add the address $address:"
done
line "d1.special.example. unknown 127.0.0.1 silent"
line "d1.special.example. unknown ::1 silent"
line "d1.special.example. unknown fe80::1 unprobed"
line "r1.special.example. real 127.0.0.2 answers"
line "r1.special.example. real 10.0.0.1 answers"
line "r1.special.example. real fd00::1 answers"
line "r2.special.example. real 198.18.0.1 answers"
line "r3.special.example. real 198.18.0.2 answers"
line "d2.special.example. dummy 240.0.0.1 silent"
line "d2.special.example. dummy 169.254.1.1 silent"

# Several MX sets: each owner by its own; a null MX and a set without dummies are what the spec says.
cat >sets.yaml <<'YAML'
zone: sets.example
mx:
  - {dummy: d1, address: 192.0.2.1}
  - {real: r1, address: 198.51.100.1}
  - {real: r2, address: 198.51.100.2}
  - {dummy: d2, address: 192.0.2.2}
sets:
  - {owners: plain, mx: [{real: r1}, {real: r2}]}
  - {owners: resets, silence: reset, mx: [{dummy: d3, address: 192.0.2.3}, {real: r1}, {real: r2}, {dummy: d4, address: 192.0.2.4}]}
  - {owners: nomail, mx: none}
YAML
rehearsed 0 sets.yaml
line "sets.example pass"
line "plain.sets.example pass"
line "resets.sets.example pass"
line "nomail.sets.example pass"
line "d3.sets.example. dummy 192.0.2.3 refused"
line "d1.sets.example. dummy 192.0.2.1 silent"
check "a null MX is said" grep -q 'accepts no mail, as the spec says' result
check "that nothing is trapped is a warning" sh -c 'grep -o "{[^{}]*not-trapped[^{}]*}" result | grep -q warning'
# Another spec than the one that is served: a null MX that is not wanted, and exchangers in its place.
sed 's/owners: plain, mx: .*/owners: plain, mx: none}/; s/owners: nomail, mx: none/owners: nomail, mx: [{real: r1}, {real: r2}]/' sets.yaml >wanted.yaml
run 1 timeout 120 "$lab" -q sets.yaml -- sh -c '"$1" -f json --allow-special --timeout=1.2 --spec=wanted.yaml plain.sets.example nomail.sets.example >result' - "$check"
/usr/bin/python3 summary.py <result >out
line "nomail.sets.example fail null-mx"
line "plain.sets.example fail drift not-trapped"

# A thousand zones, five addresses each.
/usr/bin/python3 - >many.yaml <<'PYTHON'
print("zones:")
for i in range(1000):
    print(f"  - zone: z{i}.example\n    mx:")
    for j, role in enumerate(("dummy", "real", "real", "dummy", "dummy")):
        print(f"      - {{{role}: m{j}, address: 10.{j}.{i // 250}.{i % 250 + 1}}}")
PYTHON
# Thousands of connections at once, on a machine that may be busy.
timeout=5
rehearsed 0 many.yaml
timeout=1.2
check "a thousand pass" test "$(grep -cx 'z[0-9]*\.example pass' out)" -eq 1000
check "three thousand dummies" test "$(grep -c 'dummy 10\..* silent$' out)" -eq 3000
check "two thousand real hosts" test "$(grep -c 'real 10\..* answers$' out)" -eq 2000

# What is no spec ends before anything begins.
: >empty.yaml
head -c 100000 /dev/urandom >noise.yaml
for file in empty.yaml noise.yaml /tmp none.yaml; do
    run 2 timeout 60 "$lab" "$file" -- touch touched
    check "nothing was run" test ! -e touched
done

finish 80
