#!/bin/sh
# Perl's Mail::Verify goes on to the last dummy after real hosts have accepted the address.
# Versions: Debian 12 libmail-verify-perl 0.02-7. Date: 2026-11-30.
# Behaviour: CheckAddress walks the whole set in order of preference and does not stop at the first success;
# each silent host costs it 10 s, so that a set with one dummy at each end costs 20 s, and a capture shows a
# source that meets a dummy last.
# Output: seen at port 25: 192.0.2.1, 192.0.2.11, 192.0.2.12, 192.0.2.2; then 0, which means good.
. "$(dirname "$0")/lib.sh"
unpack perl bookworm libmail-verify-perl=0.02-7 perl netbase dash
ln -sf dash "$folder/perl/usr/bin/sh"
asks perl
echo 'use Mail::Verify; print Mail::Verify::CheckAddress($ARGV[0]), "\n";' >"$folder/perl/tmp/check.pl"
rehearse <<'END'
world "d1.example A 192.0.2.1 silent" "r1.example A 192.0.2.11 real" "r2.example A 192.0.2.12 real" \
    "d2.example A 192.0.2.2 silent" "trap.example MX 10 d1.example" "trap.example MX 20 r1.example" \
    "trap.example MX 30 r2.example" "trap.example MX 40 d2.example"
: >"$folder/seen"
inside perl /usr/bin/perl /tmp/check.pl x@trap.example >"$folder/out" 2>"$folder/errors"
expect "the address is good" has "$folder/out" "^0$"
grep " 25$" "$folder/seen" | tr '\n' ' ' >"$folder/tried"
expect "all four hosts were tried, the last dummy at the end" \
    has "$folder/tried" "^192.0.2.1 25 192.0.2.11 25 192.0.2.12 25 192.0.2.2 25 $"
END
