#!/bin/sh
# NSD 4.12 refuses a time of several units (1h30m), which 4.6 reads.
# Versions: Debian 12 nsd 4.6.1-1, Debian 13 nsd 4.12.0-1. Date: 2026-11-30.
# Behaviour: a TTL, a $TTL or a field of a SOA record such as 1h30m or 1d12h is an error, and the zone
# is not loaded; one unit (90m, 1w) is read. 4.6.1 reads both, as BIND and Knot DNS do.
# Output of 4.12.0: "error: z:6: Invalid TTL in RR", "zone example.com file z has 1 errors";
# of 4.6.1: "zone example.com is ok".
. "$(dirname "$0")/lib.sh"
unpack old bookworm nsd=4.6.1-1
unpack new trixie nsd=4.12.0-1
for name in old new; do
    zone "$folder/$name/tmp/two" '@ 1h30m MX 10 mail'
    zone "$folder/$name/tmp/one" '@ 90m MX 10 mail'
    zone "$folder/$name/tmp/soa" '@ MX 10 mail'
    sed -i 's/7200 3600/2h 1h30m/' "$folder/$name/tmp/soa"
done
rehearse <<'END'
check() {
    inside "$1" /usr/sbin/nsd-checkzone example.com "/tmp/$2" >"$folder/out" 2>&1
}
for file in one two soa; do
    expect "4.6.1 reads $file" check old $file
done
expect "4.12.0 reads one unit" check new one
check new two
expect "4.12.0 refuses a TTL of two units" has "$folder/out" "6: Invalid TTL in RR"
check new soa
expect "4.12.0 refuses a SOA field of two units" has "$folder/out" "2: Invalid retry in SOA"
END
