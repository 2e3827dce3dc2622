#!/bin/sh
# The second command of the README: installs what is missing, builds with clang and with sanitizers
# (gcc) and passes every test. Arguments go to ctest: sh tests/run.sh -L unit
set -eu

cd "$(dirname "$0")/.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages $test_packages

jobs=$(nproc)

# Configures and builds a preset; what it says is shown only when it fails.
build() {
    mkdir -p "build/$1"
    echo "building build/$1"
    { cmake --preset "$1" && cmake --build --preset "$1" -j "$jobs"; } >"build/$1/log" 2>&1 || {
        cat "build/$1/log"
        exit 1
    }
}

build dev-clang
build asan-ubsan
sh tests/servers.sh build/asan-ubsan/servers

status=0 total=0 passed=0 skipped=0

# Passes the tests of a preset, with options of ctest, and counts them. ctest counts a test that was
# skipped among the passed: here none may be.
check() {
    preset=$1
    log=build/$preset/ctest.log
    shift
    # Most of them wait most of the time.
    ctest --preset "$preset" -j $((jobs * 2)) "$@" >"$log" 2>&1 || status=$?
    cat "$log"
    results=$(grep -E '^ *[0-9]+/[0-9]+ Test +#' "$log" || true)
    total=$((total + $(printf '%s\n' "$results" | grep -c Test || true)))
    passed=$((passed + $(printf '%s\n' "$results" | grep -c ' Passed ' || true)))
    skipped=$((skipped + $(printf '%s\n' "$results" | grep -c '\*\*\*Skipped' || true)))
}

# Of clang's build what needs no other program; all of the sanitized one. Labels add up: with -L cli
# nothing is left of the first.
check dev-clang -L 'unit|fuzz-corpus' "$@"
check asan-ubsan "$@"

[ "$passed" -gt 0 ] && [ "$passed" -eq "$total" ] || status=1
echo "$passed passed, $((total - passed - skipped)) failed, $skipped skipped"
exit "$status"
