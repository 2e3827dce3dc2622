#!/bin/sh
# mxtrap-lint --axfr against BIND, NSD and a hostile server: the findings of a transfer are those of
# the zone's file, and a transfer that is not whole and verified is none.
# MXTRAP_LINT, MXTRAP_SOURCE, MXTRAP_SERVERS: the tool, the repository, what tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
bind=$port
nsd=20002
hostile=20003
closed=20004

cd "$work"

# ids: what the last run found, each rule with its number, from its JSON.
ids() {
    /usr/bin/python3 -c '
import collections, json, sys
found = collections.Counter(finding["rule"] for finding in json.load(sys.stdin)["findings"])
print(*(f"{rule}={count}" for rule, count in sorted(found.items())))' <out
}

# ids_of ARGUMENT...: those of another run.
ids_of() {
    "$lint" -f json "$@" >out || true
    ids
}

# finds STATUS IDS ARGUMENT...: just these findings, each with a place in the transfer.
finds() {
    wanted=$1
    wanted_ids=$2
    shift 2
    run "$wanted" "$lint" -f json "$@"
    check "finds \"$wanted_ids\", not \"$(ids)\": $*" test "$(ids)" = "$wanted_ids"
}

# Zones: a good sandwich, one with much that is wrong, a large one.
head='$TTL 3600
@ SOA ns hostmaster 7 7200 900 1209600 3600
@ NS ns
ns A 20.0.0.53'
{
    echo "$head"
    printf '%s\n' '@ MX 1 mail1' '@ MX 5 master' '@ MX 6 slave2' '@ MX 8 mail2' \
        'mail1 A 30.0.0.1' 'mail1 AAAA 2a00::1' 'master A 20.0.0.1' 'slave2 A 20.0.0.2' \
        'mail2 A 30.0.0.2' '@ TXT "v=spf1 mx:mx.lab -all"' 'www CNAME master'
} >good.zone
{
    echo "$head"
    printf '%s\n' '@ MX 1 mail1' '@ MX 5 master' '@ MX 5 alias' '@ MX 8 none' '@ MX 9 a.wild.broken.lab.' \
        '@ MX 10 far.example.' 'mail1 A 30.0.0.1' 'master A 20.0.0.1' 'alias CNAME master' \
        '*.wild A 20.0.0.9' 'sub MX 10 mail1' 'sub MX 20 in.cut' 'cut NS ns.example.' \
        'empty MX 0 .' 'dotted MX 10 mail1.broken.lab' 'low 60 MX 1 master' 'low 60 MX 2 mail1' \
        'dn DNAME example.' 'ali MX 10 x.dn' '_25._tcp.master TLSA 3 1 1 00' \
        'private MX 1 p1' 'private MX 2 master' 'private MX 3 p1' 'p1 A 192.168.0.1'
} >broken.zone
{
    cat good.zone
    awk 'BEGIN { for (i = 0; i < 25000; i++) {
        printf "h%d A 20.1.%d.%d\nh%d TXT \"text number %d\"\n", i, i / 256, i % 256, i, i
        printf "d%d MX 10 h%d\nd%d MX 20 none%d\n", i, i, i, i } }'
} | sed 's/A 20\.1\.\([0-9]*\)\./A 20.\1.1./' >large.zone
for zone in good broken large; do
    sed "1i \$ORIGIN $zone.lab." "$zone.zone" >"$zone.file"
done

secret256=$(printf '%032d' 7 | base64 -w0)
secret512=$(printf '%064d' 8 | base64 -w0)
key() {
    printf 'key "%s" {\n\talgorithm %s;\n\tsecret "%s";\n};\n' "$2" "$3" "$4" >"$1"
}
key k256 key256.lab hmac-sha256 "$secret256"
key k512 key512.lab hmac-sha512 "$secret512"
for bits in 1 224 384; do
    key "k$bits" "key$bits.lab" "hmac-sha$bits" "$secret256"
done
key wrong key256.lab hmac-sha256 "$secret512"
key unknown nobody.lab hmac-sha256 "$secret256"
key algorithm key256.lab hmac-sha512 "$secret256"
printf 'key256.lab. IN KEY 512 3 163 %s\n' "$secret256" >Kkey256.key

{
    cat k256 k512 k1 k224 k384
    named_options "allow-transfer { any; };"
    for zone in good broken large; do
        echo "zone \"$zone.lab\" { type primary; file \"$zone.zone\"; check-names ignore;" \
            "check-mx ignore; check-mx-cname ignore; check-integrity no; };"
    done
    for bits in 1 224 256 384 512; do
        echo "zone \"sha$bits.lab\" { type primary; file \"good.zone\";" \
            "allow-transfer { key key$bits.lab; }; };"
    done
    echo 'zone "closed.lab" { type primary; file "good.zone"; allow-transfer { none; }; };'
    echo 'zone "biglocked.lab" { type primary; file "large.zone";' \
        'allow-transfer { key key256.lab; }; };'
} >named.conf
named_up

{
    cat <<END2
server:
    ip-address: 127.0.0.1
    port: $nsd
    username: ""
    chroot: ""
    zonesdir: "$work"
    pidfile: ""
    xfrdfile: "$work/xfrd"
    xfrdir: "$work"
    zonelistfile: "$work/zones"
    database: ""
remote-control:
    control-enable: no
END2
    for bits in 256 512; do
        eval "secret=\$secret$bits"
        printf 'key:\n    name: key%s.lab\n    algorithm: hmac-sha%s\n    secret: "%s"\n' \
            "$bits" "$bits" "$secret"
    done
    for row in "good good NOKEY" "broken broken NOKEY" "large large NOKEY" \
        "sha256 good key256.lab" "sha512 good key512.lab" \
        "biglocked large key256.lab"; do
        # shellcheck disable=SC2086 # words are meant
        set -- $row
        printf 'zone:\n    name: %s.lab\n    zonefile: "%s.zone"\n' "$1" "$2"
        printf '    provide-xfr: 127.0.0.1 %s\n' "$3"
    done
    printf 'zone:\n    name: closed.lab\n    zonefile: "good.zone"\n'
} >nsd.conf
nsd -d -c "$work/nsd.conf" >nsd.log 2>&1 &
/usr/bin/python3 "$source/tests/lab/hostile_axfr.py" "$hostile" key256.lab "$secret256" \
    >hostile.log 2>&1 &

# serves PORT: the name server there has its last zone.
serves() {
    dig +time=1 +tries=1 +tcp +short @127.0.0.1 -p "$1" SOA biglocked.lab 2>&1 | grep -q '^ns'
}
# The hostile server's sandwich has an error: exit status 1.
serves_hostile() {
    status=0
    "$lint" -q --axfr "good.x@127.0.0.1@$hostile" >out 2>&1 || status=$?
    [ "$status" -eq 1 ]
}
for server in "serves $bind" "serves $nsd" serves_hostile; do
    # shellcheck disable=SC2086 # words are meant
    waits $server || { cat named.log nsd.log hostile.log >&2; echo "FAIL: $server" >&2; exit 1; }
done

# The same findings as the zone's file, at places of the transfer.
good=$(ids_of good.file)
broken=$(ids_of broken.file)
large=$(ids_of large.file)
check "the broken zone shows much" test "$(echo "$broken" | wc -w)" -ge 7
check "the large zone shows much" test "${large##*=}" -ge 10000
for port in "$bind" "$nsd"; do
    finds 0 "$good" --axfr "good.lab@127.0.0.1@$port"
    finds 1 "$broken" --axfr "broken.lab@127.0.0.1@$port"
    finds 1 "$large" --axfr "large.lab@127.0.0.1@$port"
done
finds 0 "$good" --axfr "good.lab.@::1@$bind"
finds 0 "$good" --axfr "good.lab@localhost@$bind" --quiet --strict
finds 1 "dummy-between-reals=1 last-not-dummy=1" --axfr "good.lab@127.0.0.1@$bind" \
    --dummy mail1.good.lab --dummy slave2.good.lab
run 1 "$lint" --axfr "broken.lab@127.0.0.1@$bind"
check "places" grep -Eq "^axfr:broken.lab@127.0.0.1@$bind:[0-9]+:1: error: " out
both=$(ids_of broken.file good.file)
finds 1 "$both" --axfr "broken.lab@127.0.0.1@$bind" --axfr "good.lab@127.0.0.1@$nsd"
finds 1 "$both" --axfr "broken.lab@127.0.0.1@$bind" good.file
check "a name for each operand" grep -qF "[\"good.file\", \"axfr:broken.lab@127.0.0.1@$bind\"]" out

# TSIG.
for bits in 1 224 256 384 512; do
    finds 0 "$good" --tsig-key "k$bits" \
        --axfr "sha$bits.lab@127.0.0.1@$bind"
done
for bits in 256 512; do
    finds 0 "$good" --strict --tsig-key "k$bits" --axfr "sha$bits.lab@127.0.0.1@$nsd"
done
finds 0 "$good" --strict --tsig-key Kkey256.key --axfr "sha256.lab@127.0.0.1@$bind"
for port in "$bind" "$nsd"; do
    finds 1 "$large" --tsig-key k256 --axfr "biglocked.lab@127.0.0.1@$port"
    finds 2 axfr-failed=1 --axfr "sha256.lab@127.0.0.1@$port"
    finds 2 axfr-failed=1 --tsig-key wrong --axfr "sha256.lab@127.0.0.1@$port"
    run 2 "$lint" --tsig-key wrong --axfr "sha256.lab@127.0.0.1@$port"
    out_has "NOTAUTH, TSIG error BADSIG [axfr-failed]"
    check "no secret is printed" test "$(cat out err | grep -c "$secret256\|$secret512")" -eq 0
    run 2 "$lint" --tsig-key unknown --axfr "sha256.lab@127.0.0.1@$port"
    out_has "NOTAUTH, TSIG error BADKEY [axfr-failed]"
    finds 2 axfr-failed=1 --tsig-key algorithm --axfr "sha256.lab@127.0.0.1@$port"
    run 2 "$lint" --axfr "closed.lab@127.0.0.1@$port"
    out_has "axfr:closed.lab@127.0.0.1@$port:1:1: error: the server answers REFUSED"
    run 2 "$lint" --axfr "none.lab@127.0.0.1@$port"
    out_has "the server answers "
done
run 2 "$lint" --axfr "good.lab@127.0.0.1@$closed"
out_has "Connection refused [axfr-failed]"
run 2 "$lint" --axfr "good.lab@::1@$closed"
out_has "Connection refused [axfr-failed]"
run 2 "$lint" --axfr "good.lab@no-such-host.invalid" --timeout 1
out_has "[axfr-failed]"
finds 2 "axfr-failed=1 $good" --axfr "closed.lab@127.0.0.1@$bind" --axfr "good.lab@127.0.0.1@$bind"

sandwich='roles-assumed=1 single-real-host=1 target-no-address=1'
# The hostile server. What is right in its odd ways is taken:
for way in good noquestion drip single late compressed; do
    finds 1 "$sandwich" --axfr "$way.x@127.0.0.1@$hostile"
done
for way in signed signseldom; do
    finds 1 "$sandwich too-many-records=1" --tsig-key k256 --axfr "$way.x@127.0.0.1@$hostile"
done

# refuses WAY WORDS [OPTION]...: no record of it is taken, and the message has these words.
refuses() {
    way=$1
    words=$2
    shift 2
    finds 2 axfr-failed=1 "$@" --axfr "$way.x@127.0.0.1@$hostile"
    out_has "$words"
}
refuses truncated "closed the connection before the end"
refuses nosoa "closed the connection before the end"
refuses headless "does not begin with the zone's SOA"
refuses empty "has no records"
refuses endless "the transfer is too large"
refuses hang timeout --timeout 1
refuses slow "takes too long" --timeout 5 --deadline 2
refuses hang "takes too long" --timeout 5 --deadline 1
refuses outside "not in the zone"
refuses othersoa "SOA record of another zone"
refuses wrongid "another id"
refuses wrongquestion "another question"
refuses noanswer "is not an answer"
refuses notauth "NOTAUTH: it does not serve this zone, or does not let this client transfer it"
refuses notimp "the server answers NOTIMP: it has no zone transfers"
refuses tcbit "is not an answer"
refuses behind "continues after the final SOA"
refuses changed "another serial"
refuses chaos "class or type"
refuses loop "malformed"
refuses longrdata "malformed"
refuses badmx "does not fit its type"
refuses manycount "malformed"
refuses short "shorter than a header"
refuses sigtooseldom "is the hundredth without" --tsig-key k256
refuses sigtail "is the last one and has no TSIG signature" --tsig-key k256
refuses sigfirst "message 1 of the transfer has no TSIG" --tsig-key k256
refuses signone "message 1 of the transfer has no TSIG" --tsig-key k256
refuses sigold BADTIME --tsig-key k256
refuses sigother "another TSIG key" --tsig-key k256
refuses sigforged "message 3 of the transfer has a wrong TSIG signature" --tsig-key k256
refuses sigdropped "message 2 of the transfer has a wrong TSIG signature" --tsig-key k256
refuses sigswapped "message 1 of the transfer has a wrong TSIG signature" --tsig-key k256
refuses signotlast malformed --tsig-key k256
refuses good "message 1 of the transfer has no TSIG" --tsig-key k256
run 1 "$lint" --axfr "escapes.x@127.0.0.1@$hostile"
check "control characters are escaped" test "$(LC_ALL=C grep -c "$(printf '\033')" out)" -eq 0

finish 150
