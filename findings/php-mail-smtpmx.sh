#!/bin/sh
# PHP's PEAR Mail with its driver smtpmx passes a silent dummy after 10 s, and cannot send without an MX.
# Versions: Debian 12 php-mail 1.4.1-1.1, php-net-smtp 1.10.1-1, php8.2-cli 8.2.36-1~deb12u1.
# Date: 2026-11-30.
# Behaviour: it looks up MX itself, sorts them, and tries one host after the other until one is connected;
# its default timeout is 10 s, less than any of docs/senders.md. No MX but an address, which RFC 5321
# 5.1 has tried: "No MX-record for ... found.", without a look-up of A. A null MX: no connection, and the
# message names no host: "Could not connect to any mail server () at port 25". The caller gets an error in
# each case; nothing is queued.
. "$(dirname "$0")/lib.sh"
unpack php bookworm php-mail=1.4.1-1.1 php-net-smtp=1.10.1-1 php8.2-cli=8.2.36-1~deb12u1 netbase
asks php
cat >"$folder/php/tmp/send.php" <<'END'
<?php
error_reporting(E_ERROR);
require 'Mail.php';
$mail = Mail::factory('smtpmx', array('netdns' => false, 'mailname' => 'here.example'));
$sent = $mail->send($argv[1], array('From' => 'a@here.example', 'To' => $argv[1]), "text\r\n");
echo PEAR::isError($sent) ? 'error: ' . $sent->getMessage() : 'sent', "\n";
END
rehearse <<'END'
world "d1.example A 192.0.2.1 silent" "r1.example A 192.0.2.11 real" "d2.example A 192.0.2.2 silent" \
    "trap.example MX 30 d2.example" "trap.example MX 20 r1.example" "trap.example MX 10 d1.example" \
    "null.example MX 0 ." "plain.example A 192.0.2.12 real"
send() {
    : >"$folder/seen"
    inside php /usr/bin/php8.2 -d include_path=/usr/share/php /tmp/send.php "x@$1.example" >"$folder/out"
    grep " 25$" "$folder/seen" >"$folder/tried"
}
before=$(date +%s)
send trap
took=$(($(date +%s) - before))
expect "sent" has "$folder/out" "^sent$"
expect "by preference, to the first that answers" [ "$(tr '\n' ' ' <"$folder/tried")" = "192.0.2.1 25 192.0.2.11 25 " ]
expect "a silent host costs about 10 s ($took s)" [ $took -ge 9 ] && expect "and no more" [ $took -le 20 ]
send plain
expect "a domain without MX is refused" has "$folder/out" "error: No MX-record"
expect "without a connection" [ ! -s "$folder/tried" ]
expect "and without a question for its address" lacks "$folder/seen" "plain.example A$"
send null
expect "a null MX is a failed connection to no host" has "$folder/out" "any mail server \(\) at port 25"
expect "without a connection" [ ! -s "$folder/tried" ]
END
