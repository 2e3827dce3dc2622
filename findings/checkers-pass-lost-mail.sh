#!/bin/sh
# No checker of zone files fails an MX set that loses mail: three of four say nothing at all.
# Versions: Debian 12 bind9-utils 1:9.18.49-1~deb12u3, nsd 4.6.1-1, knot-dnssecutils 3.2.6-1; Debian 13
# bind9-utils 1:9.20.30-1~deb13u1, nsd 4.12.0-1, ldnsutils 1.8.4-2+b1. Date: 2026-11-30.
# Behaviour: a null MX beside another MX (RFC 7505), an MX whose host is an alias, one whose host is not in
# the zone, one that is an IPv4 address: nsd-checkzone, kzonecheck and ldns-read-zone accept each without a
# word. named-checkzone says nothing of the first, writes about the others ("is a CNAME (illegal)", "has no
# address records", "MX is an address"), then "OK", and exits 0.
. "$(dirname "$0")/lib.sh"
unpack v12 bookworm bind9-utils=1:9.18.49-1~deb12u3 nsd=4.6.1-1 knot-dnssecutils=3.2.6-1
unpack v13 trixie bind9-utils=1:9.20.30-1~deb13u1 nsd=4.12.0-1 ldnsutils=1.8.4-2+b1
for release in v12 v13; do
    zone "$folder/$release/tmp/null" '@ MX 0 .' '@ MX 10 mail'
    zone "$folder/$release/tmp/alias" '@ MX 10 a' 'a CNAME mail'
    zone "$folder/$release/tmp/nowhere" '@ MX 10 absent'
    zone "$folder/$release/tmp/literal" '@ MX 10 192.0.2.1'
done
rehearse <<'END'
silent() {
    inside "$@" >"$folder/out" 2>&1 && lacks "$folder/out" "MX|CNAME|address|null|rror|arning"
}
for file in null alias nowhere literal; do
    for release in v12 v13; do
        expect "nsd-checkzone of $release, $file" \
            silent $release /usr/sbin/nsd-checkzone example.com /tmp/$file
        inside $release /usr/bin/named-checkzone example.com /tmp/$file >"$folder/out" 2>&1
        expect "named-checkzone of $release, $file: exit 0" [ $? = 0 ]
        expect "named-checkzone of $release, $file: OK" has "$folder/out" "^OK$"
        case $file in
            null) expect "and no word of the MX" lacks "$folder/out" "MX" ;;
            alias) expect "although it says why not" has "$folder/out" "is a CNAME .illegal." ;;
            nowhere) expect "although it says why not" has "$folder/out" "has no address records" ;;
            literal) expect "although it says why not" has "$folder/out" "MX is an address" ;;
        esac
    done
    expect "kzonecheck, $file" silent v12 /usr/bin/kzonecheck -o example.com /tmp/$file
    # It writes the zone, too.
    inside v13 /usr/bin/ldns-read-zone /tmp/$file >/dev/null 2>"$folder/out"
    expect "ldns-read-zone, $file" [ $? = 0 ]
    expect "ldns-read-zone, $file: no word" [ ! -s "$folder/out" ]
done
END
