# shellcheck shell=sh
# npm's sendmail, which makes the message itself.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program npm_sendmail npm

npm_sendmail_send() {
    program_node "$@" <<'END'
const [from, to, subject] = process.argv.slice(2);
require('sendmail')()({from, to, subject, text: 'Hello'}, error => process.exit(error ? 1 : 0));
END
}
