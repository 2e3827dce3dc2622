#!/bin/sh
# Every C file is as clang-format leaves it. Refresh: sh tests/golden/format.sh --refresh
set -eu
cd "${MXTRAP_SOURCE:-$(dirname "$0")/../..}"
files=$(find lib cli tests -name '*.[ch]' | sort)
if [ "${1:-}" = --refresh ]; then
    # shellcheck disable=SC2086 # words are meant
    exec clang-format -i $files
fi
# shellcheck disable=SC2086 # words are meant
clang-format --dry-run --Werror $files || {
    echo "to refresh: sh tests/golden/format.sh --refresh"
    exit 1
}
echo "$files" | wc -l
