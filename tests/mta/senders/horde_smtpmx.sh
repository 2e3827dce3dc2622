# shellcheck shell=sh
# PHP's Horde_Mail with its transport Smtpmx.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program horde_smtpmx php-horde-mail,php-net-smtp,php8.2-cli,php8.2-mbstring,netbase

horde_smtpmx_send() {
    program_php "$@" <<'END'
<?php
error_reporting(E_ERROR);
dl('mbstring');
spl_autoload_register(fn ($name) => include str_replace('_', '/', $name) . '.php');
[, $from, $to, $subject] = $argv;
try {
    $mail = new Horde_Mail_Transport_Smtpmx(['netdns' => false, 'mailname' => 'vantage.lab.com']);
    $mail->send($to, ['From' => $from, 'To' => $to, 'Subject' => $subject], "Hello\r\n");
} catch (Exception $error) {
    exit($error->getMessage() . "\n");
}
exit(0);
END
}
