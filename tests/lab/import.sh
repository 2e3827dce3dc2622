#!/bin/sh
# The walk-through of docs/import.md, at a real BIND: a live zone with four MX sets is imported and
# linted, dummies are added to one of them, the steps are planned and published one by one, the
# result is checked, and all of it is taken back.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK,
# MXTRAP_GEN, MXTRAP_LINT: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
lab_up
cd "$work"

lab_updates key
printf '%s\n' '@ 600 MX 10 master' '@ 600 MX 20 slave2' 'master 300 A 198.51.100.25' \
    'master 300 AAAA 2001:db8::25' 'slave2 300 A 198.51.100.26' 'lists 300 MX 10 mx.other.com.' \
    'shop MX 10 slave2' '*.shop MX 10 slave2' 'nomail MX 0 .' 'www A 198.51.100.80' \
    '@ TXT "v=spf1 mx -all"' 'alias CNAME www' | lab_zone oc9.com bind
printf '%s\n' 'mx A 198.51.100.26' | lab_zone other.com bind
lab_dns_up
lab_hosts_up
lab_firewall drop 192.0.2.1 192.0.2.3

live=axfr:oc9.com@$LAB_BIND
transfer() {
    lab_in vantage dig +noall +answer +onesoa -k key "@$LAB_BIND" AXFR oc9.com | grep -v SOA | sort
}
# steps FROM TO: publishes each step of the plan that publishes something.
steps() {
    run 0 "$gen" -q --diff -f json "$1" "$2"
    cp out plan.json
    for step in $(/usr/bin/python3 -c 'import json
for step in json.load(open("plan.json"))["steps"]:
    if step["action"] == "publish":
        print(step["step"])'); do
        run 0 "$gen" -q --diff -f nsupdate --step "$step" "$1" "$2"
        { echo "server $LAB_BIND"; cat out; } >script
        run 0 lab_in vantage nsupdate -k key script
    done
}

# Nothing says which hosts are dummies: then nothing is imported.
transfer >before
run 1 lab_in vantage "$gen" -q -f spec --tsig-key key "$live"
err_has "[roles-unknown]"
err_has "master.oc9.com., slave2.oc9.com., mx.other.com."
out_is_empty
run 0 lab_in vantage "$gen" -q -f spec --tsig-key key --no-dummies -o old.yaml "$live"
check "four sets" test "$(grep -c -e '^mx:' -e '^- owners:' old.yaml)" -eq 4
check "a null MX" grep -q '  mx: none' old.yaml
run 0 "$lint" old.yaml
out_has "[not-trapped]"

# The spec is the zone.
run 0 lab_in vantage "$gen" -q -f nsupdate --from "$live" --tsig-key key --no-dummies old.yaml
check "nothing to change" test "$(grep -vc '^;' out)" -eq 0
run 0 lab_in vantage "$gen" -q --diff --tsig-key key --no-dummies "$live" old.yaml
check "no steps" test "$(grep -c '^[0-9]' out)" -eq 0
run 0 "$gen" -q -f spec old.yaml
sed '/^ *#/d' out >again.yaml
check "the spec of the spec" sh -c 'sed "/^ *#/d" old.yaml | cmp - again.yaml'

# A pair of dummies around the zone's own exchangers.
sed '/^mx:/a\
- {dummy: mail1, preference: 1, address: 192.0.2.1}\
- {dummy: mail3, preference: 90, address: 192.0.2.3}' old.yaml >new.yaml
run 0 "$lint" new.yaml
run 0 "$gen" -q --diff old.yaml new.yaml
out_has "silence"
steps old.yaml new.yaml
run 0 lab_in vantage "$gen" -q -f nsupdate --from "$live" --tsig-key key \
    --dummy mail1.oc9.com --dummy mail3.oc9.com new.yaml
check "published" test "$(grep -vc '^;' out)" -eq 0
run 0 lab_in vantage "$check" -q --allow-special --timeout 2.5 --greeting-timeout 30 \
    --server "$LAB_BIND" --spec new.yaml oc9.com
run 0 lab_in vantage "$gen" -q -f spec --tsig-key key --dummy mail1.oc9.com --dummy mail3.oc9.com \
    -o live.yaml "$live"
for spec in new live; do
    run 0 "$gen" -q -f json "$spec.yaml"
    cp out "$spec.json"
done
check "imported again" cmp new.json live.json

# And back.
steps new.yaml old.yaml
transfer >after
check "the zone is as it was" cmp before after
finish 35
