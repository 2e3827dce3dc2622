#!/bin/sh
# named-checkzone says OK of an owner of MX records for which named refuses the whole zone.
# Versions: Debian 12 bind9 1:9.18.49-1~deb12u3, Debian 13 bind9 1:9.20.30-1~deb13u1. Date: 2026-11-30.
# Behaviour: _lists MX 10 mail (an underscore is legal in DNS, not in a host's name). named-checkzone warns,
# ends with "OK" and 0; its default of check-names is warn, that of named for a primary zone is fail. With
# -k fail, and with named-checkconf -z, the zone is refused, as by named.
# Output: "_lists.example.com: bad owner name (check-names)" from both, then "OK", or "not loaded due to
# errors.".
. "$(dirname "$0")/lib.sh"
unpack v9.18 bookworm bind9-utils=1:9.18.49-1~deb12u3
unpack v9.20 trixie bind9-utils=1:9.20.30-1~deb13u1
for version in v9.18 v9.20; do
    zone "$folder/$version/tmp/z" '_lists MX 10 mail'
    echo 'zone example.com { type primary; file "/tmp/z"; };' >"$folder/$version/tmp/named.conf"
done
rehearse <<'END'
for version in v9.18 v9.20; do
    inside $version /usr/bin/named-checkzone example.com /tmp/z >"$folder/out" 2>&1
    expect "$version: named-checkzone exits 0" [ $? = 0 ]
    expect "$version: it warns" has "$folder/out" "bad owner name"
    expect "$version: it says OK" has "$folder/out" "^OK$"
    inside $version /usr/bin/named-checkzone -q -k fail example.com /tmp/z 2>/dev/null
    expect "$version: -k fail refuses the zone" [ $? = 1 ]
    inside $version /usr/bin/named-checkconf -z /tmp/named.conf >"$folder/out"
    expect "$version: named-checkconf -z exits 1" [ $? = 1 ]
    expect "$version: it says not loaded" has "$folder/out" "not loaded due to errors"
done
END
