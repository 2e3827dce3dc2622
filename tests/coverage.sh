#!/bin/sh
# Line coverage of lib/ by every test, at least 90 percent; the files are listed by what is not
# covered. Nothing is left out.
# usage: sh tests/coverage.sh [CTEST-OPTION...]
set -eu

cd "$(dirname "$0")/.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages $test_packages $coverage_packages

build=build/coverage
mkdir -p "$build"
export CCACHE_DISABLE=1 # with a base directory it leaves paths in the notes that gcov does not find
{ cmake --preset coverage && cmake --build --preset coverage -j "$(nproc)"; } >"$build/log" 2>&1 || {
    cat "$build/log"
    exit 1
}
sh tests/servers.sh "$build/servers"
find "$build" -name '*.gcda' -delete
# What a failed test covers counts; that tests pass is for tests/run.sh, whose build has sanitizers.
# cli.shipped and those after it test another build; a build for gcov confines nothing.
ctest --preset coverage -j "$(nproc)" -FS shipped -E 'cli\.(shipped|install|hardened|package)|lab\.confined' \
    "$@" >"$build/ctest.log" 2>&1 || grep -A 99 'tests FAILED' "$build/ctest.log"
status=0
gcovr --root . --object-directory "$build" --filter 'lib/' --sort-uncovered --print-summary \
    --fail-under-line 90 >"$build/coverage.txt" 2>"$build/gcovr.log" || status=$?
cat "$build/coverage.txt"
exit "$status"
