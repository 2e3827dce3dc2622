#!/bin/sh
# Every example's fragment under zones/ is what mxtrap-gen writes today.
# Refresh, after looking at the difference: sh tests/golden.sh --refresh
set -eu

source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
gen=${MXTRAP_GEN:-$source/build/dev/cli/mxtrap-gen}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"

failed=0
count=0
for spec in examples/*.yaml; do
    golden=zones/$(basename "$spec" .yaml).db
    count=$((count + 1))
    "$gen" -q "$spec" >"$work/new"
    if [ "${1:-}" = --refresh ]; then
        cp "$work/new" "$golden"
    elif ! diff -u "$golden" "$work/new"; then
        failed=$((failed + 1))
    fi
done
for golden in zones/*.db; do
    [ -e "examples/$(basename "$golden" .db).yaml" ] || {
        echo "$golden has no example"
        failed=$((failed + 1))
    }
done
if [ "$failed" -gt 0 ]; then
    echo "if the change is meant: MXTRAP_GEN=$gen sh tests/golden.sh --refresh"
    exit 1
fi
[ "$count" -ge 6 ] || { echo "only $count examples"; exit 1; }
echo "$count fragments are as they were"
