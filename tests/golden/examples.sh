#!/bin/sh
# What the tools print of every example today is what is kept: fragments of mxtrap-gen under zones/,
# some in the formats that deploy them, simulations and reports of the capture, under tests/golden/expected/.
# Refresh, after looking at the difference: sh tests/golden/examples.sh --refresh
set -eu

source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
gen=${MXTRAP_GEN:-$source/build/dev/cli/mxtrap-gen}
sim=${MXTRAP_SIM:-$source/build/dev/cli/mxtrap-sim}
watch=${MXTRAP_WATCH:-$source/build/dev/cli/mxtrap-watch}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source"

refresh=${1:-}
failed=0
count=0

# golden FILE COMMAND...: what this prints is what is in FILE.
golden() {
    golden=$1
    shift
    count=$((count + 1))
    "$@" >"$work/new"
    if [ "$refresh" = --refresh ]; then
        cp "$work/new" "$golden"
    elif ! diff -u "$golden" "$work/new"; then
        failed=$((failed + 1))
    fi
}

for spec in examples/*.yaml; do
    name=$(basename "$spec" .yaml)
    golden "zones/$name.db" "$gen" -q "$spec"
    for format in text json svg; do
        golden "tests/golden/expected/sim/$name.$format" "$sim" -f $format --color=never "$spec"
    done
done
for format in include nftables iptables pf octodns dnscontrol mta-sts; do
    for name in oc9 dual-stack reset; do
        golden "tests/golden/expected/gen/$name.$format" "$gen" -q -f "$format" "examples/$name.yaml"
    done
done
for format in nftables iptables; do
    golden "tests/golden/expected/gen-log/reset.$format" "$gen" -q -f "$format" --log=7 examples/reset.yaml
    golden "tests/golden/expected/gen-log/oc9.$format" "$gen" -q -f "$format" --log=7 examples/oc9.yaml
done
golden examples/oc9.pcap python3 tests/captures.py
for format in text json ndjson; do
    golden "tests/golden/expected/watch/oc9.$format" "$watch" -f $format --color=never --spec=examples/oc9.yaml \
        examples/oc9.pcap
done
for golden in zones/*.db tests/golden/expected/*/*; do
    name=$(basename "$golden")
    [ -e "examples/${name%.*}.yaml" ] || {
        echo "$golden has no example"
        failed=$((failed + 1))
    }
done
if [ "$failed" -gt 0 ]; then
    echo "if the change is meant: MXTRAP_GEN=$gen MXTRAP_SIM=$sim MXTRAP_WATCH=$watch sh tests/golden/examples.sh --refresh"
    exit 1
fi
[ "$count" -ge 53 ] || { echo "only $count files"; exit 1; }
echo "$count files are as they were"
