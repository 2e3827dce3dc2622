#!/bin/sh
# For any CI: checks that the spec breaks no rule, and that the committed fragment is up to date.
# usage: sh examples/ci/lint.sh SPEC FRAGMENT
# Exit status: that of the tool with findings; 1 if the fragment is out of date.
set -eu
[ $# -eq 2 ] || {
    echo "usage: sh lint.sh SPEC FRAGMENT" >&2
    exit 2
}
spec=$1
fragment=$2
mxtrap-lint --include-root=. --spec="$spec" "$spec" "$fragment"
mxtrap-gen --quiet --check="$fragment" "$spec" || {
    status=$?
    [ "$status" -ne 1 ] || echo "out of date: mxtrap-gen --output=$fragment $spec" >&2
    exit "$status"
}
