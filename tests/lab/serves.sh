#!/bin/sh
# BIND, NSD and Knot DNS all take what mxtrap-gen writes, and a real named serves it: the fragment
# by $INCLUDE in a zone written here, and the complete zone by itself.
# MXTRAP_GEN, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"

spec=$source/examples/oc9.yaml
cd "$work"

# Records from stdin, one space between fields, sorted; names of types and hosts stay as they are.
records() {
    awk 'NF > 0 && $1 !~ /^;/ { $1 = $1; print }' | LC_ALL=C sort
}

mail='oc9.com. 3600 IN MX 1 mail1.oc9.com.
oc9.com. 3600 IN MX 5 master.oc9.com.
oc9.com. 3600 IN MX 6 slave2.oc9.com.
oc9.com. 3600 IN MX 8 mail2.oc9.com.
oc9.com. 3600 IN MX 10 mail3.oc9.com.
mail1.oc9.com. 3600 IN A 192.0.2.1
master.oc9.com. 3600 IN A 198.51.100.25
master.oc9.com. 3600 IN AAAA 2001:db8::25
slave2.oc9.com. 3600 IN A 198.51.100.26
mail2.oc9.com. 3600 IN A 192.0.2.2
mail3.oc9.com. 3600 IN A 192.0.2.3'

"$gen" --quiet "$spec" >oc9.com.mx
"$gen" --quiet --format=zone "$spec" >complete

# The fragment stands amid other records and under another $ORIGIN: it must find its own names, and
# what comes after it must find the $ORIGIN it had.
cat >included <<'END'
$TTL 300
@ IN SOA ns1.oc9.net. hostmaster.oc9.net. 1 7200 3600 1209600 300
@ IN NS ns1.oc9.net.
@ IN NS ns2.oc9.net.
$ORIGIN before.oc9.com.
$INCLUDE oc9.com.mx
www 60 IN A 203.0.113.7
END

for zone in included complete; do
    check "named-checkzone takes it: $zone" named-checkzone -i full oc9.com "$zone"
    check "nsd-checkzone takes it: $zone" nsd-checkzone oc9.com "$zone"
    check "kzonecheck takes it: $zone" kzonecheck --origin oc9.com "$zone"
done

printf '%s\n' "$mail" \
    'oc9.com. 300 IN SOA ns1.oc9.net. hostmaster.oc9.net. 1 7200 3600 1209600 300' \
    'oc9.com. 300 IN NS ns1.oc9.net.' \
    'oc9.com. 300 IN NS ns2.oc9.net.' \
    'www.before.oc9.com. 60 IN A 203.0.113.7' | records >expected
named-compilezone -q -s full -o - oc9.com included >compiled
records <compiled >actual
check "BIND reads the fragment as the spec means it" diff -u expected actual

printf '%s\n' "$mail" | records >expected
named-compilezone -q -s full -o - oc9.com complete >compiled
grep -Ev 'IN[[:space:]]+(SOA|NS)[[:space:]]' compiled | records >actual
check "BIND reads the complete zone as the spec means it" diff -u expected actual
check "one SOA" test "$(grep -Ec 'IN[[:space:]]+SOA[[:space:]]' compiled)" -eq 1
check "both name servers" test "$(grep -Ec 'IN[[:space:]]+NS[[:space:]]' compiled)" -eq 2

named_options >named.conf
echo 'zone "oc9.com" { type primary; file "included"; };' >>named.conf
named_up

ask() {
    dig +time=2 +tries=1 @127.0.0.1 -p "$port" "$@"
}

# Asks for a type of a name; the answer must be authoritative and be what the spec has, or nothing.
serves() {
    ask +noall +comments "$1" "$2" >comments
    check "$1 $2: no error" grep -q 'status: NOERROR' comments
    check "$1 $2: authoritative" grep -Eq 'flags:[^;]* aa[ ;]' comments
    printf '%s\n' "$mail" | awk -v type="$1" -v name="$2" '$1 == name && $4 == type' |
        records >expected
    ask +noall +answer "$1" "$2" >answer
    records <answer >actual
    check "named answers $1 $2" diff -u expected actual
}

serves MX oc9.com.
check "five exchangers" test "$(wc -l <actual)" -eq 5
for host in mail1 master slave2 mail2 mail3; do
    serves A "$host.oc9.com."
    check "$host has an IPv4 address" test -s actual
    serves AAAA "$host.oc9.com."
done
finish 49
