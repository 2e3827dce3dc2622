#!/bin/sh
# mxtrap-lint with a spec or an MTA-STS policy beside the zone: roles, drift, and what they accept.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"
cd "$source"

# --spec: roles, drift, and what the spec accepts.
cat >"$work/wanted.yaml" <<'END'
zone: oc9.com
mx:
  - {dummy: mail1, preference: 1}
  - {real: master, preference: 5}
  - {real: slave2, preference: 6}
  - {dummy: mail2, preference: 8}
  - {dummy: mail3, preference: 10}
END
zone plain "$(marked | sed 's/;.*//')" "$(hosts)"
finds 1 "first-not-dummy" --dummy mail2.oc9.com --dummy mail3.oc9.com "$work/plain"
finds 0 "" --strict --spec "$work/wanted.yaml" "$work/plain"
finds 0 "" --strict --spec "$work/wanted.yaml" --dummy master.oc9.com "$work/plain"
sed 's/preference: 8/preference: 9/' "$work/wanted.yaml" >"$work/changed.yaml"
finds 1 "drift" --spec "$work/changed.yaml" "$work/plain"
sed 's/{dummy: mail1, preference: 1}/{dummy: mail1, preference: 1, address: 192.0.2.99}/' \
    "$work/wanted.yaml" >"$work/moved.yaml"
finds 1 "drift" --spec "$work/moved.yaml" "$work/plain"
run 1 "$lint" --spec "$work/moved.yaml" "$work/plain"
out_has "mail1.oc9.com. lacks the spec's address 192.0.2.99"
out_has "mail1.oc9.com. has an address that is not in the spec:"
sed '/^mail1 /d' "$work/plain" >"$work/gone"
finds 1 "drift target-no-address" --spec "$work/moved.yaml" "$work/gone"
# One host twice: what the spec has, and one more; what became of one is told once.
sed 's/MX 8 .*/&\n@ IN MX 9 mail2/' "$work/plain" >"$work/twice"
finds 1 "drift duplicate-exchanger" --spec "$work/wanted.yaml" "$work/twice"
run 1 "$lint" --spec "$work/changed.yaml" "$work/plain"
check "one finding" test "$(findings "$work/out" | wc -l)" -eq 1
sed 's/MX 8 /MX 7 /' "$work/twice" >"$work/both"
run 1 "$lint" -q --spec "$work/wanted.yaml" "$work/both"
out_has "mail2.oc9.com. with the preference 7 is not in the spec"
out_has "mail2.oc9.com. has the preference 9 instead of 8"
sed 's/MX 8 /MX x /' "$work/plain" >"$work/lost"
finds 2 "zone-syntax" --spec "$work/wanted.yaml" "$work/lost"
finds 2 "drift zone-syntax" --spec "$work/moved.yaml" "$work/lost"
sed 's/preference: 5/preference: 4/' "$work/wanted.yaml" >"$work/earlier.yaml"
finds 2 "drift zone-syntax" --spec "$work/earlier.yaml" "$work/lost"
sed 's/MX \([0-9]\)/MX x\1/' "$work/plain" >"$work/lost"
finds 2 "zone-syntax" --spec "$work/wanted.yaml" "$work/lost"
sed '/mail2/d' "$work/wanted.yaml" >"$work/less.yaml"
run 1 "$lint" --spec "$work/less.yaml" "$work/plain"
out_has "mail2.oc9.com. with the preference 8 is not in the spec"
sed 's/zone: oc9.com/zone: other.com/' "$work/wanted.yaml" >"$work/other.yaml"
run 1 "$lint" --spec "$work/other.yaml" "$work/plain"
out_has "oc9.com.: the spec has no zone of this name"
sed '/ MX /d' "$work/plain" >"$work/bare"
run 1 "$lint" --spec "$work/wanted.yaml" "$work/bare"
out_has "oc9.com.: the MX set of the spec is missing"
finds 0 "nothing-to-check" --spec "$work/other.yaml" "$work/bare"
finds 0 "nothing-to-check" "$work/bare"
: >"$work/empty"
finds 1 "drift" --spec "$work/wanted.yaml" "$work/empty"
run 1 "$lint" --spec "$work/wanted.yaml" --origin oc9.com "$work/empty"
out_has "$work/empty:1:1: error: oc9.com.: the MX set of the spec is missing"
finds 2 "unreadable" --spec "$work/wanted.yaml" "$work/nowhere"
sed 's/real: slave2/dummy: slave2/' "$work/wanted.yaml" >"$work/single.yaml"
finds 0 "single-real-host" --spec "$work/single.yaml" "$work/plain"
printf 'ignore: {single-real-host: one is enough}\n' >>"$work/single.yaml"
finds 0 "" --strict --spec "$work/single.yaml" "$work/plain"
run 2 "$lint" --spec "$work/none.yaml" "$work/plain"
out_has "$work/none.yaml:1:1: error: "

# An MTA-STS policy (tests/unit/test_mta_sts.c has what is one).
"$gen" -q -f mta-sts examples/oc9.yaml >"$work/policy.txt"
run 0 "$lint" -q --mta-sts="$work/policy.txt" examples/oc9.yaml
run 0 "$lint" -q --mta-sts="$work/policy.txt" zones/oc9.db
status=0
sed '/slave2/d' "$work/policy.txt" | "$lint" -f json --mta-sts - zones/oc9.db >"$work/out" || status=$?
check "a policy on standard input" test "$status" -eq 0
out_has '"rule": "mta-sts-policy"'
run 2 "$lint" --mta-sts - - <"$work/policy.txt"
err_has "standard input can be read only once"
sed -e '/slave2/d' "$work/policy.txt" >"$work/short.txt"
run 0 "$lint" --mta-sts="$work/short.txt" examples/oc9.yaml
out_has "warning: oc9.com.: slave2.oc9.com. is a real host that the MTA-STS policy does not list [mta-sts-policy]"
sed -i 's/testing/enforce/' "$work/short.txt"
run 1 "$lint" -q --mta-sts="$work/short.txt" examples/oc9.yaml
out_has "[mta-sts-policy]"
run 1 "$lint" -q -f json --mta-sts="$work/short.txt" zones/oc9.db
out_has '"rule": "mta-sts-policy"'
echo 'mode: on' >"$work/wrong.txt"
run 2 "$lint" --mta-sts="$work/wrong.txt" examples/oc9.yaml
out_has "$work/wrong.txt:1:7: error: \"on\" is not a mode"
run 2 "$lint" --mta-sts="$work/none.txt" examples/oc9.yaml
out_has "[unreadable]"
: >"$work/empty.txt"
run 2 "$lint" --mta-sts="$work/empty.txt" examples/oc9.yaml
out_has "the policy has no version"

finish 65
