#!/bin/sh
# mxtrap-lint --journal runs a program in place of BIND's: how it is called, and what comes of it if it
# is missing, fails or never ends. tests/lab/journal.sh has the real one.
# MXTRAP_GEN, MXTRAP_LINT, MXTRAP_SOURCE: the tools, the repository.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lib.sh"
cd "$work"
lint=$(realpath "$lint")

# program LINE...: the script that runs as named-compilezone.
mkdir bin
program() {
    printf '%s\n' '#!/bin/sh' "$@" >bin/named-compilezone
    chmod +x bin/named-compilezone
}
PATH=$work/bin:$PATH

"$gen" -q -f zone "$MXTRAP_SOURCE/examples/oc9.yaml" >zone
echo changes >zone.jnl
sed -e 's/;.*//' -e '/mail3/d' zone >both

# The zone's name is that of the SOA record, or of --origin; no shell reads the words.
# shellcheck disable=SC2016 # for the program
program 'printf "%s\n" "$@" >words' 'cat both' 'echo said >&2'
run 0 "$lint" --journal zone
out_has 'journal:zone:'
err_has 'mxtrap-lint: named-compilezone: said'
check "options, --, the zone, the file" sh -c 'grep -qx -e -j words && tail -n 3 words | tr "\n" " " | grep -qx -e "-- oc9.com. zone "'
run 0 "$lint" -q --journal zone
err_is_empty
cp zone 'a;b $(c)'
echo changes >'a;b $(c).jnl'
run 0 "$lint" --journal --origin 'oc9.com' 'a;b $(c)'
check "the file is one word" grep -qx 'a;b $(c)' words
check "the origin" grep -qx 'oc9.com' words
run 1 "$lint" --strict --journal --dummy mail9.oc9.com zone
out_has 'not-trapped'
cp "$MXTRAP_SOURCE/examples/oc9.yaml" spec.yaml
run 1 "$lint" --journal --spec spec.yaml zone
out_has 'journal:zone:'
out_has 'mail3.oc9.com. with the preference 10 is missing'
check "no journal beside what has it" test "$(grep -c journal-beside out)" -eq 0

# Without a journal the file is all there is: its lines count, and nothing is run.
rm words
cp zone plain
cp zone new.yaml.jnl
: >empty.jnl
cp zone empty
cp spec.yaml new.yaml
run 0 "$lint" --journal plain empty new.yaml
run 0 "$lint" --journal - <zone
check "nothing ran" test ! -e words
run 1 "$lint" --journal --dummy mail9.oc9.com --strict plain zone
out_has 'plain:'
out_has 'journal:zone:'

# A zone whose name nobody gives.
sed 's/^\$ORIGIN.*//' zone >bare
echo changes >bare.jnl
run 2 "$lint" --journal bare
err_has 'bare does not name its zone: --journal needs --origin'
run 0 "$lint" --journal --origin oc9.com bare

# It fails: its words are shown, escaped and with an end.
# shellcheck disable=SC2016 # for the program
program 'printf "one\033[1m\n\ntwo\n" >&2' 'cat both' 'exit 3'
run 2 "$lint" -q --journal zone
err_has 'mxtrap-lint: named-compilezone: one\x1b[1m'
err_has 'mxtrap-lint: named-compilezone: two'
err_has 'mxtrap-lint: zone and its journal cannot be read: named-compilezone ends with status 3'
out_is_empty
program 'head -c 1000000 /dev/zero | tr "\000" x >&2' 'exit 1'
run 2 "$lint" --journal zone
check "bounded diagnostics" test "$(wc -c <err)" -lt 20000
# shellcheck disable=SC2016 # for the program
program 'kill -SEGV $$'
run 2 "$lint" --journal zone
err_has 'named-compilezone is killed by signal 11'
program 'cat both | head -n 6 | tail -n 3'
run 0 "$lint" --journal zone

# It never ends, though it closes its output, and is not left behind.
# shellcheck disable=SC2016 # for the program
program 'echo $$ >pid' 'exec sleep 1000'
run 2 "$lint" --journal --deadline 1 zone
err_has 'zone and its journal cannot be read: named-compilezone has not ended within 1 seconds'
check "it is gone" sh -c '! kill -0 "$(cat pid)"'
# shellcheck disable=SC2016 # for the program
program 'echo $$ >pid' 'exec sleep 1000 >/dev/null 2>&1'
run 2 "$lint" --journal --deadline 1 zone
err_has 'has not ended within 1 seconds'
check "it is gone" sh -c '! kill -0 "$(cat pid)"'

# It is not there.
PATH=$work/none
status=0
"$lint" --journal zone >out 2>err || status=$?
PATH=/usr/bin:/bin
check "a usage error" test "$status" -eq 2
err_has 'named-compilezone is not found; it is part of BIND (Debian: bind9-utils)'
out_is_empty

run 2 "$lint" --journal --no-include zone
err_has '--journal lets BIND follow $INCLUDE: it excludes --no-include and --include-root'
run 2 "$lint" --journal --include-root . zone
run 2 "$lint" --deadline 5 zone
err_has '--deadline needs --axfr or --journal'
finish 40
