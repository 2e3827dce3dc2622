#!/bin/sh
# Perl's Mail::CheckUser knocks at all exchangers at once, and calls an address good that a null MX forbids.
# Versions: Debian 12 libmail-checkuser-perl 1.24-2. Date: 2026-11-30.
# Behaviour: before its dialogue it opens a connection to every exchanger together, dummies in front and
# behind included, then one more to a real host. A domain whose only MX is "0 ." (RFC 7505) makes it ask for
# the address of the root, connect to nobody, and answer that the address is good.
# Output: seen at port 25: 192.0.2.1, .11, .12, .2 in one burst, then .11.
. "$(dirname "$0")/lib.sh"
unpack perl bookworm libmail-checkuser-perl=1.24-2 perl netbase dash
ln -sf dash "$folder/perl/usr/bin/sh"
asks perl
cat >"$folder/perl/tmp/check.pl" <<'END'
use Mail::CheckUser qw(check_email last_check);
$Mail::CheckUser::Sender_Addr = 'a@here.example';
$Mail::CheckUser::Helo_Domain = 'here.example';
$Mail::CheckUser::Timeout = 10;
print check_email($ARGV[0]) ? "good" : "bad: " . last_check()->{reason}, "\n";
END
rehearse <<'END'
world "d1.example A 192.0.2.1 silent" "r1.example A 192.0.2.11 real" "r2.example A 192.0.2.12 real" \
    "d2.example A 192.0.2.2 silent" "trap.example MX 10 d1.example" "trap.example MX 20 r1.example" \
    "trap.example MX 30 r2.example" "trap.example MX 40 d2.example" "null.example MX 0 ."
ask() {
    : >"$folder/seen"
    inside perl /usr/bin/perl /tmp/check.pl "x@$1.example" >"$folder/out" 2>"$folder/errors"
    grep " 25$" "$folder/seen" >"$folder/tried"
}
ask trap
expect "the address is good" has "$folder/out" "^good$"
expect "four exchangers were tried" [ "$(sort -u "$folder/tried" | wc -l)" = 4 ]
expect "the first four connections are four exchangers" [ "$(head -n 4 "$folder/tried" | sort -u | wc -l)" = 4 ]
expect "a fifth one follows, to a real host" has "$folder/tried" "192.0.2.1[12] 25"
expect "five in all" [ "$(wc -l <"$folder/tried")" = 5 ]
ask null
expect "an address of a null MX is called good" has "$folder/out" "^good$"
expect "nobody was connected" [ ! -s "$folder/tried" ]
END
