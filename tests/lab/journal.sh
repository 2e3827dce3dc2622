#!/bin/sh
# A dynamic zone's file is not the zone: named keeps what an update changed in FILE.jnl. It is reported
# until rndc sync has written the file, also where the journal stays beside it.
# MXTRAP_GEN, MXTRAP_LINT, MXTRAP_SOURCE, MXTRAP_SERVERS: the tools, the repository, what
# tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
cd "$work"

secret=$(printf '%032d' 7 | base64 -w0)
printf 'key "control" {\n\talgorithm hmac-sha256;\n\tsecret "%s";\n};\n' "$secret" >key
{
    echo "include \"$work/key\";"
    named_options
    cat <<END
controls { inet 127.0.0.1 port 20002 allow { 127.0.0.1; } keys { control; }; };
zone "oc9.com" { type primary; file "oc9.zone"; allow-update { key control; }; allow-transfer { any; }; };
END
} >named.conf
"$gen" -q -f zone "$MXTRAP_SOURCE/examples/oc9.yaml" >oc9.zone
cp "$MXTRAP_SOURCE/examples/oc9.yaml" oc9.yaml
dummies="--dummy mail1.oc9.com --dummy mail2.oc9.com --dummy mail3.oc9.com"
run 0 "$lint" --spec oc9.yaml oc9.zone

named_up

# The first dummy goes, and the last one gets a real host's address: the file knows nothing of it.
printf '%s\n' "server 127.0.0.1 $port" 'zone oc9.com' 'update delete oc9.com. MX 1 mail1.oc9.com.' \
    'update delete mail3.oc9.com. A' 'update add mail3.oc9.com. 300 A 198.51.100.26' send >script
run 0 nsupdate -k key script
check "there is a journal" test -s oc9.zone.jnl

run 0 "$lint" oc9.zone
out_has '[journal-beside]'
out_has 'warning: oc9.zone.jnl ends at serial'
run 1 "$lint" --strict oc9.zone
run 1 "$lint" --spec oc9.yaml oc9.zone
out_has 'error: oc9.zone.jnl ends at serial'
run 1 "$gen" --diff oc9.zone oc9.yaml
err_has '[journal-beside]'
err_has '"rndc sync -clean"'
out_is_empty
run 1 "$gen" -f nsupdate --from oc9.zone oc9.yaml
err_has '[journal-beside]'
out_is_empty
# shellcheck disable=SC2086 # words are meant
run 1 "$gen" --diff $dummies oc9.zone oc9.yaml
out_is_empty
run 1 "$lint" --spec oc9.yaml --axfr "oc9.com@127.0.0.1@$port"
out_has '[drift]'
check "no journal of a transfer" test "$(grep -c journal-beside out)" -eq 0
run 0 "$lint" - <oc9.zone

# Read as BIND reads both: the zone that the server has, without the file's comments.
cksum oc9.zone oc9.zone.jnl >before
run 1 "$lint" --journal --spec oc9.yaml oc9.zone
out_has 'journal:oc9.zone:'
out_has 'mail1.oc9.com. with the preference 1 is missing'
err_has 'named-compilezone: zone oc9.com/IN: loaded serial 2'
check "no journal beside what has it" test "$(grep -c journal-beside out)" -eq 0
cp out by-journal
run 1 "$lint" -q --journal --origin oc9.com --spec oc9.yaml oc9.zone
err_is_empty
"$lint" --spec oc9.yaml --axfr "oc9.com@127.0.0.1@$port" >by-transfer || true
check "as a transfer has it" sh -c 'cut -d" " -f2- by-journal >a; cut -d" " -f2- by-transfer >b; cmp a b'
run 1 "$lint" -f json --journal --spec oc9.yaml oc9.zone
out_has '"files": ["journal:oc9.zone"]'
# shellcheck disable=SC2086 # words are meant
run 1 "$lint" --journal $dummies oc9.zone
check "neither file is written" sh -c 'cksum oc9.zone oc9.zone.jnl | cmp - before'
run 2 "$lint" --journal --origin oc9.net oc9.zone
err_has 'named-compilezone: zone oc9.net/IN: not loaded due to errors'
err_has 'oc9.zone and its journal cannot be read: named-compilezone ends with status 1'
out_is_empty

# The file is up to date again: the journal is still there, and has nothing more.
run 0 rndc -k key -y control -s 127.0.0.1 -p 20002 sync oc9.com
# named writes it after rndc has ended.
check "the file has the change" waits sh -c '! grep -qF 192.0.2.3 oc9.zone'
check "the journal stays" test -s oc9.zone.jnl
run 1 "$lint" --spec oc9.yaml oc9.zone
out_has '[drift]'
check "no more than the file" test "$(grep -c journal-beside out)" -eq 0
run 0 rndc -k key -y control -s 127.0.0.1 -p 20002 sync -clean oc9.com
check "the journal is gone" waits test ! -e oc9.zone.jnl

# What cannot be read may have changes.
head -c 10 key >oc9.zone.jnl
"$lint" oc9.zone >out || true
out_has 'oc9.zone.jnl is not in a format of BIND 9 that is known here: it may have changes'
run 2 "$lint" --journal oc9.zone
err_has 'named-compilezone: zone oc9.com/IN: journal open failed'
: >oc9.zone.jnl
"$lint" oc9.zone >out || true
check "an empty file is no journal" test "$(grep -c journal-beside out)" -eq 0
finish 30
