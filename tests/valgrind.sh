#!/bin/sh
# Valgrind's memcheck over the unit tests and the main path of each tool: no error, no leak. What is
# let pass is named one by one in tests/valgrind.supp.
# usage: sh tests/valgrind.sh
set -eu

cd "$(dirname "$0")/.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages $test_packages $valgrind_packages

build=build/dev
mkdir -p "$build"
{ cmake --preset dev && cmake --build --preset dev -j "$(nproc)"; } >"$build/log" 2>&1 || {
    cat "$build/log"
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
log=$work/log
failed=0

memcheck="valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible
    --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99
    --suppressions=$PWD/tests/valgrind.supp"

# expect STATUS COMMAND...: the command must exit with STATUS, as it does without valgrind, which
# would make it 99.
expect() {
    expected=$1
    shift
    status=0
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -ne "$expected" ] || return 0
    echo "failed (exit status $status, not $expected): $*"
    cat "$log"
    failed=$((failed + 1))
}

runs() {
    expected=$1
    shift
    # shellcheck disable=SC2086 # words are meant
    expect "$expected" $memcheck "$@"
}

# Left out: test_confine, whose children refuse themselves system calls that valgrind makes;
# test_prober_lanes and test_fd_budget, which lower the limit of open files below those that valgrind
# keeps; and the tests that put their own malloc in place of the libc's.
count=0
for test in "$build"/tests/test_*; do
    case $test in
    */test_confine | */test_prober_lanes | */test_fd_budget | *_alloc) continue ;;
    esac
    [ -x "$test" ] || continue
    runs 0 "$test"
    count=$((count + 1))
done

gen=$build/cli/mxtrap-gen lint=$build/cli/mxtrap-lint sim=$build/cli/mxtrap-sim
check=$build/cli/mxtrap-check lab=$build/cli/mxtrap-lab
for spec in examples/*.yaml; do
    for format in bind zone json nsupdate nftables pf iptables octodns dnscontrol; do
        status=0
        "$gen" -f "$format" "$spec" >"$work/out" 2>&1 </dev/null || status=$?
        runs "$status" "$gen" -f "$format" "$spec"
    done
done
for format in text json sarif junit github; do
    runs 2 "$lint" -f "$format" zones/bad/*.zone # zone-syntax is among them
    runs 0 "$lint" -f "$format" examples/oc9.yaml
done
for format in text json svg; do
    runs 0 "$sim" -f "$format" examples/oc9.yaml
done
for tool in "$gen" "$lint" "$sim" "$check" "$lab"; do
    runs 0 "$tool" --help
    runs 2 "$tool" --no-such-option
done
runs 0 "$gen" --diff examples/oc9.yaml examples/oc9.yaml
runs 0 "$gen" --completion=bash
# A whole check, of hosts that answer and of hosts that are silent, is inside a rehearsal.
for format in text json; do
    # shellcheck disable=SC2086 # words are meant
    expect 0 "$lab" examples/oc9.yaml -- $memcheck "$check" -f "$format" --timeout 5 \
        --spec examples/oc9.yaml --allow-special oc9.com
done
runs 0 "$lab" examples/oc9.yaml -- true
# Nobody answers at this server: a run that comes to its end without a verdict.
for format in text json ndjson junit nagios prometheus github html; do
    runs 3 "$check" -f "$format" --server 127.0.0.1@9 --timeout 1 --no-probe example.org
done
echo "valgrind: $count unit tests and the tools: $failed failed"
[ "$failed" -eq 0 ]
