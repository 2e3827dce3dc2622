# shellcheck shell=sh
# PHP's PEAR Mail with its driver smtpmx.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program pear_smtpmx php-mail,php-net-smtp,php8.2-cli,netbase

pear_smtpmx_send() {
    program_php "$@" <<'END'
<?php
error_reporting(E_ERROR);
require 'Mail.php';
[, $from, $to, $subject] = $argv;
$mail = Mail::factory('smtpmx', ['netdns' => false, 'mailname' => 'vantage.lab.com']);
$sent = $mail->send($to, ['From' => $from, 'To' => $to, 'Subject' => $subject], "Hello\r\n");
exit(PEAR::isError($sent) ? $sent->getMessage() . "\n" : 0);
END
}
