#!/bin/sh
# What the last version read and wrote, in last-version/: its specs give the same bytes, its fragments
# are its specs', and a run takes up its results. At a release the folder is made again by that version.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$source/tests/cli/last-version"

for spec in *.yaml; do
    old=${spec%.yaml}
    run 0 "$gen" -q "$spec"
    check "$old: the same fragment" cmp "$work/out" "$old.db"
    run 0 "$gen" -q -f json "$spec"
    check "$old: the same JSON" cmp "$work/out" "$old.json"
    # A file of several zones is none that a name server loads.
    [ "$(grep -c '^\$ORIGIN' "$old.db")" -gt 1 ] || run 0 "$lint" --spec "$spec" "$old.db"
    run 0 "$gen" -q --diff "$old.db" "$spec"
    out_has "Nothing is to be changed."
    run 0 "$gen" -q --diff "$spec" "$old.db"
    out_has "Nothing is to be changed."
done
run 0 "$check" --server 127.0.0.1@1 -f ndjson --resume oc9.ndjson oc9.com
out_is_empty
finish 130
