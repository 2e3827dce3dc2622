#!/bin/sh
# For any CI: checks that DNS agrees with the spec, that the dummies are silent and the real hosts answer.
# usage: sh examples/ci/check.sh SPEC DOMAIN [OPTION-OF-MXTRAP-CHECK...]
# Recommended: --control=HOST, a mail host that reliably answers on port 25.
# Exit status: 0 pass; 1 fail; 2 the spec, the domain or an option is wrong (results of the other domains
# are printed); 3 inconclusive, which is no reason to fail a merge, and no proof that the layout works.
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
    echo "inconclusive: see the output above; if outbound port 25 is closed here, run this elsewhere" >&2
exit "$status"
