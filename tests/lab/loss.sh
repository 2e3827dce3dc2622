#!/bin/sh
# One packet in five is lost, both ways: in 200 checks of oc9's layout no verdict may be wrong.
# Inconclusive is not wrong, and is counted.
# MXTRAP_SOURCE, MXTRAP_SERVERS, MXTRAP_CHECK as for check.sh; $1: how many checks.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
runs=${1:-200}
lab_up

printf '@ MX %s\n' "1 mail1" "5 master" "6 slave2" "8 mail2" "10 mail3" >"$LAB/oc9"
printf '%s A %s\n' mail1 192.0.2.1 master 198.51.100.25 slave2 198.51.100.26 mail2 192.0.2.2 \
    mail3 192.0.2.3 >>"$LAB/oc9"
lab_zone oc9.com <"$LAB/oc9"
lab_dns_up
# shellcheck disable=SC2086 # words are meant
lab_addresses $LAB_MASTER $LAB_SLAVE2
lab_hostile 198.51.100.25=answers 198.51.100.26=answers
lab_firewall drop 192.0.2.1 192.0.2.2 192.0.2.3
lab_firewall loss 20

one() {
    status=0
    lab_in vantage "$check" --allow-special --timeout 10 oc9.com >"$LAB/run.$1" 2>&1 || status=$?
    echo "$status" >>"$LAB/statuses"
}

: >"$LAB/statuses"
done=0
while [ "$done" -lt "$runs" ]; do
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
        done=$((done + 1))
        [ "$done" -gt "$runs" ] || one "$done" &
    done
    wait_for=$((done > runs ? runs : done))
    lab_until 600 sh -c "[ \$(wc -l <'$LAB/statuses') -ge $wait_for ]"
done
pass=$(grep -cx 0 "$LAB/statuses" || true)
unknown=$(grep -cx 3 "$LAB/statuses" || true)
wrong=$((runs - pass - unknown))
echo "$runs runs: $pass pass, $unknown inconclusive, $wrong wrong"
for file in "$LAB"/run.*; do
    [ "$wrong" -eq 0 ] || grep -l fail "$file" | xargs -r cat
done
[ "$wrong" -eq 0 ] && [ "$pass" -gt 0 ]
