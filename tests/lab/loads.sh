#!/bin/sh
# Whether named loads a zone is what too-many-records says: the zones of tests/cli/cases/too-many, each in
# a view of its own, of one named. named-checkzone takes all of them.
# MXTRAP_LINT, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
. "$(dirname "$0")/../lib.sh"
cases=$MXTRAP_SOURCE/tests/cli/cases/too-many
port=$((20000 + $$ % 10000))
pid=

clean_up() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM
cd "$work"

cat >named.conf <<END
options {
    directory "$work";
    listen-on port $port { 127.0.0.1; };
    listen-on-v6 { none; };
    recursion no;
    dnssec-validation no;
    pid-file none;
    session-keyfile none;
    check-integrity no;
};
controls { };
END
for zone in "$cases"/*.zone; do
    name=$(basename "$zone" .zone)
    cp "$zone" .
    echo "view \"$name\" { zone \"example.com\" { type primary; file \"$name.zone\"; }; };" >>named.conf
done
named -g -X none -c "$work/named.conf" >named.log 2>&1 &
pid=$!
tries=0
until grep -q ': all zones loaded\| running$' named.log || [ "$tries" -ge 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
check "named came up" grep -q ' running$' named.log

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
