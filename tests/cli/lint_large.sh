#!/bin/sh
# A large zone is scanned in a thread of its own where there are two processors: the report is the same
# to the byte as on one.
. "$(dirname "$0")/../lib.sh"
cd "$work" || exit 1

# same NAME STATUS ARGUMENT...: mxtrap-lint exits with STATUS, and with what it does on one processor.
same() {
    name=$1
    expected=$2
    shift 2
    run "$expected" "$lint" "$@"
    mv out all.out
    mv err all.err
    run "$expected" taskset -c "$one" "$lint" "$@"
    check "$name: standard output" cmp all.out out
    check "$name: standard error" cmp all.err err
}

one=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')

head='$ORIGIN a.example.
$TTL 300
; mxtrap: ignore foreign-type
@ SOA ns h 1 2 3 4 5
@ NS ns.b.example.
'
good() {
    seq 12000 | sed 's/.*/d& MX 1 m&.d& ; mxtrap: dummy\nd& MX 5 r.d&\nm&.d& A 20.0.0.1\nr.d& A 20.1.0.1/'
}
odd() {
    seq "$1" | sed 's/.*/e& MX ( 1\n x.y& ) ; mxtrap: dummy, ignore no-rule-&\n MX ten b&\n MX 7 e& BAD &\n AAAA ::\n TXT "x\nf..& MX 1 g\n ALIAS h\n\\101& MX 3 i& ; mxtrap: rael\nMX A 192.0.2/'
}

{ echo "$head"; good; } >good.zone
{ echo "$head"; odd 300; good; odd 300; echo '$INCLUDE part.zone'; echo '$INCLUDE none.zone'; odd 1
    echo '$GENERATE 1-500 g$ MX $ h'; echo 'late MX ( 1 '; } >odd.zone
{ odd 20; echo '$INCLUDE odd.zone'; } >part.zone
{ echo "$head"; good; odd 300; } | sed 's/$/\r/' >crlf.zone
# More findings than are kept; and hosts before the records that name them, which is read again.
{ echo "$head"; yes 'a A 192.0.2' | head -n 110000; } >many.zone
{ echo "$head"; good | tac; odd 10; } >again.zone
{ echo 'm MX 1 r'; good; } >fragment.zone

for zone in good odd crlf many again fragment; do
    check "$zone.zone is large" test "$(wc -c <$zone.zone)" -gt 1048576
done
same "a zone without a slip" 1 good.zone
same "errors" 2 odd.zone
same "errors as JSON" 2 -f json odd.zone
same "rules left out" 2 --ignore unknown-rule --ignore unknown-word odd.zone
same "lines that end in CR LF" 2 crlf.zone
same "more findings than are kept" 2 many.zone
same "read again" 2 again.zone
same "without an SOA record" 1 fragment.zone
same "no includes" 2 --no-include odd.zone
same "several at once" 2 -j 2 good.zone odd.zone crlf.zone again.zone
run 2 sh -c 'cat odd.zone | "$1" -' sh "$lint"
mv out all.out
run 2 taskset -c "$one" sh -c 'cat odd.zone | "$1" -' sh "$lint"
check "a pipe" cmp all.out out
finish 49
