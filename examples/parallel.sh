#!/bin/sh
# Checks a list of domains with several mxtrap-check at once, by GNU parallel.
#
#     sh parallel.sh LIST RESULTS [JOBS [MACHINE,MACHINE...]]
#
# LIST has one domain per line. RESULTS gets one object per line (ndjson) as soon as each domain is
# complete. Domains that are already in RESULTS are skipped, so that an interrupted run can be resumed.
# Each job is one process with a part of the list; an address that two parts share is probed by both.
# If machines are given (by ssh, with mxtrap-check installed), the parts are spread over all of them: each
# has its own limit on open files. A domain is then seen from one of them only; mxtrap-check --via asks
# several about every address. RESULTS.log has the exit status of each part.
#
# Exit status: 1 if a domain failed, else 3 if one is inconclusive, else 0; 4 for anything else.
# MXTRAP_CHECK_OPTIONS has options for mxtrap-check.
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
# An incomplete last line comes from a run that was interrupted.
[ -z "$(tail -c 1 "$results")" ] || sed -i '$d' "$results"
sed -n 's/.*"domain": "\([^"]*\)".*/\1/p' "$results" | sort -u >"$work/known"
sed 's/#.*//; s/[[:space:]]//g; s/\.$//; /^$/d' "$list" | tr A-Z a-z | sort -u |
    comm -23 - "$work/known" >"$work/list"

count=$(wc -l <"$work/list")
if [ "$count" -gt 0 ]; then
    # The exit status of parallel counts failed jobs, but a domain that fails is no failed job.
    # shellcheck disable=SC2086 # words are meant
    parallel --will-cite --jobs "$jobs" --sshlogin "$machines" --joblog "$results.log" --pipe \
        -N "$(((count + jobs - 1) / jobs))" --line-buffer \
        mxtrap-check -f ndjson ${MXTRAP_CHECK_OPTIONS:-} -i - <"$work/list" >>"$results" || true
    # The seventh column is a job's exit status: 2, 4 and signals mean that domains are missing.
    awk 'NR > 1 && $7 != 0 && $7 != 1 && $7 != 3 { exit 1 }' "$results.log" || exit 4
fi
! grep -q '"verdict": "fail"' "$results" || exit 1
! grep -q '"verdict": "inconclusive"' "$results" || exit 3
