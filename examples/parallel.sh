#!/bin/sh
# One list of domains by several mxtrap-check at once, with GNU parallel.
#
#     sh parallel.sh LIST RESULTS [JOBS [MACHINE,MACHINE...]]
#
# LIST has a domain a line. RESULTS gets an object a line as each domain is known (ndjson); domains
# that it already holds are left out, so that a run that was cut goes on where it ended. Each job is
# one process with a part of the list; an address that two parts share is asked by both. With machines
# (ssh, mxtrap-check installed there) parts go to all of them: several vantage points see more, and
# each has its own open files. RESULTS.log says how each part ended.
#
# Exit status: 1 if a domain failed, else 3 if one is inconclusive, else 0; 4 for anything else.
# Options for mxtrap-check stand in MXTRAP_CHECK_OPTIONS.
set -eu
LC_ALL=C
export LC_ALL
[ $# -ge 2 ] || {
    echo "usage: sh parallel.sh LIST RESULTS [JOBS [MACHINE,MACHINE...]]" >&2
    exit 2
}
list=$1 results=$2 jobs=${3:-4} machines=${4:-:}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >>"$results"
# A last line that is not whole was being written when that run ended.
[ -z "$(tail -c 1 "$results")" ] || sed -i '$d' "$results"
sed -n 's/.*"domain": "\([^"]*\)".*/\1/p' "$results" | sort -u >"$work/known"
sed 's/#.*//; s/[[:space:]]//g; s/\.$//; /^$/d' "$list" | tr A-Z a-z | sort -u |
    comm -23 - "$work/known" >"$work/list"

count=$(wc -l <"$work/list")
if [ "$count" -gt 0 ]; then
    # Its own exit status counts failed jobs, and a domain that fails is none.
    # shellcheck disable=SC2086 # words are meant
    parallel --will-cite --jobs "$jobs" --sshlogin "$machines" --joblog "$results.log" --pipe \
        -N "$(((count + jobs - 1) / jobs))" --line-buffer \
        mxtrap-check -f ndjson ${MXTRAP_CHECK_OPTIONS:-} -i - <"$work/list" >>"$results" || true
    # The seventh column is a job's exit status: 2, 4 and signals mean that domains are missing.
    awk 'NR > 1 && $7 != 0 && $7 != 1 && $7 != 3 { exit 1 }' "$results.log" || exit 4
fi
! grep -q '"verdict": "fail"' "$results" || exit 1
! grep -q '"verdict": "inconclusive"' "$results" || exit 3
