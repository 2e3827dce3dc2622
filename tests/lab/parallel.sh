#!/bin/sh
# One list by several mxtrap-check at once, as examples/parallel.sh shares it out, with GNU parallel on
# one machine: every domain once, the same verdicts as by one, and a run that was cut is taken up.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK: the tool.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
command -v parallel >/dev/null || lab_fail "no GNU parallel: install the package parallel"
lab_up

domains=40
for i in $(seq "$domains"); do
    last=5.9.25.$((100 + i % 2))
    printf '@ MX 10 d1\n@ MX 20 r1\n@ MX 30 d2\nd1 A 5.9.25.%d\nr1 A 5.9.25.25\nd2 A %s\n' \
        "$((30 + i))" "$last" | lab_zone "p$i.com"
    echo "p$i.com"
done >"$work/list"
lab_dns_up
lab_hostile 5.9.25.25=answers 5.9.25.101=answers
lab_firewall drop 5.9.25.100
lab_in router nft add rule inet lab forward ip daddr 5.9.25.30-5.9.25.70 tcp dport 25 drop

# verdicts FILE: "DOMAIN VERDICT" in order.
verdicts() {
    python3 -c '
import json, sys
domains = [json.loads(line) for line in open(sys.argv[1])]
print(*sorted(d["domain"] + " " + d["verdict"] for d in domains), sep="\n")' "$1"
}

MXTRAP_CHECK_OPTIONS="--timeout=1"
export MXTRAP_CHECK_OPTIONS
run 1 lab_in vantage "$check" -f ndjson --timeout 1 -i "$work/list"
verdicts "$work/out" >"$work/alone"
check "a verdict a domain" test "$(wc -l <"$work/alone")" -eq "$domains"
check "half of them pass" test "$(grep -c ' pass$' "$work/alone")" -eq "$((domains / 2))"

PATH=${check%/*}:$PATH
run 1 lab_in vantage sh "$source/examples/parallel.sh" "$work/list" "$work/results" 4
check "several processes were at work" test "$(wc -l <"$work/results.log")" -gt 2
verdicts "$work/results" >"$work/together"
check "the same verdicts" diff "$work/alone" "$work/together"

# What an earlier run knows is not asked again; a torn last line is.
head -30 "$work/results" >"$work/cut"
head -31 "$work/results" | tail -1 | cut -c1-50 | tr -d '\n' >>"$work/cut"
run 1 lab_in vantage sh "$source/examples/parallel.sh" "$work/list" "$work/cut" 4
verdicts "$work/cut" >"$work/resumed"
check "the same verdicts again" diff "$work/alone" "$work/resumed"

finish 8
