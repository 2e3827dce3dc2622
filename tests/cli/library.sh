#!/bin/sh
# The programs of examples/library do what they say, those in C and that in Python.
# usage: sh tests/cli/library.sh BUILD
set -eu
. "$(dirname "$0")/../lib.sh"

build=${1:-$source/build/dev}
library=$build/lib/libmxtrap.so
cd "$source"

# gen: what mxtrap-gen writes, or findings and no zone.
"$gen" -q examples/oc9.yaml >"$work/expected"
run 0 "$build/tests/example_gen" examples/oc9.yaml
check "gen writes the fragment" cmp "$work/out" "$work/expected"
run 1 "$build/tests/example_gen" /nowhere
check "gen says why not" grep -qF '[unreadable]' "$work/err"
check "gen writes nothing then" test ! -s "$work/out"
run 2 "$build/tests/example_gen"

# lint, in both languages: what mxtrap-lint finds in the same zone.
lint_of() { # lint_of STATUS ORIGIN ZONE
    zone=$3
    run "$1" sh -c "'$build/tests/example_lint' '$2' <'$zone'"
    cp "$work/out" "$work/in-c"
    nm -D "$library" | grep -q __asan_init && return # which Python has not
    run "$1" env MXTRAP_LIBRARY="$library" sh -c \
        "python3 examples/library/lint.py '$2' <'$zone'"
    check "in Python as in C: $zone" cmp "$work/out" "$work/in-c"
}
for zone in zones/good/*.zone zones/bad/first-not-dummy.zone zones/bad/zone-syntax.zone; do
    expected=0
    "$lint" -q -f gcc "$zone" >"$work/gcc" 2>&1 || expected=1
    lint_of "$expected" example.com "$zone"
    check "errors as mxtrap-lint: $zone" test "$(grep -c ' error: ' "$work/in-c")" -eq \
        "$(grep -c ' error: ' "$work/gcc")"
done
printf '@ MX 10 a\n$INCLUDE /etc/passwd\n' >"$work/include.zone"
lint_of 1 example.com "$work/include.zone"
check "a zone that was sent includes nothing" grep -q '^2:10: error: .*\[unreadable\]$' "$work/in-c"
: >"$work/empty.zone"
lint_of 0 example.com "$work/empty.zone"
check "no findings in nothing do not look like success" grep -qF "[nothing-to-check]" "$work/in-c"
lint_of 1 a..b "$work/include.zone"
check "what is wrong with the origin" grep -qF \
    'error: the origin "a..b" has an empty label [bad-argument]' "$work/in-c"
run 2 "$build/tests/example_lint"

# check: a resolver that is not there leaves all unknown; an argument that is wrong says so.
run 1 "$build/tests/example_check" 127.0.0.1@9 example.org
check "check has a verdict" grep -qx 'example.org: inconclusive' "$work/out"
run 1 "$build/tests/example_check" nowhere example.org
check "check says why it cannot begin" grep -qF 'a server is ADDRESS or ADDRESS@PORT, not "nowhere"' \
    "$work/err"
run 1 "$build/tests/example_check" 127.0.0.1@9 a@b
check "check says why it ends" grep -qF '"a@b" is a mail address' "$work/err"
run 2 "$build/tests/example_check"
finish 100 # Python does not load a library with sanitizers
