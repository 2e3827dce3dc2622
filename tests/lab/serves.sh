#!/bin/sh
# BIND, NSD and Knot DNS all take what mxtrap-gen writes, and a real named serves it: the fragment
# by $INCLUDE in a zone written here, and the complete zone by itself.
# MXTRAP_GEN, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"

spec=$MXTRAP_SOURCE/examples/oc9.yaml
port=20001
named=
work=$(mktemp -d)

clean_up() {
    if [ -n "$named" ]; then
        kill "$named" 2>/dev/null || true
        wait "$named" || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

fail() {
    echo "FAIL: $*" >&2
    exit 1
}

# Runs a command that must succeed; what it says is shown only when it does not.
accepts() {
    "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; fail "$*"; }
    echo "ok: $*"
}

# Records from stdin, one space between fields, sorted; names of types and hosts stay as they are.
records() {
    awk 'NF > 0 && $1 !~ /^;/ { $1 = $1; print }' | LC_ALL=C sort
}

# The records of file $1 must be those of file $2, no more and no fewer.
same() {
    diff -u "$2" "$1" >&2 || fail "$3"
    echo "ok: $3"
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

cd "$work"
"$MXTRAP_GEN" --quiet "$spec" >oc9.com.mx
"$MXTRAP_GEN" --quiet --format=zone "$spec" >complete

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
    accepts named-checkzone -i full oc9.com "$zone"
    accepts nsd-checkzone oc9.com "$zone"
    accepts kzonecheck --origin oc9.com "$zone"
done

printf '%s\n' "$mail" \
    'oc9.com. 300 IN SOA ns1.oc9.net. hostmaster.oc9.net. 1 7200 3600 1209600 300' \
    'oc9.com. 300 IN NS ns1.oc9.net.' \
    'oc9.com. 300 IN NS ns2.oc9.net.' \
    'www.before.oc9.com. 60 IN A 203.0.113.7' | records >expected
named-compilezone -q -s full -o - oc9.com included >compiled
records <compiled >actual
same actual expected "BIND reads the fragment as the spec means it"

printf '%s\n' "$mail" | records >expected
named-compilezone -q -s full -o - oc9.com complete >compiled
grep -Ev 'IN[[:space:]]+(SOA|NS)[[:space:]]' compiled | records >actual
same actual expected "BIND reads the complete zone as the spec means it"
[ "$(grep -Ec 'IN[[:space:]]+SOA[[:space:]]' compiled)" -eq 1 ] || fail "one SOA"
[ "$(grep -Ec 'IN[[:space:]]+NS[[:space:]]' compiled)" -eq 2 ] || fail "both name servers"

cat >named.conf <<END
options {
    directory "$work";
    listen-on port $port { 127.0.0.1; };
    listen-on-v6 { none; };
    recursion no;
    dnssec-validation no;
    pid-file none;
    session-keyfile none;
};
controls { };
zone "oc9.com" { type primary; file "included"; };
END
named -g -X none -c "$work/named.conf" >named.log 2>&1 &
named=$!

ask() {
    dig +time=2 +tries=1 @127.0.0.1 -p "$port" "$@"
}

tries=0
until ask +short SOA oc9.com 2>/dev/null | grep -q '^ns1\.oc9\.net\. '; do
    tries=$((tries + 1))
    if [ "$tries" -ge 100 ] || ! kill -0 "$named" 2>/dev/null; then
        cat named.log >&2
        fail "named does not serve the zone"
    fi
    sleep 0.1
done

# Asks for a type of a name; the answer must be authoritative and be what the spec has, or nothing.
serves() {
    ask +noall +comments "$1" "$2" >comments
    grep -q 'status: NOERROR' comments || fail "$1 $2: $(grep status: comments)"
    grep -Eq 'flags:[^;]* aa[ ;]' comments || fail "$1 $2: the answer is not authoritative"
    printf '%s\n' "$mail" | awk -v type="$1" -v name="$2" '$1 == name && $4 == type' |
        records >expected
    ask +noall +answer "$1" "$2" >answer
    records <answer >actual
    same actual expected "named answers $1 $2"
}

serves MX oc9.com.
[ "$(wc -l <actual)" -eq 5 ] || fail "five exchangers"
for host in mail1 master slave2 mail2 mail3; do
    serves A "$host.oc9.com."
    [ -s actual ] || fail "$host has an IPv4 address"
    serves AAAA "$host.oc9.com."
done
