# shellcheck shell=sh
# npm's nodemailer before version 3, without a transport: nodemailer-direct-transport. The lab's real hosts
# have no STARTTLS, without which it would connect to them once more.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program nodemailer_v2 npm

nodemailer_v2_send() {
    program_node "$@" <<'END'
const [from, to, subject] = process.argv.slice(2);
require('nodemailer').createTransport({direct: true, requireTLS: false, logger: true}).sendMail({from, to, subject, text: 'Hello'}, (error, info) => {
    console.log(error, info);
    process.exit(error || info.pending.length ? 1 : 0);
});
END
}
