#!/bin/sh
# Whether named loads a zone is what too-many-records says: the zones of tests/cli/cases/too-many, each in
# a view of its own, of one named. named-checkzone takes all of them.
# MXTRAP_LINT, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
cases=$MXTRAP_SOURCE/tests/cli/cases/too-many
cd "$work"

named_options "check-integrity no;" >named.conf
for zone in "$cases"/*.zone; do
    name=$(basename "$zone" .zone)
    cp "$zone" .
    echo "view \"$name\" { zone \"example.com\" { type primary; file \"$name.zone\"; }; };" >>named.conf
done
named_up

for zone in *.zone; do
    name=${zone%.zone}
    "$lint" "$zone" >out 2>&1 || true
    if grep -q 'too-many-records' out; then
        check "$name: named refuses it" \
            grep -q "zone example.com/IN/$name: .*not loaded due to errors\|loading from master file $zone failed: too many records" named.log
    else
        check "$name: named loads it" grep -q "zone example.com/IN/$name: loaded serial" named.log
    fi
done
check "some are refused" grep -q 'too many records' named.log
check "some are loaded" grep -q 'loaded serial' named.log
finish 10
