#!/bin/sh
# The library's ABI against that of the last release: what its public headers declare, as its debug
# information has it. A change that breaks programs built before fails; so does another name of
# the library (SONAME) than the dump's, until the dump is that library's.
# usage: abi.sh [--refresh] [LIBRARY]    --refresh: at a release, and while there is none
set -eu

source=${MXTRAP_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
dump=$source/tests/golden/expected/libmxtrap.abi
refresh=
[ "${1:-}" != --refresh ] || { refresh=1; shift; }
library=${1:-$source/build/dev/lib/libmxtrap.so}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Opaque types may change, and so may what is inside them. By their names: abidw knows public headers
# by the ends of their paths, and the library has headers of the same name within.
{
    printf '[suppress_type]\n  name_regexp = ^mx_\n  drop = yes\n'
    find "$source/lib/include/mxtrap" -name '*.h' -exec sed -n 's/^typedef struct \(mxtrap_[a-z_]*\) \1;.*/\1/p' {} + | sort -u |
        sed 's/.*/[suppress_type]\n  name = &\n  drop = yes/'
} >"$work/opaque"

# Nothing of the machine or of the build: neither paths nor lines.
abidw --no-show-locs --no-corpus-path --no-comp-dir-path --exported-interfaces-only \
    --suppressions "$work/opaque" --out-file "$work/all.abi" "$library"
sed -e "/<dependency name/d" -e "s,path='[^']*/lib/,path='lib/," "$work/all.abi" >"$work/now.abi"
if [ -n "$refresh" ]; then
    cp "$work/now.abi" "$dump"
    exit 0
fi
soname() {
    sed -n "s/.*soname='\([^']*\)'.*/\1/p" "$1" | head -n 1
}
if [ "$(soname "$dump")" != "$(soname "$work/now.abi")" ]; then
    echo "the SONAME is a new one, and nothing is compared with it: refresh the dump (--refresh)"
    exit 1
fi
# What may grow: structs that begin with their size, and those that only the library allocates.
cat >"$work/growing" <<'END'
[suppress_type]
  name_regexp = ^mxtrap_([a-z_]*_options|simulation_summary|result|result_exchanger|result_address|result_tls|check_progress|walk|rule_info)$
  has_data_member_inserted_at = end
END
compare() {
    status=0
    abidiff --no-show-locs --no-added-syms "$@" "$dump" "$work/now.abi" >"$work/changes" || status=$?
    # 1 and 2 are errors of its own, 4 is a change, 8 one that is incompatible.
    if [ $((status & 3)) -ne 0 ] || [ "$status" -gt 15 ]; then
        echo "abidiff failed: $status"
        exit 1
    fi
}
# With that it is silent of other changes of such a struct too: the second look is for these.
compare --suppressions "$work/growing"
if [ "$status" -eq 0 ]; then
    compare
    grep -qE 'offset changed|type of .* changed|deletion|from value' "$work/changes" || status=0
fi
[ "$status" -eq 0 ] || cat "$work/changes"
if [ "$status" -ne 0 ]; then
    echo "programs built before would break: append members, or raise the minor version (before 1.0; then the major)"
    exit 1
fi
echo "the ABI is that of the dump, or has more"
