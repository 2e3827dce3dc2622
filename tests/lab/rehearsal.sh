#!/bin/sh
# mxtrap-lab as its users call it: usage, the command's exit status, what DNS and port 25 say inside,
# and a check that passes, and fails where a dummy answers or a real host is silent.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

run 0 "$lab" --help
out_has "usage: mxtrap-lab"
check "--help fits a screen" test "$(wc -l <"$work/out")" -le 24
run 0 "$lab" -V
run 2 "$lab"
run 2 "$lab" --anwser=mail1.oc9.com examples/oc9.yaml -- true
run 2 "$lab" "$work/none.yaml" -- true
err_has "[unreadable]"
printf 'zone: a.com\nmx:\n  - dumy: m\n' >"$work/bad.yaml"
run 2 "$lab" "$work/bad.yaml" -- true
err_has "[spec-key]"
for status in 0 1 3 7; do
    run "$status" timeout 30 "$lab" -q examples/oc9.yaml -- sh -c "exit $status"
done
run 127 timeout 30 "$lab" -q examples/oc9.yaml -- "$work/nothing"

# inside COMMAND...: in the rehearsal of oc9.com.
inside() {
    run 0 timeout 30 "$lab" -q examples/oc9.yaml -- "$@"
}
inside dig +short MX oc9.com
check "five exchangers" test "$(wc -l <"$work/out")" -eq 5
inside dig +short AAAA master.oc9.com
out_has "2001:db8::25"
inside dig nosuch.oc9.com
out_has "status: NXDOMAIN"
inside dig AAAA mail1.oc9.com
out_has "status: NOERROR"
out_has "ANSWER: 0"
inside dig example.org
out_has "status: REFUSED"

# rehearsed STATUS RULES [OPTION]...: what the check finds, but documentation addresses.
rehearsed() {
    wanted=$1 rules=$2
    shift 2
    run "$wanted" timeout 60 "$lab" -q "$@" examples/oc9.yaml -- "$check" -f json --allow-special \
        --timeout=1.5 --spec=examples/oc9.yaml
    # shellcheck disable=SC2016 # the program is python's
    found=$(/usr/bin/python3 -c '
import json, sys
print(*sorted({f["rule"] for f in json.load(open(sys.argv[1]))["domains"][0]["findings"]}))' \
        "$work/out" 2>&1) || true
    check "rules \"$rules\", not \"$found\": $*" test "$found" = "$rules"
}
rehearsed 0 ""
rehearsed 1 "dummy-answers" --answer=mail3.oc9.com
rehearsed 1 "real-silent" --silence=slave2.oc9.com
rehearsed 3 "egress-blocked" --silence=master.oc9.com --silence=slave2.oc9.com

# A line of a list that is no domain: what can be checked is, and a monitoring system is not told OK.
printf 'oc9.com\nb..example\n' >"$work/list"
run 2 timeout 60 "$lab" -q examples/oc9.yaml -- "$check" -f nagios --allow-special --timeout=1.5 \
    --spec=examples/oc9.yaml -i "$work/list"
out_has "MXTRAP UNKNOWN - 1 of 1 domains pass"

finish 36
