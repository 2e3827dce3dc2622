#!/bin/sh
# Every example's fragment under zones/ is what mxtrap-gen writes today, and what it writes of some in
# the formats that deploy them is under tests/golden/.
# Refresh, after looking at the difference: sh tests/golden.sh --refresh
set -eu

source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
gen=${MXTRAP_GEN:-$source/build/dev/cli/mxtrap-gen}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"

refresh=${1:-}
failed=0
count=0

# golden FILE OPTION...: what mxtrap-gen writes with these is what is in FILE.
golden() {
    golden=$1
    shift
    count=$((count + 1))
    "$gen" -q "$@" >"$work/new"
    if [ "$refresh" = --refresh ]; then
        cp "$work/new" "$golden"
    elif ! diff -u "$golden" "$work/new"; then
        failed=$((failed + 1))
    fi
}

for spec in examples/*.yaml; do
    golden "zones/$(basename "$spec" .yaml).db" "$spec"
done
for format in nftables iptables pf octodns dnscontrol mta-sts; do
    for name in oc9 dual-stack reset; do
        golden "tests/golden/$name.$format" -f "$format" "examples/$name.yaml"
    done
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
[ "$count" -ge 24 ] || { echo "only $count files"; exit 1; }
echo "$count files are as they were"
