#!/bin/sh
# Any CI: the spec breaks no rule, and what is committed is what it says.
# usage: sh examples/ci/lint.sh SPEC FRAGMENT
# Exit status: that of the tool that found something; 1 when the fragment is out of date.
set -eu
[ $# -eq 2 ] || {
    echo "usage: sh lint.sh SPEC FRAGMENT" >&2
    exit 2
}
spec=$1
fragment=$2
mxtrap-lint --include-root=. --spec="$spec" "$spec" "$fragment"
mxtrap-gen --quiet "$spec" | diff -u "$fragment" - || {
    echo "out of date: mxtrap-gen --output=$fragment $spec" >&2
    exit 1
}
