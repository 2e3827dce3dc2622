# What the shell tests share: a folder of their own, checks that count, and the tools.
source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
check=${MXTRAP_CHECK:-$source/build/dev/cli/mxtrap-check}
gen=${MXTRAP_GEN:-$source/build/dev/cli/mxtrap-gen}
lab=${MXTRAP_LAB:-$source/build/dev/cli/mxtrap-lab}
lint=${MXTRAP_LINT:-$source/build/dev/cli/mxtrap-lint}
sim=${MXTRAP_SIM:-$source/build/dev/cli/mxtrap-sim}
watch=${MXTRAP_WATCH:-$source/build/dev/cli/mxtrap-watch}
. "$source/tests/namespaces.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed=0
failed=0
at_once=0
starting=no

# check NAME COMMAND...: the command must succeed.
check() {
    [ "$starting" = no ] || return 0
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
    if [ "$at_once" -eq 0 ]; then
        status=0
        "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    elif [ "$starting" = yes ]; then
        start_next "$@"
        return
    else
        end_next
    fi
    check "exit status $expected, not $status: $*" test "$status" -eq "$expected"
}

# together N SCRIPT...: what the script (a function, or ". FILE") runs by run() runs side by side, N at
# once, for most of their time is waiting; none may need another's effect. The script runs twice: to
# start them, when checks do nothing, and to look at what came of each, in their order.
together() {
    at_once=$1
    shift
    # A line for each command that may start.
    [ -p "$work/free" ] || mkfifo "$work/free"
    exec 7<>"$work/free"
    for _ in $(seq "$at_once"); do
        echo free >&7
    done
    begun=0
    starting=yes
    "$@"
    begun=0
    starting=no
    "$@"
    at_once=0
    exec 7>&-
}

start_next() {
    begun=$((begun + 1))
    read -r _ <&7
    (
        status=0
        "$@" >"$work/out.$begun" 2>"$work/err.$begun" </dev/null 7>&- || status=$?
        echo "$status" >"$work/status.$begun"
        echo free >&7
    ) &
    eval "run_$begun=$!"
}

end_next() {
    begun=$((begun + 1))
    eval "wait \"\$run_$begun\""
    mv "$work/out.$begun" "$work/out"
    mv "$work/err.$begun" "$work/err"
    status=$(cat "$work/status.$begun")
}

# to_nobody COMMAND...: into a pipe whose reader has gone, the command ends by SIGPIPE without a word.
to_nobody() {
    mkfifo "$work/nobody"
    true <"$work/nobody" &
    exec 4>"$work/nobody" # as soon as the reader is there
    wait $!
    status=0
    "$@" >&4 2>"$work/err" || status=$?
    exec 4>&-
    rm "$work/nobody"
    check "SIGPIPE, not $status: $*" test "$status" -eq 141
    err_is_empty
}

# waits COMMAND...: until the command succeeds; two minutes are for what never comes.
waits() {
    waited=0
    until "$@"; do
        waited=$((waited + 1))
        [ "$waited" -lt 1200 ] || return 1
        sleep 0.1
    done
}

# copy_tool TOOL FOLDER: with the libraries of ours that it needs.
copy_tool() {
    cp "$1" "$2"
    ldd "$1" | grep -o '/[^ ]*libmxtrap[^ ]*' | xargs -r -I{} cp -L {} "$2"
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
