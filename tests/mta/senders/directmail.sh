# shellcheck shell=sh
# npm's directmail, which nodemailer 0.7 sends with where it has no transport.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program directmail npm

directmail_send() {
    program_node "$@" <<'END'
const [from, to] = process.argv.slice(2);
const message = require('fs').readFileSync('/tmp/message', 'utf8').replace(/\r?\n/g, '\r\n');
const sent = require('directmail')({debug: true}).send({from, recipients: [to], message});
sent.on('sent', () => process.exit(0));
sent.on('requeue', () => process.exit(1));
sent.on('failed', () => process.exit(1));
END
}
