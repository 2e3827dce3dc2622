#!/bin/sh
# The JSON of the tools against the schemas in docs/: findings of every kind, no findings, no files,
# input that cannot be read. What a network is needed for: tests/lab/check.sh.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source"
namespaces one --net

# valid TOOL STATUS COMMAND...: one document, or one a line, as the tool's schema says.
valid() {
    schema=docs/$1.schema.json
    shift
    run "$@"
    check "as $schema says: $*" python3 tests/cli/valid_json.py "$schema" "$work/out"
}

valid mxtrap-lint 2 "$lint" -f json zones/bad/*.zone
valid mxtrap-lint 0 "$lint" -f json zones/good/*.zone
valid mxtrap-lint 0 "$lint" -f json examples/*.yaml
: >"$work/empty.zone"
valid mxtrap-lint 2 "$lint" -f json "$work/none.zone"
printf 'zone: a.com\nmx:\n  - dumy: "\033[2Jm"\n' >"$work/bad.yaml"
valid mxtrap-lint 2 "$lint" -f json "$work/bad.yaml"
name=$(printf 'a\033b\377c.zone')
printf '$ORIGIN a.com.\n@ 3600 IN MX 70000 m\n' >"$work/$name"
valid mxtrap-lint 2 "$lint" -f json "$work/$name"

# Simulations of every file that can be read; the schema holds outcome, time and chance together.
mkdir "$work/simulated"
for file in examples/*.yaml tests/specs/good/* zones/good/*.zone zones/bad/*.zone; do
    "$sim" -f json "$file" >"$work/out" 2>"$work/err" ||
        check "$file has an error" test -s "$work/err" -a ! -s "$work/out"
    [ ! -s "$work/out" ] || cp "$work/out" "$work/simulated/$(basename "$file")"
done
set -- "$work"/simulated/*
check "all examples are simulated" test $# -gt 80
check "as docs/mxtrap-sim.schema.json says" \
    python3 tests/cli/valid_json.py docs/mxtrap-sim.schema.json "$@"
valid mxtrap-sim 0 "$sim" -f json "$work/empty.zone"
valid mxtrap-sim 0 "$sim" -f json --family=ipv6 examples/oc9.yaml

for format in json ndjson; do
    for spec in oc9 dual-stack shared-layout; do
        valid mxtrap-watch 0 "$watch" -f "$format" --spec="examples/$spec.yaml" examples/oc9.pcap
    done
done
: >"$work/empty.pcap"
valid mxtrap-watch 2 "$watch" -f json --spec=examples/oc9.yaml "$work/empty.pcap"

# shellcheck disable=SC2086 # words are meant
for format in json ndjson; do
    valid mxtrap-check 3 $apart "$check" -f "$format" example.com example.org
    valid mxtrap-check 3 $apart "$check" -f "$format" --spec=examples/oc9.yaml
    valid mxtrap-check 3 $apart "$check" -f "$format" --recursive --deadline=1 example.com
done
# The reason is there for people to read: no network.
run 3 $apart "$check" --server=192.0.2.53 example.com
out_has "Network is unreachable"

finish 45
