#!/bin/sh
# Any CI: the live domain is what the spec says, its dummies are silent, its real hosts answer.
# usage: sh examples/ci/check.sh SPEC DOMAIN [OPTION-OF-MXTRAP-CHECK...]
# Worth giving: --control=HOST, a mail host that surely answers on port 25.
# Exit status: 0 it holds; 1 it does not; 2 the spec, the domain or an option is wrong, and what could
# be checked all the same was printed; 3 nothing can be told from here, which is no reason to
# fail a merge and no reason to believe that all is well.
set -eu
[ $# -ge 2 ] || {
    echo "usage: sh check.sh SPEC DOMAIN [OPTION-OF-MXTRAP-CHECK...]" >&2
    exit 2
}
spec=$1
domain=$2
shift 2
status=0
mxtrap-check --spec="$spec" "$@" "$domain" || status=$?
[ "$status" -ne 3 ] ||
    echo "undecided: see the text above; where outbound port 25 is closed, run this elsewhere" >&2
exit "$status"
