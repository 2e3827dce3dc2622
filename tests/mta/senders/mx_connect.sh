# shellcheck shell=sh
# npm's mx-connect, called as ZoneMTA calls it (lib/sender.js): it gives a connection, and nodemailer
# sends on it. The versions are those that ZoneMTA 3.10.3 asks for.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program mx_connect npm

mx_connect_send() {
    program_node "$@" <<'END'
const mxConnect = require('mx-connect');
const Connection = require('nodemailer7/lib/smtp-connection');
const [from, to] = process.argv.slice(2);
const failed = error => { console.log(error); process.exit(1); };
mxConnect(to.split('@')[1], (error, mx) => {
    if (error)
        return failed(error);
    const connection = new Connection({connection: mx.socket, tls: {rejectUnauthorized: false}});
    connection.on('error', failed);
    connection.connect(() => connection.send({from, to: [to]}, require('fs').createReadStream('/tmp/message'),
        (error, info) => error ? failed(error) : (console.log(info), connection.quit())));
});
END
}
