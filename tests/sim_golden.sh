#!/bin/sh
# Every example's simulation under tests/sim/ is what mxtrap-sim prints today, in every format.
# Refresh, after looking at the difference: sh tests/sim_golden.sh --refresh
set -eu

source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
sim=${MXTRAP_SIM:-$source/build/dev/cli/mxtrap-sim}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"

failed=0
count=0
for spec in examples/*.yaml; do
    for format in text json svg; do
        golden=tests/sim/$(basename "$spec" .yaml).$format
        count=$((count + 1))
        "$sim" -f $format --color=never "$spec" >"$work/new"
        if [ "${1:-}" = --refresh ]; then
            cp "$work/new" "$golden"
        elif ! diff -u "$golden" "$work/new"; then
            failed=$((failed + 1))
        fi
    done
done
for golden in tests/sim/*; do
    name=$(basename "$golden")
    [ -e "examples/${name%.*}.yaml" ] || {
        echo "$golden has no example"
        failed=$((failed + 1))
    }
done
if [ "$failed" -gt 0 ]; then
    echo "if the change is meant: MXTRAP_SIM=$sim sh tests/sim_golden.sh --refresh"
    exit 1
fi
[ "$count" -ge 21 ] || { echo "only $count simulations"; exit 1; }
echo "$count simulations are as they were"
