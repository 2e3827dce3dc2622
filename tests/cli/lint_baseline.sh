#!/bin/sh
# A baseline of mxtrap-lint: only what is new fails, lines may move, and it shrinks.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"

zone broken "$(marked | sed 's/MX 1 /MX 7 /')" "$(hosts)"
zone other "$(marked | sed 's/MX 10 /MX 6 /')" "$(hosts)"
mkdir "$work/zones"
cd "$work/zones"
cp ../broken db.a
cp ../other db.b
baseline=$work/baseline.json

run 1 "$lint" -f json .
found=$(rules)
run 0 "$lint" -f json --baseline "$baseline" --write-baseline .
check "nothing is left" test -z "$(rules)"
out_has '"baseline": '
run 0 "$lint" --strict --baseline "$baseline" .
check "the last line" grep -qx "mxtrap: [1-9][0-9]* known findings\? \(is\|are\) in the baseline" "$work/out"
check "nothing else" test "$(wc -l <"$work/out")" -eq 1
run 0 "$lint" -q --baseline "$baseline" .
out_is_empty
check "its schema" /usr/bin/python3 -c '
import json, sys, jsonschema
kept = json.load(open(sys.argv[1]))
jsonschema.validate(kept, json.load(open(sys.argv[2])))
keys = [(f["file"], f["rule"], f["message"]) for f in kept["findings"]]
assert keys == sorted(set(keys)) and len({f for f, _, _ in keys}) == 2, keys
assert {rule for _, rule, _ in keys} == set(sys.argv[3].split()), keys
assert not any("line" in f for f in kept["findings"])
' "$baseline" "$source/docs/mxtrap-baseline.schema.json" "$found"
cp "$baseline" "$work/first"
run 0 "$lint" -j 2 --baseline "$baseline" --write-baseline db.b ./db.a
check "the same whatever the order" cmp "$work/first" "$baseline"

# Lines move, and paths are the same with "./" and without.
sed -i '6i ; a comment\nx IN A 20.0.0.9' db.a
run 0 "$lint" --baseline "$baseline" db.a db.b
out_has "known finding"

# Something new, of a known rule and host but another owner; and twice what is known once.
printf '%s\n' "$(marked | sed -e 's/MX 1 /MX 7 /' -e 's/^@/sub/')" >>db.a
run 1 "$lint" -f gcc --baseline "$baseline" .
out_has "sub.oc9.com.: "
check "no old one" test "$(grep -c ' oc9.com.: .*\[first-not-dummy\]' "$work/out")" -eq 0
run 1 "$lint" -f gcc --baseline "$work/first" db.a db.b
cp ../broken db.a
cp ../broken db.c
run 1 "$lint" -f gcc --baseline "$baseline" .
out_has "db.c:"
rm db.c

# What no longer occurs is said, but not of files that were not read, nor of rules that were not asked.
sed 's/MX 7 /MX 1 /' ../broken >db.a
run 0 "$lint" -f gcc --baseline "$baseline" .
out_has "$baseline:1:1: note: db.a: oc9.com.: "
out_has "[baseline-stale]"
run 0 "$lint" -f gcc --baseline "$baseline" db.b
check "db.a was not read" test "$(grep -c baseline-stale "$work/out")" -eq 0
run 0 "$lint" -f gcc --baseline "$baseline" --ignore first-not-dummy --ignore dummy-between-reals .
check "not asked" test "$(grep -c 'first-not-dummy.*baseline-stale' "$work/out")" -eq 0
rm db.a
run 0 "$lint" -f gcc --baseline "$baseline" db.b
out_has "[baseline-stale]"
run 0 "$lint" -f gcc --baseline "$baseline" --write-baseline .
run 0 "$lint" -f gcc --baseline "$baseline" .
check "it has shrunk" test "$(grep -c baseline-stale "$work/out")" -eq 0

# Errors of the input are never known, and leave a baseline as it was.
cp "$baseline" "$work/before"
printf '@ IN MX x y\n' >db.z
run 2 "$lint" --baseline "$baseline" .
out_has "[zone-syntax]"
run 2 "$lint" --baseline "$baseline" --write-baseline .
out_has "[zone-syntax]"
check "it was not written" cmp "$work/before" "$baseline"
# Nor are findings gone that the part with the error may still have.
printf '{"schema": "mxtrap.baseline/1", "findings": [{"file": "db.z", "rule": "no-real-host", "message": "x", "count": 1}]}' >"$work/unread"
run 2 "$lint" -f gcc --baseline "$work/unread" db.z
check "it may still be there" test "$(grep -c baseline-stale "$work/out")" -eq 0
rm db.z

# A baseline that is none; nothing of it is shown.
for text in '' 'secret' '{"schema": "secret", "findings": []}' '{"schema": "mxtrap.baseline/1"}' '[]' \
    '{"schema": "mxtrap.baseline/1", "findings": [{"file": "a", "rule": "b", "message": "secret"}]}' \
    '{"schema": "mxtrap.baseline/1", "findings": [{"file": 1, "rule": "b", "message": "secret", "count": 1}]}' \
    '{"schema": "mxtrap.baseline/1", "findings": [{"file": "a", "rule": "b", "message": "secret", "count": 0}]}' \
    '{"schema": "mxtrap.baseline/1", "findings": [], "findings": []}'; do
    printf '%s' "$text" >"$work/bad"
    run 2 "$lint" -f gcc --baseline "$work/bad" .
    out_has "[baseline-syntax]"
    check "it is not shown: $text" test "$(grep -c secret "$work/out" "$work/err" | grep -vc ':0')" -eq 0
done
printf '{"schema": "mxtrap.baseline/1", "findings": [{"file": "no\\u001b[1mne", "rule": "x\\n", "message": "\\u009b", "count": 1}]}' >"$work/bad"
run 1 "$lint" -f gcc --baseline "$work/bad" .
no_escape "$work/out"
run 2 "$lint" --baseline "$work/none" .
out_has "[unreadable]"
run 4 "$lint" --baseline "$work/none/none" --write-baseline .
err_has "cannot write"

# It does not replace what is read: an operand, a file of a folder, what an option names.
cp ../broken db.kept
cp "$source/examples/oc9.yaml" kept.yaml
for operands in "db.kept db.kept" "./db.kept ." "kept.yaml --spec=kept.yaml db.kept"; do
    # shellcheck disable=SC2086
    run 2 "$lint" --write-baseline --baseline $operands
    err_has "is both input and output"
done
check "the zone file is as it was" cmp ../broken db.kept
check "the spec is as it was" cmp "$source/examples/oc9.yaml" kept.yaml
rm db.kept kept.yaml

# Nor what is not a baseline: a configuration, a file that a zone includes, any other; an empty file may be one.
echo 'ignore: {roles-assumed: a test}' >.mxtrap.yaml
sed 1,5d ../broken >records
{ sed 5q ../broken && echo '$INCLUDE records'; } >db.whole
echo 'buy milk' >notes
for file in .mxtrap.yaml records notes; do
    cp "$file" "$work/kept"
    run 2 "$lint" --baseline "$file" --write-baseline db.whole
    err_has "$file is not a baseline: it is not replaced"
    check "$file is as it was" cmp "$work/kept" "$file"
done
rm .mxtrap.yaml records notes db.whole
: >"$work/new"
run 0 "$lint" --baseline "$work/new" --write-baseline .
run 0 "$lint" --baseline "$work/new" .
mkfifo "$work/pipe"
run 2 timeout 60 "$lint" --baseline "$work/pipe" --write-baseline .
err_has "pipe is not a file: a baseline is read again"
run 2 "$lint" --write-baseline .
err_has "--write-baseline needs --baseline"

finish 60
