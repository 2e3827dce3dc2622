#!/bin/sh
# mxtrap-sim as its users call it: options, exit statuses, inputs, outputs that fail.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"

# sender NAME FILTER...: a Python expression over the walk of this sender in the first layout.
sender() {
    /usr/bin/python3 -c '
import json, sys
document = json.load(sys.stdin)
assert document["schema"] == "mxtrap.sim/1"
walks = [w for w in document["layouts"][0]["senders"] if w["sender"] == sys.argv[1]]
assert len(walks) == 1
walk = walks[0]
hosts = [a["host"].split(".")[0] for a in walk["attempts"]]
outcomes = [a["outcome"] for a in walk["attempts"]]
sys.exit(0 if eval(sys.argv[2]) else 1)' "$1" "$2" <"$work/out"
}

# is NAME EXPRESSION: what holds of a sender in the last run's JSON.
is() { check "$1: $2" sender "$1" "$2"; }

# Options and usage.
run 0 "$sim" --help
out_has "usage: mxtrap-sim"
for word in --format --family --origin --spec --dummy --no-include --include-root --quiet --color \
    --help --version; do
    out_has "$word"
done
run 0 "$sim" -V
out_has "mxtrap-sim "
run 2 "$sim"
err_has "no file"
run 2 "$sim" --famly=ipv4 examples/oc9.yaml
err_has "did you mean --family?"
run 2 "$sim" --family=ipv5 examples/oc9.yaml
err_has 'did you mean "ipv4"?'
run 2 "$sim" -f jsno examples/oc9.yaml
err_has 'did you mean "json"?'
run 2 "$sim" --color=blue examples/oc9.yaml
run 2 "$sim" - -
out_is_empty

# oc9.com, the reference case.
run 0 "$sim" -f json examples/oc9.yaml
is first-only 'not walk["delivered"] and hosts == ["mail1"] and walk["seconds"] == 30'
is last-only 'not walk["delivered"] and hosts == ["mail3"]'
is last-then-first 'not walk["delivered"] and hosts == ["mail3", "mail1"]'
is reverse 'walk["delivered"] and hosts == ["mail3", "mail2", "slave2"]'
is reverse 'outcomes == ["silent", "silent", "answers"]'
is address-record 'walk["probability"] is None and not walk["attempts"]'
for mta in rfc5321 postfix exim sendmail opensmtpd qmail courier dma haraka stalwart; do
    is $mta 'walk["kind"] == "mta" and walk["delivered"] and walk["probability"] == 1'
    is $mta 'hosts == ["mail1", "master"] and outcomes == ["silent", "answers"]'
done
run 0 "$sim" --color=never examples/oc9.yaml
check "fits 80 columns" test "$(awk '{ if (length > n) n = length } END { print n }' \
    "$work/out")" -le 80

# Exchangers in the middle share a column where there are more than eight.
many() { # HOSTS REALS: a spec of so many exchangers, the real ones in front.
    printf 'zone: a.com\nmx:\n'
    for host in $(seq "$1"); do
        role=dummy
        [ "$host" -gt "$2" ] || role=real
        printf -- '- {%s: h%s, preference: %s}\n' "$role" "$host" "$host"
    done
}
for hosts in "8 1 2 3 4 5 6 7 8" "9 1 2 3 4 +2 7 8 9" "20 1 2 3 4 +13 18 19 20"; do
    many "${hosts%% *}" 0 >"$work/many.yaml"
    run 0 "$sim" "$work/many.yaml"
    heads=$(sed -n 's/^exchanger *//p' "$work/out" | tr -s ' ' | sed 's/h//g')
    check "columns of ${hosts%% *}" test "$heads" = "${hosts#* }"
done
many 13 1 >"$work/many.yaml"
run 0 "$sim" -f svg "$work/many.yaml"
out_has '>+2<'

# Chances: without decimals but near nothing and near all.
for chance in "200 1 0.5" "200 2 1" "200 198 99" "200 199 99.5"; do
    # shellcheck disable=SC2046,SC2086 # words are meant
    set -- $chance
    many "$1" "$2" >"$work/many.yaml"
    run 0 "$sim" "$work/many.yaml"
    out_has "random-one ($3 %)"
done

# Five front addresses.
sed 's/address: 192.0.2.1$/address: [192.0.2.1, 192.0.2.11, 192.0.2.12, 192.0.2.13, 192.0.2.14]/' \
    examples/oc9.yaml >"$work/five.yaml"
run 0 "$sim" -f json "$work/five.yaml"
is postfix 'not walk["delivered"] and len(hosts) == 5 and set(hosts) == {"mail1"}'
is rfc5321 'walk["delivered"] and len(hosts) == 6'

# The picture is XML, without anything from elsewhere, with a row for each sender; names are text.
printf '%s\n' 'zone: a.com' 'mx: [{dummy: "<&>"}, {real: "\"x"}, {dummy: d2}]' >"$work/names.yaml"
run 0 "$sim" -f svg "$work/names.yaml" examples/oc9.yaml
check "the picture" /usr/bin/python3 - "$work/out" <<'END'
import sys
import xml.etree.ElementTree as tree

root = tree.parse(sys.argv[1]).getroot()
texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
assert texts.count("postfix") == 2 and "<&>" in texts and "oc9.com." in texts
assert int(root.get("height")) > 1000 and root.get("viewBox")
assert "prefers-color-scheme:dark" in open(sys.argv[1]).read()
for node in root.iter():
    assert not {"href", "src", "onload"} & {name.split("}")[-1] for name in node.keys()}
END


# What does not fit is there in full: heads that are cut, and lines wider than the table.
long=$(printf 'n%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)
printf '%s\n' "zone: $long.$long.$long.com" "mx: [{real: $long, preference: 7}]" >"$work/long.yaml"
run 0 "$sim" -f svg "$work/long.yaml"
out_has ">  nnnnnnnnnn~ 7: $long.$long.$long.$long.com.<"
check "wide enough for the title" test \
    "$(sed -n '1s/.* width="\([0-9]*\)".*/\1/p' "$work/out")" -gt 800

# Refused is at once.
run 0 "$sim" -f json examples/reset.yaml
is postfix 'outcomes == ["refused", "answers"] and walk["seconds"] == 0'

# Zone files: roles from the comments, from --dummy, from --spec; several files are several layouts.
"$gen" -q examples/oc9.yaml >"$work/fragment"
run 0 "$sim" -f json "$work/fragment"
is postfix 'hosts == ["mail1", "master"]'
run 0 "$sim" -f json --dummy mail1.oc9.com --dummy master.oc9.com "$work/fragment"
is postfix 'hosts == ["mail1", "master", "master", "slave2"]'
run 0 "$sim" -f json --spec examples/oc9.yaml "$work/fragment"
is last-only 'not walk["delivered"]'
run 0 "$sim" -q examples/oc9.yaml "$work/fragment"
check "two layouts" test "$(grep -c '^oc9.com\.: ' "$work/out")" -eq 2
run 0 "$sim" --dummy mail1.oc9.con "$work/fragment"
err_has '"mail1.oc9.con", named as a dummy, is not an exchanger of any zone; did you mean mail1.oc9.com.?'
run 2 "$sim" --dummy a..b "$work/fragment"

# Input errors: their places on standard error, and no result.
run 2 "$sim" -f json "$work/none.yaml"
err_has "[unreadable]"
out_is_empty
printf 'zone: a.com\nmx: [{dumy: x}]\n' >"$work/bad.yaml"
run 2 "$sim" -f json examples/oc9.yaml "$work/bad.yaml"
err_has "bad.yaml:2:7: error: "
out_is_empty
: >"$work/empty"
run 0 "$sim" "$work/empty"
out_is_empty
run 0 "$sim" -f json "$work/empty"
out_has '"layouts": []'
printf 'zone: example.com\nmx:\n  - real: mail\n' >"$work/one.yaml"
run 0 "$sim" --quiet "$work/one.yaml"
out_has "example.com.: 1 exchanger, "

# Outputs that fail.
if [ -c /dev/full ]; then
    check "a full disk" sh -c '"$1" examples/oc9.yaml >/dev/full 2>"$2"; test $? -eq 4' - "$sim" \
        "$work/err"
    err_has "cannot write"
fi
finish 102
