# What the shell tests share: a folder of their own, checks that count, and the tools.
source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
check=${MXTRAP_CHECK:-$source/build/dev/cli/mxtrap-check}
gen=${MXTRAP_GEN:-$source/build/dev/cli/mxtrap-gen}
lab=${MXTRAP_LAB:-$source/build/dev/cli/mxtrap-lab}
lint=${MXTRAP_LINT:-$source/build/dev/cli/mxtrap-lint}
sim=${MXTRAP_SIM:-$source/build/dev/cli/mxtrap-sim}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed=0
failed=0

# check NAME COMMAND...: the command must succeed.
check() {
    name=$1
    shift
    if "$@" >"$work/check.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        sed 's/^/    /' "$work/check.log"
    fi
}

# run STATUS COMMAND...: the command must exit with STATUS; $work/out and $work/err keep what it
# printed.
run() {
    expected=$1
    shift
    status=0
    "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    check "exit status $expected: $*" test "$status" -eq "$expected"
}

out_has() { check "output has: $1" grep -qF -e "$1" "$work/out"; }
err_has() { check "diagnostics have: $1" grep -qF -e "$1" "$work/err"; }
out_is_empty() { check "nothing on standard output" test ! -s "$work/out"; }
err_is_empty() { check "nothing on standard error" test ! -s "$work/err"; }

# The end of a test: at least as many checks as given have been made, and all hold.
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -ge "$1" ]
}
